"""The database, SQLite or PostgreSQL, behind one door: sessions that read, sessions that write."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlmodel import Session

from app.settings import Settings

BUSY_SECONDS = 30  # how long a writer waits for another process's transaction on SQLite


class Database:
    """One pool. Commit happens once, when a `writing` block ends well; an exception rolls all of it back."""

    def __init__(self, settings: Settings) -> None:
        self.engine = make_engine(settings)
        # SQLite upgrades a read to a write only if nobody wrote in between: writers take the lock at once.
        self._writing_engine = self.engine.execution_options(takes_write_lock=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with Session(self._writing_engine, expire_on_commit=False) as session, session.begin():
            yield session

    def is_reachable(self) -> bool:
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except Exception:  # noqa: BLE001  # whatever the driver raises, the answer is no
            return False
        return True

    def close(self) -> None:
        self.engine.dispose()


def make_engine(settings: Settings) -> Engine:
    if not settings.is_sqlite:
        engine = create_engine(
            settings.sqlalchemy_url,
            pool_size=settings.database_pool_size,
            pool_pre_ping=True,
            hide_parameters=True,  # an error's text goes to the logs, and parameters are personal data
        )
        event.listen(engine, "handle_error", _hide_details)
        return engine
    settings.sqlite_path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        settings.sqlalchemy_url,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _hide_details(context: ExceptionContext) -> None:
    """PostgreSQL's DETAIL quotes the row it refuses: "Key (email)=(...) already exists"."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None:
            error.args = tuple(str(part).partition("\nDETAIL:")[0] for part in error.args)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    prepare_sqlite(connection)


def prepare_sqlite(connection: sqlite3.Connection) -> None:
    """What every SQLite connection of ours needs; `synchronous=FULL` because an acknowledged message must survive."""
    for pragma in ("journal_mode=WAL", f"busy_timeout={BUSY_SECONDS * 1000}", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("takes_write_lock")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def reading_session(request: Request) -> Iterator[Session]:
    with request.app.state.database.reading() as session:
        yield session


def writing_session(request: Request) -> Iterator[Session]:
    with request.app.state.database.writing() as session:
        yield session


# scope="function": the transaction ends before the response leaves; what is acknowledged can no longer be lost.
Reading = Annotated[Session, Depends(reading_session, scope="function")]
Writing = Annotated[Session, Depends(writing_session, scope="function")]
