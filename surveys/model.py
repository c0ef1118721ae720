"""What a survey is: questions and texts, each in French and English, each said three ways."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from surveys.expressions import Expression
from surveys.replies import Forms, choice_forms
from surveys.vocabulary import Lang as Lang  # noqa: PLC0414 - the vocabulary must not import the model

Medium = Literal["text", "voice", "web"]


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words to read on a phone, to hear, and to read on a page."""

    text: str
    voice: str
    web: str


@dataclass(frozen=True, slots=True)
class Words:
    fr: Wording
    en: Wording

    def say(self, lang: Lang, medium: Medium) -> str:
        wording = self.fr if lang == "fr" else self.en
        return wording.text if medium == "text" else wording.voice if medium == "voice" else wording.web


@dataclass(frozen=True, slots=True)
class Choice:
    """`value`: "1" to "n", the same on every channel. `also`: other words people use for it, either language."""

    value: str
    name: str
    label: Words
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """`default`: the value recorded when the question is skipped."""

    id: str
    kind: Literal["choice", "words"]
    ask: Words
    choices: tuple[Choice, ...] = ()
    relevant: Expression | None = None
    default: str | None = None
    forms: Forms = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        spoken = [(choice.value, (choice.label.fr.text, choice.label.en.text, *choice.also)) for choice in self.choices]
        object.__setattr__(self, "forms", choice_forms(spoken))


@dataclass(frozen=True, slots=True)
class Survey:
    """`designed_with`: who made it, as roles, shown in public. `texts`: what is said around the questions, by id."""

    id: str
    version: int
    title: Words
    designed_with: tuple[str, ...]
    questions: tuple[Question, ...]
    texts: Mapping[str, Words]
    places: Mapping[str, int] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {question.id: place for place, question in enumerate(self.questions)})

    def question(self, question_id: str) -> Question:
        """Raises KeyError for an id this survey does not have."""
        return self.questions[self.places[question_id]]

    def with_reveal_consent(self) -> "Survey":
        """For organizations where two people may reveal a number: what we ask consent to must say so."""
        return replace(self, texts={**self.texts, "consent": self.texts["consent_if_number_can_be_revealed"]})
