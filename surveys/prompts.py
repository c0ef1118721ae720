"""What to say: one prompt is one thing said, in one language, for one medium."""

from dataclasses import dataclass, replace
from typing import Literal

from surveys.model import Lang, Medium, Question, Survey
from surveys.session import Session

Expects = Literal["nothing", "choice", "words", "yes"]

_LANGUAGES = (("1", "Français"), ("2", "English"))


@dataclass(frozen=True, slots=True)
class Prompt:
    """`id`: a text's or a question's id. `text` may hold {name} {code} {url} {date} {phone} {status} for the app.

    `choices`: (value, label) pairs in `lang`. `number` and `total`: the question's place, 0 when it is none.
    """

    id: str
    lang: Lang
    text: str
    expects: Expects = "nothing"
    choices: tuple[tuple[str, str], ...] = ()
    question: str | None = None
    number: int = 0
    total: int = 0


def current_prompts(survey: Survey, session: Session, medium: Medium) -> tuple[Prompt, ...]:
    """What to say to someone who comes back: where they are, asked again. Empty when there is nothing to ask."""
    session, lang = find_place(survey, session), session.lang or "fr"
    if session.stage == "asking" and session.question is not None:
        return (ask(survey, survey.question(session.question), lang, medium),)
    if session.stage == "language":
        return welcome(survey, medium)
    if session.stage == "consent":
        return ask_consent(survey, lang, medium)
    if session.stage == "declined":
        return (say(survey, "declined", lang, medium),)
    return (say(survey, "thanks", lang, medium),) if session.answers else ()


def find_place(survey: Survey, session: Session) -> Session:
    """A survey may change while someone answers it: a question that is gone gives way to the first one unanswered."""
    if session.stage != "asking" or session.question in survey.places:
        return session
    waiting = (question.id for question in survey.questions if question.id not in session.answers)
    return session._replace(question=next(waiting, survey.questions[-1].id))


def welcome(survey: Survey, medium: Medium) -> tuple[Prompt, ...]:
    """One bilingual text to read; to hear, one language after the other, each in its own voice."""
    langs: tuple[Lang, ...] = ("fr", "en") if medium == "voice" else ("fr",)
    return tuple(replace(say(survey, "welcome", lang, medium), expects="choice", choices=_LANGUAGES) for lang in langs)


def ask_consent(survey: Survey, lang: Lang, medium: Medium) -> tuple[Prompt, ...]:
    """On a page the safety words stand above the consent; a text or a call says them once consent is given."""
    consent = replace(say(survey, "consent", lang, medium), expects="yes")
    return (say(survey, "safety", lang, medium), consent) if medium == "web" else (consent,)


def ask(survey: Survey, question: Question, lang: Lang, medium: Medium) -> Prompt:
    return Prompt(
        id=question.id,
        lang=lang,
        text=question.ask.say(lang, medium),
        expects=question.kind,
        choices=tuple((choice.value, choice.label.say(lang, medium)) for choice in question.choices),
        question=question.id,
        number=survey.places[question.id] + 1,
        total=len(survey.questions),
    )


def say(survey: Survey, text_id: str, lang: Lang, medium: Medium) -> Prompt:
    return Prompt(text_id, lang, survey.texts[text_id].say(lang, medium))
