"""People at the desk and their sessions."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.models.base import UtcDateTime


class Staff(SQLModel, table=True):
    """An account in one organization. `role`: triage, peer, publisher, delegate, admin."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("email"),)

    id: str = Field(primary_key=True, max_length=32)
    organization_id: str = Field(foreign_key="organizations.id", max_length=32)
    email: str = Field(max_length=200)
    password_hash: str = Field(max_length=200)
    role: str = Field(max_length=20)
    lang: str = Field(default="fr", max_length=2)
    failed_logins: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StaffSession(SQLModel, table=True):
    """A login; the cookie's value is stored only as a digest."""

    __tablename__ = "staff_sessions"

    key: str = Field(primary_key=True, max_length=64)
    staff_id: str = Field(foreign_key="staff.id", max_length=32, index=True)
    csrf_token: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
