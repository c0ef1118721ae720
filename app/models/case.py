"""A case: one feedback on the desk, with every move dated and signed."""

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from app.models.base import UtcDateTime


class Case(SQLModel, table=True):
    """`status`: new, acknowledged, answered, closed. It only changes together with a move."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_desk", "organization_id", "id"),
        Index("ix_cases_inbox", "organization_id", "status", "id"),
        Index("ix_cases_theme", "organization_id", "theme", "id"),
    )

    id: str = Field(primary_key=True, max_length=32)
    organization_id: str = Field(max_length=32)
    feedback_id: str = Field(foreign_key="feedback.id", unique=True, max_length=32)
    status: str = Field(default="new", max_length=20)
    theme: str | None = Field(default=None, max_length=40)
    opened_at: datetime = Field(sa_type=UtcDateTime)


class CaseMove(SQLModel, table=True):
    """One thing that happened to a case; `staff_id` is empty when the contributor or the product did it."""

    __tablename__ = "case_moves"

    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(foreign_key="cases.id", max_length=32, index=True)
    # opened, acknowledged, themed, noted, answered, reopened, closed, read, heard, transcribed, erased
    kind: str = Field(max_length=30)
    staff_id: str | None = Field(default=None, foreign_key="staff.id", max_length=32)
    detail: bytes | None = None  # sealed words: a note, a reason
    at: datetime = Field(sa_type=UtcDateTime)
