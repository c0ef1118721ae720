"""Ways out: the console's and the provider's, held to one contract; then what only the provider does."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import httpx
import pytest
import respx

from channels.console.sender import ConsoleSender
from channels.port import Audio, Delivery, DeliveryError, Outbound, Sender
from channels.twilio.sender import TwilioRecordings, TwilioSender
from channels.twilio.signature import Account

ACCOUNT = Account("AC" + "0" * 32, "the-token", "https://entendu.example")
API = "http://provider.test"
MESSAGES = f"{API}/2010-04-01/Accounts/{ACCOUNT.sid}/Messages.json"
NOTICE = Outbound("intent-1", "sms", "+14165550100", "+14165550123", "Centre Boréal: il y a du nouveau.")


@dataclass
class MemoryKeep:
    """The app's part of the console, in memory."""

    kept: dict[str, tuple[str, str]] = field(default_factory=dict)

    async def keep_text(self, intent_id: str, address: str, text: str) -> None:
        self.kept[intent_id] = (address, text)

    async def has_text(self, intent_id: str) -> bool:
        return intent_id in self.kept

    async def texts(self, address: str) -> list[str]:
        return [text for to, text in self.kept.values() if to == address]

    async def keep_recording(self, recording_id: str, audio: Audio) -> None: ...

    async def recording(self, recording_id: str) -> Audio | None:
        return None

    async def forget_recording(self, recording_id: str) -> None: ...


class FakeProvider:
    """Accepts texts and lists them, as the provider's REST API does."""

    def __init__(self, router: respx.MockRouter) -> None:
        self.sent: list[dict[str, str]] = []
        self.authorizations: list[str | None] = []
        router.post(MESSAGES).mock(side_effect=self._accept)
        router.get(MESSAGES).mock(side_effect=self._list)

    def _accept(self, request: httpx.Request) -> httpx.Response:
        fields = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        self.sent.append(fields)
        self.authorizations.append(request.headers.get("Authorization"))
        return httpx.Response(201, json={"sid": f"SM{len(self.sent)}", "status": "queued"})

    def _list(self, request: httpx.Request) -> httpx.Response:
        to = request.url.params.get("To")
        found = [
            {"sid": f"SM{place}", "to": sent["To"], "body": sent["Body"]}
            for place, sent in enumerate(self.sent, start=1)
            if sent["To"] == to
        ]
        return httpx.Response(200, json={"messages": found, "page": 0, "next_page_uri": None})


def with_provider(work: Callable[[TwilioSender], Awaitable[object]], service: str = "") -> object:
    async def run() -> object:
        async with httpx.AsyncClient() as client:
            return await work(TwilioSender(client, ACCOUNT, API, service))

    return asyncio.run(run())


@pytest.fixture(params=["console", "provider"])
def with_sender(request: pytest.FixtureRequest):
    """Run a coroutine function with each sender in turn."""
    if request.param == "console":
        sender = ConsoleSender(MemoryKeep())
        yield lambda work: asyncio.run(work(sender))
        return
    with respx.mock(assert_all_called=False) as router:
        FakeProvider(router)
        router.get(url__regex=r".*/Messages/SM\d+\.json").respond(json={"sid": "SM1", "status": "delivered"})
        yield with_provider


def test_a_text_sent_has_an_id_and_is_found_by_it(with_sender) -> None:
    async def work(sender: Sender) -> tuple[str, str | None]:
        return await sender.send(NOTICE), await sender.find(NOTICE)

    sent, found = with_sender(work)
    assert sent
    assert found == sent


def test_a_text_that_was_sent_has_a_status(with_sender) -> None:
    async def work(sender: Sender) -> Delivery:
        return await sender.status(await sender.send(NOTICE))

    assert with_sender(work) == Delivery("delivered")


def test_a_text_never_sent_is_not_found(with_sender) -> None:
    assert with_sender(lambda sender: sender.find(NOTICE)) is None


@respx.mock
def test_the_provider_is_given_the_text_the_numbers_and_where_to_report() -> None:
    provider = FakeProvider(respx.mock)
    with_provider(lambda sender: sender.send(NOTICE))
    (sent,) = provider.sent
    assert (sent["To"], sent["From"], sent["Body"]) == (NOTICE.address, NOTICE.line, NOTICE.text)
    assert sent["StatusCallback"] == "https://entendu.example/channels/twilio/status"
    assert provider.authorizations[0].startswith("Basic ")


@respx.mock
def test_a_messaging_service_sends_in_the_numbers_place() -> None:
    provider = FakeProvider(respx.mock)
    with_provider(lambda sender: sender.send(NOTICE), "MG1")
    assert provider.sent[0]["MessagingServiceSid"] == "MG1"
    assert "From" not in provider.sent[0]


@respx.mock
def test_whatsapp_numbers_are_named_as_the_provider_names_them() -> None:
    provider = FakeProvider(respx.mock)
    outbound = Outbound("i", "whatsapp", "+14165550100", "+14165550123", "x")
    with_provider(lambda sender: sender.send(outbound))
    assert (provider.sent[0]["To"], provider.sent[0]["From"]) == ("whatsapp:+14165550123", "whatsapp:+14165550100")


def refusal(response: httpx.Response | Exception) -> DeliveryError:
    with respx.mock(assert_all_called=False) as router:
        route = router.post(MESSAGES)
        route.mock(side_effect=response) if isinstance(response, Exception) else route.mock(return_value=response)
        with pytest.raises(DeliveryError) as raised:
            with_provider(lambda sender: sender.send(NOTICE))
    return raised.value


def problem(status: int, code: int, **headers: str) -> httpx.Response:
    body = json.dumps({"code": code, "message": "…", "status": status})
    return httpx.Response(status, content=body, headers=headers)


def test_too_fast_means_wait_as_long_as_told_and_send_again() -> None:
    error = refusal(problem(429, 20429, **{"Retry-After": "7"}))
    assert (error.permanent, error.was_maybe_sent, error.retry_after_seconds) == (False, False, 7)


@pytest.mark.parametrize("code", [21610, 21211, 30006])
def test_a_permanent_refusal_is_never_tried_again(code: int) -> None:
    error = refusal(problem(400, code))
    assert (error.code, error.permanent, error.was_maybe_sent) == (str(code), True, False)


@pytest.mark.parametrize(
    "trouble", [problem(500, 20500), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("cut off")]
)
def test_a_fault_on_their_side_may_have_sent_it(trouble: httpx.Response | Exception) -> None:
    error = refusal(trouble)
    assert (error.permanent, error.was_maybe_sent) == (False, True)


def test_a_provider_out_of_reach_has_sent_nothing() -> None:
    error = refusal(httpx.ConnectError("no route"))
    assert (error.permanent, error.was_maybe_sent) == (False, False)


@respx.mock
def test_a_recording_is_fetched_with_our_name_and_removed_there() -> None:
    base = f"{API}/2010-04-01/Accounts/{ACCOUNT.sid}/Recordings/RE1"
    fetched = respx.get(f"{base}.wav").respond(200, content=b"RIFF", headers={"Content-Type": "audio/wav"})
    removed = respx.delete(f"{base}.json").mock(side_effect=[httpx.Response(204), httpx.Response(404)])

    async def work() -> Audio:
        async with httpx.AsyncClient() as client:
            recordings = TwilioRecordings(client, ACCOUNT, API)
            audio = await recordings.fetch("RE1")
            await recordings.delete("RE1")
            await recordings.delete("RE1")  # gone already is as good
            return audio

    assert asyncio.run(work()) == Audio(b"RIFF", "audio/wav")
    assert fetched.calls[0].request.headers["Authorization"].startswith("Basic ")
    assert removed.call_count == 2
