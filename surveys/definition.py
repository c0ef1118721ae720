"""Surveys as people write them: YAML with French and English side by side. Every fault is told at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from surveys.expressions import Expression, ExpressionError, compile_expression
from surveys.model import Choice, Question, Survey, Wording, Words
from surveys.vocabulary import words

_DEFAULT: Final = Path(__file__).parent / "definitions" / "experience.yaml"
_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
# What the engine and the app say; a survey may add more.
TEXT_IDS: Final = words("""
    welcome, consent, consent_if_number_can_be_revealed, consent_retry, safety, declined, retry, retry_words, noted,
    person, moved_on, silence, goodbye_silence, goodbye_early, confirm_lang, paused, help, privacy, stop,
    wrong_number, erased, status, code_slip, thanks, kept, followup_ping, crisis_suicide, crisis_overdose,
    crisis_violence, crisis_staff
""")


class SurveyError(ValueError):
    """This survey cannot be used yet: `faults` says, one by one, what to mend."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@cache
def default_survey() -> Survey:
    return _load(_DEFAULT, {})


def load_survey(path_or_text: Path | str) -> Survey:
    """From a file's path or from YAML itself; raises SurveyError with every fault found.

    A survey need only bring the texts it words differently: the others are the default survey's.
    """
    return _load(path_or_text, default_survey().texts)


def _load(path_or_text: Path | str, texts: Mapping[str, Words]) -> Survey:
    is_path = isinstance(path_or_text, Path) or "\n" not in path_or_text
    try:
        source = Path(path_or_text).read_text("utf-8") if is_path else str(path_or_text)
        read = yaml.safe_load(source)
    except (OSError, UnicodeDecodeError, ValueError) as fault:
        raise SurveyError([f"The survey cannot be opened: {fault}"]) from fault
    except yaml.YAMLError as fault:
        raise SurveyError([f"The survey is not YAML: {fault}"]) from fault
    return _Reading(texts).survey(read)


@dataclass(slots=True)
class _Reading:
    """One reading of one file; collects faults and goes on, so that all are told in one run."""

    default_texts: Mapping[str, Words]
    faults: list[str] = field(default_factory=list)

    def survey(self, read: Any) -> Survey:
        table = self.table(read, "The survey")
        survey = Survey(
            id=self.slug(table.get("id"), "The survey"),
            version=self.version(table.get("version")),
            title=self.words(table.get("title"), "The title"),
            designed_with=tuple(str(who) for who in self.rows(table.get("designed_with", []), "designed_with")),
            questions=self.questions(table.get("questions")),
            texts=self.texts(table.get("texts")),
        )
        if self.faults:
            raise SurveyError(self.faults)
        return survey

    def questions(self, read: Any) -> tuple[Question, ...]:
        rows = self.rows(read, "questions")
        if not rows:
            self.fault("The survey has no questions: add at least one under questions.")
        questions = tuple(self.question(row, place) for place, row in enumerate(rows, 1))
        self.unlike([question.id for question in questions], "question id")
        known = {question.id for question in questions}
        for question in questions:
            self.names(question, known)
        return questions

    def question(self, read: Any, place: int) -> Question:
        table = self.table(read, f"Question {place}")
        question_id = self.slug(table.get("id"), f"Question {place}")
        what = f"Question '{question_id}'"
        kind = table.get("kind")
        if kind not in ("choice", "words"):
            self.fault(f"{what} has kind '{kind}': write choice or words.")
        choices = self.choices(table.get("choices", []), what)
        if kind == "choice" and not choices:
            self.fault(f"{what} has no choices: add at least one under choices.")
        default = self.default(table.get("default"), choices, what)
        relevant = self.expression(table.get("relevant"), what)
        ask = self.words(table.get("ask"), what)
        return Question(question_id, "choice" if kind == "choice" else "words", ask, choices, relevant, default)

    def choices(self, read: Any, what: str) -> tuple[Choice, ...]:
        rows = [self.table(row, f"A choice of {what}") for row in self.rows(read, f"choices of {what}")]
        choices = tuple(
            Choice(
                value=str(place),
                name=self.slug(row.get("name"), f"Choice {place} of {what}"),
                label=self.words(row, f"Choice {place} of {what}"),
                also=tuple(str(word) for word in self.rows(row.get("also", []), "also")),
            )
            for place, row in enumerate(rows, 1)
        )
        self.unlike([choice.name for choice in choices], f"choice name in {what}")
        return choices

    def default(self, read: Any, choices: tuple[Choice, ...], what: str) -> str | None:
        """A default is written as a choice's name and kept as its value."""
        values = {choice.name: choice.value for choice in choices}
        if read is not None and read not in values:
            self.fault(f"{what} has default '{read}', which is none of its choices' names.")
        return values.get(read)

    def expression(self, read: Any, what: str) -> Expression | None:
        try:
            return compile_expression(str(read)) if read is not None else None
        except ExpressionError as fault:
            self.fault(f"{what} has a relevant we can't use: {fault}.")
            return None

    def names(self, question: Question, known: set[str]) -> None:
        for name in question.relevant.names if question.relevant else ():
            if name not in known:
                self.fault(f"Question '{question.id}' is relevant by ${{{name}}}, but no question has that id.")

    def texts(self, read: Any) -> Mapping[str, Words]:
        table = self.table(read if read is not None else {}, "texts")
        own = {str(text_id): self.words(words, f"Text '{text_id}'") for text_id, words in table.items()}
        texts = {**self.default_texts, **own}
        for missing in [text_id for text_id in TEXT_IDS if text_id not in texts]:
            self.fault(f"The text '{missing}' is missing: add it under texts, in fr and en.")
        return texts

    def words(self, read: Any, what: str) -> Words:
        table = self.table(read, what)
        return Words(
            self.wording(table.get("fr"), f"{what} has no French text: add fr"),
            self.wording(table.get("en"), f"{what} has no English text: add en"),
        )

    def wording(self, read: Any, fault: str) -> Wording:
        """A lone string is all three wordings; voice and web fall back to text."""
        table = read if isinstance(read, dict) else {"text": read}
        said = {medium: str(table.get(medium) or "").strip() for medium in ("text", "voice", "web")}
        if not said["text"]:
            self.fault(f"{fault}{'.text' if isinstance(read, dict) else ''}.")
        return Wording(said["text"], said["voice"] or said["text"], said["web"] or said["text"])

    def slug(self, read: Any, what: str) -> str:
        if not _ID.fullmatch(str(read)) or read is None:
            self.fault(f"{what} has the id or name '{read or ''}': use small letters, digits and _, a letter first.")
        return str(read)

    def version(self, read: Any) -> int:
        if isinstance(read, int) and read > 0:
            return read
        self.fault(f"The version is '{read}': write a whole number from 1.")
        return 0

    def unlike(self, ids: list[str], what: str) -> None:
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            self.fault(f"The {what} '{twice}' is used twice: each needs its own.")

    def table(self, read: Any, what: str) -> dict[str, Any]:
        if isinstance(read, dict):
            return read
        self.fault(f"{what} should be a list of names and values, and is {'missing' if read is None else 'not'}.")
        return {}

    def rows(self, read: Any, what: str) -> list[Any]:
        if isinstance(read, list):
            return read
        self.fault(f"The list {what} is {'missing' if read is None else 'not a list'}.")
        return []

    def fault(self, fault: str) -> None:
        self.faults.append(fault)
