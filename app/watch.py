"""What each worker does every few seconds so that nothing owed is forgotten, whoever dies."""

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import structlog
from dbos import DBOS
from sqlmodel import Session, col, delete, select

from app.clock import Clock
from app.db import Database
from app.jobs import DELIVER_NOTICE, FETCH_RECORDING, NOTICES, RECORDINGS, VERSION
from app.models import Notice, Recording, WorkerHeartbeat
from app.transparency.notices import SETTLED

BEAT_SECONDS = 5.0
SILENT_AFTER = timedelta(seconds=30)  # six beats missed: its jobs are taken over
FORGOTTEN_AFTER = timedelta(minutes=2)  # an unsettled notice nobody works on by then is taken up again
BATCH = 500
AT_WORK = frozenset({"PENDING", "ENQUEUED", "DELAYED"})
log = structlog.get_logger()


class Watch:
    """One thread beside a worker's jobs."""

    def __init__(self, database: Database, clock: Clock, worker_id: str) -> None:
        self._database = database
        self._clock = clock
        self._worker_id = worker_id
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        with self._database.writing() as session:  # a worker that ends well is not mistaken for a lost one
            session.exec(delete(WorkerHeartbeat).where(col(WorkerHeartbeat.worker_id) == self._worker_id))

    def _run(self) -> None:
        while True:
            for duty in (self.beat, self.take_over, self.take_up):
                try:
                    duty()
                except Exception as error:  # noqa: BLE001  # a database away for a minute must not end the watch
                    log.warning("watch", duty=duty.__name__, error=type(error).__name__)
            if self._stopping.wait(BEAT_SECONDS):
                return

    def beat(self) -> None:
        with self._database.writing() as session:
            session.merge(WorkerHeartbeat(worker_id=self._worker_id, seen_at=self._clock()))

    def take_over(self) -> None:
        """Jobs of workers that fell silent go back to their queue; DBOS does so only for a worker's own."""
        with self._database.reading() as session:
            seen = select(WorkerHeartbeat.worker_id).where(col(WorkerHeartbeat.seen_at) > self._clock() - SILENT_AFTER)
            alive = {self._worker_id, *session.exec(seen)}
        running = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False, limit=BATCH)
        lost = [job.workflow_id for job in running if job.executor_id not in alive]
        if lost:
            log.info("taken over", jobs=len(lost))
            DBOS.resume_workflows(lost)

    def take_up(self) -> None:
        """Facts that owe a job but have none at work: recordings of the message path, notices whose job broke."""
        with self._database.reading() as session:
            notices, recordings = _unsettled_notices(session, self._clock), _waiting_recordings(session)
        _enqueue_idle("notice", notices, NOTICES, DELIVER_NOTICE)
        _enqueue_idle("recording", recordings, RECORDINGS, FETCH_RECORDING)


def _unsettled_notices(session: Session, clock: Clock) -> Sequence[str]:
    before = clock() - FORGOTTEN_AFTER
    untouched = (col(Notice.attempted_at) < before) | col(Notice.attempted_at).is_(None)
    owed = select(Notice.id).where(col(Notice.state).not_in(SETTLED), Notice.created_at < before, untouched)
    return session.exec(owed.limit(BATCH)).all()


def _waiting_recordings(session: Session) -> Sequence[str]:
    waiting = col(Recording.state).in_(("remote", "fetched", "discarded"))
    return session.exec(select(Recording.id).where(waiting).limit(BATCH)).all()


def _enqueue_idle(kind: str, fact_ids: Sequence[str], queue: str, job: str) -> None:
    """Give each fact a job unless one is at work; a job that came to a bad end is followed by another."""
    if not fact_ids:
        return
    names = {fact_id: f"{kind}:{fact_id}" for fact_id in fact_ids}
    jobs = DBOS.list_workflows(workflow_id_prefix=list(names.values()), load_input=False, load_output=False)
    busy = {_fact(job.workflow_id) for job in jobs if job.status in AT_WORK}
    spent = Counter(_fact(job.workflow_id) for job in jobs)
    for fact_id, name in names.items():
        if fact_id not in busy:
            again = f"+{spent[fact_id]}" if spent[fact_id] else ""
            DBOS.enqueue_workflow_with_options(
                {"queue_name": queue, "workflow_name": job, "workflow_id": name + again, "app_version": VERSION},
                fact_id,
            )


def _fact(workflow_id: str) -> str:
    return workflow_id.partition(":")[2].partition("+")[0]
