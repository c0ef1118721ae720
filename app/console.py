"""Keeps what the console channel would hand to a provider; fulfils channels.console.sender.ConsoleKeep."""

import asyncio

from sqlmodel import col, select

from app.clock import Clock
from app.db import Database
from app.models import ConsoleMessage, ConsoleRecording
from app.privacy.purposes import AUDIO, CONSOLE
from app.privacy.sealing import Vault
from channels.port import Audio

NEWEST = 50  # texts a simulated phone shows


class ConsoleStore:
    """Sealed like everything else: a demo is often fed with real words."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def keep_text(self, intent_id: str, address: str, text: str) -> None:
        await asyncio.to_thread(self._keep_text, intent_id, address, text)

    async def has_text(self, intent_id: str) -> bool:
        return await asyncio.to_thread(self._has_text, intent_id)

    async def texts(self, address: str) -> list[str]:
        return await asyncio.to_thread(self._texts, address)

    async def keep_recording(self, recording_id: str, audio: Audio) -> None:
        await asyncio.to_thread(self._keep_recording, recording_id, audio)

    async def recording(self, recording_id: str) -> Audio | None:
        return await asyncio.to_thread(self._recording, recording_id)

    async def forget_recording(self, recording_id: str) -> None:
        await asyncio.to_thread(self._forget_recording, recording_id)

    def _keep_text(self, intent_id: str, address: str, text: str) -> None:
        with self._database.writing() as session:
            if session.get(ConsoleMessage, intent_id) is None:
                key, body = self._vault.look_up_key(CONSOLE, address), self._vault.seal(CONSOLE, text)
                session.add(ConsoleMessage(id=intent_id, address_key=key, body=body, sent_at=self._clock()))

    def _has_text(self, intent_id: str) -> bool:
        with self._database.reading() as session:
            return session.get(ConsoleMessage, intent_id) is not None

    def _texts(self, address: str) -> list[str]:
        key = self._vault.look_up_key(CONSOLE, address)
        newest = select(ConsoleMessage).where(ConsoleMessage.address_key == key)
        newest = newest.order_by(col(ConsoleMessage.sent_at).desc()).limit(NEWEST)
        with self._database.reading() as session:
            return [self._vault.unseal(CONSOLE, message.body) for message in session.exec(newest)][::-1]

    def _keep_recording(self, recording_id: str, audio: Audio) -> None:
        sealed = self._vault.seal_bytes(AUDIO, audio.content)
        with self._database.writing() as session:
            session.add(
                ConsoleRecording(id=recording_id, audio=sealed, media_type=audio.media_type, recorded_at=self._clock())
            )

    def _recording(self, recording_id: str) -> Audio | None:
        with self._database.reading() as session:
            found = session.get(ConsoleRecording, recording_id)
            return Audio(self._vault.unseal_bytes(AUDIO, found.audio), found.media_type) if found else None

    def _forget_recording(self, recording_id: str) -> None:
        with self._database.writing() as session:
            if found := session.get(ConsoleRecording, recording_id):
                session.delete(found)
