"""The message path on SQLite: readers beside one writer thread that commits turns in groups.

SQLite has one writer at a time and a commit waits for the disk; turns that arrive together share that wait.
"""

import asyncio
import queue
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from app.db import BUSY_SECONDS, prepare_sqlite
from app.intake.store import Known, Loaded, Saved, TurnRecord, clean_up

GROUP = 64  # turns in one commit at the most: a bound on how long the first of them waits

LOAD_MESSAGE = "SELECT reply FROM messages WHERE external_id = ?"
LOAD_CONTRIBUTOR = """
SELECT id, session_version, session, address, lang, opted_out_at, feedback_id, text_owed
FROM contributors WHERE organization_id = ? AND address_key = ?
"""
CONTRIBUTOR = """
INSERT INTO contributors (id, organization_id, channel, address_key, address, session_version, lang, opted_out_at,
                          session, session_stage, feedback_id, created_at, last_turn_at, text_owed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13)
ON CONFLICT (organization_id, address_key) DO UPDATE SET
  address = excluded.address, session_version = excluded.session_version, lang = excluded.lang,
  opted_out_at = excluded.opted_out_at, session = excluded.session, session_stage = excluded.session_stage,
  feedback_id = excluded.feedback_id, last_turn_at = excluded.last_turn_at, text_owed = excluded.text_owed
WHERE contributors.session_version = excluded.session_version - 1
"""
MESSAGE = """
INSERT INTO messages (external_id, organization_id, contributor_id, received_at, original, reply)
VALUES (?, ?, ?, ?, ?, ?)
"""
FEEDBACK = """
INSERT INTO feedback (id, organization_id, contributor_id, handle, channel, lang, survey, survey_version, started_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ANSWER = """
INSERT INTO answers (feedback_id, channel, answered_at, question, value, original, redacted, recording, lang)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (feedback_id, question) DO UPDATE SET
  value = excluded.value, original = excluded.original, redacted = excluded.redacted, recording = excluded.recording,
  lang = excluded.lang, channel = excluded.channel, answered_at = excluded.answered_at
"""
RECORDING = """
INSERT INTO recordings (id, organization_id, feedback_id, question, state, recorded_at)
VALUES (?, ?, ?, ?, 'remote', ?) ON CONFLICT (id) DO NOTHING
"""
COMPLETED = "UPDATE feedback SET completed_at = ?, claim_key = ?, claim_code = ? WHERE id = ?"
CASE = "INSERT INTO cases (id, organization_id, feedback_id, status, opened_at) VALUES (?, ?, ?, 'new', ?)"
MOVE = "INSERT INTO case_moves (id, case_id, kind, at) VALUES (?, ?, 'opened', ?)"

Result = Saved | Exception


class Job(NamedTuple):
    record: TurnRecord
    done: "asyncio.Future[Saved]"


class SqliteStore:
    """Reads on the calling thread (an indexed row from memory: microseconds); writes on its own."""

    _reader: sqlite3.Connection
    _writer: threading.Thread

    def __init__(self, path: Path) -> None:
        self._path = path
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()

    async def open(self) -> None:
        self._reader = self._connect()
        loop = asyncio.get_running_loop()
        self._writer = threading.Thread(target=self._write, args=(loop,), name="sqlite-writer", daemon=True)
        self._writer.start()

    async def load(self, external_id: str, organization_id: str, address_key: bytes) -> Loaded:
        heard = self._reader.execute(LOAD_MESSAGE, (external_id,)).fetchone()
        row = self._reader.execute(LOAD_CONTRIBUTOR, (organization_id, address_key)).fetchone()
        known = None
        if row:
            known = Known(
                id=row[0],
                version=row[1],
                session=row[2],
                address=row[3],
                lang=row[4],
                opted_out_at=_moment(row[5]),
                feedback_id=row[6],
                text_owed=bool(row[7]),
            )
        return Loaded(reply=(heard[0] or b"") if heard else None, known=known)

    async def save(self, record: TurnRecord) -> Saved:
        done: asyncio.Future[Saved] = asyncio.get_running_loop().create_future()
        self._jobs.put(Job(record, done))
        return await done

    async def close(self) -> None:
        self._jobs.put(None)
        await asyncio.to_thread(self._writer.join)
        self._reader.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        prepare_sqlite(connection)
        return connection

    def _write(self, loop: asyncio.AbstractEventLoop) -> None:
        connection = self._connect()
        while (job := self._jobs.get()) is not None:
            group = [job]
            while len(group) < GROUP and not self._jobs.empty():
                if (more := self._jobs.get()) is None:
                    self._jobs.put(None)
                    break
                group.append(more)
            results = _save_group(connection, group)
            loop.call_soon_threadsafe(_tell, group, results)  # one wake-up for the whole group
        connection.close()


def _tell(group: list[Job], results: list[Result]) -> None:
    for job, result in zip(group, results, strict=True):
        if job.done.done():  # its caller went away
            continue
        if isinstance(result, Exception):
            job.done.set_exception(result)
        else:
            job.done.set_result(result)


def _save_group(connection: sqlite3.Connection, group: list[Job]) -> list[Result]:
    """All turns in one transaction; if one of them breaks it, each in a transaction of its own."""
    try:
        return [*_in_one_transaction(connection, group)]
    except Exception as error:  # noqa: BLE001  # a full disk, a lock, a message heard elsewhere: its own caller must hear
        if len(group) == 1:
            return [_as_result(error)]
        return [_save_group(connection, [job])[0] for job in group]


def _in_one_transaction(connection: sqlite3.Connection, group: list[Job]) -> list[Saved]:
    """What became of each turn, known only once all are on the disk; raises what broke the transaction."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        results = [_save(connection, job.record) for job in group]
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return results


def _as_result(error: Exception) -> Result:
    if isinstance(error, sqlite3.IntegrityError):
        return "code_taken" if "claim_key" in str(error) else "overtaken"
    return "overtaken" if isinstance(error, _OvertakenError) else error


class _OvertakenError(Exception):
    """Another message of this person came first, and this turn had begun to erase."""


def _save(connection: sqlite3.Connection, record: TurnRecord) -> Saved:
    at = _stored(record.at)
    for statement, values in clean_up(record):
        stored = [_stored(value) if isinstance(value, datetime) else value for value in values]
        connection.execute(statement.replace("$", "?"), stored)
    changed = connection.execute(CONTRIBUTOR, _contributor_values(record, at)).rowcount
    if not changed:
        if record.erases or record.forgets:
            raise _OvertakenError
        return "overtaken"
    message = (record.external_id, record.organization_id, record.contributor_id, at, record.original, record.reply)
    connection.execute(MESSAGE, message)
    _save_feedback(connection, record, at)
    return "saved"


def _contributor_values(record: TurnRecord, at: str) -> tuple[Any, ...]:
    return (
        record.contributor_id,
        record.organization_id,
        record.channel,
        record.address_key,
        record.address,
        record.version,
        record.lang,
        _stored(record.opted_out_at) if record.opted_out_at else None,
        record.session,
        record.stage,
        record.feedback_id,
        at,
        record.text_owed,
    )


def _save_feedback(connection: sqlite3.Connection, record: TurnRecord, at: str) -> None:
    organization, feedback_id, new, done = (
        record.organization_id,
        record.feedback_id,
        record.new_feedback,
        record.completion,
    )
    if new:
        about = (new.handle, record.channel, new.lang, new.survey, new.survey_version, at)
        connection.execute(FEEDBACK, (new.id, organization, record.contributor_id, *about))
    for a in record.answers:
        given = (a.question, a.value, a.original, a.redacted, a.recording, a.lang)
        connection.execute(ANSWER, (feedback_id, record.channel, at, *given))
        if a.recording:
            connection.execute(RECORDING, (a.recording, organization, feedback_id, a.question, at))
    if done:
        connection.execute(COMPLETED, (at, done.claim_key, done.claim_code, feedback_id))
        connection.execute(CASE, (done.case_id, organization, feedback_id, at))
        connection.execute(MOVE, (done.move_id, done.case_id, at))


def _stored(moment: datetime) -> str:
    """As SQLAlchemy's DateTime writes it, so that both ways in agree."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if stored else None
