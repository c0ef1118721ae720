"""What must hold for every text anyone may send, in any order, on any channel."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.claim_code import find_claim_code
from surveys.definition import default_survey
from surveys.engine import Reply, Step, begin, step
from surveys.events import Answered, Completed, Kept
from surveys.folding import clean, fold
from surveys.keywords import find_keyword
from surveys.session import Session

SURVEY = default_survey()
CHOICES = [question for question in SURVEY.questions if question.kind == "choice"]
PIECES = [
    "1",
    "2",
    "9",
    "22",
    "#",
    "*",
    "oui",
    "non",
    "yes",
    "no",
    "ok",
    "stop",
    "arret",
    "fin",
    "aide",
    "help",
    "info",
    "passer",
    "skip",
    "langue",
    "english",
    "francais",
    "effacer",
    "erase",
    "start",
    "bonne",
    "mauvaise",
    "tres",
    "pas",
    "ou",
    "or",
    "le",
    "groupe",
    "deux",
    "second",
    "12345671",
    "merci",
    "bonjour",
    "l'accueil",
    "etait",
    "froid",
    "😀",
    "’",
    "é",
    "\x00",
    "\n",
]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join),
    st.text("abcdefg éèà’'-.", max_size=500),
)
REPLIES = st.builds(
    Reply,
    medium=st.sampled_from(["text", "voice", "web"]),
    text=TEXTS,
    recording=st.none() | st.just("rec-1"),
    question=st.none() | st.sampled_from([*SURVEY.places, "unknown"]),
    lang=st.sampled_from([None, None, None, "fr", "en"]),
    silent=st.booleans(),
)
STARTS = st.tuples(st.sampled_from(["text", "voice", "web"]), st.sampled_from([None, "fr", "en"]), TEXTS)
UNHURRIED = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@UNHURRIED
@given(STARTS, st.lists(REPLIES, max_size=20))
def test_any_talk_goes_on_without_an_error_and_its_session_is_plain_json(start: tuple, replies: list[Reply]) -> None:
    session = begin(SURVEY, *start).session
    for reply in replies:
        assert Session.from_json(session.to_json()) == session
        session = step(SURVEY, session, reply).session
        assert (session.stage == "asking") == (session.question is not None)


@UNHURRIED
@given(st.sampled_from(SURVEY.questions), st.tuples(TEXTS, TEXTS, TEXTS))
def test_there_is_always_a_way_out_within_three_replies(question: object, texts: tuple[str, ...]) -> None:
    session = at(question.id)
    for text in texts:
        session = step(SURVEY, session, Reply("web", text or "?", question=question.id)).session
        if session.question != question.id:
            return
    pytest.fail(f"still at {question.id} after {texts}")


@UNHURRIED
@given(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS))
def test_the_way_in_never_loops(texts: tuple[str, ...]) -> None:
    session = begin(SURVEY, "web").session
    for text in texts:
        session = step(SURVEY, session, Reply("web", text)).session
    assert session.stage in ("declined", "asking", "consent")
    assert session.stage != "consent" or session.misses < 2


@UNHURRIED
@given(st.sampled_from([*SURVEY.questions, None]), TEXTS)
def test_no_words_are_lost(question: object, text: str) -> None:
    """While asked, and after the end, what is no keyword and no answer ends up in an event, as it was written."""
    folded, written = fold(text), clean(text)
    if not folded or find_keyword(folded) or find_claim_code(written):
        return
    if question is None and len(folded.split()) < 3:
        return
    session = at(question.id) if question else ended()
    events = step(SURVEY, session, Reply("text", text)).events
    is_answer = any(isinstance(event, Answered) and event.value for event in events)
    is_kept = any(getattr(event, "text", None) == written for event in events)
    is_closing = question is None and not events and len(folded.split()) < 6
    assert is_answer or is_kept or is_closing or not any(map(str.isalpha, written))


@UNHURRIED
@given(st.text("abcdefghi éèç ", min_size=12, max_size=80))
def test_a_first_text_is_kept_once_consent_is_given_and_not_before(text: str) -> None:
    if len(fold(text).split()) < 3 or find_keyword(fold(text)):
        return
    before = begin(SURVEY, "text", text=text)
    chosen = step(SURVEY, before.session, Reply("text", "1"))
    consented = step(SURVEY, chosen.session, Reply("text", "oui"))
    assert not any(isinstance(event, Kept) for event in before.events + chosen.events)
    assert Kept(clean(text), "fr") in consented.events


ANSWERS = st.fixed_dictionaries(
    {
        question.id: st.sampled_from(["", *(choice.value for choice in question.choices)])
        if question.choices
        else st.sampled_from(["", "Le groupe est trop court", "Kind staff, cold room", "Réponses d’ici: bien"])
        for question in SURVEY.questions
    }
)


@UNHURRIED
@given(ANSWERS, st.sampled_from(["fr", "en"]))
def test_the_same_answers_on_three_channels_leave_the_same_record(answers: dict[str, str], lang: str) -> None:
    by_text, by_voice, by_web = (record(answers, medium, lang) for medium in ("text", "voice", "web"))
    assert by_text == by_voice == by_web
    assert by_text[-1] == Completed()


@UNHURRIED
@given(st.sampled_from(CHOICES), st.data())
def test_french_and_english_words_mean_the_same_in_either_language(question: object, data: st.DataObject) -> None:
    choice = data.draw(st.sampled_from(question.choices))
    label = data.draw(st.sampled_from([choice.label.fr.text, choice.label.en.text, choice.value]))
    spelled = data.draw(st.sampled_from([label, label.upper(), fold(label), f" {label}. ", f"{label} 👍"]))
    for lang in ("fr", "en"):
        taken = step(SURVEY, at(question.id)._replace(lang=lang), Reply("text", spelled))
        assert taken.events[0] == Answered(question.id, choice.value, None, None, lang)


def record(answers: dict[str, str], medium: str, lang: str) -> list[object]:
    skip = {"text": "PASSER", "voice": "#", "web": ""}[medium]
    taken: Step = begin(SURVEY, medium, lang)
    taken = step(SURVEY, taken.session, Reply(medium, {"voice": "1"}.get(medium, "yes")))
    events = []
    while taken.session.question:
        asked = taken.session.question
        on_page = asked if medium == "web" else None
        taken = step(SURVEY, taken.session, Reply(medium, answers[asked] or skip, question=on_page))
        events += taken.events
    return events


def at(question: str) -> Session:
    return Session(SURVEY.id, SURVEY.version, lang="fr", stage="asking", question=question)


def ended() -> Session:
    return Session(SURVEY.id, SURVEY.version, lang="fr", stage="ended", answers={"share": "3"})
