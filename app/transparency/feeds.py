"""The public log for machines: Atom, JSON and CSV, each from the same entries the pages show."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO
from typing import Any

from feedgen.feed import FeedGenerator

from app.i18n import Lang, say
from app.models import Organization
from app.transparency.printable import printable
from app.transparency.public import Entry

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run such a cell (OWASP, CSV injection)
FEED_SIZE = 50  # answers; readers come often, the log keeps the rest
COLUMNS = (
    "number",
    "revision",
    "outcome",
    "service",
    "theme",
    "heard_month",
    "acknowledged_on",
    "answered_on",
    "done_on",
    "next_update_on",
    "reviewed_by_peer",
    "published_on",
    "you_said_fr",
    "you_said_en",
    "we_did_fr",
    "we_did_en",
)


def as_atom(entries: Sequence[Entry], organization: Organization, lang: Lang, public_url: str) -> bytes:
    page = f"{public_url}/{lang}/{organization.slug}/responses"
    feed = FeedGenerator()
    feed.id(page)
    feed.title(say(lang, "log.title", name=organization.name))
    feed.language(f"{lang}-CA")
    feed.author(name=organization.name)
    feed.link(href=page, rel="alternate")
    feed.link(href=f"{public_url}/{organization.slug}/responses.atom?lang={lang}", rel="self")
    feed.updated(max((entry.publication.published_at for entry in entries), default=organization.created_at))
    for entry in entries[:FEED_SIZE]:
        _add(feed, entry, lang, f"{page}/{entry.number}")
    return bytes(feed.atom_str(pretty=True))


def _add(feed: Any, entry: Entry, lang: Lang, address: str) -> None:
    item = feed.add_entry(order="append")
    item.id(address)
    item.title(f"{say(lang, 'log.number', number=entry.number)}: {say(lang, f'outcome.{entry.outcome}')}")
    item.link(href=address)
    item.updated(entry.publication.published_at)
    said = f"{say(lang, 'log.you_said')}\n{entry.you_said[lang]}"
    item.content(printable(f"{said}\n\n{say(lang, 'log.we_did')}\n{entry.we_did[lang]}"), type="text")


def as_json(entries: Sequence[Entry], organization: Organization) -> dict[str, object]:
    told = [{name: _plain(value) for name, value in _row(entry).items()} for entry in entries]
    return {"organization": organization.slug, "name": organization.name, "responses": told}


def as_csv(entries: Sequence[Entry]) -> Iterator[str]:
    """Line by line, UTF-8 with a byte order mark, because spreadsheets guess the wrong alphabet without it."""
    yield "\ufeff" + _line(COLUMNS)
    for entry in entries:
        yield _line([_cell(value) for value in _row(entry).values()])


def _row(entry: Entry) -> dict[str, object]:
    texts = {
        f"{name}_{lang}": said[lang]
        for name, said in (("you_said", entry.you_said), ("we_did", entry.we_did))
        for lang in ("fr", "en")
    }
    return {name: texts[name] if name in texts else getattr(entry, name) for name in COLUMNS}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    shown = "" if value is None else str(value)
    return f"'{shown}" if shown.startswith(FORMULA_STARTS) else shown


def _line(cells: Sequence[str]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()
