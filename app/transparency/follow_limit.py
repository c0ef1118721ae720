"""A claim code has 8 digits: a limit on wrong ones keeps it from being found by trying. It looks at no address."""

from datetime import datetime

from sqlalchemy import delete, text
from sqlmodel import Session, col

from app.models import WrongCode

SLOT_SECONDS = 600
MOST = 60  # wrong codes an organization in a slot: at that pace, trying all ten million takes three years
ONE_MORE = text(
    "INSERT INTO wrong_codes (key, slot, count) VALUES (:key, :slot, 1) "
    "ON CONFLICT (key, slot) DO UPDATE SET count = wrong_codes.count + 1"
)


def is_at_limit(session: Session, organization_id: str, now: datetime) -> bool:
    """Whether the next code must wait, right or wrong: else the right one would stand out."""
    found = session.get(WrongCode, (organization_id.encode(), _slot_of(now)))
    return found is not None and found.count >= MOST


def count_wrong_code(session: Session, organization_id: str, now: datetime) -> None:
    session.connection().execute(ONE_MORE, {"key": organization_id.encode(), "slot": _slot_of(now)})


def forget_wrong_codes(session: Session, now: datetime) -> int:
    """Delete what no longer limits anyone; return how many rows."""
    return session.exec(delete(WrongCode).where(col(WrongCode.slot) < _slot_of(now))).rowcount


def _slot_of(moment: datetime) -> int:
    return int(moment.timestamp()) // SLOT_SECONDS
