"""Texts out through the provider's REST API, and its recordings in."""

from collections.abc import Mapping

import httpx
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from channels.port import Audio, Delivery, DeliveryError, Outbound
from channels.twilio.codes import PERMANENT
from channels.twilio.signature import Account
from channels.twilio.transport import HttpxTransport

STATUS_PATH = "/channels/twilio/status"
SERVER_FAULT = 500
LOOK_BACK = 50  # the newest texts to one person that are searched for one that may have left
MAX_AUDIO_BYTES = 10_000_000  # two minutes of the provider's WAV are 2 MB


class TwilioSender:
    """Fulfils channels.port.Sender."""

    def __init__(
        self, client: httpx.AsyncClient, account: Account, api_url: str, messaging_service_sid: str = ""
    ) -> None:
        self._account = account
        self._service = messaging_service_sid
        self._client = Client(account.sid, account.token, http_client=HttpxTransport(client, api_url))

    async def send(self, outbound: Outbound) -> str:
        """Send one text; return the provider's message id. Raises DeliveryError."""
        try:
            message = await self._client.messages.create_async(
                to=_address(outbound.channel, outbound.address),
                body=outbound.text,
                status_callback=self._account.public_url + STATUS_PATH,
                **self._from(outbound),
            )
        except TwilioException as error:
            raise _delivery_error(error) from error
        return str(message.sid)

    async def find(self, outbound: Outbound) -> str | None:
        """The id of this very text if the provider has it; raises DeliveryError when it can't tell."""
        to = _address(outbound.channel, outbound.address)
        try:
            messages = await self._client.messages.list_async(to=to, limit=LOOK_BACK)
        except TwilioException as error:
            raise _delivery_error(error) from error
        ours = (str(message.sid) for message in messages if message.body == outbound.text)
        return next((sid for sid in ours if sid not in outbound.not_these), None)

    async def status(self, provider_id: str) -> Delivery:
        """The provider's own status of a message; raises DeliveryError."""
        try:
            message = await self._client.messages(provider_id).fetch_async()
        except TwilioException as error:
            raise _delivery_error(error) from error
        return Delivery(str(message.status), str(message.error_code) if message.error_code else None)

    def _from(self, outbound: Outbound) -> Mapping[str, str]:
        if self._service:
            return {"messaging_service_sid": self._service}
        return {"from_": _address(outbound.channel, outbound.line)}


class TwilioRecordings:
    """Fulfils channels.port.Recordings."""

    def __init__(self, client: httpx.AsyncClient, account: Account, api_url: str) -> None:
        self._client = client
        self._auth = (account.sid, account.token)
        self._base = f"{api_url}/2010-04-01/Accounts/{account.sid}/Recordings"

    async def fetch(self, recording_id: str) -> Audio:
        answer = await self._call("GET", f"{recording_id}.wav")
        if not answer.is_success:
            raise DeliveryError(str(answer.status_code), permanent=answer.status_code == httpx.codes.NOT_FOUND)
        if len(answer.content) > MAX_AUDIO_BYTES:
            raise DeliveryError("too-large", permanent=True)
        return Audio(answer.content, answer.headers.get("Content-Type", "audio/wav"))

    async def delete(self, recording_id: str) -> None:
        answer = await self._call("DELETE", f"{recording_id}.json")
        if not answer.is_success and answer.status_code != httpx.codes.NOT_FOUND:
            raise DeliveryError(str(answer.status_code))

    async def _call(self, method: str, name: str) -> httpx.Response:
        try:
            return await self._client.request(method, f"{self._base}/{name}", auth=self._auth)
        except httpx.HTTPError as error:
            raise DeliveryError("unreachable") from error


def _address(channel: str, number: str) -> str:
    return f"whatsapp:{number}" if channel == "whatsapp" else number


def _delivery_error(error: TwilioException) -> DeliveryError:
    if not isinstance(error, TwilioRestException):
        return DeliveryError("unreadable", was_maybe_sent=True)
    if error.status >= SERVER_FAULT:  # the provider says such a POST may have gone through
        return DeliveryError(str(error.code or error.status), was_maybe_sent=True)
    code = str(error.code or error.status)
    return DeliveryError(code, permanent=code in PERMANENT or error.status == httpx.codes.BAD_REQUEST)
