"""What staff and peers do with a case: each verb writes a dated move with its actor, or changes nothing."""

from datetime import datetime

from sqlmodel import Session, select

from app.accounts.roles import HEARS, TRIAGES, Actor, NotOnThisDeskError, require_role
from app.clock import new_id
from app.i18n import Lang
from app.models import Answer, Case, CaseMove, Feedback, Recording
from app.models.vocabulary import THEMES
from app.privacy.purposes import NOTE, ORIGINAL, REDACTED
from app.privacy.redaction import redact
from app.privacy.sealing import Vault

LONGEST_WORDS = 5_000  # characters of a note, a reason or a transcript: some five minutes of speech


class WordsNeededError(Exception):
    """Nothing was written: say it in a few words."""


class TooManyWordsError(Exception):
    """More than 5,000 characters: keep what matters."""


class UnknownThemeError(Exception):
    """A theme is one of the list: choose one of them, or "other"."""


class NothingToTranscribeError(Exception):
    """This recording is not here: it was erased, or has not arrived yet."""


def find_case(session: Session, actor: Actor, case_id: str) -> Case:
    """The case, held until the end of the transaction: two moves at once come one after the other.

    Raises NotOnThisDeskError, also for a case its owner erased: nothing may be written on it any more.
    """
    wanted = select(Case).where(Case.id == case_id, Case.organization_id == actor.organization_id).with_for_update()
    case = session.exec(wanted).first()
    if case is None or session.get_one(Feedback, case.feedback_id).erased_at is not None:
        raise NotOnThisDeskError
    return case


def acknowledge_case(session: Session, actor: Actor, case: Case, *, now: datetime) -> None:
    """Say that a person has read it; saying it twice is saying it once."""
    require_role(actor, TRIAGES)
    if case.status == "new":
        case.status = "acknowledged"
        _move(session, case, "acknowledged", actor, now=now)


def theme_case(session: Session, vault: Vault, actor: Actor, case: Case, theme: str, *, now: datetime) -> None:
    """Put it under one theme; raises UnknownThemeError."""
    require_role(actor, TRIAGES)
    if theme not in THEMES:
        raise UnknownThemeError
    if case.theme != theme:
        case.theme = theme
        _move(session, case, "themed", actor, now=now, detail=vault.seal(NOTE, theme))


def note_case(session: Session, vault: Vault, actor: Actor, case: Case, words: str, *, now: datetime) -> None:
    """Leave words for colleagues; raises WordsNeededError, TooManyWordsError."""
    require_role(actor, TRIAGES)
    _move(session, case, "noted", actor, now=now, detail=vault.seal(NOTE, _checked(words)))


def close_case(session: Session, vault: Vault, actor: Actor, case: Case, reason: str, *, now: datetime) -> None:
    """End it without a public answer, and say why; raises WordsNeededError, TooManyWordsError."""
    require_role(actor, TRIAGES)
    sealed = vault.seal(NOTE, _checked(reason))
    if case.status != "closed":
        case.status = "closed"
        _move(session, case, "closed", actor, now=now, detail=sealed)


def hear_recording(session: Session, actor: Actor, recording: Recording, *, now: datetime) -> None:
    """Note who listened, and when; raises NotOnThisDeskError."""
    require_role(actor, HEARS)
    _move(session, case_of_recording(session, recording), "heard", actor, now=now)


def case_of_recording(session: Session, recording: Recording) -> Case:
    """Raises NotOnThisDeskError while the survey still goes on and no case is open."""
    case = session.exec(select(Case).where(Case.feedback_id == recording.feedback_id)).first()
    if case is None:
        raise NotOnThisDeskError
    return case


def is_here(recording: Recording) -> bool:
    """Whether the sound can be played: sealed here, and not erased since."""
    return recording.state in {"fetched", "kept"}


def transcribe_recording(
    session: Session, vault: Vault, actor: Actor, recording: Recording, words: str, *, now: datetime
) -> None:
    """Keep what was heard as the answer's words, sealed and redacted like any others.

    Raises WordsNeededError, TooManyWordsError, NothingToTranscribeError, NotOnThisDeskError.
    """
    require_role(actor, HEARS)
    words, case = _checked(words), case_of_recording(session, recording)
    wanted = select(Answer).where(Answer.feedback_id == recording.feedback_id, Answer.recording == recording.id)
    answer = session.exec(wanted.with_for_update()).first()
    if answer is None or not is_here(recording):
        raise NothingToTranscribeError
    lang: Lang = "en" if answer.lang == "en" else "fr"
    answer.original = vault.seal(ORIGINAL, words)
    answer.redacted = vault.seal(REDACTED, redact(words, lang).text)
    _move(session, case, "transcribed", actor, now=now)


def _checked(words: str) -> str:
    words = words.strip()
    if not words:
        raise WordsNeededError
    if len(words) > LONGEST_WORDS:
        raise TooManyWordsError
    return words


def _move(session: Session, case: Case, kind: str, actor: Actor, *, now: datetime, detail: bytes | None = None) -> None:
    session.add(CaseMove(id=new_id(), case_id=case.id, kind=kind, staff_id=actor.staff_id, detail=detail, at=now))
