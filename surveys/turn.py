"""One turn of the talk: what came in, seen with where we are, and what goes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from surveys.events import Event
from surveys.model import Lang, Medium, Question, Survey
from surveys.prompts import Prompt, current_prompts, say
from surveys.replies import has_three_words
from surveys.session import Session
from surveys.vocabulary import GREETINGS


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person did, once.

    `text`: typed or spoken words, keys pressed ("2", "#", "*") or a radio's value. `recording`: an opaque reference to
    a recorded answer. `question`: the one the person was looking at (web forms only): an earlier one is revised.
    `lang`: the language of the address (web): it wins. `silent`: a call in which nothing was said or pressed.
    """

    medium: Medium
    text: str = ""
    recording: str | None = None
    question: str | None = None
    lang: Lang | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """`action`: what this amounted to, in the words of `entendu interpret`; also welcome, remind, silence, consent."""

    session: Session
    prompts: tuple[Prompt, ...]
    events: tuple[Event, ...]
    action: str


class Moment(NamedTuple):
    """A reply where it meets the session. `folded`: its text as surveys.folding reads it."""

    survey: Survey
    session: Session
    reply: Reply
    folded: str

    @property
    def lang(self) -> Lang:
        return self.session.lang or "fr"

    @property
    def medium(self) -> Medium:
        return self.reply.medium

    @property
    def asked(self) -> Question:
        """The question waiting for an answer; only while asking."""
        assert self.session.question is not None
        return self.survey.question(self.session.question)

    @property
    def is_feedback(self) -> bool:
        """Says something of its own, rather than answering us."""
        return has_three_words(self.folded) and self.folded not in GREETINGS

    def at(self, **changes: Any) -> "Moment":
        """The same moment, the session changed."""
        return self._replace(session=self.session._replace(**changes))

    def say(self, text_id: str, lang: Lang | None = None) -> Prompt:
        return say(self.survey, text_id, lang or self.lang, self.medium)

    def again(self) -> tuple[Prompt, ...]:
        return current_prompts(self.survey, self.session, self.medium)

    def step(self, prompts: Iterable[Prompt], action: str, *events: Event) -> Step:
        return Step(self.session, tuple(prompts), events, action)
