"""Crash it on purpose: whatever dies, what was answered is kept once and every conversation goes on."""

import asyncio
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import httpx
import pytest
from fixed import ACCOUNT_SID, TOKEN
from running import LINE, Phone, Product, at_the_desk, running_product, wait_until
from sqlmodel import select
from talks import WHOLE_TALK
from test_the_whole_loop import a_response_is_drafted, the_peer_approves, the_publisher_publishes

from app.db import Database
from app.models import Answer, Case, Contributor, Feedback, Message, Notice
from channels.twilio.signature import SIGNATURE, Account, sign

pytestmark = pytest.mark.slow

PEOPLE = 500
AT_ONCE = 50
PATH = "/channels/sms/twilio"


@dataclass
class Person:
    """Goes through the whole talk; a text that gets no answer is brought again under the same id, as carriers do."""

    product: Product
    number: str
    client: httpx.AsyncClient
    answered: dict[str, str] = field(default_factory=dict)

    async def talks(self) -> None:
        for place, text in enumerate(WHOLE_TALK):
            sid = f"SM{self.number[2:]}x{place}"
            while sid not in self.answered:
                await self._sends(text, sid)

    async def _sends(self, text: str, sid: str) -> None:
        fields = {"AccountSid": ACCOUNT_SID, "MessageSid": sid, "From": self.number, "To": LINE, "Body": text}
        headers = {
            SIGNATURE: sign(Account("", TOKEN, self.product.url), PATH, fields),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            answer = await self.client.post(self.product.url + PATH, content=urlencode(fields), headers=headers)
        except httpx.HTTPError:
            await asyncio.sleep(0.1)
            return
        assert answer.status_code in {200, 503}, answer.status_code
        if answer.status_code == 200:
            self.answered[sid] = answer.text


async def everybody_talks(product: Product, kill_after_seconds: float) -> list[Person]:
    async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=AT_ONCE)) as client:
        people = [Person(product, f"+1416{n:07d}", client) for n in range(PEOPLE)]
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(person: Person) -> None:
            async with turns:
                await person.talks()

        talking = asyncio.gather(*(one(person) for person in people))
        await asyncio.sleep(kill_after_seconds)
        assert not talking.done(), "the kill came after everybody was done"
        await asyncio.to_thread(kill_and_restart, product)
        await talking
    return people


def kill_and_restart(product: Product) -> None:
    for name in ("web", "worker"):
        product.kill(name)
        product.start(name)


@pytest.mark.timeout(300)
def test_every_text_that_was_answered_is_kept_once_and_every_talk_goes_on(
    database_url, database: Database, tmp_path
) -> None:
    with running_product(database_url, tmp_path) as product:
        people = asyncio.run(everybody_talks(product, kill_after_seconds=2))
    with database.reading() as session:
        messages = Counter(session.exec(select(Message.external_id)).all())
        assert len(session.exec(select(Feedback)).all()) == PEOPLE
        assert len(session.exec(select(Case)).all()) == PEOPLE
        assert len(session.exec(select(Contributor)).all()) == PEOPLE
        assert len(session.exec(select(Answer)).all()) == PEOPLE * 8
    answered = {f"sms:{sid}" for person in people for sid in person.answered}
    assert set(messages) == answered
    assert set(messages.values()) == {1}
    codes = [code_in(person.answered[f"SM{person.number[2:]}x{len(WHOLE_TALK) - 1}"]) for person in people]
    assert len(set(codes)) == PEOPLE


def code_in(twiml: str) -> str:
    words = " ".join(message.text or "" for message in ET.fromstring(twiml).iter("Message"))
    (code,) = [word for word in words.replace(".", " ").split() if len(word) == 8 and word.isdigit()]
    return code


@pytest.mark.timeout(180)
def test_a_worker_killed_while_it_delivers_forgets_nobody_and_tells_nobody_twice(
    database_url, database: Database, tmp_path
) -> None:
    with running_product(database_url, tmp_path, "web") as product:
        phones = [Phone(product, f"+1416556{n:04d}") for n in range(12)]
        for phone in phones:
            for text in WHOLE_TALK:
                phone.texts(text)
        publish_one_answer_to_all(product, len(phones))
        product.start("worker")
        wait_until(lambda: any(phone.inbox() for phone in phones), "the first texts leave")
        product.kill("worker")
        product.start("worker")
        wait_until(lambda: all(phone.inbox() for phone in phones), "everybody was told", seconds=120)
        time.sleep(2)
        assert {len(phone.inbox()) for phone in phones} == {1}
    with database.reading() as session:
        assert {notice.state for notice in session.exec(select(Notice))} <= {"sent", "sending", "unknown"}


def publish_one_answer_to_all(product: Product, count: int) -> None:
    triage = at_the_desk(product, "triage").opens("/staff/cases")
    cases = list(dict.fromkeys(triage.links(r"/staff/cases/[0-9a-f]{32}$")))
    assert len(cases) == count
    joined = "&case=".join(case.rsplit("/", 1)[1] for case in cases)
    response = a_response_is_drafted(triage, "/" + joined)
    the_peer_approves(product, response)
    the_publisher_publishes(product, response)


def test_texts_are_answered_while_no_worker_runs_and_what_is_owed_is_delivered_later(database_url, tmp_path) -> None:
    with running_product(database_url, tmp_path, "web") as product:
        phone = Phone(product, "+1416557" + f"{secrets.randbelow(10**4):04d}")
        for text in WHOLE_TALK:
            assert phone.texts(text)
        publish_one_answer_to_all(product, 1)
        assert httpx.get(f"{product.url}/readyz").status_code == 503
        assert phone.inbox() == []
        product.start("worker")
        wait_until(lambda: len(phone.inbox()) == 1, "the text arrives once a worker is back")
