"""How people name an option, and when we must ask again."""

import pytest

from surveys.definition import default_survey
from surveys.folding import fold
from surveys.replies import read_choice, read_consent

SURVEY = default_survey()


def read(question: str, text: str) -> str | None:
    return read_choice(fold(text), SURVEY.question(question).forms)


@pytest.mark.parametrize("text", ["2", "2.", "2)", "(2)", "#2", " 2 ", "2!", "2️⃣", "２", "deux", "Two", "TWO", "no 2 svp"])  # fmt: skip
def test_a_number_is_read_however_it_is_written(text: str) -> None:
    assert read("service", text) == "2"


@pytest.mark.parametrize("text", ["le 2e", "la deuxième", "2ème", "2nd", "the second one", "second", "the 2nd option please", "option 2", "choix numéro 2"])  # fmt: skip
def test_a_place_in_the_list_is_read(text: str) -> None:
    assert read("service", text) == "2"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Très bonne", "1"),
        ("TRES BONNE", "1"),
        ("tre\u0300s bonne", "1"),
        ("bonne", "2"),
        ("plutôt bonne", "2"),
        ("c'était bonne", "2"),
        ("C’était très mauvaise", "5"),
        ("2 bonne", "2"),
        ("1. Très bonne", "1"),
        ("very good", "1"),
        ("Good, thanks", "2"),
        ("ok", "3"),
        ("I'd say poor", "4"),
    ],
)
def test_a_label_is_read_in_either_language_alone_or_in_a_short_phrase(text: str, value: str) -> None:
    assert read("overall", text) == value


@pytest.mark.parametrize("text", ["1 ou 2", "1 or 2", "1-2", "2,3", "2.5", "bonne ou mauvaise", "good or poor", "2 mauvaise", "les deux", "both"])  # fmt: skip
def test_two_options_named_asks_again(text: str) -> None:
    assert read("overall", text) is None


@pytest.mark.parametrize("text", ["pas bonne", "pas très bonne", "not good", "pas 2", "never good", "ni bonne ni mauvaise"])  # fmt: skip
def test_a_negated_label_asks_again(text: str) -> None:
    assert read("overall", text) is None


@pytest.mark.parametrize("text", ["22", "12", "7", "0", "-", "", "?!", "2 personnes m'ont aidé", "1 heure d'attente", "bonnet", "un groupe bonne"])  # fmt: skip
def test_what_only_looks_like_an_option_asks_again(text: str) -> None:
    assert read("overall", text) is None


def test_no_2_is_a_place_unless_no_is_an_option() -> None:
    assert read("service", "n° 2") == "2"
    assert read("share", "no 2") is None


def test_an_article_is_not_a_number_when_an_option_is_named() -> None:
    assert read("service", "un groupe") == "2"
    assert read("service", "un") == "1"
    assert read("say", "un peu") == "2"
    assert read("service", "one-on-one") == "1"


@pytest.mark.parametrize(("text", "value"), [("oui", "1"), ("ouais", "1"), ("yep", "1"), ("non merci", "2"), ("nope", "2")])  # fmt: skip
def test_yes_and_no_have_many_words_where_they_are_options(text: str, value: str) -> None:
    assert read("follow_up", text) == value


@pytest.mark.parametrize("text", ["oui et non", "peut-être", "je ne sais pas", "yes but not now maybe", "1"])
def test_consent_is_a_clear_yes_or_nothing(text: str) -> None:
    assert read_consent(fold(text)) is None


@pytest.mark.parametrize("text", ["non", "NON merci", "no thanks", "pas d’accord", "pas maintenant"])
def test_no_is_heard_in_many_words(text: str) -> None:
    assert read_consent(fold(text)) == "no"
