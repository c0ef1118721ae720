"""Everything the desk's side of transparency reads; the public side's queries stand in public.py."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal
from sqlmodel import Session, col, func, select

from app.accounts.roles import Actor, NotOnThisDeskError
from app.models import (
    Answer,
    Case,
    CaseMove,
    Contributor,
    Feedback,
    Notice,
    Organization,
    Publication,
    Response,
    ResponseCase,
    Review,
    Staff,
)
from app.transparency.standing import Standing

OPEN_AT_MOST = 200  # responses being written at once; more than any desk can hold
PUBLISHED_PAGE = 20
AGREES_TO_PUBLISH = ("1", "2")  # the answers to `share` that say yes, in one's own words or as a summary


def standing_of(session: Session, response: Response) -> Standing:
    return standings_of(session, [response])[0]


def standings_of(session: Session, responses: Sequence[Response]) -> list[Standing]:
    """Four look-ups by key for all of them together."""
    ids = [response.id for response in responses]
    counted = select(ResponseCase.response_id, func.count()).where(col(ResponseCase.response_id).in_(ids))
    counted = counted.group_by(col(ResponseCase.response_id))
    cases = dict(session.exec(counted).all())
    agreed = (col(Answer.question) == "share") & col(Answer.value).in_(AGREES_TO_PUBLISH)
    agreeing = counted.join(Case, col(Case.id) == col(ResponseCase.case_id)).join(
        Answer, (col(Answer.feedback_id) == col(Case.feedback_id)) & agreed
    )
    consenting = dict(session.exec(agreeing).all())
    reviews: dict[str, list[Review]] = defaultdict(list)
    for review in session.exec(
        select(Review).where(col(Review.response_id).in_(ids)).order_by(col(Review.reviewed_at))
    ):
        reviews[review.response_id].append(review)
    last: dict[str, Publication] = {}
    published = select(Publication).where(col(Publication.response_id).in_(ids)).order_by(col(Publication.revision))
    for publication in session.exec(published):
        last[publication.response_id] = publication
    return [Standing(r, cases.get(r.id, 0), consenting.get(r.id, 0), reviews[r.id], last.get(r.id)) for r in responses]


def list_open(session: Session, organization_id: str) -> Sequence[Response]:
    """Not yet in the log, newest first. Served by uq_responses_organization_id_number."""
    wanted = select(Response).where(Response.organization_id == organization_id, col(Response.number).is_(None))
    return session.exec(wanted.order_by(col(Response.id).desc()).limit(OPEN_AT_MOST)).all()


def list_published(session: Session, organization_id: str, before: int | None) -> tuple[Sequence[Response], int | None]:
    """In the log, newest number first, and the number the next page starts below."""
    wanted = select(Response).where(Response.organization_id == organization_id, col(Response.number).is_not(None))
    if before is not None:
        wanted = wanted.where(col(Response.number) < before)
    found = session.exec(wanted.order_by(col(Response.number).desc()).limit(PUBLISHED_PAGE + 1)).all()
    page = found[:PUBLISHED_PAGE]
    return page, page[-1].number if len(found) > PUBLISHED_PAGE else None


def read_response(session: Session, actor: Actor, response_id: str) -> Response:
    """To look at, not to change; raises NotOnThisDeskError."""
    response = session.get(Response, response_id)
    if response is None or response.organization_id != actor.organization_id:
        raise NotOnThisDeskError
    return response


@dataclass(frozen=True, slots=True)
class AnsweredCase:
    """A case a response speaks to, with what its writer must know of it."""

    case: Case
    feedback: Feedback
    answers: Sequence[Answer]


def cases_of(session: Session, response_id: str) -> list[AnsweredCase]:
    linked = select(ResponseCase.case_id).where(ResponseCase.response_id == response_id)
    return _with_answers(session, session.exec(linked).all())


def own_cases(session: Session, actor: Actor, case_ids: Sequence[str]) -> list[AnsweredCase]:
    """Those of the cases that are this organization's."""
    own = select(Case.id).where(col(Case.id).in_(case_ids), Case.organization_id == actor.organization_id)
    return _with_answers(session, session.exec(own).all())


def _with_answers(session: Session, case_ids: Sequence[str]) -> list[AnsweredCase]:
    rows = session.exec(
        select(Case, Feedback)
        .join(Feedback, col(Case.feedback_id) == Feedback.id)
        .where(col(Case.id).in_(case_ids))
        .order_by(col(Case.id))
    ).all()
    answers: dict[str, list[Answer]] = defaultdict(list)
    wanted = select(Answer).where(col(Answer.feedback_id).in_([feedback.id for _, feedback in rows]))
    for answer in session.exec(wanted.order_by(col(Answer.answered_at))):
        answers[answer.feedback_id].append(answer)
    return [AnsweredCase(case, feedback, answers[feedback.id]) for case, feedback in rows]


def roles_of(session: Session, staff_ids: Sequence[str]) -> Mapping[str, str]:
    return dict(session.exec(select(Staff.id, Staff.role).where(col(Staff.id).in_(set(staff_ids)))).all())


def publications_of(session: Session, response_id: str) -> Sequence[Publication]:
    wanted = select(Publication).where(Publication.response_id == response_id)
    return session.exec(wanted.order_by(col(Publication.revision).desc())).all()


def next_number(session: Session, organization_id: str) -> int:
    """The next place in the organization's log. Its row is held, so two publications at once get two numbers."""
    held = select(Organization.id).where(Organization.id == organization_id)
    session.exec(held.with_for_update(key_share=True)).one()
    last = select(func.max(Publication.number)).where(Publication.organization_id == organization_id)
    return (session.exec(last).one() or 0) + 1


@dataclass(frozen=True, slots=True)
class Heard:
    """When the cases of a response were heard first, and acknowledged last."""

    first_at: datetime
    cases: int
    acknowledged_at: datetime | None
    acknowledged_cases: int


def read_heard(session: Session, response_id: str) -> Heard:
    first_at, cases = session.exec(
        select(func.min(Feedback.started_at), func.count())
        .select_from(ResponseCase)
        .join(Case, col(Case.id) == ResponseCase.case_id)
        .join(Feedback, col(Feedback.id) == Case.feedback_id)
        .where(ResponseCase.response_id == response_id)
    ).one()
    at, acknowledged = session.exec(
        select(func.max(CaseMove.at), func.count(func.distinct(CaseMove.case_id)))
        .select_from(ResponseCase)
        .join(CaseMove, col(CaseMove.case_id) == ResponseCase.case_id)
        .where(ResponseCase.response_id == response_id, CaseMove.kind == "acknowledged")
    ).one()
    return Heard(first_at, cases, at, acknowledged)


def unanswered_cases(session: Session, response_id: str) -> Sequence[Case]:
    """Those still to be answered by it, held; what a person erased stays as they left it."""
    wanted = (
        select(Case)
        .join(ResponseCase, col(ResponseCase.case_id) == Case.id)
        .join(Feedback, col(Feedback.id) == Case.feedback_id)
        .where(ResponseCase.response_id == response_id, Case.status != "answered")
        .where(col(Feedback.erased_at).is_(None))
    )
    return session.exec(wanted.with_for_update(of=Case)).all()


def notice_key(feedback_id: str) -> str:
    """One text for each feedback, however many responses answer it: that is what was promised."""
    return f"answer:{feedback_id}"


def read_owed(session: Session, response_id: str) -> Mapping[str, tuple[str, str]]:
    """Contributor -> (their latest feedback it answers, its language), for those still waiting for their one text."""
    already = col(Notice.key) == literal(notice_key("")) + col(Feedback.id)
    wanted = (
        select(Contributor.id, Feedback.id, Feedback.lang)
        .select_from(ResponseCase)
        .join(Case, col(Case.id) == ResponseCase.case_id)
        .join(Feedback, col(Feedback.id) == Case.feedback_id)
        .join(Contributor, col(Contributor.id) == Feedback.contributor_id)
        .join(Notice, already, isouter=True)
        .where(ResponseCase.response_id == response_id, col(Notice.id).is_(None))
        .where(col(Feedback.claim_code).is_not(None), col(Feedback.erased_at).is_(None))
        .where(col(Contributor.opted_out_at).is_(None), col(Contributor.address).is_not(None))
        .order_by(col(Feedback.id))
    )
    return {contributor: (feedback, lang) for contributor, feedback, lang in session.exec(wanted)}
