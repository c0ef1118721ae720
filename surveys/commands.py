"""What may be asked at any moment, whatever the question: stop, help, language, erase, status."""

from collections.abc import Callable
from typing import Final

from surveys.claim_code import find_eight_digits, is_claim_code
from surveys.events import Erased, HelpAsked, Kept, LanguageChosen, OptedIn, OptedOut, StatusAsked
from surveys.keywords import Command, Keyword, find_keyword
from surveys.model import Lang
from surveys.prompts import Prompt
from surveys.replies import is_plain_yes, read_choice
from surveys.starting import choose_language
from surveys.turn import Moment, Step


def obey(moment: Moment) -> Step | None:
    """The step a request asks for; None when the reply is for whoever asked a question."""
    code = find_eight_digits(moment.reply.text)
    if code:
        return _tell_status(moment, code)
    keyword = find_keyword(moment.folded)
    command = _COMMANDS.get(keyword.command) if keyword else None
    if keyword is None or command is None or _is_an_option(moment, keyword):
        return None
    return command(moment, keyword)


def _is_an_option(moment: Moment, keyword: Keyword) -> bool:
    """A question may offer "English" as an answer; it may not take a carrier's word."""
    if keyword.command != "language" or moment.session.stage != "asking":
        return False
    return read_choice(moment.folded, moment.asked.forms) is not None


def resumes(folded: str) -> bool:
    """The yes that a reminder asks for."""
    keyword = find_keyword(folded)
    return is_plain_yes(folded) or (keyword is not None and keyword.command in ("resume", "opt_in"))


def hear_opted_out(moment: Moment) -> Step:
    """After a stop we are silent, but for the way back, help, a code, and the right to erase."""
    code = find_eight_digits(moment.reply.text)
    if code:
        return _tell_status(moment, code)
    keyword = find_keyword(moment.folded)
    if keyword and keyword.command == "help":
        return moment.step((moment.say("help", keyword.lang),), "help", HelpAsked())
    if keyword and keyword.command == "erase":
        return _erase(moment, keyword)
    lang = _WAYS_BACK.get(moment.folded, keyword.lang if keyword else None)
    if moment.folded in _WAYS_BACK or (keyword and keyword.command in ("opt_in", "resume")):
        return _opt_in(moment, lang)
    return moment.step((), "silence", *_kept_in_silence(moment))


_WAYS_BACK: Final[dict[str, Lang]] = {"oui": "fr", "oui svp": "fr", "yes": "en", "yes please": "en"}


def _kept_in_silence(moment: Moment) -> tuple[Kept, ...]:
    """STOP ends our messages, not someone's right to be heard: with consent given, their words are still kept."""
    has_consented = moment.session.stage == "asking" or bool(moment.session.answers)
    return (Kept(moment.reply.text, moment.lang),) if has_consented and moment.is_feedback else ()


def _opt_in(moment: Moment, lang: Lang | None) -> Step:
    """Back to the question that waited; otherwise consent is asked anew."""
    session = moment.session
    moment = moment.at(opted_out=False, misses=0, lang=session.lang or lang)
    if session.stage != "asking":
        stage = "consent" if moment.session.lang else "language"
        moment = moment.at(stage=stage, question=None, answers={})
    chosen = () if session.lang or not lang else (LanguageChosen(lang),)
    return moment.step(moment.again(), "opt_in", OptedIn(), *chosen)


def _opt_out(moment: Moment, keyword: Keyword) -> Step:
    moment = moment.at(opted_out=True, paused=False, misses=0)
    if moment.session.stage in ("language", "consent"):  # nobody agreed that these words be kept
        moment = moment.at(held=())
    return moment.step((moment.say("stop", keyword.lang),), "opt_out", OptedOut())


def _leave_wrong_number(moment: Moment, keyword: Keyword) -> Step:
    """A recycled number: silence from now on, and nothing said about whose it was."""
    moment = moment.at(opted_out=True, paused=False, stage="ended", question=None, answers={}, held=())
    return moment.step((moment.say("wrong_number", keyword.lang),), "wrong_number", OptedOut())


def _help(moment: Moment, keyword: Keyword) -> Step:
    return moment.step((moment.say("help", keyword.lang), *_still_waiting(moment)), "help", HelpAsked())


def _explain_privacy(moment: Moment, keyword: Keyword) -> Step:
    return moment.step((moment.say("privacy", keyword.lang), *_still_waiting(moment)), "privacy_info")


def _still_waiting(moment: Moment) -> tuple[Prompt, ...]:
    """The question that waits, again; after the end none does."""
    return moment.again() if moment.session.stage in ("language", "consent", "asking") else ()


def _switch_language(moment: Moment, keyword: Keyword) -> Step:
    """LANGUE and LANGUAGE give the other one, or, before any choice, their own."""
    lang = keyword.sets or _OTHER.get(moment.session.lang) or keyword.lang or "fr"
    if moment.session.stage == "language":
        return choose_language(moment, lang)
    moment = moment.at(lang=lang, misses=0)
    return moment.step((moment.say("confirm_lang"), *_still_waiting(moment)), "switch_language", LanguageChosen(lang))


_OTHER: Final[dict[Lang | None, Lang]] = {"fr": "en", "en": "fr"}


def _erase(moment: Moment, keyword: Keyword) -> Step:
    moment = moment.at(stage="ended", question=None, answers={}, held=(), misses=0, silences=0, paused=False)
    return moment.step((moment.say("erased", keyword.lang),), "erase", Erased())


def _tell_status(moment: Moment, code: str) -> Step:
    """Nothing else is asked: someone who comes for news did not come to answer."""
    if not is_claim_code(code):
        return moment.step((moment.say("code_slip"),), "reask")
    if moment.session.stage == "language":
        moment = moment.at(stage="ended")
    return moment.step((moment.say("status"),), "status", StatusAsked(code))


_COMMANDS: Final[dict[Command, Callable[[Moment, Keyword], Step]]] = {
    "opt_out": _opt_out,
    "help": _help,
    "language": _switch_language,
    "erase": _erase,
    "privacy_info": _explain_privacy,
    "wrong_number": _leave_wrong_number,
}
