"""Migrations run on whichever database the settings (or the caller) name."""

from sqlalchemy import Connection

from alembic import context
from app.db import make_engine
from app.models import metadata
from app.settings import Settings


def is_ours(_object: object, name: str | None, type_: str, *_: object) -> bool:
    """The jobs' own tables (DBOS) share a SQLite file with ours and look after themselves."""
    return type_ != "table" or name in metadata.tables


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, include_object=is_ours, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


connection = context.config.attributes.get("connection")
if connection is None:
    with make_engine(Settings()).connect() as made:
        migrate(made)
        made.commit()
else:
    migrate(connection)
