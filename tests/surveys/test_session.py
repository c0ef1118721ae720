"""A session is plain, compact JSON, and says which version wrote it."""

import pytest

from surveys.session import Session, SessionVersionError


def test_a_new_session_is_short() -> None:
    assert Session("experience", 1).to_json() == '{"v":1,"survey":"experience","survey_version":1}'


def test_a_session_comes_back_as_it_was() -> None:
    session = Session("experience", 2, "fr", "asking", "words", {"overall": "2"}, 3, 1, 1, True, True, False, ("é’",))
    assert Session.from_json(session.to_json()) == session


@pytest.mark.parametrize("text", ['{"v":2,"survey":"x","survey_version":1}', '{"survey":"x"}', "[]", '{"v":1,"survey":"x","survey_version":1,"mood":"?"}'])  # fmt: skip
def test_a_session_of_another_version_is_refused(text: str) -> None:
    with pytest.raises(SessionVersionError, match="this version does not read"):
        Session.from_json(text)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        Session.from_json("")
