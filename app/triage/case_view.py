"""What one case shows, finished: the template only places it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts.roles import DRAFTS, HEARS, TRIAGES, may
from app.accounts.sessions import CurrentStaff
from app.i18n import Lang, say
from app.models import Answer, CaseMove, Recording
from app.models.vocabulary import THEMES
from app.privacy.purposes import NOTE
from app.privacy.sealing import Vault
from app.triage.cases import is_here
from app.triage.queries import CaseFile
from app.triage.views import CaseHead, Choices, Words, choice_label, choices_of, head_of, question_of, words_of
from surveys.definition import default_survey


@dataclass(frozen=True, slots=True)
class RecordingView:
    id: str
    can_hear: bool
    state: str  # in words, when it can't be played
    label: str
    transcript: str
    error: str | None


@dataclass(frozen=True, slots=True)
class AnswerView:
    question: str
    label: str  # of the choice, or of silence
    words: Words | None
    recording: RecordingView | None


@dataclass(frozen=True, slots=True)
class MoveView:
    label: str
    who: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class CaseView:
    head: CaseHead
    is_erased: bool
    answers: Sequence[AnswerView]
    moves: Sequence[MoveView]
    themes: Choices
    theme: str
    can_triage: bool
    can_acknowledge: bool
    can_close: bool
    can_draft: bool
    done: str | None  # what was just done, in words
    errors: dict[str, str]  # by field
    typed: dict[str, str]  # what a refused form held, by field


def case_view(
    file: CaseFile,
    staff: CurrentStaff,
    *,
    vault: Vault,
    now: datetime,
    done: str | None = None,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> CaseView:
    errors, lang, status = errors or {}, staff.lang, file.case.status
    can_triage = may(staff.role, TRIAGES)
    return CaseView(
        head=head_of(file.case, file.feedback, staff, now),
        is_erased=file.feedback.erased_at is not None,
        answers=[_answer_view(a, file, staff, vault, errors) for a in sorted(file.answers, key=_place)],
        moves=[_move_view(m, role, vault, lang) for m, role in file.moves],
        themes=[("", say(lang, "case.theme.none")), *choices_of(lang, "log.theme.", THEMES)],
        theme=file.case.theme or "",
        can_triage=can_triage,
        can_acknowledge=can_triage and status == "new",
        can_close=can_triage and status != "closed",
        can_draft=may(staff.role, DRAFTS) and not file.feedback.erased_at,
        done=say(lang, f"case.done.{done}") if done else None,
        errors=errors,
        typed={"words": "", "reason": ""} | (typed or {}),
    )


def _place(answer: Answer) -> tuple[int, datetime]:
    """The survey's own order; words that fit no question come last, in the order they came."""
    places = default_survey().places
    return places.get(answer.question, len(places)), answer.answered_at


def _answer_view(
    answer: Answer, file: CaseFile, staff: CurrentStaff, vault: Vault, errors: dict[str, str]
) -> AnswerView:
    lang, question = staff.lang, question_of(answer.question)
    recording = file.recordings.get(answer.recording or "")
    is_silent = not answer.value and not answer.redacted and not recording
    return AnswerView(
        question=question.ask.say(lang, "web") if question else say(lang, "case.more_words"),
        label=say(lang, "case.skipped") if is_silent else choice_label(question, answer.value, lang),
        words=words_of(answer, vault) if answer.redacted else None,
        recording=_recording_view(recording, answer, staff, vault, errors) if recording else None,
    )


def _recording_view(
    recording: Recording, answer: Answer, staff: CurrentStaff, vault: Vault, errors: dict[str, str]
) -> RecordingView:
    can_hear = is_here(recording) and may(staff.role, HEARS)
    state = "others" if is_here(recording) else "waiting" if recording.state == "remote" else "gone"
    return RecordingView(
        id=recording.id,
        can_hear=can_hear,
        state="" if can_hear else say(staff.lang, f"recording.{state}"),
        label=say(staff.lang, "recording.transcribe.again" if answer.redacted else "recording.transcribe"),
        transcript=words_of(answer, vault).text if answer.redacted else "",
        error=errors.get(f"transcript-{recording.id}"),
    )


def _move_view(move: CaseMove, role: str | None, vault: Vault, lang: Lang) -> MoveView:
    words = vault.unseal(NOTE, move.detail) if move.detail else ""
    if move.kind == "themed" and words:
        words = say(lang, f"log.theme.{words}")
    who = say(lang, f"page.role.{role}") if role else say(lang, "move.nobody")
    return MoveView(say(lang, f"move.{move.kind}"), who, move.at, words)
