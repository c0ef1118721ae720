"""An organization with lines, and an intake on each kind of database."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from app.clock import new_id
from app.db import Database
from app.intake.conversation import Intake
from app.intake.directory import Directory
from app.intake.postgres import PostgresStore
from app.intake.sqlite import SqliteStore
from app.intake.store import IntakeStore
from app.models import Line, Organization
from app.privacy.sealing import Vault
from app.settings import Settings
from channels.port import Inbound, Turn

LINE = "+14165550100"


def make_store(settings: Settings) -> IntakeStore:
    if settings.is_sqlite:
        return SqliteStore(settings.sqlite_path)
    return PostgresStore(settings.database_url, 5)


@pytest.fixture
def vault(settings: Settings) -> Vault:
    return Vault(settings.secret_key.get_secret_value())


@pytest.fixture
def organization(database: Database, clock: Callable[[], datetime]) -> Organization:
    made = Organization(
        id=new_id(),
        slug="boreal",
        name="Centre Boréal",
        sms_name="Centre Boréal",
        phone="416 555-0100",
        created_at=clock(),
    )
    with database.writing() as session:
        session.add(made)
        session.flush()
        for channel in ("sms", "whatsapp", "voice"):
            session.add(Line(id=new_id(), organization_id=made.id, channel=channel, address=LINE))
    return made


@dataclass
class Person:
    """Somebody with a phone; `says` numbers their messages."""

    intake: Intake
    address: str = "+14165550123"
    sent: int = field(default=0)

    async def says(self, *texts: str) -> Turn:
        for text in texts:
            self.sent += 1
            turn = await self.intake.hear(text_inbound(text, f"SM{self.address[-4:]}{self.sent}", self.address))
        return turn


def text_inbound(text: str, external_id: str, address: str = "+14165550123") -> Inbound:
    return Inbound("sms", "text", LINE, address, external_id, text=text)


@pytest.fixture
def talking(
    settings: Settings, database: Database, organization: Organization, vault: Vault, clock: Callable[[], datetime]
) -> Callable[[], object]:
    """`async with talking() as person:` a contributor and the intake that hears them."""

    async def status_words(_organization_id: str, code: str, lang: str) -> str:
        return f"{lang}: {code}"

    @asynccontextmanager
    async def opened() -> AsyncIterator[Person]:
        store = make_store(settings)
        await store.open()
        intake = Intake(
            store=store,
            directory=Directory(database),
            vault=vault,
            clock=clock,
            status_words=status_words,
            public_host="entendu.example",
        )
        try:
            yield Person(intake)
        finally:
            await store.close()

    return opened
