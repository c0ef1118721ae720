"""You said, we did: drafts, the peers' word on them, and what was published."""

from datetime import date, datetime

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from app.models.base import UtcDateTime


class Response(SQLModel, table=True):
    """A response as it stands on the desk. `version` grows with each edit, so a review is of one wording only."""

    __tablename__ = "responses"
    __table_args__ = (UniqueConstraint("organization_id", "number"),)

    id: str = Field(primary_key=True, max_length=32)
    organization_id: str = Field(foreign_key="organizations.id", max_length=32)
    number: int | None = None  # its place in the public log, given at first publication
    version: int = 1
    author_id: str = Field(foreign_key="staff.id", max_length=32)
    you_said_fr: str = ""
    you_said_en: str = ""
    we_did_fr: str = ""
    we_did_en: str = ""
    outcome: str | None = Field(default=None, max_length=20)  # done, in_progress, partly, not_possible, listening
    service: str | None = Field(default=None, max_length=40)
    theme: str | None = Field(default=None, max_length=40)
    heard_month: str | None = Field(default=None, max_length=7)  # "2026-06": never finer, people are recognised by days
    acknowledged_on: date | None = None
    answered_on: date | None = None
    done_on: date | None = None
    next_update_on: date | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class ResponseCase(SQLModel, table=True):
    """Which cases a response answers."""

    __tablename__ = "response_cases"

    response_id: str = Field(primary_key=True, foreign_key="responses.id", max_length=32)
    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=32, index=True)


class Review(SQLModel, table=True):
    """A peer's word on one version of a response. `verdict`: approved, changes_asked."""

    __tablename__ = "reviews"

    id: str = Field(primary_key=True, max_length=32)
    response_id: str = Field(foreign_key="responses.id", max_length=32, index=True)
    response_version: int
    reviewer_id: str = Field(foreign_key="staff.id", max_length=32)
    verdict: str = Field(max_length=20)
    words: str = ""
    reviewed_at: datetime = Field(sa_type=UtcDateTime)


class Publication(SQLModel, table=True):
    """What the public was told, and when. Rows are only ever added: a change is a new revision."""

    __tablename__ = "publications"
    __table_args__ = (
        UniqueConstraint("response_id", "revision"),
        UniqueConstraint("organization_id", "number", "revision"),
    )

    id: str = Field(primary_key=True, max_length=32)
    organization_id: str = Field(foreign_key="organizations.id", max_length=32)
    response_id: str = Field(foreign_key="responses.id", max_length=32)
    number: int
    revision: int
    publisher_id: str = Field(foreign_key="staff.id", max_length=32)
    reviewed_by_peer: bool
    entry: dict[str, str | None] = Field(sa_column=Column(JSON, nullable=False))  # texts, outcome, dates as published
    published_at: datetime = Field(sa_type=UtcDateTime)
