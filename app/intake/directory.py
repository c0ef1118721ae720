"""Which organization a line belongs to: kept in memory, read anew when it grows old or a line is unknown."""

import asyncio
import time
from dataclasses import dataclass

from sqlmodel import select

from app.db import Database
from app.models import Line, Organization
from channels.port import UnknownLineError

FRESH_SECONDS = 30.0
UNKNOWN_SECONDS = 1.0  # strangers' numbers must not make us read the database each time


@dataclass(frozen=True, slots=True)
class Host:
    """What a conversation needs to know of the organization that holds it."""

    id: str
    slug: str
    sms_name: str
    phone: str
    survey: str
    answer_days: int


class Directory:
    """(channel, address) -> Host; a web page's address is the organization's slug."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hosts: dict[tuple[str, str], Host] = {}
        self._read_at = float("-inf")

    async def host(self, channel: str, address: str) -> Host:
        """The organization behind a line; raises UnknownLineError."""
        age = time.monotonic() - self._read_at
        found = self._hosts.get((channel, address))
        if age > (FRESH_SECONDS if found else UNKNOWN_SECONDS):
            self._hosts = await asyncio.to_thread(self._read)
            self._read_at = time.monotonic()
            found = self._hosts.get((channel, address))
        if found is None:
            raise UnknownLineError
        return found

    def _read(self) -> dict[tuple[str, str], Host]:
        with self._database.reading() as session:
            hosts = {
                o.id: Host(o.id, o.slug, o.sms_name, o.phone, o.survey, o.answer_days)
                for o in session.exec(select(Organization))
            }
            lines = {(line.channel, line.address): hosts[line.organization_id] for line in session.exec(select(Line))}
        return lines | {("web", host.slug): host for host in hosts.values()}
