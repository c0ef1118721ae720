"""An organization with its people at the desk, cases to work on, and a browser for each role."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from fixed import NOON
from httpx import Response as Answered
from sqlmodel import Session

from app.accounts import routes as account_routes
from app.accounts.pages import add_refusals
from app.accounts.passwords import hash_password
from app.accounts.roles import Actor
from app.accounts.sessions import find_session, open_session
from app.clock import new_id
from app.db import Database
from app.models import Answer, Case, CaseMove, Contributor, Feedback, Organization, Recording, Staff
from app.privacy.purposes import ADDRESS, AUDIO, CLAIM_CODE, ORIGINAL, REDACTED
from app.privacy.redaction import redact
from app.privacy.sealing import Vault
from app.settings import Settings
from app.transparency import staff_routes
from app.triage import routes as triage_routes

PASSWORD = "a password for tests"
SOUND = b"RIFF....WAVEfmt some sound"


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


@dataclass
class Watch:
    """A clock that stands still until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Browser:
    """Somebody's browser at the desk; `send` is a form of our own page, with its token."""

    client: TestClient
    csrf_token: str

    def get(self, path: str) -> Answered:
        return self.client.get(path)

    def send(self, path: str, **fields: Any) -> Answered:
        return self.client.post(path, data=fields | {"csrf_token": self.csrf_token})


@dataclass
class Desk:
    database: Database
    vault: Vault
    app: FastAPI
    watch: Watch
    organization_id: str
    enqueued: list[str] = field(default_factory=list)
    fail_enqueue: bool = False

    def enqueue(self, _session: Session, notice_id: str) -> None:
        if self.fail_enqueue:
            raise RuntimeError("no queue today")
        self.enqueued.append(notice_id)

    def join(self, role: str, name: str = "", organization_id: str = "") -> Actor:
        """One more person at the desk, with PASSWORD."""
        staff = Staff(
            id=new_id(),
            organization_id=organization_id or self.organization_id,
            email=f"{name or role}@boreal.example",
            password_hash=_password_hash(),
            role=role,
            created_at=NOON,
        )
        with self.database.writing() as session:
            session.add(staff)
        return Actor(staff.id, staff.organization_id, role)  # type: ignore[arg-type]

    def sit_down(self, actor: Actor) -> Browser:
        """A browser where this person has logged in."""
        with self.database.writing() as session:
            value = open_session(session, session.get_one(Staff, actor.staff_id), self.watch.now)
            session.flush()
            current = find_session(session, value, self.watch.now)
        assert current is not None
        client = TestClient(self.app, cookies={"entendu_session": value}, follow_redirects=False)
        return Browser(client, current.csrf_token)

    def browser(self, role: str) -> Browser:
        return self.sit_down(self.join(role))

    def hear(
        self,
        words: str | None = "Le groupe aide.",
        *,
        channel: str = "sms",
        lang: str = "fr",
        handle: str = "K7MPQ2",
        at: datetime | None = None,
        follow_up: str = "1",
        is_reachable: bool = True,
        contributor_id: str | None = None,
        recording: str | None = None,
        organization_id: str = "",
        **changes: Any,
    ) -> str:
        """One finished feedback and its case, as intake leaves them; the case's id."""
        at, organization = at or self.watch.now - timedelta(days=3), organization_id or self.organization_id
        feedback_id, case_id = new_id(), new_id()
        with self.database.writing() as session:
            if contributor_id is None:
                contributor_id = self._contributor(session, organization, channel, is_reachable=is_reachable, at=at)
            session.add(
                Feedback(
                    id=feedback_id,
                    organization_id=organization,
                    contributor_id=contributor_id,
                    handle=handle,
                    claim_key=feedback_id.encode(),
                    claim_code=self.vault.seal(CLAIM_CODE, "12345674") if follow_up == "1" else None,
                    channel=channel,
                    lang=lang,
                    survey="experience",
                    survey_version=1,
                    started_at=at,
                    completed_at=at,
                    **changes,
                )
            )
            session.flush()
            about = {"feedback_id": feedback_id, "lang": lang, "channel": channel, "answered_at": at}
            session.add(Answer(question="overall", value="2", **about))
            session.add(Answer(question="say", **about))
            session.add(Answer(question="share", value="2", **about))
            session.add(Answer(question="follow_up", value=follow_up, **about))
            if words or recording:
                session.add(Answer(question="words", recording=recording, **self._sealed(words, lang), **about))
            if recording:
                session.add(self._recording(recording, feedback_id, organization, at))
            session.add(Case(id=case_id, organization_id=organization, feedback_id=feedback_id, opened_at=at))
            session.flush()
            session.add(CaseMove(id=new_id(), case_id=case_id, kind="opened", at=at))
        return case_id

    def _contributor(
        self, session: Session, organization: str, channel: str, *, is_reachable: bool, at: datetime
    ) -> str:
        contributor = Contributor(
            id=new_id(),
            organization_id=organization,
            channel=channel,
            address_key=new_id().encode(),
            address=self.vault.seal(ADDRESS, "+14165550123") if is_reachable else None,
            created_at=at,
            last_turn_at=at,
        )
        session.add(contributor)
        session.flush()
        return contributor.id

    def _sealed(self, words: str | None, lang: str) -> dict[str, bytes]:
        if not words:
            return {}
        redacted = redact(words, lang).text  # type: ignore[arg-type]
        return {"original": self.vault.seal(ORIGINAL, words), "redacted": self.vault.seal(REDACTED, redacted)}

    def _recording(self, recording_id: str, feedback_id: str, organization: str, at: datetime) -> Recording:
        return Recording(
            id=recording_id,
            organization_id=organization,
            feedback_id=feedback_id,
            question="words",
            state="kept",
            audio=self.vault.seal_bytes(AUDIO, SOUND),
            media_type="audio/wav",
            recorded_at=at,
        )


@pytest.fixture
def desk(database: Database, settings: Settings) -> Desk:
    app, watch = FastAPI(), Watch()
    vault = Vault(settings.secret_key.get_secret_value())
    made = Desk(database, vault, app, watch, new_id())
    with database.writing() as session:
        session.add(
            Organization(
                id=made.organization_id,
                slug="boreal",
                name="Centre Boréal",
                sms_name="Centre Boréal",
                phone="416 555-0100",
                created_at=NOON,
            )
        )
    app.state.settings, app.state.database, app.state.vault = settings, database, vault
    app.state.clock, app.state.enqueue_notice = watch, made.enqueue
    add_refusals(app)
    for routes in (account_routes, triage_routes, staff_routes):
        app.include_router(routes.router)
    return made
