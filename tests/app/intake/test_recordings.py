"""A recorded answer is fetched, sealed here, and only then removed at the provider."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from fixed import NOON
from sqlmodel import select

from app.clock import new_id
from app.db import Database
from app.intake.recordings import RecordingDesk
from app.models import Feedback, Recording
from app.privacy.purposes import AUDIO
from app.privacy.sealing import Vault
from channels.port import Audio, DeliveryError

SOUND = Audio(b"RIFF a voice", "audio/wav")


@dataclass
class FakeRecordings:
    """Holds one sound; each trouble is raised once, by the call it names."""

    troubles: dict[str, DeliveryError] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)

    async def fetch(self, recording_id: str) -> Audio:
        if trouble := self.troubles.pop("fetch", None):
            raise trouble
        return SOUND

    async def delete(self, recording_id: str) -> None:
        if trouble := self.troubles.pop("delete", None):
            raise trouble
        self.deleted.append(recording_id)


@pytest.fixture
def recording_id(database: Database) -> str:
    feedback = Feedback(
        id=new_id(),
        organization_id=new_id(),
        handle="ABC234",
        channel="voice",
        lang="fr",
        survey="experience",
        survey_version=1,
        started_at=NOON,
    )
    with database.writing() as session:
        session.add(feedback)
        session.flush()
        session.add(
            Recording(id="RE1", organization_id=new_id(), feedback_id=feedback.id, question="words", recorded_at=NOON)
        )
    return "RE1"


@pytest.fixture
def attempt(database, vault, recording_id):
    def run(recordings: FakeRecordings, after: timedelta = timedelta()) -> tuple[float | None, Recording]:
        desk = RecordingDesk(database, vault, recordings, lambda: NOON + after)
        again_in = asyncio.run(desk.attempt(recording_id))
        with database.reading() as session:
            return again_in, session.exec(select(Recording)).one()

    return run


def test_a_recording_is_kept_sealed_and_removed_there(attempt, vault: Vault) -> None:
    recordings = FakeRecordings()
    again_in, recording = attempt(recordings)
    assert (again_in, recording.state, recording.media_type) == (None, "kept", "audio/wav")
    assert vault.unseal_bytes(AUDIO, recording.audio) == SOUND.content
    assert SOUND.content not in recording.audio
    assert recordings.deleted == ["RE1"]


def test_a_provider_out_of_reach_is_asked_again_later(attempt) -> None:
    recordings = FakeRecordings({"fetch": DeliveryError("unreachable")})
    again_in, recording = attempt(recordings)
    assert (again_in is not None, recording.state) == (True, "remote")
    assert attempt(recordings)[1].state == "kept"


def test_a_copy_that_could_not_be_removed_is_removed_later_and_not_fetched_twice(attempt) -> None:
    recordings = FakeRecordings({"delete": DeliveryError("500")})
    assert attempt(recordings)[1].state == "fetched"
    recordings.troubles["fetch"] = DeliveryError("must not be fetched again", permanent=True)
    again_in, recording = attempt(recordings)
    assert (again_in, recording.state, recordings.deleted) == (None, "kept", ["RE1"])


def test_a_recording_that_is_not_ready_yet_is_asked_for_again(attempt) -> None:
    recordings = FakeRecordings({"fetch": DeliveryError("404", permanent=True)})
    assert attempt(recordings)[1].state == "remote"
    assert attempt(recordings)[1].state == "kept"


def test_a_recording_still_gone_after_a_day_is_given_up(attempt) -> None:
    gone = FakeRecordings({"fetch": DeliveryError("404", permanent=True)})
    again_in, recording = attempt(gone, after=timedelta(days=2))
    assert (again_in, recording.state) == (None, "lost")


def test_what_its_owner_erased_while_it_was_fetched_does_not_come_back(attempt, database) -> None:
    class ErasedMeanwhile(FakeRecordings):
        async def fetch(self, recording_id: str) -> Audio:
            with database.writing() as session:
                session.exec(select(Recording)).one().state = "discarded"
            return SOUND

    recordings = ErasedMeanwhile()
    assert attempt(recordings)[1].audio is None
    assert recordings.deleted == ["RE1"]


def test_what_its_owner_erased_is_removed_there_without_being_fetched(attempt, database) -> None:
    with database.writing() as session:
        session.exec(select(Recording)).one().state = "discarded"
    recordings = FakeRecordings({"fetch": DeliveryError("must not be fetched", permanent=True)})
    again_in, recording = attempt(recordings)
    assert (again_in, recording.state, recording.audio, recordings.deleted) == (None, "erased", None, ["RE1"])
