"""Texts in from the provider, SMS and WhatsApp alike; the reply goes straight back as TwiML."""

import re

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData
from twilio.twiml.messaging_response import MessagingResponse

from channels.port import Conversations, Inbound, Turn
from channels.twilio.signature import Account, field, required, sid, signed_form

WHATSAPP = "whatsapp:"
# What XML 1.0 can't carry; a person's phone can't show it either.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def router(account: Account, conversations: Conversations) -> APIRouter:
    async def text(request: Request) -> Response:
        form = await signed_form(request, account)
        turn = await conversations.hear(inbound_text(form))
        return Response(render(turn), media_type="text/xml")

    routes = APIRouter()
    # A plain route: FastAPI's parameter solving has nothing to solve here, and every text would pay for it.
    routes.add_route("/channels/sms/twilio", text, methods=["POST"])
    return routes


def inbound_text(form: FormData) -> Inbound:
    """The provider's fields as one Inbound; raises RefusedError when one it always sends is missing."""
    sender, line = required(form, "From"), required(form, "To")
    is_whatsapp = sender.startswith(WHATSAPP)
    return Inbound(
        channel="whatsapp" if is_whatsapp else "sms",
        medium="text",
        line=line.removeprefix(WHATSAPP),
        address=sender.removeprefix(WHATSAPP),
        external_id=sid(form, "MessageSid"),
        text=field(form, "Body"),
        is_reachable=sender.removeprefix(WHATSAPP).startswith("+"),  # a short code or a name can't be answered later
    )


def render(turn: Turn) -> str:
    """TwiML: one message a prompt, in order; an empty response is silence."""
    response = MessagingResponse()
    for prompt in turn.prompts:
        if words := UNPRINTABLE.sub("", prompt.text).strip():
            response.message(words)
    return str(response)
