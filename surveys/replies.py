"""What a short reply means: which option it names, or yes or no. Unsure means ask again, never guess."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from surveys.folding import fold
from surveys.vocabulary import FILLERS, NO, NUMBER_WORDS, PLAIN_YES, UNDECIDED, WEAK_ONE, YES

Forms = Mapping[str, str]  # folded words -> the value they name; UNCLEAR when they name several

UNCLEAR: Final = "?"
LONGEST_REPLY = 120  # characters; a longer text is a story, not an option
_MOST_WORDS = 9
_LONGEST_FORM = 6  # words


def choice_forms(choices: Sequence[tuple[str, Sequence[str]]]) -> Forms:
    """Every way to name each option: (value, its labels and other names in both languages) in, words -> value out."""
    forms: dict[str, str] = dict.fromkeys(UNDECIDED, UNCLEAR)
    for value, _ in choices:
        for words in (value, *NUMBER_WORDS.get(value, ())):
            _name(forms, words, value)
    for value, labels in choices:
        folded = [fold(label) for label in labels]
        for words in folded:
            _name(forms, words, value)
        if {"oui", "yes"} & set(folded):
            forms = dict.fromkeys(YES, value) | forms
        if {"non", "no"} & set(folded):
            forms = dict.fromkeys(NO, value) | forms
    return forms if "no" in forms else forms | _numbered(choices)


def _numbered(choices: Sequence[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Marks such as "no 2" and "n° 2" name a place, unless "no" is itself an option."""
    return {f"{mark} {value}": value for value, _ in choices for mark in ("no", "n")}


def _name(forms: dict[str, str], words: str, value: str) -> None:
    """Two options with one name can't be told apart by it: naming it asks again."""
    if words:
        forms[words] = value if forms.get(words, value) == value else UNCLEAR


def read_choice(folded: str, forms: Forms) -> str | None:
    """The value of the one option named; None when none or several are, or when other words may change the meaning."""
    named, rest = _scan(folded.split(), forms)
    if not named and WEAK_ONE & set(rest) and "1" in forms:
        named = {forms["1"]}
    if len(named) != 1 or not FILLERS.issuperset(rest):
        return None
    (value,) = named
    return None if value == UNCLEAR else value


def _scan(words: list[str], forms: Forms) -> tuple[set[str], list[str]]:
    """Longest names first, so that "bonne" is never taken out of "tres bonne"."""
    named: set[str] = set()
    rest: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_FORM, len(words) - at), 0, -1):
            value = forms.get(" ".join(words[at : at + length]))
            if value is not None:
                named.add(value)
                at += length
                break
        else:
            rest.append(words[at])
            at += 1
    return named, rest


_CONSENT: Final[Forms] = dict.fromkeys(YES, "yes") | dict.fromkeys(NO, "no") | {"start": "yes", "commencer": "yes"}


def read_consent(folded: str) -> Literal["yes", "no"] | None:
    value = read_choice(folded, _CONSENT)
    return "yes" if value == "yes" else "no" if value == "no" else None


def is_plain_yes(folded: str) -> bool:
    return folded in PLAIN_YES


def is_brief(folded: str) -> bool:
    """Short enough to name an option at all."""
    return len(folded) <= LONGEST_REPLY and folded.count(" ") < _MOST_WORDS


def has_three_words(folded: str) -> bool:
    """Enough words to be worth keeping as feedback, whatever was asked."""
    return folded.count(" ") >= 2  # noqa: PLR2004 - two spaces part three words
