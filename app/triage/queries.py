"""Everything triage reads; each list is paged by key and served by the index named beside it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import defer
from sqlmodel import Session, col, or_, select

from app.accounts.roles import Actor, NotOnThisDeskError
from app.models import Answer, Case, CaseMove, Feedback, Recording, Staff

PAGE = 25
ONE_HEARING = timedelta(minutes=1)  # a browser fetches one hearing in several pieces


@dataclass(frozen=True, slots=True)
class Filters:
    """None lets everything through."""

    status: str | None = None
    channel: str | None = None
    lang: str | None = None
    theme: str | None = None


@dataclass(frozen=True, slots=True)
class CasePage:
    rows: Sequence[tuple[Case, Feedback]]
    answers: Mapping[str, Sequence[Answer]]  # by feedback: the overall one, and those with words or a recording
    next_before: str | None  # the case id the next page starts below


def list_cases(
    session: Session, organization_id: str, filters: Filters, before: str | None = None, limit: int = PAGE
) -> CasePage:
    """Newest first. Served by ix_cases_desk, ix_cases_inbox (status) or ix_cases_theme."""
    wanted = (
        select(Case, Feedback)
        .join(Feedback, col(Case.feedback_id) == Feedback.id)
        .where(Case.organization_id == organization_id)
        .order_by(col(Case.id).desc())
        .limit(limit + 1)
    )
    for column, value in (
        (col(Case.status), filters.status),
        (col(Case.theme), filters.theme),
        (col(Feedback.channel), filters.channel),
        (col(Feedback.lang), filters.lang),
    ):
        wanted = wanted.where(column == value) if value else wanted
    if before:
        wanted = wanted.where(Case.id < before)
    found = session.exec(wanted).all()
    rows = found[:limit]
    answers = _first_answers(session, [feedback.id for _, feedback in rows])
    return CasePage(rows, answers, rows[-1][0].id if len(found) > limit else None)


def _first_answers(session: Session, feedback_ids: Sequence[str]) -> Mapping[str, Sequence[Answer]]:
    """Served by the answers' primary key."""
    wanted = (
        select(Answer)
        .where(col(Answer.feedback_id).in_(feedback_ids))
        .where(
            or_(
                col(Answer.question) == "overall",
                col(Answer.redacted).is_not(None),
                col(Answer.recording).is_not(None),
            )
        )
        .order_by(col(Answer.answered_at), col(Answer.question))
    )
    grouped: dict[str, list[Answer]] = defaultdict(list)
    for answer in session.exec(wanted):
        grouped[answer.feedback_id].append(answer)
    return grouped


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case with all that hangs on it; a move's role is None when no staff made it."""

    case: Case
    feedback: Feedback
    answers: Sequence[Answer]
    recordings: Mapping[str, Recording]  # by id
    moves: Sequence[tuple[CaseMove, str | None]]


def read_case(session: Session, actor: Actor, case_id: str) -> CaseFile:
    """The whole file of one of this organization's cases; raises NotOnThisDeskError."""
    found = session.exec(
        select(Case, Feedback)
        .join(Feedback, col(Case.feedback_id) == Feedback.id)
        .where(Case.id == case_id, Case.organization_id == actor.organization_id)
    ).first()
    if found is None:
        raise NotOnThisDeskError
    case, feedback = found
    answers = session.exec(select(Answer).where(Answer.feedback_id == feedback.id).order_by(col(Answer.answered_at)))
    # The sound itself stays in the table: a page needs only its state.
    without_sound = defer(Recording.audio)  # type: ignore[arg-type]  # a column, to SQLAlchemy
    recordings = session.exec(select(Recording).where(Recording.feedback_id == feedback.id).options(without_sound))
    moves = session.exec(
        select(CaseMove, Staff.role)
        .join(Staff, col(CaseMove.staff_id) == Staff.id, isouter=True)
        .where(CaseMove.case_id == case.id)
        .order_by(col(CaseMove.at), col(CaseMove.id))
    )
    return CaseFile(case, feedback, answers.all(), {r.id: r for r in recordings}, moves.all())


def find_recording(session: Session, actor: Actor, recording_id: str) -> Recording:
    """Raises NotOnThisDeskError."""
    recording = session.get(Recording, recording_id)
    if recording is None or recording.organization_id != actor.organization_id:
        raise NotOnThisDeskError
    return recording


def was_just_heard(session: Session, actor: Actor, recording: Recording, now: datetime) -> bool:
    """Whether this person's hearing of it is already noted. Served by ix_case_moves_case_id."""
    wanted = (
        select(CaseMove.id)
        .join(Case, col(CaseMove.case_id) == Case.id)
        .where(Case.feedback_id == recording.feedback_id, CaseMove.kind == "heard")
        .where(CaseMove.staff_id == actor.staff_id, CaseMove.at > now - ONE_HEARING)
    )
    return session.exec(wanted.limit(1)).first() is not None
