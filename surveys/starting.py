"""Before the questions and after them: language, consent, and the ways back in."""

from dataclasses import replace

from surveys.asking import advance
from surveys.events import Consented, Declined, Event, Kept, LanguageChosen
from surveys.language import guess_language
from surveys.model import Lang
from surveys.prompts import Prompt
from surveys.replies import is_brief, is_plain_yes, read_choice, read_consent
from surveys.turn import Moment, Step
from surveys.vocabulary import CLOSERS, GREETINGS

_LANGUAGE_FORMS = {
    "1": "fr",
    "un": "fr",
    "oui": "fr",
    "francais": "fr",
    "2": "en",
    "two": "en",
    "yes": "en",
    "english": "en",
}


def hear_language(moment: Moment) -> Step:
    """The second reply that chooses none goes on in the language it seems to be in, and says so."""
    lang = read_choice(moment.folded, _LANGUAGE_FORMS) if is_brief(moment.folded) else None
    if lang:
        return choose_language(moment, "fr" if lang == "fr" else "en")
    moment = hold(moment)
    if moment.session.misses == 0:
        moment = moment.at(misses=1)
        return moment.step(moment.again(), "reask")
    guessed = guess_language(" ".join((*moment.session.held, moment.folded)))
    step = choose_language(moment, guessed)
    return Step(step.session, (moment.say("confirm_lang", guessed), *step.prompts), step.events, step.action)


def choose_language(moment: Moment, lang: Lang) -> Step:
    moment = moment.at(lang=lang, stage="consent", misses=0, silences=0)
    return moment.step(moment.again(), "switch_language", LanguageChosen(lang))


def hear_consent(moment: Moment) -> Step:
    consent = _read_consent(moment)
    if consent == "yes":
        return give_consent(moment)
    if consent == "no" or moment.session.misses > 0:
        return _decline(moment)
    moment = hold(moment).at(misses=1, silences=0)
    return moment.step(_ask_consent_again(moment), "reask")


def _read_consent(moment: Moment) -> str | None:
    if moment.medium == "voice" and moment.reply.text in ("1", "2"):
        return "yes" if moment.reply.text == "1" else "no"
    return read_consent(moment.folded) if is_brief(moment.folded) else None


def _ask_consent_again(moment: Moment) -> tuple[Prompt, ...]:
    """The retry says all that is asked; only a page repeats what it is about."""
    if moment.medium == "web":
        return (moment.say("consent_retry"), *moment.again())
    return (replace(moment.say("consent_retry"), expects="yes"),)


def give_consent(moment: Moment) -> Step:
    """What was said before counts now that it may."""
    kept: list[Event] = [Kept(text, moment.lang) for text in moment.session.held]
    lead = () if moment.medium == "web" else (moment.say("safety"),)
    moment = moment.at(held=(), misses=0, question=None, answers={})
    return advance(moment, "answer", (Consented(), *kept), lead)


def _decline(moment: Moment) -> Step:
    """Without consent nothing is kept, not even what was said first."""
    moment = moment.at(stage="declined", misses=0, held=(), question=None)
    return moment.step((moment.say("declined"),), "decline", Declined())


def hear_after_decline(moment: Moment) -> Step:
    """A clear yes starts; new words ask for consent again; anything else gets the peace it asked for."""
    if is_plain_yes(moment.folded) or (moment.medium == "voice" and moment.reply.text == "1"):
        return give_consent(moment)
    if moment.medium == "web":
        return moment.step(moment.again(), "decline")
    if moment.is_feedback or moment.folded in GREETINGS - CLOSERS:
        return start_again(moment)
    return moment.step((), "silence")


def hear_after_end(moment: Moment) -> Step:
    """Someone who finished may add words; a greeting begins a new feedback."""
    if moment.medium == "web":
        return moment.step(moment.again(), "silence")
    if moment.is_feedback and moment.session.answers and moment.folded not in CLOSERS:
        return moment.step((moment.say("kept"),), "record", Kept(moment.reply.text, moment.lang))
    if not moment.folded or moment.folded in CLOSERS - GREETINGS:
        return moment.step((), "silence")
    return start_again(moment)


def start_again(moment: Moment) -> Step:
    """A new run, in the language we know."""
    stage = "consent" if moment.session.lang else "language"
    moment = moment.at(stage=stage, question=None, answers={}, misses=0, silences=0, reminded=False, held=())
    says_something = any(map(str.isalpha, moment.folded))
    if says_something and not is_plain_yes(moment.folded) and moment.folded not in GREETINGS:
        moment = moment.at(held=(moment.reply.text,))
    return moment.step(moment.again(), "welcome")


def hold(moment: Moment) -> Moment:
    """Keep words in hand until consent is given."""
    if not moment.is_feedback:
        return moment
    return moment.at(held=(*moment.session.held, moment.reply.text))
