"""Where one person is in one survey, as plain JSON: all the engine remembers between two replies."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from surveys.model import Lang

Stage = Literal["language", "consent", "asking", "ended", "declined"]

_VERSION = 1


class SessionVersionError(ValueError):
    """This session was written in a form this version does not read: start the talk again, keep what was stored."""


class Session(NamedTuple):
    """`answers`: values, and words as written. `held`: what was said before consent, kept only if consent comes.

    `paused`: waiting for someone we reminded; `reminded`: once is all a run may.
    `misses` and `silences` count in a row, since the last thing we understood.
    """

    survey: str
    survey_version: int
    lang: Lang | None = None
    stage: Stage = "language"
    question: str | None = None
    answers: Mapping[str, str] = MappingProxyType({})
    turn: int = 0
    misses: int = 0
    silences: int = 0
    paused: bool = False
    reminded: bool = False
    opted_out: bool = False
    held: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Compact; what stands at its beginning value is left out."""
        values: dict[str, Any] = {"v": _VERSION, "survey": self.survey, "survey_version": self.survey_version}
        for name, blank in _BLANK.items():
            value = getattr(self, name)
            if value != blank:
                values[name] = value
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Session":
        """Raises SessionVersionError for a version we don't know, ValueError for what is not JSON."""
        values = json.loads(text)
        if not isinstance(values, dict) or values.pop("v", None) != _VERSION:
            raise SessionVersionError(SessionVersionError.__doc__)
        if not values.keys() <= _FIELDS:
            raise SessionVersionError(SessionVersionError.__doc__)
        values["held"] = tuple(values.get("held", ()))
        return cls(**values)


_BLANK: dict[str, Any] = {
    "lang": None,
    "stage": "language",
    "question": None,
    "answers": {},
    "turn": 0,
    "misses": 0,
    "silences": 0,
    "paused": False,
    "reminded": False,
    "opted_out": False,
    "held": (),
}

_FIELDS = _BLANK.keys() | {"survey", "survey_version"}
