"""The worker: delivers what is owed, fetches what was recorded, reminds, expires, erases. Any number may run."""

import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import structlog
from dbos import DBOS
from sqlmodel import Session

from app.clock import Clock, now
from app.console import ConsoleStore
from app.db import Database
from app.intake.recordings import RecordingDesk
from app.intake.upkeep import erase_expired, expire_stale, remind_stale
from app.jobs import APPLICATION, DELIVER_NOTICE, FETCH_RECORDING, NOTICES, RECORDINGS, SCHEMA, VERSION, Jobs
from app.main import make_recordings, make_sender
from app.privacy.sealing import Vault
from app.settings import Settings
from app.transparency.follow_limit import forget_wrong_codes
from app.transparency.notices import NoticeDesk
from app.watch import Watch

SEND_SECONDS = 15.0  # the provider's own time-out for what it asks of us
JOBS_AT_ONCE = 16
LAST_WORD_SECONDS = 5
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Parts:
    """What the jobs work with."""

    database: Database
    vault: Vault
    clock: Clock
    jobs: Jobs
    notices: NoticeDesk
    recordings: RecordingDesk


# Set at launch: DBOS calls a job by its name with the arguments it stored, in whichever process takes it.
_parts: dict[str, Parts] = {}


@DBOS.step(name="attempt_notice")
async def attempt_notice(notice_id: str) -> float | None:
    """One try; the seconds to wait for the next, or None. Nothing personal: what a step returns is stored."""
    return (await _parts["here"].notices.attempt(notice_id)).again_in


@DBOS.workflow(name=DELIVER_NOTICE)
async def deliver_notice(notice_id: str) -> None:
    while (again_in := await attempt_notice(notice_id)) is not None:
        await DBOS.sleep_async(again_in)


@DBOS.step(name="attempt_recording")
async def attempt_recording(recording_id: str) -> float | None:
    return await _parts["here"].recordings.attempt(recording_id)


@DBOS.workflow(name=FETCH_RECORDING)
async def fetch_recording(recording_id: str) -> None:
    while (again_in := await attempt_recording(recording_id)) is not None:
        await DBOS.sleep_async(again_in)


@DBOS.workflow(name="remind")
def remind(_scheduled: datetime, _context: Any) -> None:
    parts = _parts["here"]
    _in_one_transaction(
        "reminded", lambda session: remind_stale(session, parts.vault, parts.clock(), parts.jobs.enqueue_notice)
    )


@DBOS.step(name="reconcile_notices")
async def reconcile_notices() -> int:
    return await _parts["here"].notices.reconcile()


@DBOS.workflow(name="reconcile")
async def reconcile(_scheduled: datetime, _context: Any) -> None:
    log.info("reconciled", count=await reconcile_notices())


@DBOS.workflow(name="expire")
def expire(_scheduled: datetime, _context: Any) -> None:
    _in_one_transaction("expired", lambda session: expire_stale(session, _parts["here"].clock()))


@DBOS.workflow(name="retain")
def retain(_scheduled: datetime, _context: Any) -> None:
    _in_one_transaction("erased", lambda session: erase_expired(session, _parts["here"].clock()))
    _in_one_transaction("forgotten", lambda session: forget_wrong_codes(session, _parts["here"].clock()))


def _in_one_transaction(done: str, work: Callable[[Session], object]) -> None:
    """Upkeep may run again at any point: each looks for what is still due, and finds nothing the second time."""
    with _parts["here"].database.writing() as session:
        result = work(session)
    log.info(done, result=str(result))


class Worker:
    """One a process: DBOS holds its state for the process."""

    def __init__(self, settings: Settings, clock: Clock = now) -> None:
        self._settings = settings
        self._id = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self._parts = make_parts(settings, clock)
        self._watch = Watch(self._parts.database, clock, self._id)

    def start(self) -> None:
        _parts["here"] = self._parts
        DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": self._settings.sqlalchemy_url,
                "dbos_system_schema": SCHEMA,
                "application_version": VERSION,
                "executor_id": self._id,
                "log_level": "WARNING",
                "run_migrations": False,
            }
        )
        DBOS.launch()
        for queue in (NOTICES, RECORDINGS):
            DBOS.register_queue(queue, worker_concurrency=JOBS_AT_ONCE, polling_interval_sec=0.5)
        DBOS.apply_schedules(
            [
                {"schedule_name": "remind", "workflow_fn": remind, "schedule": "*/10 * * * *", "context": None},
                {"schedule_name": "reconcile", "workflow_fn": reconcile, "schedule": "*/10 * * * *", "context": None},
                {"schedule_name": "expire", "workflow_fn": expire, "schedule": "5 * * * *", "context": None},
                {"schedule_name": "retain", "workflow_fn": retain, "schedule": "30 7 * * *", "context": None},
            ]
        )
        self._watch.start()

    def stop(self) -> None:
        self._watch.stop()
        DBOS.destroy(workflow_completion_timeout_sec=LAST_WORD_SECONDS)
        _parts.clear()
        self._parts.jobs.close()
        self._parts.database.close()


def run_worker(settings: Settings) -> None:
    """Work until told to stop (SIGINT, SIGTERM)."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    worker = Worker(settings)
    worker.start()
    stop.wait()
    worker.stop()


def make_parts(settings: Settings, clock: Clock) -> Parts:
    database, vault = Database(settings), Vault(settings.secret_key.get_secret_value())
    console = ConsoleStore(database, vault, clock)
    client = httpx.AsyncClient(timeout=SEND_SECONDS)  # one for all jobs, which share one event loop
    return Parts(
        database,
        vault,
        clock,
        Jobs(settings),
        NoticeDesk(database, vault, make_sender(settings, console, client), clock),
        RecordingDesk(database, vault, make_recordings(settings, console, client), clock),
    )
