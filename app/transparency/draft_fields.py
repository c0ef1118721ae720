"""A response's form: its fields as typed, and the draft they make."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated

from fastapi import Form

from app.i18n import Lang, say
from app.models import Response
from app.models.vocabulary import OUTCOMES, SERVICES, THEMES
from app.transparency.desk_queries import AnsweredCase
from app.transparency.printable import printable
from app.transparency.responses import Draft
from surveys.definition import default_survey

Typed = Annotated[str, Form()]
Choices = Sequence[tuple[str, str]]
LONGEST_TEXT = 2_000  # characters; an answer nobody reads to its end answers nobody


@dataclass(frozen=True, slots=True)
class DraftFields:
    you_said_fr: str
    you_said_en: str
    we_did_fr: str
    we_did_en: str
    outcome: str
    service: str
    theme: str
    done_on: str
    next_update_on: str


def draft_fields(  # each is one field of the form
    *,
    you_said_fr: Typed = "",
    you_said_en: Typed = "",
    we_did_fr: Typed = "",
    we_did_en: Typed = "",
    outcome: Typed = "",
    service: Typed = "",
    theme: Typed = "",
    done_on: Typed = "",
    next_update_on: Typed = "",
) -> DraftFields:
    return DraftFields(
        you_said_fr=you_said_fr,
        you_said_en=you_said_en,
        we_did_fr=we_did_fr,
        we_did_en=we_did_en,
        outcome=outcome,
        service=service,
        theme=theme,
        done_on=done_on,
        next_update_on=next_update_on,
    )


def read_draft(fields: DraftFields, lang: Lang) -> tuple[Draft, dict[str, str]]:
    """The draft, and by field what must be corrected before it can be kept."""
    texts = {name: text_of(value) for name, value in asdict(fields).items() if name[-3:] in {"_fr", "_en"}}
    errors = {name: say(lang, "response.error.long") for name, text in texts.items() if len(text) > LONGEST_TEXT}
    days: dict[str, date | None] = {}
    for name, value in (("done_on", fields.done_on), ("next_update_on", fields.next_update_on)):
        try:
            days[name] = date.fromisoformat(value.strip()) if value.strip() else None
        except ValueError:
            errors[name] = say(lang, "response.error.date")
    chosen = {
        "outcome": _known(fields.outcome, OUTCOMES),
        "service": _known(fields.service, SERVICES),
        "theme": _known(fields.theme, THEMES),
    }
    return (Draft() if errors else Draft(**texts, **chosen, **days)), errors  # type: ignore[arg-type]  # by name


def text_of(value: str) -> str:
    """Browsers send lines ended by CR LF, the log keeps LF."""
    return printable(value.replace("\r\n", "\n")).strip()


def _known(value: str, values: tuple[str, ...]) -> str | None:
    return value if value in values else None


@dataclass(frozen=True, slots=True)
class DraftForm:
    """The fields as stored, or as typed when they were refused; dates in ISO form."""

    action: str
    version: int
    values: Mapping[str, str]
    errors: Mapping[str, str]
    outcomes: Choices
    services: Choices
    themes: Choices
    case_ids: Sequence[str]


def draft_form(
    action: str,
    version: int,
    values: Mapping[str, str],
    lang: Lang,
    *,
    errors: Mapping[str, str] | None = None,
    case_ids: Sequence[str] = (),
) -> DraftForm:
    return DraftForm(
        action=action,
        version=version,
        values=values,
        errors=errors or {},
        outcomes=_choices(lang, "outcome.", OUTCOMES, "response.outcome.none"),
        services=_choices(lang, "log.service.", SERVICES, "response.service.none"),
        themes=_choices(lang, "log.theme.", THEMES, "response.theme.none"),
        case_ids=case_ids,
    )


def form_values(content: Response | Draft) -> dict[str, str]:
    return {name: str(getattr(content, name) or "") for name in Draft.__dataclass_fields__}


def suggested(cases: Sequence[AnsweredCase]) -> Draft:
    """What the cases already agree on: a new draft begins with it."""
    themes = {answered.case.theme for answered in cases}
    services = {_service_of(answered) for answered in cases}
    return Draft(
        theme=themes.pop() if len(themes) == 1 else None, service=services.pop() if len(services) == 1 else None
    )


def _service_of(answered: AnsweredCase) -> str | None:
    value = next((answer.value for answer in answered.answers if answer.question == "service"), None)
    named = {choice.value: choice.name for choice in default_survey().question("service").choices}.get(value or "")
    return named if named in SERVICES else None


def _choices(lang: Lang, prefix: str, values: Sequence[str], none_key: str) -> Choices:
    return [("", say(lang, none_key)), *((value, say(lang, f"{prefix}{value}")) for value in values)]
