"""Both languages, from the .po files, compiled in memory at start; a text missing in one fails the build.

Message ids are keys ("case.acknowledge"), so neither language is the source of the other.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.clock import TORONTO

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)
LOCALES: Mapping[Lang, Locale] = {"fr": Locale("fr", "CA"), "en": Locale("en", "CA")}
FOLDER = Path(__file__).parent / "locale"


def other(lang: Lang) -> Lang:
    return "en" if lang == "fr" else "fr"


@cache
def catalog(lang: Lang) -> Catalog:
    """All of a language's .po files as one catalogue; the same key in two files is a fault."""
    merged = Catalog(locale=lang)
    for path in sorted((FOLDER / lang).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=lang):
                if not message.id:
                    continue
                if message.id in merged:
                    raise ValueError(f"{path.name}: '{message.id}' stands in two files.")
                merged[message.id] = message
    return merged


@cache
def translations(lang: Lang) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalog(lang))
    compiled.seek(0)
    return GNUTranslations(compiled)


def say(lang: Lang, key: str, **values: object) -> str:
    """The text of a key with its `%(name)s` places filled."""
    text = translations(lang).gettext(key)
    return text % values if values else text


def negotiate(accept_language: str | None) -> Lang:
    """French unless English is asked for and ranked above it."""
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate((accept_language or "").split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        ranked.append((-weight, place, tag[:2].lower()))
    for weight, _, tag in sorted(ranked):
        if tag in LANGS and weight < 0:
            return "fr" if tag == "fr" else "en"
    return "fr"


def show_day(day: date, lang: Lang) -> str:
    """A day as people write it: "6 juillet 2026", "1er juillet 2026", "July 6, 2026"."""
    shown = str(format_date(day, "long", locale=LOCALES[lang]))
    return shown.replace("1 ", "1er ", 1) if lang == "fr" and day.day == 1 else shown


def show_month(month: str, lang: Lang) -> str:
    """A month as people write it: "juin 2026" from "2026-06"."""
    year, number = month.split("-")
    return str(format_date(date(int(year), int(number), 1), "MMMM yyyy", locale=LOCALES[lang]))


def show_moment(moment: datetime, lang: Lang) -> str:
    return str(
        format_datetime(
            moment,
            "d MMMM yyyy, HH:mm" if lang == "fr" else "MMMM d, yyyy, h:mm a",
            tzinfo=TORONTO,
            locale=LOCALES[lang],
        )
    )
