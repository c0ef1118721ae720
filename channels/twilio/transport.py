"""The provider's client over our one httpx client: its own aiohttp transport ignores time-outs and leaks sessions."""

import logging
from typing import Any

import httpx
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from channels.port import DeliveryError
from channels.twilio.codes import RATE_LIMITED

PROVIDER_URL = "https://api.twilio.com"
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class HttpxTransport(AsyncHttpClient):  # type: ignore[misc]  # the provider's library is untyped
    """Raises DeliveryError for what never reached the provider, might have, or came too fast."""

    def __init__(self, client: httpx.AsyncClient, api_url: str) -> None:
        super().__init__(logging.getLogger("entendu.provider"), is_async=True)
        self._client = client
        self._api_url = api_url

    async def request(  # the provider library's signature, kept to the letter
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109  # ours is set on the client
        allow_redirects: bool = False,  # noqa: FBT001, FBT002
    ) -> Response:
        sent: dict[str, Any] = {"headers": headers, "auth": auth, "follow_redirects": allow_redirects}
        if params:  # an empty mapping would wipe the address's own query
            sent["params"] = params
        if data:
            sent["json" if (headers or {}).get("Content-Type") == "application/json" else "data"] = data
        try:
            answer = await self._client.request(method, url.replace(PROVIDER_URL, self._api_url, 1), **sent)
        except NEVER_SENT as error:
            raise DeliveryError("unreachable", retry_after_seconds=30) from error
        except httpx.HTTPError as error:
            raise DeliveryError("no-answer", was_maybe_sent=method == "POST") from error
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:  # the library's exceptions lose this header
            raise DeliveryError(RATE_LIMITED, retry_after_seconds=_seconds(answer.headers.get("Retry-After")))
        return Response(answer.status_code, answer.text, answer.headers)


def _seconds(retry_after: str | None) -> float:
    try:
        return min(max(float(retry_after or 1), 0.5), 300)
    except ValueError:
        return 1
