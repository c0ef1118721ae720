"""The desk's list of responses by what each waits for, finished: the template only places it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.i18n import Lang, other, say
from app.transparency.desk_views import title_of
from app.transparency.standing import Standing, State, state_of

FIRST_WORDS = 160  # characters of a row
STATES: tuple[State, ...] = ("waiting", "ready", "drafting", "published")


@dataclass(frozen=True, slots=True)
class ResponseRow:
    id: str
    title: str
    words: str
    words_lang: Lang
    outcome: str | None
    cases: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ResponseGroup:
    state: State
    title: str
    hint: str
    rows: Sequence[ResponseRow]
    nothing: str


@dataclass(frozen=True, slots=True)
class ResponsesView:
    groups: Sequence[ResponseGroup]
    older: str | None
    newest: str | None


def responses_view(
    standings: Sequence[Standing], links: tuple[str | None, str | None], lang: Lang, today: date
) -> ResponsesView:
    """`links`: to older published ones, and back to the newest."""
    groups = [
        ResponseGroup(
            state=state,
            title=say(lang, f"response.state.{state}"),
            hint=say(lang, f"response.state.{state}.hint"),
            rows=[_row(standing, lang) for standing in standings if state_of(standing, today) == state],
            nothing=say(lang, f"response.state.{state}.none"),
        )
        for state in STATES
    ]
    return ResponsesView(groups, *links)


def _row(standing: Standing, lang: Lang) -> ResponseRow:
    response = standing.response
    said: dict[Lang, str] = {"fr": response.you_said_fr, "en": response.you_said_en}
    words_lang = other(lang) if said[other(lang)] and not said[lang] else lang
    words = said[words_lang] or say(lang, "response.no_words")
    return ResponseRow(
        id=response.id,
        title=title_of(response, lang),
        words=words if len(words) <= FIRST_WORDS else words[:FIRST_WORDS].rsplit(" ", 1)[0] + "…",
        words_lang=words_lang,
        outcome=response.outcome,
        cases=_count_cases(standing.case_count, lang),
        updated_at=response.updated_at,
    )


def _count_cases(count: int, lang: Lang) -> str:
    if not count:
        return ""
    return say(lang, "response.cases.one" if count == 1 else "response.cases.many", count=count)
