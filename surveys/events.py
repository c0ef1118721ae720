"""What happened in a step, for the app to keep. The engine itself keeps nothing."""

from dataclasses import dataclass

from surveys.model import Lang


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    lang: Lang


@dataclass(frozen=True, slots=True)
class Consented:
    pass


@dataclass(frozen=True, slots=True)
class Declined:
    pass


@dataclass(frozen=True, slots=True)
class Answered:
    """A choice has a value; words have a text, a recording or both. The same question again replaces the answer."""

    question: str
    value: str | None
    text: str | None
    recording: str | None
    lang: Lang


@dataclass(frozen=True, slots=True)
class Skipped:
    """No answer to this question; one given earlier no longer counts."""

    question: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Words that answered no question: open feedback."""

    text: str
    lang: Lang


@dataclass(frozen=True, slots=True)
class OptedOut:
    pass


@dataclass(frozen=True, slots=True)
class OptedIn:
    pass


@dataclass(frozen=True, slots=True)
class Erased:
    pass


@dataclass(frozen=True, slots=True)
class StatusAsked:
    code: str


@dataclass(frozen=True, slots=True)
class HelpAsked:
    pass


@dataclass(frozen=True, slots=True)
class Completed:
    pass


@dataclass(frozen=True, slots=True)
class Resumed:
    pass


Event = (
    LanguageChosen
    | Consented
    | Declined
    | Answered
    | Skipped
    | Kept
    | OptedOut
    | OptedIn
    | Erased
    | StatusAsked
    | HelpAsked
    | Completed
    | Resumed
)
