"""What time does to conversations: one reminder, then a gentle end; and what is kept no longer than promised."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Update, delete, update
from sqlmodel import Session, col, select

from app.clock import TORONTO, WAKING_HOURS, new_id
from app.models import Answer, Case, CaseMove, Contributor, Feedback, Message, Notice, Recording, StaffSession
from app.privacy.purposes import SESSION
from app.privacy.sealing import Vault
from surveys import engine
from surveys.definition import default_survey
from surveys.session import Session as SurveySession

# Defaults of domain.md section 3; an organization's own settings come later.
REMIND_AFTER = timedelta(hours=24)
EXPIRE_AFTER = timedelta(days=7)
ADDRESS_KEPT = timedelta(days=90)
ORIGINAL_KEPT = timedelta(days=365)
REPLY_KEPT = timedelta(days=30)  # the same message a day later still gets its answer
SESSION_KEPT = timedelta(days=30)  # after which somebody who comes back is greeted anew
HEARD_AUDIO_KEPT = timedelta(days=30)  # once its words were written down
BATCH = 200
UNFINISHED = ("language", "consent", "asking")
TEXTED = ("sms", "whatsapp")

Enqueue = Callable[[Session, str], None]


def remind_stale(session: Session, vault: Vault, now: datetime, enqueue: Enqueue) -> int:
    """Owe one reminder to each person who fell silent in the middle; how many. Never at night."""
    if now.astimezone(TORONTO).hour not in WAKING_HOURS:
        return 0
    stale = (
        select(Contributor)
        .where(col(Contributor.session_stage).in_(("consent", "asking")), Contributor.last_turn_at < now - REMIND_AFTER)
        .where(col(Contributor.reminded_at).is_(None), col(Contributor.opted_out_at).is_(None))
        .where(col(Contributor.address).is_not(None), col(Contributor.channel).in_(TEXTED))
        .order_by(col(Contributor.last_turn_at))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    reminded = list(session.exec(stale))
    for contributor in reminded:
        _remind(session, contributor, vault, now, enqueue)
    return len(reminded)


def _remind(session: Session, contributor: Contributor, vault: Vault, now: datetime, enqueue: Enqueue) -> None:
    if contributor.session is None:
        return
    step = engine.remind(default_survey(), SurveySession.from_json(vault.unseal(SESSION, contributor.session)))
    contributor.reminded_at = now
    if not step.prompts:  # reminded before in this run
        return
    contributor.session = vault.seal(SESSION, step.session.to_json())
    contributor.session_version += 1  # a message being taken in this instant starts over on the paused session
    notice = Notice(
        id=new_id(),
        organization_id=contributor.organization_id,
        contributor_id=contributor.id,
        feedback_id=contributor.feedback_id,
        key=f"reminder:{contributor.id}:{contributor.session_version}",
        kind="reminder",
        lang=contributor.lang or "fr",
        created_at=now,
    )
    session.add(notice)
    session.flush()
    enqueue(session, notice.id)


def expire_stale(session: Session, now: datetime) -> int:
    """End what was left unfinished for a week: what was said becomes a case, the number is erased; how many."""
    stale = (
        select(Contributor)
        .where(col(Contributor.session_stage).in_(UNFINISHED), Contributor.last_turn_at < now - EXPIRE_AFTER)
        .order_by(col(Contributor.last_turn_at))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    ended = list(session.exec(stale))
    for contributor in ended:
        if contributor.feedback_id:
            _open_case(session, contributor.feedback_id, now)
        else:  # never consented: nothing said is kept
            session.exec(update(Message).where(col(Message.contributor_id) == contributor.id).values(original=None))
        contributor.session = contributor.feedback_id = None
        if not contributor.text_owed:  # for an earlier talk the answer may still be owed
            contributor.address = None
        contributor.session_stage = "expired"
        contributor.session_version += 1
    return len(ended)


def _open_case(session: Session, feedback_id: str, now: datetime) -> None:
    feedback = session.get_one(Feedback, feedback_id)
    if feedback.completed_at is not None:
        return
    feedback.completed_at = now
    case = Case(id=new_id(), organization_id=feedback.organization_id, feedback_id=feedback_id, opened_at=now)
    session.add(case)
    session.flush()
    session.add(CaseMove(id=new_id(), case_id=case.id, kind="opened", at=now))


@dataclass(frozen=True, slots=True)
class Retained:
    """How many values each rule of retention erased."""

    addresses: int
    originals: int
    replies: int
    sessions: int
    codes: int
    recordings: int
    staff_sessions: int


def erase_expired(session: Session, now: datetime) -> Retained:
    """Erase what has been kept as long as was promised."""
    old_feedback = select(Feedback.id).where(col(Feedback.started_at) < now - ORIGINAL_KEPT)
    originals = _count(
        session,
        update(Answer)
        .where(col(Answer.feedback_id).in_(old_feedback), col(Answer.original).is_not(None))
        .values(original=None),
    )
    sent = update(Message).where(col(Message.received_at) < now - ORIGINAL_KEPT, col(Message.original).is_not(None))
    answered = update(Message).where(col(Message.received_at) < now - REPLY_KEPT, col(Message.reply).is_not(None))
    silent = update(Contributor).where(
        col(Contributor.last_turn_at) < now - ADDRESS_KEPT, col(Contributor.address).is_not(None)
    )
    talked = update(Contributor).where(
        col(Contributor.last_turn_at) < now - SESSION_KEPT,
        col(Contributor.session).is_not(None),
        col(Contributor.session_stage).not_in(UNFINISHED),
    )
    untold = update(Feedback).where(
        col(Feedback.started_at) < now - ADDRESS_KEPT, col(Feedback.claim_code).is_not(None)
    )
    overtaken = Contributor.session_version + 1
    signed_in = session.exec(delete(StaffSession).where(col(StaffSession.expires_at) < now))
    return Retained(
        addresses=_count(session, silent.values(address=None, text_owed=False, session_version=overtaken)),
        originals=originals + _count(session, sent.values(original=None)),
        replies=_count(session, answered.values(reply=None)),
        sessions=_count(session, talked.values(session=None, session_version=overtaken)),
        codes=_count(session, untold.values(claim_code=None)),
        recordings=_erase_recordings(session, now),
        staff_sessions=signed_in.rowcount,
    )


def _erase_recordings(session: Session, now: datetime) -> int:
    """Sound whose words were written down a month ago, and any sound as old as originals may get."""
    written = select(Answer.recording).where(col(Answer.recording).is_not(None), col(Answer.redacted).is_not(None))
    heard = col(Recording.id).in_(written) & (col(Recording.kept_at) < now - HEARD_AUDIO_KEPT)
    due = update(Recording).where(heard | (col(Recording.recorded_at) < now - ORIGINAL_KEPT))
    erased = _count(session, due.where(col(Recording.state) == "kept").values(state="erased", audio=None))
    # The provider's copy of these is still to be removed.
    return erased + _count(session, due.where(col(Recording.state) == "fetched").values(state="discarded", audio=None))


def _count(session: Session, statement: Update) -> int:
    result = session.exec(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount
