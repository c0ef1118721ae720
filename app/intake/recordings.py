"""Recorded answers: fetched, sealed here, and only then removed at the provider."""

import asyncio
from datetime import timedelta

from app.clock import Clock
from app.db import Database
from app.models import Recording
from app.privacy.purposes import AUDIO
from app.privacy.sealing import Vault
from channels.port import Audio, DeliveryError, Recordings

RETRY_SECONDS = 30.0
READY_WITHIN = timedelta(hours=24)


class RecordingDesk:
    """Takes one recording from remote to kept, or from discarded to erased; safe to call again anywhere."""

    def __init__(self, database: Database, vault: Vault, recordings: Recordings, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._recordings = recordings
        self._clock = clock

    async def attempt(self, recording_id: str) -> float | None:
        """Go as far as the provider lets us; the seconds until another try, or None when done."""
        state = await asyncio.to_thread(self._state, recording_id)
        try:
            if state == "remote":
                audio = await self._recordings.fetch(recording_id)
                state = await asyncio.to_thread(self._keep, recording_id, audio)
            if state in {"fetched", "discarded"}:
                await self._recordings.delete(recording_id)
                await asyncio.to_thread(self._finish, recording_id)
        except DeliveryError as error:
            if not error.permanent or await asyncio.to_thread(self._is_fresh, recording_id):
                return RETRY_SECONDS
            await asyncio.to_thread(self._give_up, recording_id)
        return None

    def _state(self, recording_id: str) -> str:
        with self._database.reading() as session:
            return session.get_one(Recording, recording_id).state

    def _is_fresh(self, recording_id: str) -> bool:
        """The provider may say 404 for a while before a recording is ready."""
        with self._database.reading() as session:
            return self._clock() - session.get_one(Recording, recording_id).recorded_at < READY_WITHIN

    def _keep(self, recording_id: str, audio: Audio) -> str:
        with self._database.writing() as session:
            recording = session.get_one(Recording, recording_id, with_for_update=True)
            if recording.state == "remote":  # not erased by its owner in the meantime
                recording.state = "fetched"
                recording.audio = self._vault.seal_bytes(AUDIO, audio.content)
                recording.media_type = audio.media_type
                recording.kept_at = self._clock()
            return recording.state

    def _finish(self, recording_id: str) -> None:
        with self._database.writing() as session:
            recording = session.get_one(Recording, recording_id, with_for_update=True)
            recording.state = "kept" if recording.state == "fetched" and recording.audio else "erased"

    def _give_up(self, recording_id: str) -> None:
        with self._database.writing() as session:
            recording = session.get_one(Recording, recording_id, with_for_update=True)
            recording.state = "lost" if recording.state == "remote" else recording.state
