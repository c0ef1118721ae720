"""What the README and the docs say is there, is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import cli
from app.settings import ROOT, Settings

PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAME = re.compile(r"\bENTENDU_[A-Z_]+\b")
PATH = re.compile(r"\.?[\w-]+(?:[./][\w*.-]+)*/?")
SUFFIXES = (".py", ".md", ".yaml", ".toml", ".txt", ".html", ".json", ".po", ".ini", ".css", ".png")
ROOT_FILES = ("Makefile", "Dockerfile", "LICENSE", ".env.example")
MADE_WHEN_RUN = (".env", ".venv", "var")
EXAMPLE = "channels/relay/"  # the channel that docs/add-a-channel.md makes up
MAKE = re.compile(r"(?:^|[`\s])make ([a-z][a-z-]*)", re.MULTILINE)
COMMAND = re.compile(r"(?:^|[`\s])entendu ([a-z]+)", re.MULTILINE)
# What cannot be left out of a real installation; the others have a default that serves.
OPERATORS_MUST_SET = {
    "ENTENDU_SECRET_KEY",
    "ENTENDU_PUBLIC_URL",
    "ENTENDU_DATABASE_URL",
    "ENTENDU_TWILIO_ACCOUNT_SID",
    "ENTENDU_TWILIO_AUTH_TOKEN",
}
# In two pieces, so that this list itself names none.
REGISTRIES = (
    "py" + "pi",
    "python" + "hosted",
    "npm" + "js",
    "crates" + ".io",
    "proxy.golang" + ".org",
    "index" + "-url",
)
PLACES_OF_SOMEONE = re.compile(r"(?<![\w.])/(?:home|Users|root|work|tmp)/")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def settings_names() -> set[str]:
    return {f"ENTENDU_{name.upper()}" for name in Settings.model_fields}


def code_of(page: Path) -> str:
    """Everything a reader might type: fenced blocks, and code within a line."""
    text = page.read_text()
    return "\n".join([*FENCE.findall(text), *(f"`{code}`" for code in CODE.findall(FENCE.sub("", text)))])


def paths_in(page: Path) -> Iterator[str]:
    for code in CODE.findall(FENCE.sub("", page.read_text())):
        for word in code.split(", "):
            looks_like_one = "/" in word or word in ROOT_FILES or (word.endswith(SUFFIXES) and word not in SUFFIXES)
            if looks_like_one and PATH.fullmatch(word) and word.split("/")[0] not in MADE_WHEN_RUN:
                yield word


def anchors_of(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_setting_is_documented() -> None:
    assert settings_names() - set(NAME.findall((ROOT / "docs/deploy.md").read_text())) == set()


def test_what_an_operator_must_set_stands_in_the_example() -> None:
    assert settings_names() >= OPERATORS_MUST_SET
    assert OPERATORS_MUST_SET - set(NAME.findall((ROOT / ".env.example").read_text())) == set()


@pytest.mark.parametrize("page", [*PAGES, ROOT / ".env.example"], ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_setting_that_does_not_exist(page: Path) -> None:
    assert set(NAME.findall(page.read_text())) - settings_names() == set()


@each_page
def test_every_file_a_page_names_is_there(page: Path) -> None:
    named = [path for path in paths_in(page) if not path.startswith(EXAMPLE)]
    assert [path for path in named if not list(ROOT.glob(path))] == []


@each_page
def test_every_test_a_page_names_is_there(page: Path) -> None:
    known = {
        name for path in (ROOT / "tests").rglob("*.py") for name in re.findall(r"def (test_\w+)", path.read_text())
    }
    assert set(re.findall(r"`(test_\w+)`", page.read_text())) - known == set()


@each_page
def test_every_make_target_a_page_names_is_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(MAKE.findall(code_of(page))) - targets == set()


@each_page
def test_every_command_a_page_names_is_there(page: Path) -> None:
    callbacks = {command.callback.__name__ for command in cli.registered_commands if command.callback}
    known = callbacks | {str(group.name) for group in cli.registered_groups}
    assert set(COMMAND.findall(code_of(page))) - known == set()


@each_page
def test_no_link_is_broken(page: Path) -> None:
    broken = []
    for link in LINK.findall(FENCE.sub("", page.read_text())):
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        if link.startswith("https://"):
            continue
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)
    assert broken == []


@each_page
def test_no_page_names_a_package_registry_or_a_place_on_someones_machine(page: Path) -> None:
    text = page.read_text()
    assert [name for name in REGISTRIES if name in text.lower()] == []
    assert PLACES_OF_SOMEONE.findall(text) == []


def test_each_picture_is_small_and_said_in_words() -> None:
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / "README.md").read_text())
    assert shown
    assert [place for words, place in shown if len(words) < 40] == []
    assert [place for _, place in shown if (ROOT / place).stat().st_size > 200_000] == []
