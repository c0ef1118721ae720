"""Golden talks a clerk can read: each file under dialogues/ is played and must come out word for word.

    # a comment          channel: text | voice | web       lang: fr | en (a web address or a known language)
    > what the person wrote, keyed or chose; the first one opens the talk ("> (bonjour)": nothing was written)
    > [overall] 2        a page that shows the question `overall`
    > (silence)          > (recording rec-1)     > (reminder)     > (comes back)
    < what we say        = what is kept

ENTENDU_TEST_REWRITE=1 writes the files anew; read the difference before you keep it.
"""

import difflib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from surveys import events
from surveys.definition import default_survey
from surveys.engine import Prompt, Reply, Step, begin, current_prompts, remind, step
from surveys.session import Session

TALKS = sorted((Path(__file__).parent / "dialogues").glob("*.txt"))
PLACES = {"name": "Centre Boréal", "code": "12345671", "url": "boreal.example/fr", "date": "2026-12-22"}
PLACES |= {"phone": "416 555-0100", "status": "Lu par l'équipe le 2026-11-24."}
DONE = {
    events.Consented: "consent",
    events.Declined: "declined",
    events.OptedOut: "opted out",
    events.OptedIn: "opted in",
    events.Erased: "erased",
    events.HelpAsked: "help asked",
    events.Completed: "completed",
    events.Resumed: "resumed",
}


@pytest.mark.parametrize("talk", TALKS, ids=[talk.stem for talk in TALKS])
def test_the_talk_goes_as_written(talk: Path) -> None:
    written = talk.read_text("utf-8").splitlines()
    played = list(play(written))
    if os.environ.get("ENTENDU_TEST_REWRITE"):
        talk.write_text("\n".join(played) + "\n", "utf-8")
    elif played != written:
        pytest.fail("\n".join(difflib.unified_diff(written, played, "written", "played", lineterm="", n=4)))


def test_there_are_talks_to_play() -> None:
    assert len(TALKS) >= 12


def play(lines: list[str]) -> Iterator[str]:
    head = dict(line.split(": ", 1) for line in lines if re.match(r"(channel|lang): ", line))
    session: Session | None = None
    for line in lines:
        if not line.startswith(("<", "=")):
            yield line
        if line.startswith("> "):
            taken = take(session, line[2:], head)
            session = Session.from_json(taken.session.to_json())
            yield from [f"< {fill(prompt)}" for prompt in taken.prompts]
            yield from [f"= {tell(event)}" for event in taken.events]


def take(session: Session | None, said: str, head: dict[str, str]) -> Step:
    survey, medium, lang = default_survey(), head["channel"], head.get("lang")
    if session is None:
        return begin(survey, medium, lang, "" if said.startswith("(") else said)
    if said == "(reminder)":
        return remind(survey, session)
    if said == "(comes back)":
        return Step(session, current_prompts(survey, session, medium), (), "")
    return step(survey, session, reply_of(said, medium))


def reply_of(said: str, medium: str) -> Reply:
    if said == "(silence)":
        return Reply(medium, silent=True)
    if said.startswith("(recording "):
        return Reply(medium, "#", recording=said[11:-1])
    if said.startswith("(switches to "):
        return Reply(medium, lang=said[13:-1])
    page = re.fullmatch(r"\[(\w+)\] ?(.*)", said)
    return Reply(medium, page[2], question=page[1]) if page else Reply(medium, said)


def fill(prompt: Prompt) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: PLACES[place[1]], prompt.text)


def tell(event: events.Event) -> str:
    match event:
        case events.Answered(question, value, text, recording):
            return f"{question}: {value or recording or repr(text)}"
        case events.Skipped(question):
            return f"{question}: skipped"
        case events.Kept(text):
            return f"kept: {text!r}"
        case events.LanguageChosen(lang):
            return f"language: {lang}"
        case events.StatusAsked(code):
            return f"status asked: {code}"
    return DONE[type(event)]
