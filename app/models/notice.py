"""What is owed to people and what became of it: the intent is written before anything is sent."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.models.base import UtcDateTime


class Notice(SQLModel, table=True):
    """One text owed to one contributor. `state`: owed, sending, unknown, sent, failed, suppressed."""

    __tablename__ = "notices"

    id: str = Field(primary_key=True, max_length=32)
    organization_id: str = Field(foreign_key="organizations.id", max_length=32)
    contributor_id: str = Field(foreign_key="contributors.id", max_length=32, index=True)
    feedback_id: str | None = Field(default=None, max_length=32, index=True)
    key: str = Field(unique=True, max_length=120)  # "answer:<response>:<contributor>": owed once, whatever happens
    kind: str = Field(max_length=20)  # answer, reminder
    lang: str = Field(max_length=2)
    state: str = Field(default="owed", max_length=20, index=True)
    provider_id: str | None = Field(default=None, unique=True, max_length=80)
    error_code: str | None = Field(default=None, max_length=20)
    attempts: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    attempted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DeliveryReport(SQLModel, table=True):
    """A status the provider told us, in whatever order; kept even for ids we don't know yet."""

    __tablename__ = "delivery_reports"

    provider_id: str = Field(primary_key=True, max_length=80)
    status: str = Field(primary_key=True, max_length=40)
    error_code: str | None = Field(default=None, max_length=20)
    received_at: datetime = Field(sa_type=UtcDateTime)


class WorkerHeartbeat(SQLModel, table=True):
    """When each worker was last alive; a silent one's jobs are taken over."""

    __tablename__ = "worker_heartbeats"

    worker_id: str = Field(primary_key=True, max_length=120)
    seen_at: datetime = Field(sa_type=UtcDateTime)
