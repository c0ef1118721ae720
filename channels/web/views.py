"""What a page of the form shows, from a turn of the conversation: one question, and what was said before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from fastapi import Response

from channels.port import Turn
from surveys.model import Lang

MISUNDERSTOOD: Final = frozenset({"retry", "retry_words", "consent_retry"})
CARE: Final = ("crisis_", "sensitive_")  # how the ids of replies to someone in danger begin
LONGEST: Final = 5_000  # characters of one answer: ten pages of a phone


class Pages(Protocol):
    def __call__(self, template: str, lang: Lang, view: Mapping[str, Any], *, status: int = 200) -> Response: ...


@dataclass(frozen=True, slots=True)
class Notice:
    text: str
    is_care: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """`kept`: words to show again in the field. `error`: '' unless the last answer could not be read."""

    id: str
    text: str
    kind: Literal["choice", "words"]
    choices: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...]
    error: str
    number: int
    total: int
    kept: str = ""


def question_view(turn: Turn, kept: str) -> QuestionView:
    """The last prompt is the question; those before it were said on the way."""
    *before, asked = turn.prompts
    errors = [prompt.text for prompt in before if prompt.id in MISUNDERSTOOD]
    return QuestionView(
        id=asked.question or "",
        text=asked.text,
        kind="words" if asked.expects == "words" else "choice",
        choices=asked.choices,
        notices=notices_of(turn, is_last_asked=True),
        error=" ".join(errors),
        number=asked.number,
        total=asked.total,
        kept=kept if errors else "",
    )


def notices_of(turn: Turn, *, is_last_asked: bool) -> tuple[Notice, ...]:
    said = turn.prompts[:-1] if is_last_asked else turn.prompts
    return tuple(Notice(prompt.text, prompt.id.startswith(CARE)) for prompt in said if prompt.id not in MISUNDERSTOOD)


def in_groups(code: str) -> str:
    """Eight digits as "1234 5678": people copy four digits at a time."""
    return "\N{NO-BREAK SPACE}".join(code[place : place + 4] for place in range(0, len(code), 4))
