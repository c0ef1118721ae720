"""What the inbox shows, and how a case is headed everywhere; finished: the templates only place it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_timedelta

from app.accounts.roles import DRAFTS, may
from app.accounts.sessions import CurrentStaff
from app.clock import local_day
from app.i18n import LOCALES, Lang, say
from app.models import Answer, Case, Feedback
from app.models.vocabulary import CASE_STATUSES, CHANNELS, THEMES
from app.privacy.purposes import REDACTED
from app.privacy.sealing import Vault
from app.triage.queries import CasePage, Filters
from surveys.definition import default_survey
from surveys.model import Question

FIRST_WORDS = 220  # characters of a row: two or three lines

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """What someone said, personal details taken out; `lang` is theirs, not the page's."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class CaseHead:
    id: str
    title: str
    status: str
    status_label: str
    channel: str
    lang_label: str
    theme: str
    received: str  # "il y a 2 jours"
    received_at: datetime
    promised_on: date | None  # None once nothing is owed any more
    is_late: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    head: CaseHead
    words: Words | None
    no_words: str  # what stands there instead
    overall: str


@dataclass(frozen=True, slots=True)
class InboxView:
    rows: Sequence[CaseRow]
    statuses: Choices
    channels: Choices
    langs: Choices
    themes: Choices
    chosen: Filters
    is_filtered: bool
    older: str | None
    newest: str | None
    can_draft: bool


def inbox_view(
    page: CasePage,
    filters: Filters,
    links: tuple[str | None, str | None],
    staff: CurrentStaff,
    *,
    vault: Vault,
    now: datetime,
) -> InboxView:
    """`links`: to older cases, and back to the newest."""
    lang = staff.lang
    rows = [
        _row(head_of(case, feedback, staff, now), page.answers.get(feedback.id, ()), feedback, vault, lang)
        for case, feedback in page.rows
    ]
    return InboxView(
        rows=rows,
        statuses=choices_of(lang, "case.status.", CASE_STATUSES),
        channels=choices_of(lang, "case.channel.", CHANNELS),
        langs=choices_of(lang, "case.lang.", ("fr", "en")),
        themes=choices_of(lang, "log.theme.", THEMES),
        chosen=filters,
        is_filtered=filters != Filters(),
        older=links[0],
        newest=links[1],
        can_draft=may(staff.role, DRAFTS),
    )


def head_of(case: Case, feedback: Feedback, staff: CurrentStaff, now: datetime) -> CaseHead:
    lang = staff.lang
    is_owed = case.status in {"new", "acknowledged"}
    promised_on = local_day(case.opened_at) + timedelta(days=staff.organization.answer_days)
    return CaseHead(
        id=case.id,
        title=say(lang, "case.title", handle=feedback.handle),
        status=case.status,
        status_label=say(lang, f"case.status.{case.status}"),
        channel=say(lang, f"case.channel.{feedback.channel}"),
        lang_label=say(lang, f"case.lang.{feedback.lang}"),
        theme=say(lang, f"log.theme.{case.theme}") if case.theme else "",
        received=_ago(case.opened_at, now, lang),
        received_at=case.opened_at,
        promised_on=promised_on if is_owed else None,
        is_late=is_owed and promised_on < local_day(now),
    )


def _row(head: CaseHead, answers: Sequence[Answer], feedback: Feedback, vault: Vault, lang: Lang) -> CaseRow:
    words = next((answer for answer in answers if answer.redacted), None)
    overall = next((answer for answer in answers if answer.question == "overall"), None)
    return CaseRow(
        head=head,
        words=words_of(words, vault, FIRST_WORDS) if words else None,
        no_words=say(lang, f"case.without_words.{_why_no_words(answers, feedback)}"),
        overall=choice_label(question_of("overall"), overall.value, lang) if overall and overall.value else "",
    )


def _why_no_words(answers: Sequence[Answer], feedback: Feedback) -> str:
    if feedback.erased_at:
        return "erased"
    return "recorded" if any(answer.recording for answer in answers) else "choices"


def words_of(answer: Answer, vault: Vault, longest: int | None = None) -> Words:
    text = vault.unseal(REDACTED, answer.redacted or b"")
    if longest and len(text) > longest:
        text = text[:longest].rsplit(" ", 1)[0] + "…"
    return Words(text, answer.lang)


def choices_of(lang: Lang, prefix: str, values: Sequence[str]) -> Choices:
    return [(value, say(lang, f"{prefix}{value}")) for value in values]


def _ago(moment: datetime, now: datetime, lang: Lang) -> str:
    return str(format_timedelta(moment - now, add_direction=True, locale=LOCALES[lang]))


def question_of(question_id: str) -> Question | None:
    survey = default_survey()
    return survey.question(question_id) if question_id in survey.places else None


def choice_label(question: Question | None, value: str | None, lang: Lang) -> str:
    if question is None or value is None:
        return ""
    return next((choice.label.say(lang, "web") for choice in question.choices if choice.value == value), value)
