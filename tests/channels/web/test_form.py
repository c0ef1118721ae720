"""The form as a browser without scripts meets it: one question a page, nothing kept but in the page itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import page
from channels.port import Inbound, Turn
from channels.web import routes
from surveys.prompts import Prompt

VISIT = "a-visit-of-this-test-alone"
OVERALL = Prompt("overall", "fr", "Comment était-ce?", "choice", (("1", "Bonne"), ("2", "Mauvaise")), "overall", 1, 3)
WORDS = Prompt("words", "fr", "Dans vos mots?", "words", (), "words", 2, 3)
FOLLOW_UP = Prompt("follow_up", "fr", "Un texto?", "choice", (("1", "Oui"), ("2", "Non")), "follow_up", 3, 3)
THANKS = Prompt("thanks", "fr", "Merci. Votre code : 12345674. Réponse d'ici le 22 décembre.")
RETRY = Prompt("retry", "fr", "Choisissez une des réponses.")
CRISIS = Prompt("crisis_suicide", "fr", "Réponse automatique. Appelez ou textez le 9-8-8.")


@dataclass
class Recorder:
    """A conversation that says what it was told to say, and remembers what it heard."""

    turns: list[Turn] = field(default_factory=list)
    heard: list[Inbound] = field(default_factory=list)

    async def hear(self, inbound: Inbound) -> Turn:
        self.heard.append(inbound)
        return self.turns.pop(0) if self.turns else asking(OVERALL)


def asking(*prompts: Prompt, lang="fr") -> Turn:
    return Turn(prompts, lang, "asking")


ENDED = Turn((THANKS,), "fr", "ended", "12345674")


async def name_of(slug: str) -> str | None:
    return "Centre Boréal" if slug == "boreal" else None


@pytest.fixture
def conversation() -> Recorder:
    return Recorder()


@pytest.fixture
def browser(conversation: Recorder) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(routes.router(conversation, page.html, name_of))
    with TestClient(app, follow_redirects=False) as made:
        yield made


def send(browser: TestClient, lang: str = "fr", **fields: str):
    return browser.post(f"/{lang}/boreal/feedback", data={"visit": VISIT} | fields)


def test_the_first_page_tells_what_happens_and_stores_nothing(browser: TestClient, conversation: Recorder) -> None:
    shown = browser.get("/fr/boreal/feedback")
    assert shown.status_code == 200
    for promise in ("Personne ne lit en direct", "C’est votre choix", "vous recevez un code"):
        assert promise in shown.text
    assert conversation.heard == []
    assert "set-cookie" not in shown.headers
    assert shown.headers["cache-control"] == "no-store"


def test_each_visit_has_a_token_of_its_own(browser: TestClient) -> None:
    tokens = {re.search(r'name="visit" value="([^"]+)"', browser.get("/fr/boreal/feedback").text)[1] for _ in range(5)}
    assert len(tokens) == 5
    assert all(len(token) >= 20 for token in tokens)


def test_saying_yes_begins_and_asks_the_first_question(browser: TestClient, conversation: Recorder) -> None:
    shown = send(browser, question="", answer="yes")
    (inbound,) = conversation.heard
    assert (inbound.channel, inbound.medium, inbound.line, inbound.address) == ("web", "web", "boreal", VISIT)
    assert (inbound.text, inbound.question, inbound.lang, inbound.is_reachable) == ("yes", None, "fr", False)
    assert "Comment était-ce?" in shown.text
    assert shown.text.count('type="radio"') == 2
    assert 'name="question" value="overall"' in shown.text


def test_an_answer_says_which_question_it_is_for(browser: TestClient, conversation: Recorder) -> None:
    conversation.turns = [asking(WORDS)]
    shown = send(browser, question="overall", answer="2")
    assert (conversation.heard[0].question, conversation.heard[0].text) == ("overall", "2")
    assert "<textarea" in shown.text
    assert 'autocomplete="off"' in shown.text


def test_preferring_not_to_answer_sends_nothing_whatever_was_chosen(
    browser: TestClient, conversation: Recorder
) -> None:
    send(browser, question="overall", answer="2", skip="1")
    send(browser, question="overall")
    assert [inbound.text for inbound in conversation.heard] == ["", ""]


def test_the_two_ways_on_are_buttons_of_one_form(browser: TestClient) -> None:
    shown = send(browser, answer="yes").text
    assert "Continuer" in shown
    assert "Je préfère ne pas répondre" in shown
    assert shown.count("<form") == 2  # the question and the switch of language


def test_the_same_page_sent_twice_has_one_identity_and_another_answer_has_another(
    browser: TestClient, conversation: Recorder
) -> None:
    for fields in ({"answer": "1"}, {"answer": "1"}, {"answer": "2"}, {"answer": "1", "page": "another"}):
        send(browser, question="overall", **fields)
    first, again, other, later = (inbound.external_id for inbound in conversation.heard)
    assert first == again
    assert len({first, other, later}) == 3
    assert all(len(identity) <= 110 for identity in (first, other, later))


def test_an_answer_that_was_not_understood_is_asked_again_with_the_fault_named(
    browser: TestClient, conversation: Recorder
) -> None:
    conversation.turns = [asking(RETRY, OVERALL)]
    shown = send(browser, question="overall", answer="zzz").text
    assert 'role="alert"' in shown
    assert "autofocus" in shown
    assert '<a href="#answer">' in shown
    assert shown.count("Choisissez une des réponses.") == 2
    assert 'aria-describedby="answer-error"' in shown


def test_words_of_care_stand_above_the_next_question(browser: TestClient, conversation: Recorder) -> None:
    conversation.turns = [asking(CRISIS, OVERALL)]
    shown = send(browser, question="words", answer="…").text
    assert 'class="notice notice--care" role="status">Réponse automatique' in shown
    assert 'role="alert"' not in shown


def test_too_many_words_come_back_to_be_made_shorter_and_nothing_is_heard(
    browser: TestClient, conversation: Recorder
) -> None:
    shown = send(browser, question="words", answer="<b>" + "é" * 5000)
    assert shown.status_code == 413
    assert "5003" in shown.text
    assert "&lt;b&gt;" + "é" * 5000 in shown.text
    assert conversation.heard == []
    send(browser, question="words", answer="é" * 5000)
    assert len(conversation.heard) == 1


def test_line_ends_of_browsers_are_not_counted_as_words(browser: TestClient, conversation: Recorder) -> None:
    send(browser, question="words", answer="un\r\ndeux\r\n")
    assert conversation.heard[0].text == "un\ndeux"


def test_nobody_is_asked_for_a_text_they_could_not_get(browser: TestClient, conversation: Recorder) -> None:
    conversation.turns = [asking(FOLLOW_UP), ENDED]
    shown = send(browser, question="words", answer="Merci").text
    last = conversation.heard[-1]
    assert (last.question, last.text) == ("follow_up", "2")
    assert last.external_id != conversation.heard[0].external_id
    assert "Un texto?" not in shown
    assert "1234\u00a05674" in shown


def test_the_last_page_shows_the_code_once_in_groups_and_how_to_follow(
    browser: TestClient, conversation: Recorder
) -> None:
    conversation.turns = [ENDED]
    answer = send(browser, question="share", answer="1")
    assert '<p class="claim-code">1234\u00a05674</p>' in answer.text
    assert "12345674" not in answer.text
    assert "il ne sera plus affiché" in answer.text
    assert 'href="/fr/boreal/follow"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_an_answer_changed_after_the_end_is_confirmed_without_a_new_code(
    browser: TestClient, conversation: Recorder
) -> None:
    conversation.turns = [replace(ENDED, claim_code="", prompts=(Prompt("thanks", "fr", "Votre code : ."),))]
    shown = send(browser, question="overall", answer="1").text
    assert "Votre code reste le même" in shown
    assert "Votre code : ." not in shown


@pytest.mark.parametrize("typed", ["no", "mon histoire", "", "1", "oui"])
def test_nothing_is_heard_before_a_yes(browser: TestClient, conversation: Recorder, typed: str) -> None:
    shown = send(browser, answer=typed)
    assert shown.status_code == 200
    assert "Personne ne lit en direct" in shown.text
    assert f'value="{VISIT}"' in shown.text
    assert conversation.heard == []


def test_consent_that_was_not_understood_is_asked_again_in_the_same_visit(
    browser: TestClient, conversation: Recorder
) -> None:
    retry, consent = (
        Prompt("consent_retry", "fr", "Choisissez Oui."),
        Prompt("consent", "fr", "Vos idées aident.", "yes"),
    )
    conversation.turns = [Turn((retry, consent), "fr", "consent")]
    shown = send(browser, answer="yes").text
    assert "Choisissez Oui." in shown
    assert f'value="{VISIT}"' in shown


def test_the_language_can_be_changed_in_the_middle_without_losing_the_visit(
    browser: TestClient, conversation: Recorder
) -> None:
    shown = send(browser, answer="yes").text
    switch = re.search(r'<form class="language"[^>]*action="([^"]+)"', shown)
    assert switch
    assert switch[1] == "/en/boreal/feedback"
    conversation.turns = [asking(replace(OVERALL, lang="en", text="How was it?"), lang="en")]
    english = send(browser, lang="en", page="p", answer="yes").text
    assert (conversation.heard[-1].lang, conversation.heard[-1].question) == ("en", None)
    assert '<html lang="en-CA">' in english
    assert 'action="/en/boreal/feedback"' in english
    assert f'value="{VISIT}"' in english


def test_pages_with_a_question_may_be_gone_back_to(browser: TestClient) -> None:
    assert send(browser, answer="yes").headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("visit", ["", "short", "x" * 65, "white space in it", "é" * 20])
def test_a_visit_that_is_no_token_of_ours_is_refused(browser: TestClient, conversation: Recorder, visit: str) -> None:
    assert browser.post("/fr/boreal/feedback", data={"visit": visit, "answer": "yes"}).status_code == 422
    assert browser.post("/fr/boreal/feedback", data={"answer": "yes"}).status_code == 422
    assert conversation.heard == []


@pytest.mark.parametrize("path", ["/de/boreal/feedback", "/fr/nowhere/feedback"])
def test_there_is_no_form_for_an_unknown_language_or_organization(
    browser: TestClient, conversation: Recorder, path: str
) -> None:
    assert browser.get(path).status_code == 404
    assert browser.post(path, data={"visit": VISIT, "answer": "yes"}).status_code == 404
    assert conversation.heard == []
