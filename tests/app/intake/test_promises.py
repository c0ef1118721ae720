"""What a person was told, kept: a STOP, a no, an erasure, a text promised. Each was broken once."""

import asyncio
from datetime import timedelta

import pytest
from fixed import NOON
from sqlmodel import select
from talks import WHOLE_TALK

from app.clock import new_id
from app.intake.erasure import erase_by_code
from app.intake.upkeep import erase_expired, expire_stale
from app.models import Answer, Contributor, Feedback, Message, Recording
from app.privacy.purposes import ORIGINAL, SESSION
from channels.port import Inbound


class MovingClock:
    now = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def talk(talking):
    """Run one coroutine function with a person who talks; a second call is another process."""

    def run(body, already_sent: int = 0):
        async def go():
            async with talking() as person:
                person.sent = already_sent
                return await body(person)

        return asyncio.run(go())

    return run


def rows(database, model):
    with database.reading() as session:
        return list(session.exec(select(model)))


async def whole_talk(person) -> str:
    return (await person.says(*WHOLE_TALK)).claim_code


def test_asking_after_the_answer_a_month_later_keeps_the_promised_text(talk, database, clock) -> None:
    code = talk(whole_talk)
    clock.now = NOON + timedelta(days=31)
    with database.writing() as session:
        erase_expired(session, clock.now)
    talk(lambda person: person.says(code), already_sent=100)
    (contributor,) = rows(database, Contributor)
    assert contributor.address is not None
    assert contributor.text_owed


def test_a_talk_begun_again_and_left_keeps_the_promised_text(talk, database) -> None:
    talk(lambda person: person.says(*WHOLE_TALK, "bonjour"))
    with database.writing() as session:
        expire_stale(session, NOON + timedelta(days=8))
    assert rows(database, Contributor)[0].address is not None


def test_a_stop_outlives_an_erasure_by_code(talk, database, vault) -> None:
    async def stops(person) -> str:
        code = await whole_talk(person)
        await person.says("STOP")
        return code

    code = talk(stops)
    with database.writing() as session:
        assert erase_by_code(session, vault, code, NOON)
    assert talk(lambda person: person.says("le groupe de mardi etait bien"), already_sent=100).prompts == ()


def test_a_stop_heard_by_the_provider_outlives_the_next_message(talk, database) -> None:
    talk(whole_talk)
    with database.writing() as session:
        contributor = session.exec(select(Contributor)).one()
        contributor.opted_out_at, contributor.session_version = NOON, contributor.session_version + 1
    assert talk(lambda person: person.says("merci"), already_sent=100).prompts == ()
    assert rows(database, Contributor)[0].opted_out_at is not None


def test_who_comes_back_after_a_stop_is_heard_again(talk, database) -> None:
    talk(lambda person: person.says(*WHOLE_TALK, "STOP"))
    turn = talk(lambda person: person.says("OUI", "OUI"), already_sent=100)
    assert turn.prompts
    assert rows(database, Contributor)[0].opted_out_at is None


def test_erasing_by_code_leaves_another_talk_in_the_making_alone(talk, database, vault) -> None:
    async def begins_again(person) -> str:
        code = await whole_talk(person)
        await person.says("bonjour", "oui", "5", "Une deuxième histoire très importante")
        return code

    code = talk(begins_again)
    with database.writing() as session:
        assert erase_by_code(session, vault, code, NOON)
    with database.writing() as session:
        expire_stale(session, NOON + timedelta(days=8))
    (second,) = [feedback for feedback in rows(database, Feedback) if not feedback.erased_at]
    assert second.completed_at is not None


@pytest.mark.parametrize(
    "texts",
    [
        ("bonjour", "1", "non", "ok merci", "laissez moi tranquille"),
        ("mon intervenante a été méchante", "1", "STOP", "Nathalie du groupe est méchante"),
    ],
)
def test_without_a_yes_no_words_stay(talk, database, vault, texts) -> None:
    talk(lambda person: person.says(*texts))
    with database.writing() as session:
        expire_stale(session, NOON + timedelta(days=8))
    assert [vault.unseal(ORIGINAL, message.original) for message in rows(database, Message) if message.original] == []
    sessions = [
        vault.unseal(SESSION, contributor.session) for contributor in rows(database, Contributor) if contributor.session
    ]
    assert not any("chante" in session for session in sessions)


def test_erasing_by_text_reaches_the_calls_from_the_same_number(talk, database) -> None:
    async def calls_then_erases(person) -> None:
        for place in range(3):
            step = Inbound(
                "voice",
                "voice",
                "+14165550100",
                person.address,
                f"CA:{place}",
                text="1" if place else "",
                begins=not place,
            )
            await person.intake.hear(step)
        await person.says("bonjour", "EFFACER")

    talk(calls_then_erases)
    assert {contributor.channel for contributor in rows(database, Contributor)} == {"sms", "voice"}
    assert [contributor for contributor in rows(database, Contributor) if contributor.address] == []


def test_a_session_nobody_can_read_any_more_starts_again(talk, database, vault) -> None:
    talk(lambda person: person.says("bonjour"))
    with database.writing() as session:
        contributor = session.exec(select(Contributor)).one()
        contributor.session = vault.seal(SESSION, '{"v":2,"survey":"experience"}')
        contributor.session_version += 1
    assert talk(lambda person: person.says("allo"), already_sent=100).prompts[0].id == "welcome"


def test_retention_leaves_no_old_session_however_many_there_are(database) -> None:
    with database.writing() as session:
        for place in range(450):
            session.add(
                Contributor(
                    id=new_id(),
                    organization_id="o",
                    channel="sms",
                    address_key=str(place).encode(),
                    session=b"unreadable",
                    session_stage="ended",
                    created_at=NOON,
                    last_turn_at=NOON - timedelta(days=60),
                )
            )
    with database.writing() as session:
        assert erase_expired(session, NOON).sessions == 450
    assert all(contributor.session is None for contributor in rows(database, Contributor))


def test_sound_stuck_at_the_provider_is_erased_here_and_removed_there(database) -> None:
    with database.writing() as session:
        about = {"organization_id": "o", "handle": "A", "channel": "voice", "lang": "fr", "survey": "x"}
        session.add(Feedback(id="f", survey_version=1, started_at=NOON, **about))
        session.flush()
        for state in ("fetched", "kept"):
            sound = {"organization_id": "o", "feedback_id": "f", "question": "words", "audio": b"sealed"}
            session.add(Recording(id=state, state=state, recorded_at=NOON, **sound))
    with database.writing() as session:
        erase_expired(session, NOON + timedelta(days=400))
    assert {recording.id: recording.state for recording in rows(database, Recording)} == {
        "fetched": "discarded",
        "kept": "erased",
    }
    assert [recording for recording in rows(database, Recording) if recording.audio] == []


def test_the_code_kept_for_a_text_goes_with_the_number(talk, database) -> None:
    talk(whole_talk)
    with database.writing() as session:
        erase_expired(session, NOON + timedelta(days=91))
    assert (rows(database, Feedback)[0].claim_code, rows(database, Contributor)[0].address) == (None, None)


def test_a_web_visits_token_is_not_in_the_clear(talk, database) -> None:
    async def fills_in(person) -> None:
        visit = "a-secret-visit-token"
        for place, (question, answer) in enumerate([(None, "yes"), ("overall", "1")]):
            page = Inbound(
                "web",
                "web",
                "boreal",
                visit,
                f"{visit}:{place}",
                text=answer,
                question=question,
                lang="fr",
                is_reachable=False,
            )
            await person.intake.hear(page)

    talk(fills_in)
    assert rows(database, Answer)
    assert not any("secret" in message.external_id for message in rows(database, Message))
