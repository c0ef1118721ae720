"""One published answer can't break the feeds for every reader, whatever was pasted into it."""

from desk import Desk
from fastapi.testclient import TestClient
from lxml import etree
from sqlmodel import select

from app.models import Response

PASTED = "Le groupe\x0bdu soir\x01"


def test_a_control_character_pasted_into_a_draft_is_left_out(desk: Desk) -> None:
    browser = desk.browser("triage")
    browser.send("/staff/responses/new", case=desk.hear(), you_said_fr=PASTED, we_did_en="a\r\nb\x00")
    with desk.database.reading() as session:
        draft = session.exec(select(Response)).one()
    assert (draft.you_said_fr, draft.we_did_en) == ("Le groupedu soir", "a\nb")


def test_a_control_character_in_an_answer_published_before_does_not_break_the_feed(client: TestClient, publish) -> None:
    publish(1, you_said_fr=PASTED)
    answer = client.get("/boreal/responses.atom?lang=fr")
    assert answer.status_code == 200
    assert "Le groupedu soir" in "".join(etree.fromstring(answer.content).itertext())
