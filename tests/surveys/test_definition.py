"""Surveys as people write them: every fault at once, in plain words; both languages or none."""

from pathlib import Path

import pytest
import yaml

from surveys import definition
from surveys.definition import SurveyError, default_survey, load_survey

SOURCE = (Path(definition.__file__).parent / "definitions" / "experience.yaml").read_text("utf-8")


def broken(change: object) -> str:
    read = yaml.safe_load(SOURCE)
    change(read)
    return yaml.safe_dump(read, allow_unicode=True)


def faults(change: object) -> list[str]:
    with pytest.raises(SurveyError) as caught:
        load_survey(broken(change))
    return list(caught.value.faults)


def test_the_contract_fixes_the_questions_and_their_order() -> None:
    ids = [question.id for question in default_survey().questions]
    assert ids == ["overall", "words", "service", "respect", "say", "language", "share", "follow_up"]
    counts = [len(question.choices) for question in default_survey().questions]
    assert counts == [5, 0, 6, 4, 4, 3, 3, 2]


def test_every_fault_is_told_in_one_run() -> None:
    def change(read: dict) -> None:
        del read["questions"][0]["ask"]["fr"]
        read["questions"][2]["choices"] = []
        read["questions"][3]["id"] = "overall"
        read["questions"][4]["relevant"] = "${nowhere} = 1"
        read["questions"][6]["default"] = "perhaps"
        read["questions"][1]["kind"] = "essay"
        read["texts"]["help"]["en"]["text"] = ""
        read["version"] = "one"

    told = "\n".join(faults(change))
    for fault in (
        "Question 'overall' has no French text: add fr",
        "Question 'service' has no choices",
        "'overall' is used twice",
        "${nowhere}, but no question has that id",
        "has default 'perhaps'",
        "has kind 'essay'",
        "Text 'help' has no English text: add en.text.",
        "The version is 'one'",
    ):
        assert fault in told


def test_a_condition_that_cannot_be_read_is_told() -> None:
    def change(read: dict) -> None:
        read["questions"][1]["relevant"] = "${overall} >= "

    assert faults(change) == [
        "Question 'words' has a relevant we can't use: '${overall} >= ' is not a condition we can read."
    ]


@pytest.mark.parametrize("source", ["- a\n- b\n", "42\n", "a: [\n", "\n", "id: x\nquestions: {}\ntexts: 3\n", "questions:\n- 1\n"])  # fmt: skip
def test_a_file_that_is_no_survey_is_refused_in_words(source: str) -> None:
    with pytest.raises(SurveyError):
        load_survey(source)


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(SurveyError, match="cannot be opened"):
        load_survey(tmp_path / "none.yaml")


def test_voice_and_web_fall_back_to_the_text() -> None:
    stop = default_survey().texts["stop"]
    assert stop.say("fr", "voice") == stop.say("fr", "web") == stop.say("fr", "text")


def test_where_a_number_may_be_revealed_the_consent_says_so() -> None:
    survey = default_survey().with_reveal_consent()
    assert "sauf danger grave" in survey.texts["consent"].say("fr", "text")
    assert "does not see" not in survey.texts["consent"].say("en", "text")


SMALL = """
id: cafe
version: 3
title: {fr: Le café, en: The coffee}
designed_with: [peers]
texts:
  kept: {fr: Noté., en: Noted.}
questions:
  - id: good
    kind: choice
    ask: {fr: "Bon café? 1 Oui 2 Non", en: "Good coffee? 1 Yes 2 No"}
    choices:
      - {name: "yes", fr: Oui, en: "Yes"}
      - {name: "no", fr: Non, en: "No"}
"""


def test_a_survey_brings_only_the_texts_it_words_differently() -> None:
    survey = load_survey(SMALL)
    assert survey.texts["kept"].say("fr", "voice") == "Noté."
    assert survey.texts["thanks"] == default_survey().texts["thanks"]
    assert (survey.question("good").choices[1].value, survey.designed_with) == ("2", ("peers",))


def test_a_yes_that_yaml_took_for_a_truth_value_is_told() -> None:
    with pytest.raises(SurveyError, match="Choice 1 of Question 'good' has the id or name 'True'"):
        load_survey(SMALL.replace('name: "yes"', "name: yes"))


def test_the_default_survey_must_bring_every_text() -> None:
    with pytest.raises(SurveyError, match="The text 'crisis_suicide' is missing"):
        definition._load(SMALL, {})
