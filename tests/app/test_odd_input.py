"""Whatever is typed at the desk, no page breaks: what can't be kept is refused or dropped, on both databases."""

import pytest
from desk import Desk
from fastapi.testclient import TestClient

ODD = [
    "\0",
    "\ud83d".encode("utf-8", "surrogatepass"),
    "a" * 3000,
    "'; DROP TABLE cases; --",
    "\u202e%s%(x)s{{7*7}}",
    "-1",
    "9" * 30,
    "²",
]


@pytest.mark.parametrize(
    "odd", ODD, ids=["nul", "surrogate", "long", "sql", "format", "negative", "huge", "superscript"]
)
def test_no_odd_input_breaks_a_page(desk: Desk, odd: str | bytes) -> None:
    case_id = desk.hear()
    triage, peer = desk.browser("triage"), desk.browser("peer")
    visitor = TestClient(desk.app, follow_redirects=False)
    answers = [visitor.post("/staff/login", data={"email": odd, "password": odd, "lang": odd})]
    filters = ("status", "channel", "lang", "theme", "before")
    answers += [triage.client.get("/staff/cases", params={name: odd}) for name in filters]
    answers.append(triage.client.get("/staff/responses", params={"before": odd}))
    answers.append(triage.client.get("/staff/responses/new", params={"case": odd}))
    fields = ("you_said_fr", "you_said_en", "we_did_fr", "we_did_en", "outcome", "service", "theme", "done_on")
    made = triage.send("/staff/responses/new", case=case_id)
    path = made.headers["location"].split("?")[0]
    answers += [triage.send(path, version="1", **{name: odd}) for name in fields]
    answers.append(triage.send(path, version=odd))
    answers.append(triage.send("/staff/responses/new", case=odd))
    answers.append(peer.send(f"{path}/reviews", verdict="changes_asked", words=odd, version="1"))
    for form, name in (("notes", "words"), ("themes", "theme"), ("closure", "reason")):
        answers.append(triage.send(f"/staff/cases/{case_id}/{form}", **{name: odd}))
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
    assert triage.get(path).status_code == 200
    assert triage.get(f"/staff/cases/{case_id}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/staff/cases/%00", "/staff/recordings/%00", "/staff/responses/%00", "/staff/cases/%ED%A0%BD"]
)
def test_an_address_that_can_not_be_ours_leads_nowhere(desk: Desk, path: str) -> None:
    assert desk.browser("triage").get(path).status_code in {404, 422}
