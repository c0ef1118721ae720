"""Calls in: each step a signed form, each turn a document the provider can play."""

from xml.etree import ElementTree

import pytest

from channels.port import Turn
from channels.twilio.signature import Account
from channels.voice.routes import router
from surveys.engine import Prompt

ACCOUNT = Account("AC" + "0" * 32, "the-token", "https://entendu.example")
START = "/channels/voice/twilio"
CALL = {"CallSid": "CA1", "From": "+14165550123", "To": "+14165550100", "CallStatus": "in-progress"}


@pytest.fixture
def provider(provider_of, conversations):
    return provider_of(router(ACCOUNT, conversations))


def document(answer):
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.text)


def test_a_call_begins_with_nothing_said(provider, conversations) -> None:
    document(provider.post(START, **CALL))
    (inbound,) = conversations.heard
    assert (inbound.channel, inbound.external_id, inbound.begins) == ("voice", "CA1:0", True)


def test_a_key_is_heard_at_the_step_its_address_names(provider, conversations) -> None:
    provider.post(f"{START}/steps/3", **CALL, Digits="2")
    (inbound,) = conversations.heard
    assert (inbound.external_id, inbound.text, inbound.silent, inbound.begins) == ("CA1:3", "2", False, False)


def test_no_key_is_silence(provider, conversations) -> None:
    provider.post(f"{START}/steps/3/silence", **CALL)
    assert conversations.heard[0].silent


def test_a_recording_is_heard_as_one_whatever_key_ended_it(provider, conversations) -> None:
    provider.post(f"{START}/steps/4", **CALL, RecordingSid="RE1", Digits="#")
    (inbound,) = conversations.heard
    assert (inbound.recording, inbound.text, inbound.silent) == ("RE1", "", False)


def test_a_question_waits_for_one_key_then_goes_on_by_itself(provider, conversations) -> None:
    root = document(provider.post(f"{START}/steps/3", **CALL, Digits="2"))
    gather, redirect = root
    assert (gather.tag, gather.get("numDigits"), gather.get("finishOnKey")) == ("Gather", "1", "")
    assert gather.get("action") == f"{START}/steps/4"
    assert [(say.get("language"), say.text) for say in gather] == [("fr-CA", "Bonjour")]
    assert (redirect.tag, redirect.text) == ("Redirect", f"{START}/steps/4/silence")


def test_a_question_in_words_is_recorded_and_any_key_but_hash_is_kept_out(provider, conversations) -> None:
    conversations.turn = Turn((Prompt("words", "en", "Say it.", "words"),), "en", "asking")
    say, record, redirect = document(provider.post(f"{START}/steps/1", **CALL, Digits="2"))
    assert (say.get("language"), record.get("finishOnKey"), record.get("action")) == ("en-US", "#", f"{START}/steps/2")
    assert redirect.text == f"{START}/steps/2/silence"


def test_what_needs_no_answer_ends_the_call(provider, conversations) -> None:
    conversations.turn = Turn((Prompt("thanks", "fr", "Merci.", "nothing"),), "fr", "ended")
    assert [verb.tag for verb in document(provider.post(f"{START}/steps/9", **CALL, Digits="1"))] == ["Say", "Hangup"]


def test_each_language_is_said_by_its_own_voice(provider, conversations) -> None:
    welcome = (
        Prompt("welcome", "fr", "Pour le français, faites le 1.", "nothing"),
        Prompt("welcome", "en", "Press 2.", "choice"),
    )
    conversations.turn = Turn(welcome, "fr", "language")
    says = list(document(provider.post(START, **CALL)).iter("Say"))
    assert [say.get("language") for say in says] == ["fr-CA", "en-US"]
    assert len({say.get("voice") for say in says}) == 2


@pytest.mark.parametrize("caller", ["anonymous", "Restricted", "", "+266696687"])
def test_who_withholds_the_number_is_known_by_this_call_alone(provider, conversations, caller) -> None:
    provider.post(START, **CALL | {"From": caller})
    (inbound,) = conversations.heard
    assert (inbound.address, inbound.is_reachable) == ("call:CA1", False)


def test_an_unsigned_step_is_refused(provider, conversations) -> None:
    assert provider.post(f"{START}/steps/1", signed_with=None, **CALL, Digits="1").status_code == 403
    assert conversations.heard == []


def test_a_step_that_is_no_number_leads_nowhere(provider, conversations) -> None:
    assert provider.post(f"{START}/steps/abc", **CALL).status_code in {404, 422}
