"""Rules of the talk that hold whatever the survey: timing, silence, revisions, versions, what the app may rely on."""

from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from surveys import definition
from surveys.definition import default_survey, load_survey
from surveys.engine import Reply, Step, begin, current_prompts, remind, step
from surveys.events import Answered, Completed, Consented, Kept, LanguageChosen, OptedOut, Skipped, StatusAsked
from surveys.session import Session

SURVEY = default_survey()
SURVEY_PATH = Path(definition.__file__).parent / "definitions" / "experience.yaml"
AT_OVERALL = Session(SURVEY.id, SURVEY.version, lang="fr", stage="asking", question="overall")


def say(session: Session, *texts: str, medium: str = "text") -> Step:
    for text in texts:
        taken = step(SURVEY, session, Reply(medium, text))
        session = taken.session
    return taken


def ids(taken: Step) -> list[str]:
    return [prompt.id for prompt in taken.prompts]


def test_first_contact_greets_in_both_languages_french_first() -> None:
    text = begin(SURVEY, "text").prompts[0].text
    assert text.index("FRANÇAIS") < text.index("ENGLISH")
    assert [prompt.lang for prompt in begin(SURVEY, "voice").prompts] == ["fr", "en"]


def test_a_known_language_goes_straight_to_consent() -> None:
    taken = begin(SURVEY, "web", "en")
    assert ids(taken) == ["safety", "consent"]
    assert taken.events == (LanguageChosen("en"),)


@pytest.mark.parametrize(
    ("word", "lang"), [("ARRET", "fr"), ("arrêt", "fr"), ("Stop.", "en"), ("désabonner", "fr"), ("UNSUBSCRIBE", "en")]
)
def test_a_stop_as_first_word_is_obeyed_in_its_own_language(word: str, lang: str) -> None:
    taken = begin(SURVEY, "text", text=word)
    assert (ids(taken), taken.prompts[0].lang, taken.events) == (["stop"], lang, (OptedOut(),))
    assert say(taken.session, "bonjour").prompts == ()


def test_a_claim_code_as_first_word_gets_its_status_and_nothing_else() -> None:
    taken = begin(SURVEY, "text", text="1234-5671")
    assert (ids(taken), taken.events) == (["status"], (StatusAsked("12345671"),))
    assert taken.prompts[0].text == "{status}"


def test_a_slip_in_a_claim_code_is_told_and_changes_nothing() -> None:
    taken = say(AT_OVERALL, "1234 5678")
    assert (ids(taken), taken.events, taken.session.question) == (["code_slip"], (), "overall")


def test_safety_words_come_before_the_first_question() -> None:
    assert ids(say(begin(SURVEY, "text").session, "1", "oui")) == ["safety", "overall"]


@pytest.mark.parametrize("yes", ["OUI", "yes", "ok", "dac", "d'accord", "D’accord!", "y", "yep", "ouais", "oui svp"])
def test_many_words_say_yes(yes: str) -> None:
    assert Consented() in say(begin(SURVEY, "text", "fr").session, yes).events


def test_skipping_share_and_follow_up_records_the_careful_choice() -> None:
    last = say(AT_OVERALL._replace(question="share"), "PASSER", "skip")
    assert last.session.answers == {"share": "3", "follow_up": "2"}
    assert last.events == (Answered("follow_up", "2", None, None, "fr"), Completed())


def test_three_replies_we_cannot_read_move_on_and_lose_nothing() -> None:
    first, second, third = (say(AT_OVERALL, *["blabla"] * times) for times in (1, 2, 3))
    assert ids(first) == ["retry"]
    assert "1 à 5" in first.prompts[0].text
    assert ids(second) == ["person", "retry"]
    assert ids(third) == ["moved_on", "words"]
    assert third.events == (Kept("blabla", "fr"), Skipped("overall"))


def test_a_story_given_to_a_numbered_question_is_kept_and_the_question_asked_again() -> None:
    taken = say(AT_OVERALL, "L'accueil était vraiment froid")
    assert (ids(taken), taken.action) == (["noted", "overall"], "record")
    assert taken.events == (Kept("L'accueil était vraiment froid", "fr"),)


def test_a_sentence_with_a_stop_word_is_feedback() -> None:
    taken = say(AT_OVERALL._replace(question="words"), "Arrêt d'autobus trop loin")
    assert taken.events == (Answered("words", None, "Arrêt d'autobus trop loin", None, "fr"),)


def test_after_a_stop_words_of_someone_who_consented_are_kept_in_silence() -> None:
    taken = say(AT_OVERALL, "STOP", "Le groupe du mardi me manque")
    assert (taken.prompts, taken.events) == ((), (Kept("Le groupe du mardi me manque", "fr"),))


@pytest.mark.parametrize("medium", ["text", "web"])
def test_erase_is_a_word_for_texts_and_plain_words_on_a_page(medium: str) -> None:
    taken = step(SURVEY, AT_OVERALL._replace(question="words"), Reply(medium, "Effacer", question="words"))
    assert taken.action == ("erase" if medium == "text" else "record")


def test_erasing_leaves_nothing_in_the_session() -> None:
    taken = say(AT_OVERALL, "2", "Trop court le soir", "EFFACER")
    assert (taken.session.answers, taken.session.stage, taken.session.held) == ({}, "ended", ())


def test_erase_works_even_after_a_stop() -> None:
    assert ids(say(AT_OVERALL, "ARRET", "EFFACER")) == ["erased"]


def test_the_language_of_the_address_wins_without_a_word() -> None:
    taken = step(SURVEY, AT_OVERALL, Reply("web", "2", question="overall", lang="en"))
    assert taken.events == (LanguageChosen("en"), Answered("overall", "2", None, None, "en"))
    assert [(prompt.id, prompt.lang) for prompt in taken.prompts] == [("words", "en")]


def test_a_language_of_the_address_is_no_consent() -> None:
    taken = step(SURVEY, begin(SURVEY, "web").session, Reply("web", "yes", lang="fr"))
    assert (ids(taken), taken.session.stage) == (["safety", "consent"], "consent")


def test_a_page_posted_twice_is_not_taken_for_the_next_answer() -> None:
    twice = [step(SURVEY, AT_OVERALL, Reply("web", "2", question="overall"))]
    twice.append(step(SURVEY, twice[0].session, Reply("web", "2", question="overall")))
    assert twice[0].session.answers == twice[1].session.answers == {"overall": "2"}
    assert ids(twice[1]) == ["words"]


def test_a_page_not_reached_yet_is_not_answered_but_its_words_are_kept() -> None:
    taken = step(SURVEY, AT_OVERALL, Reply("web", "Trop long", question="words"))
    assert (ids(taken), taken.events) == (["overall"], (Kept("Trop long", "fr"),))


def test_a_page_changed_after_the_end_counts_and_the_survey_does_not_end_twice() -> None:
    ended = Session(SURVEY.id, 1, lang="fr", stage="ended", answers={"overall": "2", "share": "1"})
    taken = step(SURVEY, ended, Reply("web", "3", question="share"))
    assert (ids(taken), taken.events) == (["thanks"], (Answered("share", "3", None, None, "fr"),))


def test_a_recording_is_an_answer_in_words() -> None:
    taken = step(SURVEY, AT_OVERALL._replace(question="words"), Reply("voice", "#", recording="rec-1"))
    assert taken.events == (Answered("words", None, None, "rec-1", "fr"),)


def test_two_silences_before_any_word_say_goodbye_in_both_languages() -> None:
    hush = Reply("voice", silent=True)
    first = step(SURVEY, begin(SURVEY, "voice").session, hush)
    second = step(SURVEY, first.session, hush)
    assert ids(first) == ["silence", "welcome", "welcome"]
    assert [(prompt.id, prompt.lang) for prompt in second.prompts] == [("goodbye_early", "fr"), ("goodbye_early", "en")]
    assert second.session.stage == "language"


def test_keys_are_not_words() -> None:
    assert ids(step(SURVEY, AT_OVERALL._replace(question="words"), Reply("voice", "5"))) == ["retry_words", "words"]


def test_one_reminder_and_no_more() -> None:
    first = remind(SURVEY, AT_OVERALL)
    assert (ids(first), first.session.paused, first.action) == (["paused"], True, "remind")
    assert remind(SURVEY, say(first.session, "oui").session).prompts == ()


def test_someone_who_comes_back_is_asked_where_they_were() -> None:
    (prompt,) = current_prompts(SURVEY, AT_OVERALL, "voice")
    assert (prompt.id, prompt.number, prompt.total, prompt.expects) == ("overall", 1, 8, "choice")
    assert prompt.choices[0] == ("1", "Très bonne")


def test_a_session_of_an_older_survey_goes_on_where_it_can() -> None:
    gone = AT_OVERALL._replace(question="gone", answers={"overall": "1"})
    assert [prompt.id for prompt in current_prompts(SURVEY, gone, "text")] == ["words"]
    assert ids(say(AT_OVERALL._replace(question="gone", answers={"overall": "1"}), "Trop court")) == ["service"]


def test_a_question_that_does_not_concern_the_person_is_not_asked() -> None:
    source = SURVEY_PATH.read_text("utf-8").replace(
        "  - id: words\n    kind: words\n", "  - id: words\n    kind: words\n    relevant: ${overall} >= 4\n"
    )
    survey = load_survey(source)
    assert ids(step(survey, AT_OVERALL, Reply("text", "1"))) == ["service"]
    assert ids(step(survey, AT_OVERALL, Reply("text", "5"))) == ["words"]
    changed = AT_OVERALL._replace(question="service", answers={"overall": "5", "words": "Trop long"})
    revised = step(survey, changed, Reply("web", "1", question="overall"))
    assert revised.events == (Answered("overall", "1", None, None, "fr"), Skipped("words"))


def test_a_step_takes_far_less_than_a_millisecond() -> None:
    """Typically 30-80 µs; the bound is loose for busy machines."""
    replies = [Reply("text", text) for text in ("Très bonne!", "2", "L'accueil était froid et long ce matin", "aide")]
    times = []
    for turn in range(400):
        start = perf_counter()
        step(SURVEY, AT_OVERALL, replies[turn % 4])
        times.append(perf_counter() - start)
    assert median(times) < 0.001
