"""Whatever is typed or sent, no page breaks: what can't be kept is refused or dropped, on both databases."""

from collections.abc import Iterator

import pytest
from desk import Desk
from fastapi.testclient import TestClient
from fixed import ACCOUNT_SID, NOON, TOKEN

from app.db import Database
from app.main import create_app
from app.models import Line, Organization
from app.settings import Settings
from channels.twilio.signature import Account, sign

ODD = [
    "\0",
    "\ud83d".encode("utf-8", "surrogatepass"),
    "a" * 3000,
    "'; DROP TABLE cases; --",
    "\u202e%s%(x)s{{7*7}}",
    "-1",
    "9" * 30,
    "9" * 5000,  # Python refuses to read more than 4300 digits as a number
    "²",
]
LONG = "9" * 5000
VISIT = "A" * 20
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "odd", ODD, ids=["nul", "surrogate", "long", "sql", "format", "negative", "huge", "endless", "superscript"]
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


@pytest.fixture
def visitor(settings: Settings, database: Database) -> Iterator[TestClient]:
    """Anyone on the Internet, before the whole app; a fault is a 500, as they would see it."""
    with database.writing() as session:
        session.add(Organization(id="o1", slug="boreal", name="Boréal", sms_name="Boréal", created_at=NOON))
        session.flush()
        session.add(Line(id="l1", organization_id="o1", channel="sms", address="+14165550100"))
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as made:
        yield made


def test_no_odd_address_breaks_a_public_page(visitor: TestClient) -> None:
    nul = ("/%00", "/%00/vie", "/%00/privacy", "/%00/responses.atom", "/%00/responses.json")
    nul += tuple(f"/fr/%00{page}" for page in ("", "/feedback", "/responses", "/follow"))
    odd = (
        "/fr/%ED%A0%BD",
        "/%FF",
        "/" + "a" * 5000,
        "/fr/boreal%0d%0aX:1/vie",
        "/static/%00",
        "/static/%2e%2e/main.py",
    )
    numbers = tuple(f"/fr/boreal/responses/{number}" for number in (LONG, "9" * 30, "-1", "%C2%B2", "1.5", "%00"))
    assert {
        path[:60]: visitor.get(path).status_code for path in nul + odd + numbers if visitor.get(path).status_code != 404
    } == {}
    for choice in (f"before={LONG}", "before=%00", "year=%00&outcome=%00", "year=0000"):
        assert visitor.get(f"/fr/boreal/responses?{choice}").status_code == 200


def test_no_odd_form_breaks_a_public_page(visitor: TestClient) -> None:
    begun = f"visit={VISIT}&".encode()
    fields = (b"answer=%ED%A0%BD", b"answer=%00", b"answer=yes&question=%00", b"question=words&answer=%01%EF%BF%BF")
    bodies = [b"\0", b"&" * 2000, b"a=b&" * 2000, *(begun + field for field in fields)]
    bodies += [b"code=%00", "code=²²²²²²²²".encode(), "code=١٢٣٤٥٦٧٨".encode(), b"code=" + b"1" * 5000]
    paths = [f"/fr/{org}/{page}" for org in ("boreal", "%00") for page in ("feedback", "follow")]
    answers = [visitor.post(path, content=body, headers=FORM) for path in paths for body in bodies]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/channels/sms/twilio", {"MessageSid": "SM\0"}),
        ("/channels/sms/twilio", {"MessageSid": "SM" + "a" * 200}),
        ("/channels/voice/twilio/steps/1", {"CallSid": "CA\0"}),
        ("/channels/voice/twilio/steps/1", {"CallSid": "CA" + "a" * 200}),
        ("/channels/voice/twilio/steps/1", {"CallSid": "CA1", "RecordingSid": "R" * 100}),
        ("/channels/voice/twilio/steps/" + "9" * 30, {"CallSid": "CA1"}),
        ("/channels/twilio/status", {"MessageSid": "SM\0", "MessageStatus": "sent"}),
        ("/channels/twilio/status", {"MessageSid": "SM1", "MessageStatus": "\0"}),
        ("/channels/twilio/status", {"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "\0"}),
    ],
)
def test_an_id_the_provider_never_gives_is_refused_though_signed(
    visitor: TestClient, path: str, fields: dict[str, str]
) -> None:
    fields = {"AccountSid": ACCOUNT_SID, "From": "+14165550111", "To": "+14165550100", "Body": "bonjour"} | fields
    signature = sign(Account("", TOKEN, "http://testserver"), path, fields)
    answer = visitor.post(path, data=fields, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 400
