"""A contributor and each message they sent: what makes a conversation go on, and happen once.

No foreign key to `organizations` on what each message writes: PostgreSQL would lock that one row for every text.
"""

from datetime import datetime

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from app.models.base import UtcDateTime


class Contributor(SQLModel, table=True):
    """A person at one address on one channel, known only by a keyed digest, with the session they are in."""

    __tablename__ = "contributors"
    __table_args__ = (
        UniqueConstraint("organization_id", "address_key"),
        # Not on last_turn_at too: PostgreSQL rewrites every index of a row whose indexed column changes, at each turn.
        Index("ix_contributors_session_stage", "session_stage"),
    )

    id: str = Field(primary_key=True, max_length=32)
    organization_id: str = Field(max_length=32)
    channel: str = Field(max_length=20)
    address_key: bytes
    address: bytes | None = None  # sealed; gone as soon as nobody is owed an answer there
    lang: str | None = Field(default=None, max_length=2)
    opted_out_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the truth of a STOP, whoever heard it
    text_owed: bool = False  # asked to be told of the answer: the number stays until that one text has left
    session: bytes | None = None  # sealed JSON of surveys.session.Session
    session_version: int = 0  # whoever changes the row raises it: of two changes at once only one can win
    session_stage: str = Field(default="", max_length=20)
    feedback_id: str | None = Field(default=None, max_length=32)  # the feedback being given, while it is
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_turn_at: datetime = Field(sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Message(SQLModel, table=True):
    """One inbound message, step of a call or form page; its identity makes it count once, for ever."""

    __tablename__ = "messages"
    # Rows come in the order of time: PostgreSQL's block-range index finds the old ones and costs next to nothing.
    __table_args__ = (Index("ix_messages_received_at", "received_at", postgresql_using="brin"),)

    external_id: str = Field(primary_key=True, max_length=120)  # "sms:SM…", "voice:CA…:3", "web:…"
    organization_id: str = Field(max_length=32)
    contributor_id: str = Field(max_length=32, index=True)
    received_at: datetime = Field(sa_type=UtcDateTime)
    original: bytes | None = None  # sealed
    reply: bytes | None = None  # sealed JSON of what was said back, to say it again
