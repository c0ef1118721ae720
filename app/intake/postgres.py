"""The message path on PostgreSQL: one statement to load, one to save, both prepared, straight on asyncpg."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import asyncpg

from app.intake.store import Known, Loaded, Saved, TurnRecord, clean_up

LOAD = """
SELECT m.external_id IS NOT NULL, m.reply, c.id, c.session_version, c.session, c.address, c.lang, c.opted_out_at,
       c.feedback_id, c.text_owed
FROM (SELECT 1) AS always
LEFT JOIN messages m ON m.external_id = $1
LEFT JOIN contributors c ON c.organization_id = $2 AND c.address_key = $3
"""

# The contributor's row is the turn's lock: if its version moved on, this part yields no row and every part after
# it, which reads from it, writes nothing. A message id seen before breaks the primary key and undoes the statement.
CONTRIBUTOR = """
WITH turn AS (
  INSERT INTO contributors (id, organization_id, channel, address_key, address, session_version, lang, opted_out_at,
                            session, session_stage, feedback_id, created_at, last_turn_at, text_owed)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $16)
  ON CONFLICT (organization_id, address_key) DO UPDATE SET
    address = excluded.address, session_version = excluded.session_version, lang = excluded.lang,
    opted_out_at = excluded.opted_out_at, session = excluded.session, session_stage = excluded.session_stage,
    feedback_id = excluded.feedback_id, last_turn_at = excluded.last_turn_at, text_owed = excluded.text_owed
  WHERE contributors.session_version = excluded.session_version - 1
  RETURNING id
), message AS (
  INSERT INTO messages (external_id, organization_id, contributor_id, received_at, original, reply)
  SELECT $13::varchar, $2, id, $12, $14::bytea, $15::bytea FROM turn
)"""

NEW_FEEDBACK = """, new_feedback AS (
  INSERT INTO feedback (id, organization_id, contributor_id, handle, channel, lang, survey, survey_version,
                        started_at{more})
  SELECT $11, $2, id, ${0}::varchar, $3, ${1}::varchar, ${2}::varchar, ${3}::int, $12{values} FROM turn
)"""

ANSWERS = """, answered AS (
  INSERT INTO answers (feedback_id, channel, answered_at, question, value, original, redacted, recording, lang)
  SELECT $11, $3, $12, given.* FROM turn, unnest(${0}::varchar[], ${1}::varchar[], ${2}::bytea[], ${3}::bytea[],
    ${4}::varchar[], ${5}::varchar[]) AS given
  ON CONFLICT (feedback_id, question) DO UPDATE SET
    value = excluded.value, original = excluded.original, redacted = excluded.redacted,
    recording = excluded.recording, lang = excluded.lang, channel = excluded.channel, answered_at = excluded.answered_at
), recorded AS (
  INSERT INTO recordings (id, organization_id, feedback_id, question, state, recorded_at)
  SELECT given.recording, $2, $11, given.question, 'remote', $12
  FROM turn, unnest(${0}::varchar[], ${4}::varchar[]) AS given (question, recording) WHERE given.recording IS NOT NULL
  ON CONFLICT (id) DO NOTHING
)"""

COMPLETED = """, completed AS (
  UPDATE feedback SET completed_at = $12, claim_key = ${0}, claim_code = ${1} FROM turn WHERE feedback.id = $11
)"""

CASE = """, opened AS (
  INSERT INTO cases (id, organization_id, feedback_id, status, opened_at)
  SELECT ${0}::varchar, $2, $11, 'new', $12 FROM turn
), moved AS (
  INSERT INTO case_moves (id, case_id, kind, at) SELECT ${1}::varchar, ${0}, 'opened', $12 FROM turn
)"""

END = " SELECT id FROM turn"


class PostgresStore:
    """A few connections a process, each with its statements prepared."""

    def __init__(self, url: str, size: int) -> None:
        self._connections = Connections(url, size)

    async def open(self) -> None:
        await self._connections.open()

    async def load(self, external_id: str, organization_id: str, address_key: bytes) -> Loaded:
        async with self._connections.lent() as connection:
            row = await connection.fetchrow(LOAD, external_id, organization_id, address_key)
        known = None
        if row[2] is not None:
            known = Known(
                id=row[2],
                version=row[3],
                session=row[4],
                address=row[5],
                lang=row[6],
                opted_out_at=row[7],
                feedback_id=row[8],
                text_owed=row[9],
            )
        return Loaded(reply=(row[1] or b"") if row[0] else None, known=known)

    async def save(self, record: TurnRecord) -> Saved:
        statement, values = _statement(record)
        try:
            async with self._connections.lent() as connection:
                if not (record.erases or record.forgets):
                    return "saved" if await connection.fetchrow(statement, *values) else "overtaken"
                return await _save_with_more(connection, statement, values, record)
        except asyncpg.UniqueViolationError as error:
            return "code_taken" if "claim_key" in str(error.constraint_name) else "overtaken"
        except _OvertakenError:
            return "overtaken"

    async def close(self) -> None:
        await self._connections.close()


class Connections:
    """A plain pool. asyncpg's own wraps, shields and resets each loan, which costs as much as the statement."""

    def __init__(self, url: str, size: int) -> None:
        self._url = url
        self._places = asyncio.Semaphore(size)
        self._idle: list[asyncpg.Connection[asyncpg.Record]] = []

    async def open(self) -> None:
        self._idle.append(await self._connect())

    @asynccontextmanager
    async def lent(self) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
        """A connection of one's own for the block; one whose statement was cut off is not lent again."""
        async with self._places:
            connection = self._idle.pop() if self._idle else await self._connect()
            if connection.is_closed():  # the server restarted: those still idle are closed too
                self._idle.clear()
                connection = await self._connect()
            try:
                yield connection
            except (asyncpg.IntegrityConstraintViolationError, _OvertakenError):
                self._idle.append(connection)
                raise
            except BaseException:
                connection.terminate()
                raise
            self._idle.append(connection)

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().close()

    async def _connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        # The few statements here have one good plan each: planning them anew would cost as much as running them.
        settings = {"plan_cache_mode": "force_generic_plan", "jit": "off", "application_name": "entendu"}
        return await asyncpg.connect(self._url, command_timeout=10, server_settings=settings)


async def _save_with_more(connection: Any, statement: str, values: list[Any], record: TurnRecord) -> Saved:
    async with connection.transaction():
        for statement_before, its_values in clean_up(record):
            await connection.execute(statement_before, *its_values)
        # Last, so that the message that asked for an erasure keeps its answer.
        if await connection.fetchrow(statement, *values):
            return "saved"
        raise _OvertakenError  # undoes the rest; the caller loads again


class _OvertakenError(Exception):
    """Another message of this person came first."""


def _statement(record: TurnRecord) -> tuple[str, list[Any]]:
    """The statement for what this turn holds, and its values; statements are few and stay prepared."""
    values: list[Any] = [
        record.contributor_id,
        record.organization_id,
        record.channel,
        record.address_key,
        record.address,
        record.version,
        record.lang,
        record.opted_out_at,
        record.session,
        record.stage,
        record.feedback_id,
        record.at,
        record.external_id,
        record.original,
        record.reply,
        record.text_owed,
    ]
    feedback, completion, answers = record.new_feedback, record.completion, record.answers
    if feedback:
        values += [feedback.handle, feedback.lang, feedback.survey, feedback.survey_version]
    if completion:
        values += [completion.claim_key, completion.claim_code, completion.case_id, completion.move_id]
    if answers:
        columns = zip(
            *((a.question, a.value, a.original, a.redacted, a.recording, a.lang) for a in answers), strict=True
        )
        values += [list(column) for column in columns]
    return _text(feedback=bool(feedback), completion=bool(completion), answers=bool(answers)), values


@cache
def _text(*, feedback: bool, completion: bool, answers: bool) -> str:
    text, next_place = CONTRIBUTOR, 17
    done = ""
    if feedback:
        places = list(range(next_place, next_place + 4))
        next_place += 4
        more = values = ""
        if completion:  # a statement can't update the row it inserts
            more = ", completed_at, claim_key, claim_code"
            values = f", $12, ${next_place}::bytea, ${next_place + 1}::bytea"
        text += NEW_FEEDBACK.format(*places, more=more, values=values)
    if completion:
        if not feedback:
            done = COMPLETED.format(next_place, next_place + 1)
        text += done + CASE.format(next_place + 2, next_place + 3)
        next_place += 4
    if answers:
        text += ANSWERS.format(*range(next_place, next_place + 6))
    return text + END
