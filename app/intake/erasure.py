"""Erasing by claim code: whoever holds the code may, without saying who they are."""

from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from app.clock import new_id
from app.models import Answer, Case, CaseMove, Contributor, Feedback, Message, Notice, Recording
from app.privacy.purposes import CLAIM_CODE
from app.privacy.sealing import Vault

REMOTE_COPIES = frozenset({"remote", "fetched", "discarded", "lost"})  # the provider may still hold the sound
UNSENT = ("owed", "sending", "unknown")


def erase_by_code(session: Session, vault: Vault, code: str, now: datetime) -> bool:
    """Erase one feedback and what could lead back to its owner; False when no feedback has this code."""
    key = vault.look_up_key(CLAIM_CODE, code)
    feedback = session.exec(select(Feedback).where(Feedback.claim_key == key)).first()
    if feedback is None or feedback.erased_at is not None:
        return False
    if feedback.contributor_id:  # held first, so that no turn adds an answer meanwhile
        contributor = session.get_one(Contributor, feedback.contributor_id, with_for_update=True)
        _forget_feedback_of(session, contributor, feedback, now)
    _close_case(session, feedback.id, now)
    session.exec(delete(Answer).where(col(Answer.feedback_id) == feedback.id))
    for recording in session.exec(select(Recording).where(Recording.feedback_id == feedback.id).with_for_update()):
        recording.audio = None
        recording.state = "discarded" if recording.state in REMOTE_COPIES else "erased"
    feedback.erased_at, feedback.claim_code, feedback.contributor_id = now, None, None
    return True


def _close_case(session: Session, feedback_id: str, now: datetime) -> None:
    case = session.exec(select(Case).where(Case.feedback_id == feedback_id).with_for_update()).first()
    if case is None:
        return
    session.exec(update(CaseMove).where(col(CaseMove.case_id) == case.id).values(detail=None))
    case.status = "closed"
    session.add(CaseMove(id=new_id(), case_id=case.id, kind="erased", at=now))


def _forget_feedback_of(session: Session, contributor: Contributor, feedback: Feedback, now: datetime) -> None:
    """Their words and number go, unless another feedback of theirs is in the making or owed an answer."""
    mine = col(Message.contributor_id) == contributor.id
    session.exec(update(Message).where(mine).values(original=None, reply=None))
    owed = (col(Notice.feedback_id) == feedback.id) & col(Notice.state).in_(UNSENT)
    session.exec(update(Notice).where(owed).values(state="suppressed", settled_at=now))
    contributor.text_owed = is_owed_elsewhere(session, contributor.id, feedback.id)
    if contributor.feedback_id in (None, feedback.id):
        contributor.session = contributor.feedback_id = None
        contributor.session_stage = ""
        contributor.address = contributor.address if contributor.text_owed else None
    contributor.session_version += 1


def is_owed_elsewhere(session: Session, contributor_id: str, feedback_id: str) -> bool:
    """Whether another feedback of theirs still waits for its one text: its code is kept to be named in it."""
    waiting = select(Feedback.id).where(Feedback.contributor_id == contributor_id, Feedback.id != feedback_id)
    return session.exec(waiting.where(col(Feedback.claim_code).is_not(None))).first() is not None
