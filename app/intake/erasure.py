"""Erasing by claim code: whoever holds the code may, without saying who they are."""

from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from app.clock import new_id
from app.models import Answer, Case, CaseMove, Contributor, Feedback, Message, Notice, Recording
from app.privacy.purposes import CLAIM_CODE
from app.privacy.sealing import Vault

REMOTE_COPIES = frozenset({"remote", "fetched", "discarded"})  # states in which the provider still holds the sound


def erase_by_code(session: Session, vault: Vault, code: str, now: datetime) -> bool:
    """Erase one feedback and what could lead back to its owner; False when no feedback has this code."""
    key = vault.look_up_key(CLAIM_CODE, code)
    feedback = session.exec(select(Feedback).where(Feedback.claim_key == key)).first()
    if feedback is None or feedback.erased_at is not None:
        return False
    session.exec(delete(Answer).where(col(Answer.feedback_id) == feedback.id))
    for recording in session.exec(select(Recording).where(Recording.feedback_id == feedback.id)):
        recording.audio = None
        recording.state = "discarded" if recording.state in REMOTE_COPIES else "erased"
    _close_case(session, feedback.id, now)
    if feedback.contributor_id:
        _forget_contributor(session, feedback.contributor_id, now)
    feedback.erased_at, feedback.claim_code, feedback.contributor_id = now, None, None
    return True


def _close_case(session: Session, feedback_id: str, now: datetime) -> None:
    case = session.exec(select(Case).where(Case.feedback_id == feedback_id)).first()
    if case is None:
        return
    session.exec(update(CaseMove).where(col(CaseMove.case_id) == case.id).values(detail=None))
    case.status = "closed"
    session.add(CaseMove(id=new_id(), case_id=case.id, kind="erased", at=now))


def _forget_contributor(session: Session, contributor_id: str, now: datetime) -> None:
    contributor = session.get_one(Contributor, contributor_id)
    contributor.address = contributor.session = contributor.feedback_id = None
    contributor.session_version += 1
    mine = col(Message.contributor_id) == contributor_id
    session.exec(update(Message).where(mine).values(original=None, reply=None))
    owed = (col(Notice.contributor_id) == contributor_id) & (col(Notice.state) == "owed")
    session.exec(update(Notice).where(owed).values(state="suppressed", settled_at=now))
