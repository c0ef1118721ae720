"""Takes what could point to a person out of words, by format; a person still reads before anything is published."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from phonenumbers import PhoneNumberMatcher

from app.i18n import Lang
from app.privacy.personal_formats import (
    ADDRESSES,
    DATES,
    DIGIT_OR_AT,
    EMAIL,
    HEALTH_CARD,
    HEALTH_CARD_CUE,
    LINK_OR_DATE_SIGNS,
    LOCAL_PHONE,
    LONG_NUMBER,
    NAME_CUES,
    NAMES,
    POSTAL_CODE,
    SIN,
    TEN_DIGITS,
    URL,
)

Kind = Literal["name", "phone", "email", "health_card", "sin", "postal_code", "address", "date", "url"]
Span = tuple[int, int, Kind, str]  # start, end, kind, mark
PHONE_DIGITS = 10  # of a number that can be dialled from anywhere in Canada; shorter ones are LOCAL_PHONE's
MOST_DIGITS = 120  # twelve phones: up to here the library looks at each; it takes 0.1 ms a digit (measured)
CUE_REACH = 40  # characters before a number in which "carte Santé" still speaks of it

MARKS: dict[Lang, dict[str, str]] = {
    "fr": {
        "name": "[nom]",
        "phone": "[téléphone]",
        "email": "[courriel]",
        "health_card": "[carte Santé]",
        "sin": "[NAS]",
        "postal_code": "[code postal]",
        "address": "[adresse]",
        "date": "[date]",
        "url": "[lien]",
        "number": "[numéro]",
    },
    "en": {
        "name": "[name]",
        "phone": "[phone]",
        "email": "[e-mail]",
        "health_card": "[health card]",
        "sin": "[SIN]",
        "postal_code": "[postal code]",
        "address": "[address]",
        "date": "[date]",
        "url": "[link]",
        "number": "[number]",
    },
}


@dataclass(frozen=True, slots=True)
class Redacted:
    """`kinds`: what was found, each once, in the order it was looked for."""

    text: str
    kinds: tuple[Kind, ...]


def redact(text: str, lang: Lang = "fr") -> Redacted:
    """The text with a labelled mark, in `lang`, for each e-mail, number, address, date, link and named person."""
    kinds: dict[Kind, None] = {}
    lowered = text.lower()
    if DIGIT_OR_AT.search(text) or any(sign in lowered for sign in LINK_OR_DATE_SIGNS):
        for find in FINDERS:
            text = _mark(text, list(find(text)), kinds, MARKS[lang])
    if any(cue in lowered for cue in NAME_CUES):
        text = _mark(text, list(_names(text)), kinds, MARKS[lang])
    return Redacted(text, tuple(kinds))


def _mark(text: str, spans: list[Span], kinds: dict[Kind, None], marks: dict[str, str]) -> str:
    for start, end, kind, mark in reversed(spans):
        text = text[:start] + marks[mark] + text[end:]
        kinds[kind] = None
    return text


def _emails(text: str) -> Iterator[Span]:
    if "@" in text:
        yield from _each(EMAIL, text, "email")


def _urls(text: str) -> Iterator[Span]:
    yield from _each(URL, text, "url")


def _phones(text: str) -> Iterator[Span]:
    digits = sum(map(str.isdecimal, text))
    if digits > MOST_DIGITS:
        yield from _long_numbers(text)
    elif digits >= PHONE_DIGITS:
        for match in PhoneNumberMatcher(text, "CA"):
            if not HEALTH_CARD.match(text, match.start) and not _is_health_card(text, match.start, match.raw_string):
                yield match.start, match.end, "phone", "phone"


def _long_numbers(text: str) -> Iterator[Span]:
    """Where there are too many digits to look at each: ten or more in a row go, whatever they are."""
    for match in LONG_NUMBER.finditer(text):
        yield match.start(), match.end(), "phone", "number"


def _is_health_card(text: str, start: int, digits: str) -> bool:
    """Ten digits in a row may be either: a word before them decides."""
    return digits.isdecimal() and HEALTH_CARD_CUE.search(text[max(0, start - CUE_REACH) : start]) is not None


def _health_cards(text: str) -> Iterator[Span]:
    yield from _each(HEALTH_CARD, text, "health_card")


def _ten_digits(text: str) -> Iterator[Span]:
    """Ten digits that no phone can have: the checksum chooses the label, never whether to redact."""
    for match in TEN_DIGITS.finditer(text):
        sure = passes_luhn(match[0]) or _is_health_card(text, match.start(), match[0])
        yield match.start(), match.end(), "health_card", "health_card" if sure else "number"


def _sins(text: str) -> Iterator[Span]:
    for match in SIN.finditer(text):
        yield (
            match.start(),
            match.end(),
            "sin",
            "sin" if not match[0].isdecimal() or passes_luhn(match[0]) else "number",
        )


def _local_phones(text: str) -> Iterator[Span]:
    yield from _each(LOCAL_PHONE, text, "phone")


def _postal_codes(text: str) -> Iterator[Span]:
    yield from _each(POSTAL_CODE, text, "postal_code")


def _addresses(text: str) -> Iterator[Span]:
    yield from _first_of(ADDRESSES, text, "address")


def _dates(text: str) -> Iterator[Span]:
    yield from _first_of(DATES, text, "date")


def _names(text: str) -> Iterator[Span]:
    yield from _first_of(NAMES, text, "name", group=1)


def _each(pattern: re.Pattern[str], text: str, kind: Kind) -> Iterator[Span]:
    for match in pattern.finditer(text):
        yield match.start(), match.end(), kind, kind


def _first_of(patterns: tuple[re.Pattern[str], ...], text: str, kind: Kind, group: int = 0) -> Iterator[Span]:
    """Matches of several patterns, left to right; where two overlap, the one that starts first."""
    found = sorted(match.span(group) for pattern in patterns for match in pattern.finditer(text))
    reached = 0
    for start, end in found:
        if start >= reached:
            yield start, end, kind, kind
            reached = end


def passes_luhn(number: str) -> bool:
    """Mod 10 from the right, as on health cards and social insurance numbers; separators are ignored."""
    total = 0
    for place, digit in enumerate(int(character) for character in reversed(number) if character.isdecimal()):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004  # the digits' sum
    return total % 10 == 0


# The order is a rule: a longer format is taken before a shorter one can match a part of it.
FINDERS: tuple[Callable[[str], Iterator[Span]], ...] = (
    _emails,
    _urls,
    _phones,
    _health_cards,
    _ten_digits,
    _sins,
    _local_phones,
    _postal_codes,
    _addresses,
    _dates,
)
