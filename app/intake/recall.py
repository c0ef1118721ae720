"""What this process last saved of each contributor, so that the next message need not load it.

It may be out of date: the save says so, because every change to a contributor's row raises its version.
"""

from collections import OrderedDict

from app.intake.store import Known, TurnRecord

CAPACITY = 10_000  # contributors; about a kilobyte each, sealed as in the table


class Recall:
    """address_key -> Known, the longest unheard forgotten first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._known: OrderedDict[bytes, Known] = OrderedDict()
        self._capacity = capacity

    def take(self, address_key: bytes) -> Known | None:
        """What was saved last; taken out, so that of two messages at once only the first builds on it."""
        return self._known.pop(address_key, None)

    def keep(self, record: TurnRecord) -> None:
        self._known[record.address_key] = Known(
            id=record.contributor_id,
            version=record.version,
            session=record.session,
            address=record.address,
            lang=record.lang,
            opted_out_at=record.opted_out_at,
            feedback_id=record.feedback_id,
            text_owed=record.text_owed,
        )
        if len(self._known) > self._capacity:
            self._known.popitem(last=False)
