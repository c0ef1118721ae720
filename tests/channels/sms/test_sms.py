"""Texts in: signed forms to Inbound, turns to TwiML."""

from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import MultiDict

from channels.port import Turn
from channels.sms.routes import router
from channels.twilio.signature import SIGNATURE, Account, sign
from surveys.engine import Prompt

ACCOUNT = Account("AC" + "0" * 32, "the-token", "https://entendu.example")
PATH = "/channels/sms/twilio"
TEXT = {"MessageSid": "SM1", "From": "+14165550123", "To": "+14165550100", "Body": "Bonjour"}


@pytest.fixture
def provider(provider_of, conversations):
    return provider_of(router(ACCOUNT, conversations))


def test_a_text_is_heard_as_it_came_and_answered_as_twiml(provider, conversations) -> None:
    answer = provider.post(PATH, **TEXT)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert [m.text for m in ElementTree.fromstring(answer.text).iter("Message")] == ["Bonjour"]
    (inbound,) = conversations.heard
    assert (inbound.channel, inbound.medium, inbound.external_id) == ("sms", "text", "SM1")
    assert (inbound.line, inbound.address, inbound.text) == ("+14165550100", "+14165550123", "Bonjour")
    assert inbound.is_reachable


def test_silence_is_an_empty_response(provider, conversations) -> None:
    conversations.turn = Turn((), "fr", "ended")
    assert list(ElementTree.fromstring(provider.post(PATH, **TEXT).text)) == []


def test_each_prompt_is_a_message_of_its_own(provider, conversations) -> None:
    conversations.turn = Turn(
        (Prompt("a", "fr", "Un", "nothing"), Prompt("b", "fr", "Deux & <trois>", "choice")), "fr", "asking"
    )
    messages = ElementTree.fromstring(provider.post(PATH, **TEXT).text).iter("Message")
    assert [message.text for message in messages] == ["Un", "Deux & <trois>"]


def test_control_characters_never_reach_the_twiml(provider, conversations) -> None:
    conversations.turn = Turn((Prompt("a", "fr", "Un\x00\x0b\ud800 deux", "nothing"),), "fr", "asking")
    answer = provider.post(PATH, **TEXT)
    assert [m.text for m in ElementTree.fromstring(answer.text).iter("Message")] == ["Un deux"]


def test_a_blank_body_and_spaces_and_line_breaks_come_through_untouched(provider, conversations) -> None:
    for body in ("", "  deux  ", "un\r\ndeux", "é 🙂 +1"):
        assert provider.post(PATH, **TEXT | {"Body": body}).status_code == 200
        assert conversations.heard[-1].text == body


def test_parameters_we_have_never_seen_change_nothing(provider, conversations) -> None:
    assert provider.post(PATH, **TEXT, SomethingNew="2027").status_code == 200


def test_whatsapp_comes_in_on_the_same_route(provider, conversations) -> None:
    provider.post(PATH, **TEXT | {"From": "whatsapp:+14165550123", "To": "whatsapp:+14165550100"})
    (inbound,) = conversations.heard
    assert (inbound.channel, inbound.address, inbound.line) == ("whatsapp", "+14165550123", "+14165550100")


def test_a_short_code_is_heard_but_never_written_to_later(provider, conversations) -> None:
    assert provider.post(PATH, **TEXT | {"From": "12345"}).status_code == 200
    assert not conversations.heard[0].is_reachable


@pytest.mark.parametrize("signed_with", [None, Account(ACCOUNT.sid, "another-token", ACCOUNT.public_url)])
def test_a_missing_or_wrong_signature_is_refused_and_nothing_is_heard(provider, conversations, signed_with) -> None:
    answer = provider.post(PATH, signed_with=signed_with, **TEXT)
    assert answer.status_code == 403
    assert answer.json() == {"type": "about:blank", "title": "Forbidden", "status": 403}
    assert conversations.heard == []


def test_another_account_is_refused(provider, conversations) -> None:
    assert provider.post(PATH, **TEXT | {"AccountSid": "AC" + "1" * 32}).status_code == 403
    assert conversations.heard == []


def test_the_host_a_request_names_is_not_believed(provider, conversations) -> None:
    fields = TEXT | {"AccountSid": ACCOUNT.sid}
    headers = {SIGNATURE: sign(ACCOUNT, PATH, fields), "Host": "evil.example"}
    assert provider.client.post(PATH, data=fields, headers=headers).status_code == 200
    spoofed = {
        SIGNATURE: sign(Account(ACCOUNT.sid, ACCOUNT.token, "http://evil.example"), PATH, fields),
        "Host": "evil.example",
    }
    assert provider.client.post(PATH, data=fields, headers=spoofed).status_code == 403


def test_only_forms_are_read(provider: object, conversations) -> None:
    client: TestClient = provider.client
    signature = {SIGNATURE: sign(ACCOUNT, PATH, {})}
    assert client.post(PATH, json=TEXT, headers=signature).status_code == 415
    assert client.post(PATH, files={"Body": b"x"}, headers=signature).status_code == 415
    assert conversations.heard == []


def test_a_field_sent_twice_still_proves_itself(provider, conversations) -> None:
    pairs = [*(TEXT | {"AccountSid": ACCOUNT.sid}).items(), ("Extra", "b"), ("Extra", "a")]
    signature = sign(ACCOUNT, PATH, MultiDict(pairs))
    body = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in pairs)
    headers = {SIGNATURE: signature, "Content-Type": "application/x-www-form-urlencoded"}
    assert provider.client.post(PATH, content=body, headers=headers).status_code == 200


def test_a_body_beyond_all_measure_is_refused(provider, conversations) -> None:
    assert provider.post(PATH, **TEXT | {"Body": "x" * 70_000}).status_code == 413
    assert conversations.heard == []


def test_a_missing_field_is_a_clear_problem(provider, conversations) -> None:
    answer = provider.post(PATH, From="+14165550123", To="+14165550100", Body="x")
    assert answer.status_code == 400
    assert answer.json()["title"] == "MessageSid is missing"
