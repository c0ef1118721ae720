"""A recorded voice: two roles hear it, each hearing is noted, the others read what was written down."""

from datetime import timedelta

import pytest
from desk import SOUND, Desk
from sqlmodel import select

from app.models import CaseMove, Recording


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.hear(None, channel="voice", recording="RE1")


def hearings(desk: Desk) -> int:
    with desk.database.reading() as session:
        return len(session.exec(select(CaseMove).where(CaseMove.kind == "heard")).all())


@pytest.mark.parametrize("role", ["triage", "delegate"])
def test_two_roles_hear_the_voice_and_each_hearing_is_noted(desk: Desk, case_id: str, role: str) -> None:
    browser = desk.browser(role)
    assert '<audio controls preload="none" src="/staff/recordings/RE1">' in browser.get(f"/staff/cases/{case_id}").text
    answer = browser.get("/staff/recordings/RE1")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, SOUND, "audio/wav")
    assert answer.headers["cache-control"] == "no-store"
    assert hearings(desk) == 1
    assert "Enregistrement écouté" in browser.get(f"/staff/cases/{case_id}").text


@pytest.mark.parametrize("role", ["peer", "publisher", "admin"])
def test_the_others_are_told_that_a_voice_can_be_recognised(desk: Desk, case_id: str, role: str) -> None:
    browser = desk.browser(role)
    page = browser.get(f"/staff/cases/{case_id}").text
    assert "<audio" not in page
    assert "Une voix se reconnaît" in page
    assert browser.get("/staff/recordings/RE1").status_code == 403
    assert browser.send("/staff/recordings/RE1/transcript", words="mots").status_code == 403
    assert hearings(desk) == 0


def test_one_hearing_fetched_in_pieces_is_noted_once_and_the_next_one_again(desk: Desk, case_id: str) -> None:
    assert case_id
    client = desk.browser("triage").client
    for wanted in ("bytes=0-1", "bytes=0-", "bytes=4-7"):
        assert client.get("/staff/recordings/RE1", headers={"Range": wanted}).status_code == 206
    assert hearings(desk) == 1
    desk.watch.now += timedelta(minutes=2)
    client.get("/staff/recordings/RE1")
    assert hearings(desk) == 2


def test_a_piece_of_the_sound_is_the_piece_asked_for(desk: Desk, case_id: str) -> None:
    assert case_id
    client = desk.browser("triage").client
    piece = client.get("/staff/recordings/RE1", headers={"Range": "bytes=4-7"})
    assert (piece.content, piece.headers["content-range"]) == (SOUND[4:8], f"bytes 4-7/{len(SOUND)}")
    assert client.get("/staff/recordings/RE1", headers={"Range": f"bytes={len(SOUND)}-"}).status_code == 416
    assert client.get("/staff/recordings/RE1", headers={"Range": "lines=1-2"}).content == SOUND


def test_what_is_written_down_is_read_by_everyone(desk: Desk, case_id: str) -> None:
    answer = desk.browser("triage").send(
        "/staff/recordings/RE1/transcript", words="L’accueil du 416 555-0199 est froid."
    )
    assert answer.headers["location"] == f"/staff/cases/{case_id}?done=transcribed"
    page = desk.browser("peer").get(f"/staff/cases/{case_id}").text
    assert "L’accueil du [téléphone] est froid." in page
    assert "Enregistrement mis par écrit" in page


def test_the_inbox_says_that_a_voice_waits_to_be_written_down(desk: Desk, case_id: str) -> None:
    assert case_id
    assert "Un enregistrement vocal, pas encore mis par écrit." in desk.browser("triage").get("/staff").text


def test_an_empty_transcript_is_refused_beside_its_box(desk: Desk, case_id: str) -> None:
    assert case_id
    answer = desk.browser("triage").send("/staff/recordings/RE1/transcript", words="")
    assert answer.status_code == 422
    assert "Écrivez quelques mots" in answer.text


@pytest.mark.parametrize(
    ("state", "words"), [("remote", "est en route"), ("erased", "a été effacé"), ("discarded", "a été effacé")]
)
def test_a_recording_that_is_not_here_says_why(desk: Desk, case_id: str, state: str, words: str) -> None:
    with desk.database.writing() as session:
        recording = session.get_one(Recording, "RE1")
        recording.state, recording.audio = state, None
    browser = desk.browser("triage")
    assert words in browser.get(f"/staff/cases/{case_id}").text
    assert browser.get("/staff/recordings/RE1").status_code == 404


def test_a_sound_the_carrier_calls_a_page_is_never_served_as_one(desk: Desk, case_id: str) -> None:
    assert case_id
    with desk.database.writing() as session:
        session.get_one(Recording, "RE1").media_type = "text/html"
    answer = desk.browser("triage").get("/staff/recordings/RE1")
    assert answer.headers["content-type"] == "application/octet-stream"


def test_a_recording_of_another_organization_is_not_there(desk: Desk) -> None:
    assert desk.browser("triage").get("/staff/recordings/RE2").status_code == 404
