"""The default survey's words: one part of an SMS each, both languages complete, no word we do not say."""

import re

import gsm0338
import pytest

from surveys.definition import default_survey

SURVEY = default_survey()
# The longest an organization may fill in: a 14-character name, a 20-character address.
PLACES = {"name": "Centre Boréal+", "code": "12345671", "url": "boreal.example/fr/20", "date": "2026-12-22"}
PLACES |= {"phone": "416 555-0100", "last": "6", "status": ""}
WORDINGS = dict(SURVEY.texts) | {q.id: q.ask for q in SURVEY.questions}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", WORDINGS)
def test_every_text_is_one_part_of_an_sms(name: str, lang: str) -> None:
    text = re.sub(r"\{(\w+)\}", lambda place: PLACES[place[1]], WORDINGS[name].say(lang, "text"))
    assert len(gsm0338.Codec().encode(text)[0]) <= 160


@pytest.mark.parametrize("name", WORDINGS)
def test_both_languages_ask_the_app_to_fill_the_same_places(name: str) -> None:
    words = WORDINGS[name]
    for medium in ("text", "voice", "web"):
        french, english = (set(re.findall(r"\{\w+\}", words.say(lang, medium))) for lang in ("fr", "en"))
        assert french == english
        assert french <= {f"{{{place}}}" for place in PLACES}


@pytest.mark.parametrize("question", SURVEY.questions, ids=lambda question: question.id)
def test_each_medium_says_the_options_its_own_way(question: object) -> None:
    for lang in ("fr", "en"):
        for choice in question.choices:
            label = choice.label.say(lang, "text")
            assert f"{choice.value} {label}" in question.ask.say(lang, "text")
            assert label in question.ask.say(lang, "voice")
            assert re.search(rf"(faites le|press) {choice.value}\b", question.ask.say(lang, "voice"))
        assert not re.search(r"\d/\d|PASSER|SKIP", question.ask.say(lang, "web"))


def test_crisis_words_never_say_commit() -> None:
    said = " ".join(words.say("en", medium) for words in WORDINGS.values() for medium in ("text", "voice", "web"))
    assert "commit" not in said.lower()
