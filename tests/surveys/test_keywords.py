"""Words that work at any moment: whole messages only, in both languages, however they are typed."""

import pytest

from surveys.folding import fold
from surveys.keywords import find_keyword

MANDATORY = ["STOP", "ARRET", "HELP", "AIDE", "INFO"]
OPT_OUT = [
    "STOP",
    "ARRET",
    "ARRÊT",
    "ARRETER",
    "DESABONNER",
    "FIN",
    "QUIT",
    "END",
    "CANCEL",
    "UNSUBSCRIBE",
    "UNSUB",
    "STOPALL",
]


def command(text: str) -> str | None:
    found = find_keyword(fold(text))
    return found.command if found else None


@pytest.mark.parametrize("word", OPT_OUT)
def test_every_word_carriers_demand_stops(word: str) -> None:
    spelled = (
        word,
        word.lower(),
        word.capitalize(),
        f" {word}. ",
        f"{word}!!",
        f"«{word}»",
        f"{word} svp",
        f"please {word}",
    )
    assert {command(text) for text in spelled} == {"opt_out"}


@pytest.mark.parametrize("word", MANDATORY)
def test_the_mandatory_words_are_all_known(word: str) -> None:
    assert command(word) is not None


@pytest.mark.parametrize("text", ["Arrêtez de m’écrire svp", "please stop texting me", "je ne veux plus de messages", "Remove me from your list"])  # fmt: skip
def test_a_sentence_that_only_asks_to_stop_stops(text: str) -> None:
    assert command(text) == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        "Arrêt d'autobus trop loin",
        "Il faut arrêter de changer d'horaire",
        "The bus stop is too far",
        "they never stop talking",
        "J'ai arrêté de boire grâce au groupe",
        "la fin de semaine c'est fermé",
        "help came too late",
        "l'aide était bonne",
        "I could not cancel my appointment",
        "le service en français est rare",
        "pas de réponse",
        "next time call me",
    ],
)
def test_a_sentence_about_a_service_is_feedback(text: str) -> None:
    assert command(text) is None


@pytest.mark.parametrize(("text", "lang"), [("ARRET", "fr"), ("FIN", "fr"), ("STOP", "en"), ("AIDE", "fr"), ("HELP", "en"), ("INFO", None)])  # fmt: skip
def test_a_keyword_is_answered_in_its_own_language(text: str, lang: str | None) -> None:
    assert find_keyword(fold(text)).lang == lang


@pytest.mark.parametrize(("text", "lang"), [("FRANÇAIS", "fr"), ("francais svp", "fr"), ("in English please", "en"), ("anglais", "en"), ("LANGUE", None)])  # fmt: skip
def test_a_language_may_be_asked_for_by_name(text: str, lang: str | None) -> None:
    found = find_keyword(fold(text))
    assert (found.command, found.sets) == ("language", lang)


@pytest.mark.parametrize("text", ["passer", "PASSE", "skip", "next", "je préfère ne pas répondre", "Skip this question please"])  # fmt: skip
def test_a_question_may_be_skipped_in_many_words(text: str) -> None:
    assert command(text) == "skip"


@pytest.mark.parametrize(("text", "lang"), [("STOP STOP", "en"), ("Arrêt! STOP!", "fr"), ("stop stop stop svp", "en")])
def test_a_request_said_more_than_once_is_one_request(text: str, lang: str) -> None:
    assert (command(text), find_keyword(fold(text)).lang) == ("opt_out", lang)


@pytest.mark.parametrize("text", ["stop help", "français english", "aide fin"])
def test_two_different_requests_are_none(text: str) -> None:
    assert command(text) is None


@pytest.mark.parametrize("text", ["911", "9-8-8", "211"])
def test_an_emergency_number_is_answered_with_help(text: str) -> None:
    assert command(text) == "help"
