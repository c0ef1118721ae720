"""Delivery and call reports from the provider: in any order, more than once, for ids we may not know yet."""

from typing import Protocol

from fastapi import APIRouter, Request, Response

from channels.twilio.signature import Account, plain, signed_form


class Reports(Protocol):
    """What becomes of a delivery report; fulfilled by the app."""

    async def report(self, provider_id: str, status: str, error_code: str | None) -> None: ...


def router(account: Account, reports: Reports) -> APIRouter:
    routes = APIRouter()

    @routes.post("/channels/twilio/status")
    async def status(request: Request) -> Response:
        form = await signed_form(request, account)
        message, state = plain(form, "MessageSid"), plain(form, "MessageStatus")
        if message and state:
            await reports.report(message[:80], state[:40], plain(form, "ErrorCode")[:20] or None)
        return Response(status_code=204)  # a call's end tells nothing we act on

    return routes
