"""An organization with a public log, and a browser that reads it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from app.db import Database
from app.models import Line, Organization, Publication, Staff
from app.models import Response as Answer
from app.page import sorry
from app.privacy.sealing import Vault
from app.settings import Settings
from app.transparency import public_routes

NOON = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
ENTRY = {
    "you_said_fr": "Le groupe de jour ne convient pas.",
    "you_said_en": "The daytime group does not work.",
    "we_did_fr": "Un groupe a lieu à 18 h 30.",
    "we_did_en": "A group starts at 6:30 pm.",
    "outcome": "done",
    "service": "group",
    "theme": "access_hours",
    "heard_month": "2026-06",
    "acknowledged_on": "2026-06-12",
    "answered_on": "2026-07-06",
    "done_on": "2026-09-08",
    "next_update_on": None,
}
Publish = Callable[..., None]


@pytest.fixture
def vault() -> Vault:
    return Vault("0123456789abcdef-a-secret-for-tests-only")


@pytest.fixture
def organization(database: Database) -> Organization:
    with database.writing() as session:
        made = Organization(
            id="o1", slug="boreal", name="Centre Boréal", sms_name="Boréal", phone="+14165550111", created_at=NOON
        )
        session.add(made)
        session.flush()
        for channel in ("sms", "voice", "whatsapp"):
            session.add(Line(id=f"line-{channel}", organization_id="o1", channel=channel, address="+14165550100"))
        session.add(
            Staff(
                id="s1", organization_id="o1", email="p@x.example", password_hash="-", role="publisher", created_at=NOON
            )
        )
    return made


@pytest.fixture
def publish(database: Database, organization: Organization) -> Publish:
    """publish(number, revision=1, **changes): one version of one answer; each revision comes out a day later."""

    def add(number: int, revision: int = 1, **changes: str | None) -> None:
        with database.writing() as session:
            if revision == 1:
                response = Answer(
                    id=f"r{number}", organization_id="o1", author_id="s1", created_at=NOON, updated_at=NOON
                )
                session.add(response)
                session.flush()
            session.add(
                Publication(
                    id=f"p{number}-{revision}",
                    organization_id="o1",
                    response_id=f"r{number}",
                    number=number,
                    revision=revision,
                    publisher_id="s1",
                    reviewed_by_peer=True,
                    entry=ENTRY | changes,
                    published_at=datetime(2026, 7, 6, 15, tzinfo=UTC) + timedelta(days=revision - 1),
                )
            )

    return add


@pytest.fixture
def client(database: Database, settings: Settings, vault: Vault, organization: Organization) -> Iterator[TestClient]:
    app = FastAPI()
    app.state.database, app.state.settings, app.state.vault = database, settings, vault
    app.state.clock = lambda: NOON
    app.include_router(public_routes.router)

    @app.exception_handler(HTTPException)
    async def lost(request: Request, error: HTTPException) -> Response:
        return sorry(request, error.status_code)

    with TestClient(app, follow_redirects=False) as made:
        yield made
