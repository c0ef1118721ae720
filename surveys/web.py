"""Pages: people go back and change their minds, post a page twice, or come to one they have already passed."""

from dataclasses import replace

from surveys.asking import hear_answer
from surveys.events import Completed, Kept
from surveys.turn import Moment, Step


def hear_page(moment: Moment) -> Step | None:
    """None when the page is the one we expect."""
    session, looked_at = moment.session, moment.reply.question
    places = moment.survey.places
    if looked_at is None or looked_at not in places:
        answers_nothing = session.stage == "asking" and moment.folded in ("", "yes", "no")  # consent posted twice
        return moment.step(moment.again(), "reask") if answers_nothing else None
    if session.stage == "ended" and session.answers:
        return _revise_after_end(moment, looked_at)
    if session.stage != "asking" or session.question is None:
        return moment.step(moment.again(), "reask")
    if places[looked_at] < places[session.question]:
        return hear_answer(moment.at(question=looked_at, misses=0))
    return None if looked_at == session.question else _hear_unasked(moment)


def _revise_after_end(moment: Moment, question: str) -> Step:
    """The last page posted twice, or an earlier one changed: the answer counts, the survey does not end twice."""
    step = hear_answer(moment.at(question=question, stage="asking"))
    ended = step.session._replace(stage="ended", question=None)
    if step.session.misses:
        return replace(step, session=ended)
    events = tuple(event for event in step.events if not isinstance(event, Completed))
    return Step(ended._replace(misses=0), (moment.say("thanks"),), events, step.action)


def _hear_unasked(moment: Moment) -> Step:
    """An answer to a question that was not asked yet: its words are kept, the right question is asked."""
    kept = (Kept(moment.reply.text, moment.lang),) if any(map(str.isalpha, moment.reply.text)) else ()
    return moment.step(moment.again(), "reask", *kept)
