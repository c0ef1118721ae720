"""Real databases for every test of stored behaviour: SQLite in a file, PostgreSQL in a server of our own."""

import os
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from fixed import NOON, settings_for
from postgres import PostgresServer, postgres_server

from app import migrations
from app.db import Database
from app.settings import Settings


def pytest_configure() -> None:
    """This machine's own settings must not leak into the tests."""
    for name in [name for name in os.environ if name.startswith("ENTENDU_") and not name.startswith("ENTENDU_TEST_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server("fsync=off") as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """A migrated database to copy from, by name: migrating for each test would cost a second each."""
    name = f"template_{secrets.token_hex(4)}"
    _migrate(postgres.create_database(name))
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "entendu.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database; each test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        copy = tmp_path / "entendu.db"
        copy.write_bytes(request.getfixturevalue("migrated_sqlite").read_bytes())
        yield f"sqlite:///{copy}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    template = request.getfixturevalue("migrated_postgres")
    url = server.create_database(f"test_{secrets.token_hex(6)}", template=template)
    yield url
    server.drop_database(url)


def _migrate(url: str) -> None:
    database = Database(settings_for(url))
    migrations.upgrade(database.engine)
    database.close()


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(database_url)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    made = Database(settings)
    yield made
    made.close()


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: NOON
