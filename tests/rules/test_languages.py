"""Both languages say everything: the same keys, the same places to fill, none missing, none left over."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from app.i18n import FOLDER, catalog, say
from app.models.vocabulary import OUTCOMES, ROLES, SERVICES, THEMES

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted({path.name for path in FOLDER.glob("*/*.po")})
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
PREFIX = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\.")
QUOTED = re.compile(r"""["']([a-z0-9_.]+)["']""")
LOOKED_UP = re.compile(r"""\b_\(\s*["']([a-z0-9_.]+)["']\s*[,)]""")
PLACE = re.compile(r"%\((\w+)\)s")


def read(lang: str, name: str) -> Catalog:
    with (FOLDER / lang / name).open("rb") as file:
        return read_po(file, locale=lang)


def keys(read_catalog: Catalog) -> set[str]:
    return {str(message.id) for message in read_catalog if message.id}


@cache
def every_key() -> frozenset[str]:
    return frozenset(keys(catalog("fr")))


def python_files() -> Iterator[Path]:
    for folder in ("app", "channels"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def template_files() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "templates").rglob("*.txt"))


def strings_in(path: Path) -> Iterator[str]:
    """Each string of a Python file; of an f-string, how it begins."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def said_in(path: Path) -> Iterator[str]:
    """Keys handed to say() as they stand."""
    for node in ast.walk(ast.parse(path.read_text())):
        is_say = isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "say"
        if (
            is_say
            and len(node.args) > 1
            and isinstance(node.args[1], ast.Constant)
            and KEY.fullmatch(node.args[1].value)
        ):
            yield node.args[1].value


def test_each_text_file_exists_in_both_languages() -> None:
    assert NAMES
    assert {path.name for path in (FOLDER / "fr").glob("*.po")} == set(NAMES)
    assert {path.name for path in (FOLDER / "en").glob("*.po")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_keys_in_the_same_order(name: str) -> None:
    assert [m.id for m in read("fr", name)] == [m.id for m in read("en", name)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_text_is_empty(lang: str, name: str) -> None:
    assert [message.id for message in read(lang, name) if message.id and not message.string.strip()] == []


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_fill_the_same_places(name: str) -> None:
    french, english = read("fr", name), read("en", name)
    differing = [
        key
        for key in keys(french)
        if sorted(set(PLACE.findall(french[key].string))) != sorted(set(PLACE.findall(english[key].string)))
    ]
    assert differing == []


@pytest.mark.parametrize("path", template_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_a_template_looks_up_exists(path: Path) -> None:
    assert {key for key in LOOKED_UP.findall(path.read_text()) if key not in every_key()} == set()


@pytest.mark.parametrize("path", list(python_files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_the_code_says_exists(path: Path) -> None:
    assert {key for key in said_in(path) if key not in every_key()} == set()


def test_no_text_is_left_over() -> None:
    """A string that ends with a dot ("outcome.") stands for every key that begins with it."""
    strings = {string for path in python_files() for string in strings_in(path)}
    strings |= {string for path in template_files() for string in QUOTED.findall(path.read_text())}
    prefixes = tuple(string for string in strings if PREFIX.fullmatch(string))
    assert sorted(key for key in every_key() if key not in strings and not key.startswith(prefixes)) == []


@pytest.mark.parametrize("name", NAMES)
def test_french_is_spaced_as_in_canada(name: str) -> None:
    """A space before a colon and inside guillemets, none before ; ! ? (texts by SMS keep plain signs)."""
    texts = {m.id: m.string for m in read("fr", name) if m.id and not str(m.id).startswith("status.")}
    assert [key for key, text in texts.items() if re.search(r"[\u00a0\u202f ][;!?]", text)] == []
    assert [key for key, text in texts.items() if re.search(r"(?<![\u00a0 \d]):(?!/)", text)] == []
    assert [key for key, text in texts.items() if re.search(r"«(?![\u00a0 ])|(?<![\u00a0 ])»", text)] == []


@pytest.mark.parametrize(
    ("prefix", "values"),
    [("log.theme", THEMES), ("log.service", SERVICES), ("outcome", OUTCOMES), ("page.role", ROLES)],
)
def test_every_value_of_a_closed_list_has_its_words(prefix: str, values: tuple[str, ...]) -> None:
    assert [value for value in values if f"{prefix}.{value}" not in every_key()] == []


def test_a_text_is_filled_with_its_values() -> None:
    assert say("fr", "log.number", number=3) == "Réponse n°\u00a03"
    assert say("en", "log.number", number=3) == "Response no.\u00a03"
