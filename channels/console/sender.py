"""The way out when there is no provider: texts are kept for the simulated phones to show."""

from typing import Protocol

from channels.port import Audio, Delivery, DeliveryError, Outbound


class ConsoleKeep(Protocol):
    """Where the console keeps what a provider would carry; fulfilled by the app."""

    async def keep_text(self, intent_id: str, address: str, text: str) -> None: ...

    async def has_text(self, intent_id: str) -> bool: ...

    async def texts(self, address: str) -> list[str]: ...

    async def keep_recording(self, recording_id: str, audio: Audio) -> None: ...

    async def recording(self, recording_id: str) -> Audio | None: ...

    async def forget_recording(self, recording_id: str) -> None: ...


class ConsoleSender:
    """Fulfils channels.port.Sender."""

    def __init__(self, keep: ConsoleKeep) -> None:
        self._keep = keep

    async def send(self, outbound: Outbound) -> str:
        await self._keep.keep_text(outbound.intent_id, outbound.address, outbound.text)
        return _id(outbound)

    async def find(self, outbound: Outbound) -> str | None:
        return _id(outbound) if await self._keep.has_text(outbound.intent_id) else None

    async def status(self, provider_id: str) -> Delivery:  # noqa: ARG002  # what the console keeps has arrived
        return Delivery("delivered")


class ConsoleRecordings:
    """Fulfils channels.port.Recordings."""

    def __init__(self, keep: ConsoleKeep) -> None:
        self._keep = keep

    async def fetch(self, recording_id: str) -> Audio:
        audio = await self._keep.recording(recording_id)
        if audio is None:
            raise DeliveryError("not-found", permanent=True)
        return audio

    async def delete(self, recording_id: str) -> None:
        await self._keep.forget_recording(recording_id)


def _id(outbound: Outbound) -> str:
    return f"console-{outbound.intent_id}"
