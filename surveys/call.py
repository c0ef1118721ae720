"""Calls: keys that steer, and silence, which is never a reason to hang up on someone at once."""

from surveys.asking import skip
from surveys.events import HelpAsked
from surveys.prompts import Prompt
from surveys.turn import Moment, Step

_REPEAT, _PERSON, _BACK = "9", "0", "*"


def hear_call(moment: Moment) -> Step | None:
    """None when the reply answers what was asked."""
    key = moment.reply.text
    if moment.reply.recording is not None:
        return None
    if moment.reply.silent or not key:
        return _hear_silence(moment)
    if key == _PERSON:
        return moment.step((moment.say("help"), *moment.again()), "help", HelpAsked())
    if key == _BACK and moment.session.stage == "asking":
        return _go_back(moment)
    if key == _REPEAT and not _is_an_option(moment):
        return moment.step(moment.again(), "reask")
    return None


def _is_an_option(moment: Moment) -> bool:
    """A survey with nine options gives the key up."""
    return moment.session.stage == "asking" and _REPEAT in moment.asked.forms


def _hear_silence(moment: Moment) -> Step:
    """Once: ask again. Twice: an open question is passed over; elsewhere what was said is safe and we say goodbye."""
    if moment.session.stage in ("ended", "declined"):
        return moment.step((), "silence")
    if moment.session.silences == 0:
        return moment.at(silences=1).step((moment.say("silence"), *moment.again()), "reask")
    moment = moment.at(silences=0)
    if moment.session.stage == "asking" and moment.asked.kind == "words":
        return skip(moment)
    return moment.step(_say_goodbye(moment), "silence")


def _say_goodbye(moment: Moment) -> tuple[Prompt, ...]:
    """In both languages to someone who chose none."""
    text_id = "goodbye_silence" if moment.session.stage == "asking" else "goodbye_early"
    french_or_chosen = moment.say(text_id)
    return (french_or_chosen, moment.say(text_id, "en")) if moment.session.lang is None else (french_or_chosen,)


def _go_back(moment: Moment) -> Step:
    """To the question before, asked again; its answer stands until a new one is given."""
    earlier = moment.survey.questions[: moment.survey.places[moment.asked.id]]
    for question in reversed(earlier):
        if question.relevant is None or question.relevant.holds(moment.session.answers):
            moment = moment.at(question=question.id, misses=0, silences=0)
            break
    return moment.step(moment.again(), "reask")
