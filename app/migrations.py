"""Brings a database to the newest schema through alembic."""

from alembic.config import Config
from sqlalchemy import Engine, text

from alembic import command
from app.settings import ROOT

MIGRATION_LOCK = 7_233_650_141  # any fixed number: several processes starting at once migrate one after the other


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run every migration not yet run; safe to call from several processes at once."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        command.upgrade(_config(connection), revision)
        connection.commit()


def downgrade(engine: Engine, revision: str = "base") -> None:
    with engine.connect() as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


def _config(connection: object) -> Config:
    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["connection"] = connection
    return config
