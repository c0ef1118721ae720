"""The one place that reads the time and makes ids, so tests can stand elsewhere in time."""

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
TORONTO = ZoneInfo("America/Toronto")
WAKING_HOURS = range(9, 20)  # local; when a text nobody is waiting for may ring


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def local_day(moment: datetime) -> date:
    """The calendar day a moment falls on for the people served."""
    return moment.astimezone(TORONTO).date()


def new_id() -> str:
    """32 hex characters that sort by the time they were made (RFC 9562 version 7)."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return f"{value:032x}"
