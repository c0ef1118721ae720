"""Publishing a response: refused with a reason until it is whole, then public, answered and owed out, all at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session

from app.accounts.roles import PUBLISHES, Actor, require_role
from app.clock import local_day, new_id
from app.models import CaseMove, Notice, Publication, Response
from app.transparency import desk_queries as queries
from app.transparency.standing import WORDING, refusals, told

EnqueueNotice = Callable[[Session, str], None]  # puts a durable job for one notice in the session's transaction


class PublicationRefusedError(Exception):
    """This response can't be published yet: `refusals` says what is missing, as keys of `publish.refusal.…`."""

    def __init__(self, refusals: Sequence[str]) -> None:
        super().__init__(", ".join(refusals))
        self.refusals = tuple(refusals)


def publish_response(
    session: Session, actor: Actor, response: Response, *, now: datetime, enqueue: EnqueueNotice
) -> Publication:
    """Make it public, answer its cases and owe their contributors a text; raises PublicationRefusedError.

    `response` is held (`find_response`), so that two clicks make one publication.
    """
    require_role(actor, PUBLISHES)
    today = local_day(now)
    standing = queries.standing_of(session, response)
    if found := refusals(standing, today):
        raise PublicationRefusedError(found)
    if response.number is None:
        response.number = queries.next_number(session, response.organization_id)
        _date(session, response, today)
    publication = Publication(
        id=new_id(),
        organization_id=response.organization_id,
        response_id=response.id,
        number=response.number,
        revision=standing.last.revision + 1 if standing.last else 1,
        publisher_id=actor.staff_id,
        reviewed_by_peer=True,
        entry=entry_of(response),
        published_at=now,
    )
    session.add(publication)
    session.flush()
    _answer_cases(session, actor, response, now)
    _owe_notices(session, response, now, enqueue)
    return publication


def entry_of(response: Response) -> dict[str, str | None]:
    """What the public log keeps: texts, outcome, and days in ISO form."""
    names = (*WORDING, "heard_month", "acknowledged_on", "answered_on")
    return {name: told(getattr(response, name)) for name in names}


def _date(session: Session, response: Response, today: date) -> None:
    """The dates of the first publication stay: later revisions change words, not when people were answered."""
    heard = queries.read_heard(session, response.id)
    response.heard_month = f"{local_day(heard.first_at):%Y-%m}"
    is_all_read = heard.acknowledged_at is not None and heard.acknowledged_cases == heard.cases
    # Whoever was not told before that their words were read learns it with the answer.
    response.acknowledged_on = local_day(heard.acknowledged_at) if is_all_read and heard.acknowledged_at else today
    response.answered_on = today


def _answer_cases(session: Session, actor: Actor, response: Response, now: datetime) -> None:
    for case in queries.unanswered_cases(session, response.id):
        case.status = "answered"
        session.add(CaseMove(id=new_id(), case_id=case.id, kind="answered", staff_id=actor.staff_id, at=now))


def _owe_notices(session: Session, response: Response, now: datetime, enqueue: EnqueueNotice) -> None:
    """One text to each person of these cases who asked for it and was not told of this response before."""
    owed: Mapping[str, tuple[str, str]] = queries.read_owed(session, response.id)
    notices = [
        Notice(
            id=new_id(),
            organization_id=response.organization_id,
            contributor_id=contributor_id,
            feedback_id=feedback_id,
            key=queries.notice_key(feedback_id),
            kind="answer",
            lang=lang,
            created_at=now,
        )
        for contributor_id, (feedback_id, lang) in owed.items()
    ]
    session.add_all(notices)
    session.flush()
    for notice in notices:
        enqueue(session, notice.id)
