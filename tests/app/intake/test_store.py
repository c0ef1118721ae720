"""The port to the message path's tables: one contract, held by SQLite and PostgreSQL alike."""

import asyncio
from datetime import UTC, datetime

import pytest
from fixed import NOON
from sqlmodel import select

from app.clock import new_id
from app.intake.postgres import PostgresStore
from app.intake.sqlite import SqliteStore
from app.intake.store import Completion, IntakeStore, NewAnswer, NewFeedback, TurnRecord
from app.models import Answer, Contributor, Feedback, Message


@pytest.fixture
def run(settings, organization):
    """Run one coroutine function with an open store."""

    def runner(work):
        async def with_store():
            store: IntakeStore = (
                SqliteStore(settings.sqlite_path) if settings.is_sqlite else PostgresStore(settings.database_url, 4)
            )
            await store.open()
            try:
                return await work(store)
            finally:
                await store.close()

        return asyncio.run(with_store())

    return runner


def first_turn(organization) -> TurnRecord:
    return TurnRecord(
        external_id="sms:SM1",
        organization_id=organization.id,
        channel="sms",
        at=NOON,
        original=b"sealed",
        reply=b"reply",
        contributor_id=new_id(),
        address_key=b"k" * 32,
        address=b"address",
        version=1,
        lang="fr",
        opted_out_at=None,
        session=b"session",
        stage="consent",
        feedback_id=None,
        text_owed=False,
    )


def with_feedback(turn: TurnRecord) -> TurnRecord:
    feedback = NewFeedback(new_id(), "ABC234", "experience", 1, "fr")
    answer = NewAnswer("overall", "2", None, None, None, "fr")
    return turn._replace(feedback_id=feedback.id, new_feedback=feedback, answers=(answer,))


def test_a_stranger_is_not_known_and_was_not_answered(run, organization) -> None:
    loaded = run(lambda store: store.load("sms:SM1", organization.id, b"k" * 32))
    assert (loaded.reply, loaded.known) == (None, None)


def test_what_was_saved_is_loaded_again(run, organization) -> None:
    turn = first_turn(organization)._replace(opted_out_at=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC))

    async def work(store):
        assert await store.save(turn) == "saved"
        return await store.load(turn.external_id, organization.id, turn.address_key)

    loaded = run(work)
    assert loaded.reply == b"reply"
    known = loaded.known
    assert (known.id, known.version, known.session, known.address) == (turn.contributor_id, 1, b"session", b"address")
    assert (known.lang, known.opted_out_at, known.feedback_id) == ("fr", turn.opted_out_at, None)


def test_a_turn_computed_from_an_old_version_is_overtaken_and_writes_nothing(run, organization, database) -> None:
    turn = first_turn(organization)

    async def work(store):
        await store.save(turn)
        late = with_feedback(turn._replace(external_id="sms:SM2", version=1))
        return await store.save(late)

    assert run(work) == "overtaken"
    with database.reading() as session:
        assert session.exec(select(Feedback)).all() == []
        assert len(session.exec(select(Message)).all()) == 1


def test_a_message_id_seen_before_is_overtaken_and_changes_nothing(run, organization, database) -> None:
    turn = first_turn(organization)

    async def work(store):
        await store.save(turn)
        return await store.save(turn._replace(version=2, stage="asking"))

    assert run(work) == "overtaken"
    with database.reading() as session:
        assert session.exec(select(Contributor)).one().session_stage == "consent"


def test_an_answer_given_again_replaces_the_first(run, organization, database) -> None:
    turn = with_feedback(first_turn(organization))

    async def work(store):
        await store.save(turn)
        again = NewAnswer("overall", "4", None, None, None, "en")
        await store.save(turn._replace(external_id="sms:SM2", version=2, new_feedback=None, answers=(again,)))

    run(work)
    with database.reading() as session:
        answer = session.exec(select(Answer)).one()
    assert (answer.value, answer.lang) == ("4", "en")


def test_a_claim_code_in_use_is_said_so_and_writes_nothing(run, organization, database) -> None:
    def completing(external_id: str, address_key: bytes) -> TurnRecord:
        done = Completion(new_id(), new_id(), b"c" * 32, None)
        turn = first_turn(organization)._replace(external_id=external_id, address_key=address_key)
        return with_feedback(turn)._replace(completion=done)

    async def work(store):
        first = await store.save(completing("sms:SM1", b"a" * 32))
        return first, await store.save(completing("sms:SM2", b"b" * 32))

    assert run(work) == ("saved", "code_taken")
    with database.reading() as session:
        assert len(session.exec(select(Feedback)).all()) == 1
        assert len(session.exec(select(Message)).all()) == 1
