"""What the public pages show, finished: templates only lay it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

import phonenumbers

from app.i18n import Lang, other, say, show_day, show_month, translations
from app.models import Organization
from app.models.vocabulary import OUTCOMES
from app.transparency.follow import FollowStatus, promised_on
from app.transparency.public import Entry, LogPage


@dataclass(frozen=True, slots=True)
class DatedStep:
    """`machine`: an ISO date or month, for the page's <time>."""

    label: str
    machine: str
    words: str
    is_ahead: bool = False


@dataclass(frozen=True, slots=True)
class EntryView:
    number: int
    revision: int
    you_said: str
    we_did: str
    outcome: str
    about: str
    steps: tuple[DatedStep, ...]
    is_peer_reviewed: bool
    published_on: date


@dataclass(frozen=True, slots=True)
class Phone:
    """`dial` for links, `shown` as people here write it."""

    dial: str
    shown: str


def entry_view(entry: Entry, lang: Lang, today: date) -> EntryView:
    about = (_label("log.service.", entry.service, lang), _label("log.theme.", entry.theme, lang))
    return EntryView(
        number=entry.number,
        revision=entry.revision,
        you_said=entry.you_said[lang],
        we_did=entry.we_did[lang],
        outcome=entry.outcome if entry.outcome in OUTCOMES else "listening",
        about=", ".join(words for words in about if words),
        steps=_entry_steps(entry, lang, today),
        is_peer_reviewed=entry.reviewed_by_peer,
        published_on=entry.published_on,
    )


def log_view(page: LogPage, path: str, chosen: Mapping[str, str], lang: Lang, today: date) -> dict[str, object]:
    older = f"{path}?{urlencode(chosen | {'before': str(page.older)})}" if page.older is not None else None  # type: ignore[operator]
    return {"entries": [entry_view(entry, lang, today) for entry in page.entries], "older": older, "chosen": chosen}


def follow_view(status: FollowStatus, organization: Organization, lang: Lang, today: date) -> dict[str, object]:
    promised = promised_on(status, organization)
    is_late = status.state in ("received", "acknowledged") and promised < today
    return {
        "state": status.state,
        "is_late": is_late,
        "promised": show_day(promised, lang),
        "steps": _follow_steps(status, promised, lang),
        "answers": [entry_view(entry, lang, today) for entry in status.answers],
    }


def expected_by(organization: Organization, today: date) -> date:
    return today + timedelta(days=organization.answer_days)


def phone(address: str, lang: Lang) -> Phone:
    """As in "416 555-0100" in French, "416-555-0100" in English; anything unusual as it is written."""
    try:
        number = phonenumbers.parse(address, "CA")
    except phonenumbers.NumberParseException:
        return Phone(address, address)
    digits = str(number.national_number)
    if number.country_code != 1 or len(digits) != 10:  # noqa: PLR2004  # the North American plan's length
        return Phone(address, address)
    area, rest = digits[:3], f"{digits[3:6]}-{digits[6:]}"
    return Phone(f"+1{digits}", f"{area}\N{NO-BREAK SPACE}{rest}" if lang == "fr" else f"{area}-{rest}")


def in_other_language(path: str, lang: Lang) -> str:
    """The same page's address in the other language; the privacy page is named in each."""
    names = {"fr": "vie", "en": "privacy"}
    head, _, tail = path.removeprefix(f"/{lang}/").partition("/")
    tail = names[other(lang)] if tail in names.values() else tail
    return f"/{other(lang)}/{head}" + (f"/{tail}" if tail else "")


def _entry_steps(entry: Entry, lang: Lang, today: date) -> tuple[DatedStep, ...]:
    month = entry.heard_month
    heard = (DatedStep(say(lang, "log.date.heard"), month, show_month(month, lang)),) if month else ()
    dated = (
        ("log.date.acknowledged", entry.acknowledged_on),
        ("log.date.answered", entry.answered_on),
        ("log.date.done", entry.done_on),
        ("log.date.next", entry.next_update_on),
    )
    return heard + tuple(_step(key, day, lang, is_ahead=day > today) for key, day in dated if day)


def _follow_steps(status: FollowStatus, promised: date, lang: Lang) -> tuple[DatedStep, ...]:
    is_waiting = status.state in ("received", "acknowledged")
    dated = (
        ("follow.date.received", status.received_on),
        ("follow.date.acknowledged", status.acknowledged_on),
        ("follow.date.answered", status.answered_on),
        ("follow.date.closed", status.closed_on if status.state == "closed" else None),
        ("follow.date.erased", status.erased_on),
    )
    steps = tuple(_step(key, day, lang) for key, day in dated if day)
    return (*steps, _step("follow.date.promised", promised, lang, is_ahead=True)) if is_waiting else steps


def _step(key: str, day: date, lang: Lang, *, is_ahead: bool = False) -> DatedStep:
    return DatedStep(say(lang, key), day.isoformat(), show_day(day, lang), is_ahead)


def _label(prefix: str, value: str | None, lang: Lang) -> str:
    """The words of a code; "" for one the public has no words for."""
    key = f"{prefix}{value}"
    shown = translations(lang).gettext(key)
    return "" if value is None or shown == key else shown
