"""What the console channel keeps for the simulators; empty wherever a provider is used."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.models.base import UtcDateTime


class ConsoleMessage(SQLModel, table=True):
    """A text the simulated phone received."""

    __tablename__ = "console_messages"

    id: str = Field(primary_key=True, max_length=32)
    address_key: bytes = Field(index=True)
    body: bytes  # sealed
    sent_at: datetime = Field(sa_type=UtcDateTime)


class ConsoleRecording(SQLModel, table=True):
    """Sound the simulated call recorded, until it is fetched."""

    __tablename__ = "console_recordings"

    id: str = Field(primary_key=True, max_length=80)
    audio: bytes  # sealed
    media_type: str = Field(max_length=40)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
