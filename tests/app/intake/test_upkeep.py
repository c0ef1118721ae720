"""What time does to conversations, on both databases."""

import asyncio
from datetime import datetime, timedelta

import pytest
from fixed import NOON
from sqlmodel import select
from talks import WHOLE_TALK

from app.intake.upkeep import erase_expired, expire_stale, remind_stale
from app.models import Answer, Case, Contributor, Feedback, Message, Notice, Recording


@pytest.fixture
def after(database, talking, vault):
    """`after(texts, by=…, do=…)`: somebody texts, time goes by, upkeep runs."""

    def run(texts, by: timedelta, do):
        async def talk():
            async with talking() as person:
                await person.says(*texts)

        asyncio.run(talk())
        owed: list[str] = []
        with database.writing() as session:
            if do is remind_stale:
                return remind_stale(session, vault, NOON + by, lambda _, notice_id: owed.append(notice_id))
            return do(session, NOON + by)

    return run


def one(database, model):
    with database.reading() as session:
        return session.exec(select(model)).one()


def test_who_fell_silent_for_a_day_is_reminded_once(after, database, vault) -> None:
    assert after(WHOLE_TALK[:5], timedelta(hours=25), remind_stale) == 1
    notice = one(database, Notice)
    assert (notice.kind, notice.state, notice.lang) == ("reminder", "owed", "fr")
    with database.writing() as session:
        assert remind_stale(session, vault, NOON + timedelta(days=2), lambda *_: None) == 0


@pytest.mark.parametrize(
    ("texts", "by"),
    [
        (WHOLE_TALK[:5], timedelta(hours=5)),  # too early
        (WHOLE_TALK[:5], timedelta(hours=36)),  # midnight in Toronto
        (WHOLE_TALK, timedelta(hours=25)),  # finished
        (("bonjour",), timedelta(hours=25)),  # never chose a language: not ours to chase
        ((*WHOLE_TALK[:5], "ARRET"), timedelta(hours=25)),  # opted out
    ],
)
def test_nobody_else_is_reminded(after, texts, by) -> None:
    assert after(texts, by, remind_stale) == 0


def test_a_word_after_the_reminder_goes_on_where_it_stopped(after, database, talking) -> None:
    after(WHOLE_TALK[:5], timedelta(hours=25), remind_stale)

    async def talk():
        async with talking() as person:
            person.sent = 100
            return await person.says("oui")

    assert asyncio.run(talk()).prompts[-1].question == "service"


def test_what_was_left_for_a_week_becomes_a_case_and_the_number_is_erased(after, database) -> None:
    assert after(WHOLE_TALK[:5], timedelta(days=8), expire_stale) == 1
    contributor = one(database, Contributor)
    assert (contributor.address, contributor.session, contributor.session_stage) == (None, None, "expired")
    assert one(database, Case).status == "new"
    assert one(database, Feedback).completed_at is not None


def test_who_never_consented_leaves_nothing_behind(after, database) -> None:
    after(("Le groupe du soir est trop court", "1"), timedelta(days=8), expire_stale)
    with database.reading() as session:
        assert session.exec(select(Feedback)).all() == []
        assert all(message.original is None for message in session.exec(select(Message)))


def test_a_stop_is_remembered_after_everything_else_expired(after, database, talking) -> None:
    after((*WHOLE_TALK[:5], "ARRET"), timedelta(days=8), expire_stale)
    assert one(database, Contributor).address is None
    assert one(database, Case).status == "new"

    async def talk():
        async with talking() as person:
            person.sent = 100
            return await person.says("bonjour")

    assert asyncio.run(talk()).prompts == ()


def test_originals_numbers_and_replies_are_erased_when_their_time_is_up(after, database) -> None:
    retained = after(WHOLE_TALK, timedelta(days=366), erase_expired)
    assert (retained.addresses, retained.replies) == (1, len(WHOLE_TALK))
    assert one(database, Contributor).address is None
    with database.reading() as session:
        words = session.exec(select(Answer).where(Answer.question == "words")).one()
    assert words.original is None
    assert words.redacted is not None


def test_a_finished_talk_leaves_no_words_in_its_session_after_a_month(after, database) -> None:
    assert after(WHOLE_TALK, timedelta(days=31), erase_expired).sessions == 1
    assert one(database, Contributor).session is None


def test_a_stop_outlives_the_words_of_its_talk(after, database, vault, talking) -> None:
    assert after((*WHOLE_TALK, "ARRET"), timedelta(days=31), erase_expired).sessions == 1
    assert one(database, Contributor).session is None

    async def talk():
        async with talking() as person:
            person.sent = 100
            return await person.says("bonjour")

    assert asyncio.run(talk()).prompts == ()


def test_sound_is_erased_a_month_after_its_words_were_written_down(after, database) -> None:
    def heard(session, vault, now):
        feedback = session.exec(select(Feedback)).one()
        for name, redacted in (("RE1", b"words"), ("RE2", None)):
            about = {"feedback_id": feedback.id, "lang": "fr", "channel": "voice", "answered_at": NOON}
            session.add(Answer(question=name, recording=name, redacted=redacted, **about))
            sound = {"organization_id": "o", "feedback_id": feedback.id, "question": name, "audio": b"sealed"}
            session.add(Recording(id=name, state="kept", recorded_at=NOON, kept_at=NOON, **sound))
        session.flush()
        return erase_expired(session, now).recordings

    assert after(WHOLE_TALK, timedelta(days=31), lambda session, now: heard(session, None, now)) == 1
    with database.reading() as session:
        states = {recording.id: recording.state for recording in session.exec(select(Recording))}
    assert states == {"RE1": "erased", "RE2": "kept"}


def test_nothing_is_erased_before_its_time(after, database) -> None:
    retained = after(WHOLE_TALK, timedelta(days=29), erase_expired)
    assert (retained.addresses, retained.originals, retained.replies) == (0, 0, 0)
    assert isinstance(one(database, Contributor).created_at, datetime)
