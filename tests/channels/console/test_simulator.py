"""The simulated phones: what they send is signed and goes in where a provider's webhook would."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import main, page
from channels.console import routes as console_routes
from channels.port import Audio, Turn
from channels.sms import routes as sms_routes
from channels.twilio.signature import Account
from channels.voice import routes as voice_routes
from surveys.engine import Prompt

ACCOUNT = Account("AC" + "0" * 32, "the-token", "https://entendu.example")
LINE = "+14165550100"
PERSON = "+14165550123"
CALL = "CA" + "0" * 32
STEPS = "/channels/voice/twilio/steps"


@dataclass
class FakeKeep:
    """What the console keeps, in memory."""

    inbox: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    recordings: dict[str, Audio] = field(default_factory=dict)

    async def texts(self, address: str) -> list[str]:
        return self.inbox[address]

    async def keep_recording(self, recording_id: str, audio: Audio) -> None:
        self.recordings[recording_id] = audio


@pytest.fixture
def keep() -> FakeKeep:
    return FakeKeep()


@pytest.fixture
def browser(conversations, keep) -> TestClient:
    app = FastAPI()
    main._add_error_handlers(app)
    app.include_router(sms_routes.router(ACCOUNT, conversations))
    app.include_router(voice_routes.router(ACCOUNT, conversations))
    app.include_router(console_routes.router(ACCOUNT, LINE, keep, page.html))
    return TestClient(app, raise_server_exceptions=False)


def document(answer):
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    return ET.fromstring(answer.text)


def test_a_simulated_text_takes_the_signed_way_in(browser, conversations) -> None:
    answer = browser.post("/simulator/texts", json={"sender": PERSON, "body": "bonjour"})
    (inbound,) = conversations.heard
    assert (inbound.channel, inbound.line, inbound.address, inbound.text) == ("sms", LINE, PERSON, "bonjour")
    assert [message.text for message in document(answer)] == ["Bonjour"]


def test_a_text_sent_again_keeps_its_identity(browser, conversations) -> None:
    text = {"sender": PERSON, "body": "1", "message_sid": "SM" + "a" * 32}
    browser.post("/simulator/texts", json=text)
    browser.post("/simulator/texts", json=text)
    assert [inbound.external_id for inbound in conversations.heard] == ["SM" + "a" * 32] * 2


def test_two_texts_of_the_same_words_are_two(browser, conversations) -> None:
    for _ in range(2):
        browser.post("/simulator/texts", json={"sender": PERSON, "body": "1"})
    assert len({inbound.external_id for inbound in conversations.heard}) == 2


def test_a_call_begins_at_the_first_step(browser, conversations) -> None:
    answer = browser.post("/simulator/calls", json={"caller": PERSON, "call_sid": CALL})
    (inbound,) = conversations.heard
    assert (inbound.channel, inbound.begins, inbound.external_id) == ("voice", True, f"{CALL}:0")
    gather, redirect = document(answer)
    assert (gather.get("action"), redirect.text) == (f"{STEPS}/1", f"{STEPS}/1/silence")


def test_a_key_goes_to_the_step_the_call_is_at(browser, conversations) -> None:
    step = {"caller": PERSON, "call_sid": CALL, "path": f"{STEPS}/3", "digits": "2"}
    gather, _ = document(browser.post("/simulator/calls", json=step))
    assert (conversations.heard[0].external_id, conversations.heard[0].text) == (f"{CALL}:3", "2")
    assert gather.get("action") == f"{STEPS}/4"


def test_staying_silent_is_heard_as_silence(browser, conversations) -> None:
    browser.post("/simulator/calls", json={"caller": PERSON, "call_sid": CALL, "path": f"{STEPS}/3/silence"})
    assert conversations.heard[0].silent


def test_a_recorded_answer_is_kept_and_its_step_names_it(browser, conversations, keep) -> None:
    conversations.turn = Turn((Prompt("thanks", "fr", "Merci.", "nothing"),), "fr", "ended")
    sent = browser.post("/simulator/recordings", content=b"sound", headers={"Content-Type": "audio/webm;codecs=opus"})
    recording_sid = sent.json()["recording_sid"]
    step = {"caller": PERSON, "call_sid": CALL, "path": f"{STEPS}/4", "recording_sid": recording_sid}
    verbs = document(browser.post("/simulator/calls", json=step))
    assert keep.recordings[recording_sid] == Audio(b"sound", "audio/webm")
    assert conversations.heard[0].recording == recording_sid
    assert [verb.tag for verb in verbs] == ["Say", "Hangup"]


def test_texts_that_come_by_themselves_wait_for_their_own_phone(browser, keep) -> None:
    keep.inbox[PERSON].append("Il y a une réponse.")
    assert browser.post("/simulator/inbox", json={"sender": PERSON}).json() == ["Il y a une réponse."]
    assert browser.post("/simulator/inbox", json={"sender": "+14165550124"}).json() == []


@pytest.mark.parametrize("number", ["", "4165550123", "+1416555012x", "+0416", "+1" + "4" * 20])
@pytest.mark.parametrize(
    ("path", "key", "rest"),
    [("texts", "sender", {"body": "bonjour"}), ("calls", "caller", {"call_sid": CALL}), ("inbox", "sender", {})],
)
def test_a_bad_phone_number_is_refused_kindly(browser, conversations, number, path, key, rest) -> None:
    answer = browser.post(f"/simulator/{path}", json={key: number} | rest)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert not conversations.heard
    assert not number or number not in answer.text


@pytest.mark.parametrize(
    "path", ["/staff", "https://elsewhere.example/", f"{STEPS}/1/../../../sms/twilio", f"{STEPS}/1?x=1"]
)
def test_a_step_leads_nowhere_but_into_a_call(browser, conversations, path) -> None:
    assert browser.post("/simulator/calls", json={"caller": PERSON, "call_sid": CALL, "path": path}).status_code == 400
    assert not conversations.heard


@pytest.mark.parametrize(
    ("sound", "media_type"),
    [
        (b"", "audio/wav"),
        (b"<script>", "text/html"),
        (b"sound", "audio/x-unknown"),
        (b"0" * (console_routes.MAX_AUDIO_BYTES + 1), "audio/wav"),
    ],
    ids=["empty", "no sound", "unknown sound", "too long"],
)
def test_recordings_of_a_wrong_type_or_size_are_refused(browser, keep, sound, media_type) -> None:
    answer = browser.post("/simulator/recordings", content=sound, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/problem+json")
    assert not keep.recordings


class Read(HTMLParser):
    """Which language a page declares, its words for the scripts, and whatever the content policy would block."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang, self.inline, self.words = "", [], {}
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        found = dict(attrs)
        if tag == "html":
            self.lang = found["lang"]
        if tag == "style" or "style" in found or (tag == "script" and "src" not in found):
            self.inline.append(tag)
        if found.get("id") == "simulator-words":
            self.words = {name: text for name, text in found.items() if name.startswith("data-")}


@pytest.mark.parametrize(("address", "lang"), [("/simulator", "fr-CA"), ("/simulator?lang=en", "en-CA")])
def test_the_page_speaks_both_languages_and_holds_nothing_inline(browser, address, lang) -> None:
    answer = browser.get(address)
    read = Read(answer.text)
    assert (answer.status_code, read.lang, read.inline) == (200, lang, [])
    assert "416 555-0100" in answer.text
    assert "simulator." not in "".join(read.words.values())  # a key shown is a text that is missing


def test_every_word_the_scripts_ask_for_stands_in_the_page(browser) -> None:
    scripts = "".join(path.read_text() for path in sorted((page.STATIC / "simulator").glob("*.js")))
    asked = {re.sub("([A-Z])", r"-\1", name).lower() for name in re.findall(r"\bwords\.(\w+)", scripts)}
    assert asked == {name.removeprefix("data-") for name in Read(browser.get("/simulator").text).words}
