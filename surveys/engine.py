"""The one engine: a reply in, the next prompts and what happened out. Every channel, and nothing else, calls this."""

from dataclasses import replace

from surveys.asking import hear_answer
from surveys.call import hear_call
from surveys.commands import hear_opted_out, obey, resumes
from surveys.events import LanguageChosen, Resumed
from surveys.folding import clean, fold
from surveys.model import Lang, Medium, Survey
from surveys.prompts import Prompt, current_prompts, find_place
from surveys.session import Session
from surveys.starting import choose_language, hear_after_decline, hear_after_end, hear_consent, hear_language, hold
from surveys.turn import Moment, Reply, Step
from surveys.web import hear_page

__all__ = ["Prompt", "Reply", "Step", "begin", "current_prompts", "remind", "step"]

_READ = 400  # characters
_STAGES = {
    "language": hear_language,
    "consent": hear_consent,
    "asking": hear_answer,
    "declined": hear_after_decline,
    "ended": hear_after_end,
}


def begin(survey: Survey, medium: Medium, lang: Lang | None = None, text: str = "") -> Step:
    """First contact. A known `lang` goes straight to consent; `text`, what the person wrote first, is not lost."""
    session = Session(survey.id, survey.version, lang=lang, stage="consent" if lang else "language")
    moment = _meet(survey, session, Reply(medium, text))
    asked = obey(moment) if moment.folded and medium != "web" else None
    if asked:
        return asked
    moment = hold(moment)
    return moment.step(moment.again(), "welcome", *([LanguageChosen(lang)] if lang else []))


def step(survey: Survey, session: Session, reply: Reply) -> Step:
    """One reply, one step. Any text is fine; a session of another version of the survey goes on where it can."""
    moment = _meet(survey, session._replace(turn=session.turn + 1), reply)
    lang = reply.lang
    if lang is None or lang == session.lang:
        return _hear(moment)
    if session.stage == "language":
        return choose_language(moment, lang)
    made = _hear(moment.at(lang=lang))
    return replace(made, events=(LanguageChosen(lang), *made.events))


def _meet(survey: Survey, session: Session, reply: Reply) -> Moment:
    reply = replace(reply, text=clean(reply.text))
    return Moment(survey, find_place(survey, session), reply, _fold_start(reply.text))


def _fold_start(text: str) -> str:
    """No option or keyword is this long; folding a whole story would only cost time."""
    return fold(text if len(text) <= _READ else text[:_READ] + " and so on")


def _hear(moment: Moment) -> Step:
    """First what may come at any moment, then what the stage waits for."""
    paused, moment = moment.session.paused, moment.at(paused=False)
    if moment.medium == "web":
        return hear_page(moment) or _STAGES[moment.session.stage](moment)
    if moment.session.opted_out and moment.medium == "text":
        return hear_opted_out(moment)
    asked = obey(moment) or (hear_call(moment) if moment.medium == "voice" else None)
    if asked is None and paused and resumes(moment.folded):
        return moment.step(moment.again(), "answer", Resumed())
    return asked or _STAGES[moment.session.stage](moment)


def remind(survey: Survey, session: Session) -> Step:
    """The one reminder, by text, to someone who stopped in the middle. No prompts when none is due."""
    moment = Moment(survey, session, Reply("text"), "")
    if session.stage not in ("consent", "asking") or session.opted_out or session.reminded:
        return moment.step((), "remind")
    moment = moment.at(paused=True, reminded=True)
    return moment.step((moment.say("paused"),), "remind")
