"""The questions: take an answer, skip, ask again. Three replies we can't read and the next question comes."""

from dataclasses import replace

from surveys.events import Answered, Completed, Event, Kept, Skipped
from surveys.keywords import find_keyword
from surveys.model import Question
from surveys.prompts import Prompt, ask
from surveys.replies import has_three_words, is_brief, read_choice
from surveys.turn import Moment, Step

_MISSES_ALLOWED = 2  # the third moves on: never a loop
_KEYS = frozenset("0123456789#* ")


def hear_answer(moment: Moment) -> Step:
    if _skips(moment):
        return skip(moment)
    answer = _read(moment)
    return take(moment, answer) if answer else _miss(moment)


def _skips(moment: Moment) -> bool:
    """A page skips with nothing chosen, a call with the pound key, a text with a word."""
    if moment.medium == "web":
        return not moment.reply.text
    if moment.medium == "voice" and moment.reply.text == "#":
        return moment.reply.recording is None
    keyword = find_keyword(moment.folded)
    return keyword is not None and keyword.command == "skip"


def _read(moment: Moment) -> Answered | None:
    question, reply = moment.asked, moment.reply
    if question.kind == "words":
        is_keys = moment.medium == "voice" and _KEYS.issuperset(reply.text)
        words = None if is_keys else reply.text or None
        return Answered(question.id, None, words, reply.recording, moment.lang) if words or reply.recording else None
    value = read_choice(moment.folded, question.forms) if is_brief(moment.folded) else None
    return Answered(question.id, value, None, None, moment.lang) if value else None


def take(moment: Moment, answer: Answered) -> Step:
    action = "answer" if answer.value else "record"
    answers = {**moment.session.answers, answer.question: answer.value or answer.text or answer.recording or ""}
    return advance(moment.at(answers=answers), action, (answer,))


def skip(moment: Moment, *before: Event, lead: tuple[Prompt, ...] = ()) -> Step:
    """A question with a default records it: no word means the careful choice."""
    question, answers = moment.asked, dict(moment.session.answers)
    answers.pop(question.id, None)
    event: Event = Skipped(question.id)
    if question.default is not None:
        answers[question.id] = question.default
        event = Answered(question.id, question.default, None, None, moment.lang)
    return advance(moment.at(answers=answers), "skip", (*before, event), lead)


def advance(moment: Moment, action: str, events: tuple[Event, ...], lead: tuple[Prompt, ...] = ()) -> Step:
    """On to the next question that concerns this person, or to the thanks."""
    session, questions = moment.session, moment.survey.questions
    first = moment.survey.places[session.question] + 1 if session.question else 0
    answers = dict(session.answers)
    for question in questions[first:]:
        if question.relevant is None or question.relevant.holds(answers):
            moment = moment.at(question=question.id, answers=answers, stage="asking", misses=0, silences=0)
            return moment.step((*lead, *moment.again()), action, *events)
        if answers.pop(question.id, None) is not None:  # a revision made an earlier answer pointless
            events = (*events, Skipped(question.id))
    moment = moment.at(question=None, answers=answers, stage="ended", misses=0, silences=0)
    return moment.step((*lead, moment.say("thanks")), action, *events, Completed())


def _miss(moment: Moment) -> Step:
    """Words that fit no option are feedback all the same: kept at once, and the question asked again."""
    misses = moment.session.misses + 1
    kept = (Kept(moment.reply.text, moment.lang),) if _is_worth_keeping(moment, misses) else ()
    if misses > _MISSES_ALLOWED:
        step = skip(moment, *kept, lead=(moment.say("moved_on"),))
        return replace(step, action="record" if kept else "skip")
    moment = moment.at(misses=misses, silences=0)
    is_story = has_three_words(moment.folded) and bool(kept)
    action = "record" if is_story and not _names_options(moment) else "reask"
    return moment.step(_ask_again(moment, "noted" if action == "record" else "retry"), action, *kept)


def _is_worth_keeping(moment: Moment, misses: int) -> bool:
    """A stray number is a slip; at the third one we keep it rather than guess. Nothing at all cannot be kept."""
    has_letters = any(letter.isalpha() for letter in moment.reply.text)
    return has_letters or (misses > _MISSES_ALLOWED and bool(moment.reply.text))


def _names_options(moment: Moment) -> bool:
    """Whether it is undecided, like "bonne ou mauvaise", rather than a story."""
    words = moment.folded.split()
    return is_brief(moment.folded) and sum(word in moment.asked.forms for word in words) >= len(words) - 1


def _ask_again(moment: Moment, notice: str) -> tuple[Prompt, ...]:
    """In a text the notice alone asks again, in one segment; a call and a page say the question once more."""
    question = moment.asked
    if notice == "retry" and question.kind == "words":
        notice = "retry_words"
    said = moment.say(notice)
    said = replace(said, text=said.text.replace("{last}", str(len(question.choices))))
    person = (moment.say("person"),) if moment.session.misses == _MISSES_ALLOWED else ()
    if moment.medium == "text" and notice != "noted":
        return (*person, _carrying(moment, question, said))
    return (said, *person, *moment.again())


def _carrying(moment: Moment, question: Question, notice: Prompt) -> Prompt:
    """The notice, expecting what the question expects."""
    asked = ask(moment.survey, question, moment.lang, moment.medium)
    return replace(asked, id=notice.id, text=notice.text)
