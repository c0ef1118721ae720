"""Calls in from the provider: each step of a call is one webhook with an address of its own.

The address carries the step's number, so a webhook that comes twice is the same step and gets the same answer.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.datastructures import FormData

from channels.port import Conversations, Inbound
from channels.twilio.signature import Account, field, required, sid, signed_form
from channels.voice.script import render

START = "/channels/voice/twilio"
Step = Annotated[int, Path(ge=0, lt=10_000)]  # far beyond any call; the number becomes part of a stored id
WITHHELD = frozenset({"", "anonymous", "restricted", "unavailable", "private", "+266696687", "+7378742833", "+2562533"})


def router(account: Account, conversations: Conversations) -> APIRouter:
    routes = APIRouter()

    async def answer(request: Request, step: int, *, silent: bool = False) -> Response:
        form = await signed_form(request, account)
        turn = await conversations.hear(inbound_step(form, step, silent=silent))
        return Response(render(turn, next_step=f"{START}/steps/{step + 1}"), media_type="text/xml")

    @routes.post(START)
    async def begin(request: Request) -> Response:
        return await answer(request, 0)

    @routes.post(START + "/steps/{step}")
    async def go_on(request: Request, step: Step) -> Response:
        return await answer(request, step)

    @routes.post(START + "/steps/{step}/silence")
    async def stay_silent(request: Request, step: Step) -> Response:
        return await answer(request, step, silent=True)

    return routes


def inbound_step(form: FormData, step: int, *, silent: bool) -> Inbound:
    """What the caller did at this step. A caller who withholds the number is known by this call alone."""
    call, caller = sid(form, "CallSid"), field(form, "From")
    is_known = caller.lower() not in WITHHELD and caller.startswith("+")
    recording = sid(form, "RecordingSid") if field(form, "RecordingSid") else None
    digits = field(form, "Digits") if recording is None else ""  # a recording's Digits only says which key ended it
    return Inbound(
        channel="voice",
        medium="voice",
        line=required(form, "To"),
        address=caller if is_known else f"call:{call}",
        external_id=f"{call}:{step}",
        text=digits,
        recording=recording,
        silent=silent or (step > 0 and not digits and recording is None),
        begins=step == 0,
        is_reachable=is_known,
    )
