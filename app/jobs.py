"""Durable jobs, from the side that asks for them: a job joins the transaction of the fact that causes it."""

from typing import Final

from dbos import DBOS, DBOSClient
from sqlmodel import Session

from app.settings import Settings

APPLICATION: Final = "entendu"
VERSION: Final = "1"  # constant: a worker of any release may finish any job; bump when a job's steps change order
SCHEMA: Final = "dbos"
NOTICES: Final = "notices"
RECORDINGS: Final = "recordings"
DELIVER_NOTICE: Final = "deliver_notice"
FETCH_RECORDING: Final = "fetch_recording"


class Jobs:
    """Enqueues by name, so that the web process loads none of the workers' code."""

    def __init__(self, settings: Settings) -> None:
        self._client = DBOSClient(
            system_database_url=settings.sqlalchemy_url,
            dbos_system_schema=SCHEMA,
            application_name=APPLICATION,
            lazy=True,
            system_database_pool_size=2,
        )

    def enqueue_notice(self, session: Session, notice_id: str) -> None:
        """Have this notice delivered once the session's transaction commits, and not otherwise."""
        self._client.enqueue_in_transaction(
            session,
            {
                "queue_name": NOTICES,
                "workflow_name": DELIVER_NOTICE,
                "workflow_id": f"notice:{notice_id}",
                "app_version": VERSION,
            },
            notice_id,
        )

    def close(self) -> None:
        self._client.destroy()


def migrate_jobs(settings: Settings) -> None:
    """Bring the jobs' own tables to what this release needs."""
    DBOS.migrate(settings.sqlalchemy_url, schema=SCHEMA)
