"""A response brought as far as a test needs it: drafted, approved, published."""

from dataclasses import replace
from datetime import date

from desk import Desk
from sqlmodel import Session

from app.accounts.roles import Actor
from app.models import Publication, Response
from app.transparency.publication import publish_response
from app.transparency.responses import Draft, draft_response, edit_response, find_response, review_response

WHOLE = Draft(
    you_said_fr="L'attente est longue.",
    you_said_en="The wait is long.",
    we_did_fr="Vous recevez des nouvelles chaque mois.",
    we_did_en="You get news every month.",
    outcome="done",
    service="group",
    theme="wait_times",
    done_on=date(2026, 11, 20),
)


def drafted(desk: Desk, author: Actor, *case_ids: str, draft: Draft = WHOLE, **changes: object) -> str:
    with desk.database.writing() as session:
        content = replace(draft, **changes)  # type: ignore[arg-type]
        return draft_response(session, author, case_ids, content, now=desk.watch.now).id


def edited(desk: Desk, editor: Actor, response_id: str, **changes: object) -> None:
    with desk.database.writing() as session:
        response = find_response(session, editor, response_id)
        content = replace(WHOLE, **changes)  # type: ignore[arg-type]
        edit_response(session, editor, response, content, seen_version=response.version, now=desk.watch.now)


def reviewed(desk: Desk, peer: Actor, response_id: str, verdict: str = "approved", words: str = "Bien dit.") -> None:
    with desk.database.writing() as session:
        response = find_response(session, peer, response_id)
        seen = response.version
        review_response(session, peer, response, verdict, words, seen_version=seen, now=desk.watch.now)  # type: ignore[arg-type]


def published(desk: Desk, publisher: Actor, response_id: str) -> Publication:
    with desk.database.writing() as session:
        return publish(session, desk, publisher, find_response(session, publisher, response_id))


def publish(session: Session, desk: Desk, publisher: Actor, response: Response) -> Publication:
    return publish_response(session, publisher, response, now=desk.watch.now, enqueue=desk.enqueue)
