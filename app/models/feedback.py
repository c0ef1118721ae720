"""What a person said: one run through a survey, its answers, and recordings still to be kept."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.models.base import UtcDateTime


class Feedback(SQLModel, table=True):
    """One submission. Its handle is new each time, so that nobody is profiled across submissions."""

    __tablename__ = "feedback"

    id: str = Field(primary_key=True, max_length=32)
    organization_id: str = Field(max_length=32)
    contributor_id: str | None = Field(default=None, max_length=32, index=True)
    handle: str = Field(max_length=12)
    claim_key: bytes | None = Field(default=None, unique=True)  # keyed digest of the claim code, once there is one
    claim_code: bytes | None = None  # sealed: the one later text names it
    channel: str = Field(max_length=20)
    lang: str = Field(max_length=2)
    survey: str = Field(max_length=60)
    survey_version: int
    started_at: datetime = Field(sa_type=UtcDateTime)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Answer(SQLModel, table=True):
    """One answer; words are sealed twice: as they came, and with personal details taken out."""

    __tablename__ = "answers"

    feedback_id: str = Field(primary_key=True, max_length=32)  # no foreign key: it would be checked for every text
    question: str = Field(primary_key=True, max_length=60)  # "more-7" for words that fit no question
    value: str | None = Field(default=None, max_length=60)
    original: bytes | None = None  # sealed
    redacted: bytes | None = None  # sealed
    recording: str | None = Field(default=None, max_length=80)  # provider's id
    lang: str = Field(max_length=2)
    channel: str = Field(max_length=20)
    answered_at: datetime = Field(sa_type=UtcDateTime)


class Recording(SQLModel, table=True):
    """A recorded answer. `state`: remote (a fetch is owed), kept (sealed here), erased."""

    __tablename__ = "recordings"

    id: str = Field(primary_key=True, max_length=80)  # provider's id
    organization_id: str = Field(max_length=32)
    feedback_id: str = Field(foreign_key="feedback.id", max_length=32, index=True)
    question: str = Field(max_length=60)
    state: str = Field(default="remote", max_length=10, index=True)
    audio: bytes | None = None  # sealed
    media_type: str | None = Field(default=None, max_length=40)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    kept_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
