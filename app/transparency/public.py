"""What the public may read: each published answer as it stands now, with its earlier versions. All its queries."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.clock import local_day
from app.db import Database
from app.i18n import Lang
from app.models import Line, Organization, Publication

PAGE_SIZE = 20  # answers; two screens of reading on a phone


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of one answer, both languages. `published_on` is the day this version came out, in Toronto."""

    number: int
    revision: int
    you_said: dict[Lang, str]
    we_did: dict[Lang, str]
    outcome: str
    service: str | None
    theme: str | None
    heard_month: str | None
    acknowledged_on: date | None
    answered_on: date | None
    done_on: date | None
    next_update_on: date | None
    reviewed_by_peer: bool
    publication: Publication

    @property
    def published_on(self) -> date:
        return local_day(self.publication.published_at)


@dataclass(frozen=True, slots=True)
class LogPage:
    """`older`: the number to ask for answers before, or None when these are the last."""

    entries: tuple[Entry, ...]
    older: int | None


def first_organization(session: Session) -> Organization | None:
    return session.exec(select(Organization).order_by(col(Organization.created_at), col(Organization.id))).first()


def find_organization(session: Session, slug: str) -> Organization | None:
    if not (slug.isascii() and slug.replace("-", "").isalnum()):  # PostgreSQL takes no NUL in a text
        return None
    return session.exec(select(Organization).where(Organization.slug == slug)).first()


def name_finder(database: Database) -> Callable[[str], Awaitable[str | None]]:
    """An organization's name by its slug, None when there is none: for the web form, which knows no tables."""

    def read(slug: str) -> str | None:
        with database.reading() as session:
            found = find_organization(session, slug)
            return found.name if found else None

    async def name_of(slug: str) -> str | None:
        return await asyncio.to_thread(read, slug)

    return name_of


def lines_of(session: Session, organization_id: str) -> dict[str, str]:
    """The address of each channel, the first one where there are several."""
    found = session.exec(select(Line).where(Line.organization_id == organization_id).order_by(col(Line.id).desc()))
    return {line.channel: line.address for line in found}


def read_log(
    session: Session,
    organization_id: str,
    *,
    before: int | None = None,
    year: int | None = None,
    outcome: str | None = None,
    size: int = PAGE_SIZE,
) -> LogPage:
    """The newest answers first, each in its latest version; `year` is the year of the answer."""
    query = _latest(organization_id).order_by(col(Publication.number).desc())
    if before is not None:
        query = query.where(Publication.number < before)
    if year is not None:
        query = query.where(col(Publication.entry)["answered_on"].as_string().startswith(f"{year:04d}-"))
    if outcome is not None:
        query = query.where(col(Publication.entry)["outcome"].as_string() == outcome)
    found = session.exec(query.limit(size + 1)).all()
    entries = tuple(entry_of(publication) for publication in found[:size])
    return LogPage(entries, entries[-1].number if len(found) > size else None)


def read_whole_log(session: Session, organization_id: str) -> tuple[Entry, ...]:
    """Every answer, newest first: for machines, which page by themselves."""
    found = session.exec(_latest(organization_id).order_by(col(Publication.number).desc()))
    return tuple(entry_of(publication) for publication in found)


def years_of(session: Session, organization_id: str) -> tuple[int, ...]:
    """The years that have answers, newest first."""
    year = func.substr(col(Publication.entry)["answered_on"].as_string(), 1, 4)
    found = session.exec(select(year).where(Publication.organization_id == organization_id).distinct())
    return tuple(sorted((int(value) for value in found if value and value.isdigit()), reverse=True))


def read_versions(session: Session, organization_id: str, number: int) -> tuple[Entry, ...]:
    """Every version of one answer, the latest first; empty when there is no such answer."""
    query = select(Publication).where(Publication.organization_id == organization_id, Publication.number == number)
    return entries_of(session.exec(query.order_by(col(Publication.revision).desc())).all())


def entries_of(publications: Sequence[Publication]) -> tuple[Entry, ...]:
    return tuple(entry_of(publication) for publication in publications)


def entry_of(publication: Publication) -> Entry:
    told = publication.entry
    return Entry(
        number=publication.number,
        revision=publication.revision,
        you_said={"fr": told.get("you_said_fr") or "", "en": told.get("you_said_en") or ""},
        we_did={"fr": told.get("we_did_fr") or "", "en": told.get("we_did_en") or ""},
        outcome=told.get("outcome") or "listening",
        service=told.get("service"),
        theme=told.get("theme"),
        heard_month=told.get("heard_month"),
        acknowledged_on=_day(told.get("acknowledged_on")),
        answered_on=_day(told.get("answered_on")),
        done_on=_day(told.get("done_on")),
        next_update_on=_day(told.get("next_update_on")),
        reviewed_by_peer=publication.reviewed_by_peer,
        publication=publication,
    )


def _latest(organization_id: str) -> SelectOfScalar[Publication]:
    """Each number's latest version; the unique index on (organization_id, number, revision) serves both sides."""
    later = aliased(Publication)
    newest = (
        select(func.max(later.revision))
        .where(later.organization_id == Publication.organization_id, later.number == Publication.number)
        .scalar_subquery()
    )
    return select(Publication).where(Publication.organization_id == organization_id, Publication.revision == newest)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
