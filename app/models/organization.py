"""An organization, and the addresses people reach it at."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.models.base import UtcDateTime


class Organization(SQLModel, table=True):
    __tablename__ = "organizations"

    id: str = Field(primary_key=True, max_length=32)
    slug: str = Field(unique=True, max_length=40)
    name: str = Field(max_length=80)
    sms_name: str = Field(max_length=20)  # neutral, short: texts show it on a lock screen
    phone: str = Field(default="", max_length=20)  # where a person answers questions, as printed
    survey: str = Field(default="experience", max_length=60)
    answer_days: int = Field(default=30)  # calendar days within which an answer is promised
    created_at: datetime = Field(sa_type=UtcDateTime)


class Line(SQLModel, table=True):
    """One number or address of one organization on one channel; `address` is E.164 for phones."""

    __tablename__ = "lines"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: str = Field(primary_key=True, max_length=32)
    organization_id: str = Field(foreign_key="organizations.id", max_length=32)
    channel: str = Field(max_length=20)
    address: str = Field(max_length=60)
