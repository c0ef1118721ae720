"""The simulators' end: phones in the browser, carried by webhooks signed just as the provider signs them.

Nothing is imitated behind the signature: a simulated text or call takes the same way in as a real one.
"""

import secrets
from collections.abc import Mapping
from typing import Annotated, Any, Protocol

import httpx
from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field

from channels.console.sender import ConsoleKeep
from channels.port import Audio
from channels.twilio.signature import SIGNATURE, Account, RefusedError, sign

PHONE = r"^\+[1-9]\d{7,14}$"
CALL_PATH = r"^/channels/voice/twilio(/steps/\d{1,4}(/silence)?)?$"
MAX_AUDIO_BYTES = 5_000_000
AUDIO_TYPES = frozenset({"audio/webm", "audio/ogg", "audio/mp4", "audio/wav"})


class Pages(Protocol):
    def __call__(self, template: str, lang: Any, view: Mapping[str, Any]) -> Response: ...


class SimulatedText(BaseModel):
    sender: str = Field(pattern=PHONE)
    body: str = Field(max_length=1600)
    message_sid: str | None = Field(default=None, pattern=r"^SM[0-9a-f]{32}$")  # given to send the same one again


class SimulatedStep(BaseModel):
    caller: str = Field(pattern=PHONE)
    call_sid: str = Field(pattern=r"^CA[0-9a-f]{32}$")
    path: str = Field(default="/channels/voice/twilio", pattern=CALL_PATH)
    digits: str = Field(default="", max_length=20)
    recording_sid: str | None = Field(default=None, pattern=r"^RE[0-9a-f]{32}$")


def router(account: Account, line: str, keep: ConsoleKeep, html: Pages) -> APIRouter:
    """`line` is the demo organization's number, which the phones text and call."""
    routes = APIRouter(prefix="/simulator")

    @routes.get("")
    async def page(lang: str = "fr") -> Response:
        return html("simulator/simulator.html", "en" if lang == "en" else "fr", {"line": line})

    @routes.post("/texts")
    async def text(request: Request, sent: SimulatedText) -> Response:
        sid = sent.message_sid or "SM" + secrets.token_hex(16)
        fields = {"MessageSid": sid, "From": sent.sender, "To": line, "Body": sent.body, "NumMedia": "0"}
        return await _carry(request, account, "/channels/sms/twilio", fields)

    @routes.post("/inbox")
    async def inbox(sender: Annotated[str, Body(pattern=PHONE, embed=True)]) -> list[str]:
        """What came to this phone by itself; the number is in the body, never in an address."""
        return await keep.texts(sender)

    @routes.post("/calls")
    async def call(request: Request, step: SimulatedStep) -> Response:
        fields = {"CallSid": step.call_sid, "From": step.caller, "To": line, "CallStatus": "in-progress"}
        if step.recording_sid:
            fields |= {"RecordingSid": step.recording_sid, "RecordingDuration": "5", "Digits": "#"}
        elif step.digits:
            fields["Digits"] = step.digits
        return await _carry(request, account, step.path, fields)

    @routes.post("/recordings")
    async def record(request: Request) -> dict[str, str]:
        recording_sid = "RE" + secrets.token_hex(16)
        await keep.keep_recording(recording_sid, await _audio(request))
        return {"recording_sid": recording_sid}

    return routes


async def _carry(request: Request, account: Account, path: str, fields: dict[str, str]) -> Response:
    """Post a signed webhook to this very product, in the same process, and hand its answer on."""
    fields["AccountSid"] = account.sid
    transport = httpx.ASGITransport(app=request.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://simulator") as client:
        answer = await client.post(path, data=fields, headers={SIGNATURE: sign(account, path, fields)})
    return Response(answer.content, answer.status_code, media_type=answer.headers.get("Content-Type"))


async def _audio(request: Request) -> Audio:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_AUDIO_BYTES:
            break
    if media_type not in AUDIO_TYPES or len(content) > MAX_AUDIO_BYTES or not content:
        raise RefusedError(415, "Send one recording of at most 5 MB.")
    return Audio(bytes(content), media_type)
