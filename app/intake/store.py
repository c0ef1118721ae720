"""The port to the tables of the message path: two calls a turn, each one round trip.

Named tuples rather than dataclasses here: a frozen dataclass of twenty fields costs as much to make as a whole step
of the engine.
It is the one place that does without the ORM, which costs six times as much here (docs/decisions/message-path.md).
"""

from datetime import datetime
from typing import Literal, NamedTuple, Protocol


class Known(NamedTuple):
    """A contributor as last saved; `session` is sealed."""

    id: str
    version: int
    session: bytes | None
    address: bytes | None
    lang: str | None
    opted_out_at: datetime | None
    feedback_id: str | None
    text_owed: bool


class Loaded(NamedTuple):
    """`reply`: what this very message was answered before (sealed). `known`: None for a first contact."""

    reply: bytes | None
    known: Known | None


class NewAnswer(NamedTuple):
    question: str
    value: str | None
    original: bytes | None
    redacted: bytes | None
    recording: str | None
    lang: str


class NewFeedback(NamedTuple):
    id: str
    handle: str
    survey: str
    survey_version: int
    lang: str


class Completion(NamedTuple):
    """The survey came to its end: the feedback gets its claim code and a case is opened."""

    case_id: str
    move_id: str
    claim_key: bytes
    claim_code: bytes | None  # sealed; kept only when a text is owed, to be named in it


class TurnRecord(NamedTuple):
    """All that one turn writes, in one transaction or not at all."""

    external_id: str
    organization_id: str
    channel: str
    at: datetime
    original: bytes | None
    reply: bytes
    contributor_id: str
    address_key: bytes
    address: bytes | None
    version: int  # the version this turn makes; the one it was computed from is one less
    lang: str | None
    opted_out_at: datetime | None
    session: bytes | None
    stage: str
    feedback_id: str | None
    text_owed: bool
    new_feedback: NewFeedback | None = None
    answers: tuple[NewAnswer, ...] = ()
    completion: Completion | None = None
    forgets: tuple[str, ...] = ()  # contributors whose words before consent go, in the same transaction
    erases: tuple[str, ...] = ()  # contributors of this person, on every channel, of whom all goes


# "overtaken": another message of this person, or this one elsewhere, came first: load and compute again.
# "code_taken": another feedback has this claim code: draw another.
Saved = Literal["saved", "overtaken", "code_taken"]


class IntakeStore(Protocol):
    """Fulfilled by `sqlite.py` and `postgres.py`, held to one contract test."""

    async def open(self) -> None: ...

    async def load(self, external_id: str, organization_id: str, address_key: bytes) -> Loaded: ...

    async def save(self, record: TurnRecord) -> Saved: ...

    async def close(self) -> None: ...


# Rare, and over many tables: both stores run these, in order, before the turn and in its transaction.
# $1 is a contributor's id, $2 (where it stands) the moment. Cases come before their moves: locked, no note slips in.
FORGETTING: tuple[str, ...] = ("UPDATE messages SET original = NULL WHERE contributor_id = $1",)
ERASURE: tuple[str, ...] = (
    """
    UPDATE contributors SET address = NULL, session = NULL, session_stage = '', feedback_id = NULL, text_owed = FALSE
    WHERE id = $1
    """,
    "UPDATE cases SET status = 'closed' WHERE feedback_id IN (SELECT id FROM feedback WHERE contributor_id = $1)",
    "DELETE FROM answers WHERE feedback_id IN (SELECT id FROM feedback WHERE contributor_id = $1)",
    """
    UPDATE recordings SET audio = NULL, state = CASE state WHEN 'kept' THEN 'erased' ELSE 'discarded' END
    WHERE state <> 'erased' AND feedback_id IN (SELECT id FROM feedback WHERE contributor_id = $1)
    """,
    """
    UPDATE case_moves SET detail = NULL WHERE case_id IN (
      SELECT c.id FROM cases c JOIN feedback f ON f.id = c.feedback_id WHERE f.contributor_id = $1)
    """,
    """
    INSERT INTO case_moves (id, case_id, kind, at)
    SELECT 'e' || substr(c.id, 2), c.id, 'erased', $2
    FROM cases c JOIN feedback f ON f.id = c.feedback_id WHERE f.contributor_id = $1
    """,
    "UPDATE messages SET original = NULL, reply = NULL WHERE contributor_id = $1",
    """
    UPDATE notices SET state = 'suppressed', settled_at = $2
    WHERE contributor_id = $1 AND state IN ('owed', 'sending', 'unknown')
    """,
    "UPDATE feedback SET erased_at = $2, claim_code = NULL, contributor_id = NULL WHERE contributor_id = $1",
)
# Another of the person's contributors may be in a turn of its own in another process: that turn must start over.
OVERTAKE_OTHERS = "UPDATE contributors SET session_version = session_version + 1 WHERE id = $1"


def clean_up(record: TurnRecord) -> list[tuple[str, tuple[str | datetime, ...]]]:
    """The statements this turn runs first, each with its values; none for nearly every turn."""
    found: list[tuple[str, tuple[str | datetime, ...]]] = []
    for contributor_id in record.forgets:
        found += [(statement, (contributor_id,)) for statement in FORGETTING]
    for contributor_id in record.erases:
        statements = ERASURE if contributor_id == record.contributor_id else (*ERASURE, OVERTAKE_OTHERS)
        for statement in statements:
            found.append((statement, (contributor_id, record.at) if "$2" in statement else (contributor_id,)))
    return found
