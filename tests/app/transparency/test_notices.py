"""One text to each person who asked to hear, whatever the carrier does."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from fixed import NOON
from sqlmodel import select

from app.clock import new_id
from app.db import Database
from app.models import Contributor, DeliveryReport, Feedback, Line, Notice, Organization
from app.privacy.purposes import ADDRESS, CLAIM_CODE
from app.privacy.sealing import Vault
from app.transparency.notices import NoticeDesk
from channels.port import Delivery, DeliveryError, Outbound


@dataclass
class RecordingSender:
    """Keeps what it sends; each of `troubles` is raised once, in turn, before a send succeeds."""

    troubles: list[DeliveryError] = field(default_factory=list)
    sent: list[Outbound] = field(default_factory=list)
    was_sent_all_the_same: bool = False

    async def send(self, outbound: Outbound) -> str:
        if self.troubles:
            trouble = self.troubles.pop(0)
            if self.was_sent_all_the_same:
                self.sent.append(outbound)
            raise trouble
        self.sent.append(outbound)
        return f"SM{len(self.sent)}"

    async def status(self, provider_id: str) -> Delivery:
        return Delivery("undelivered", "30005")

    async def find(self, outbound: Outbound) -> str | None:
        return next((f"SM{place}" for place, sent in enumerate(self.sent, start=1) if sent == outbound), None)


@pytest.fixture
def vault(settings) -> Vault:
    return Vault(settings.secret_key.get_secret_value())


@pytest.fixture
def notice_id(database: Database, vault: Vault) -> str:
    """One notice owed, in English, to one person who texted."""
    organization = Organization(
        id=new_id(), slug="boreal", name="Centre Boréal", sms_name="Centre Boréal", phone="", created_at=NOON
    )
    contributor = Contributor(
        id=new_id(),
        organization_id=organization.id,
        channel="sms",
        address_key=b"k" * 32,
        address=vault.seal(ADDRESS, "+14165550123"),
        created_at=NOON,
        last_turn_at=NOON,
    )
    feedback = Feedback(
        id=new_id(),
        organization_id=organization.id,
        contributor_id=contributor.id,
        handle="ABC234",
        claim_key=b"c" * 32,
        claim_code=vault.seal(CLAIM_CODE, "12345674"),
        channel="sms",
        lang="en",
        survey="experience",
        survey_version=1,
        started_at=NOON,
        completed_at=NOON,
    )
    notice = Notice(
        id=new_id(),
        organization_id=organization.id,
        contributor_id=contributor.id,
        feedback_id=feedback.id,
        key="answer:1",
        kind="answer",
        lang="en",
        created_at=NOON,
    )
    with database.writing() as session:
        for row in (organization, contributor, feedback):
            session.add(row)
            session.flush()
        session.add(Line(id=new_id(), organization_id=organization.id, channel="sms", address="+14165550100"))
        session.add(notice)
    return notice.id


def attempt(database, vault, sender, notice_id: str, times: int = 1):
    desk = NoticeDesk(database, vault, sender, lambda: NOON)

    async def run():
        for _ in range(times):
            result = await desk.attempt(notice_id)
        return result

    return asyncio.run(run())


def read(database: Database, model):
    with database.reading() as session:
        return session.exec(select(model)).one()


def test_a_notice_is_one_discreet_text_in_the_persons_language_with_their_code(database, vault, notice_id) -> None:
    sender = RecordingSender()
    assert attempt(database, vault, sender, notice_id).again_in is None
    (sent,) = sender.sent
    assert (sent.address, sent.line) == ("+14165550123", "+14165550100")
    assert sent.text == "Centre Boréal: there is an update. Text 12345674 to read it. STOP to end."
    notice = read(database, Notice)
    assert (notice.state, notice.provider_id, notice.attempts) == ("sent", "SM1", 1)


def test_a_notice_that_was_sent_is_never_sent_again(database, vault, notice_id) -> None:
    sender = RecordingSender()
    attempt(database, vault, sender, notice_id, times=3)
    assert len(sender.sent) == 1


def test_a_worker_lost_between_sending_and_noting_does_not_send_twice(database, vault, notice_id) -> None:
    class DiesAfterSending(RecordingSender):
        async def send(self, outbound: Outbound) -> str:
            self.sent.append(outbound)
            raise SystemExit

    sender = DiesAfterSending()
    with pytest.raises(SystemExit):
        attempt(database, vault, sender, notice_id)
    assert read(database, Notice).state == "sending"
    attempt(database, vault, sender, notice_id)
    assert len(sender.sent) == 1
    assert read(database, Notice).provider_id == "SM1"


@pytest.mark.parametrize("did_arrive", [True, False])
def test_a_send_nobody_can_vouch_for_is_looked_up_before_any_resend(database, vault, notice_id, did_arrive) -> None:
    sender = RecordingSender([DeliveryError("20500", was_maybe_sent=True)], was_sent_all_the_same=did_arrive)
    first = attempt(database, vault, sender, notice_id)
    assert (first.state, first.again_in is not None) == ("unknown", True)
    assert attempt(database, vault, sender, notice_id).again_in is None
    assert len(sender.sent) == 1


def test_too_fast_waits_at_least_as_long_as_told(database, vault, notice_id) -> None:
    sender = RecordingSender([DeliveryError("20429", retry_after_seconds=90)])
    assert attempt(database, vault, sender, notice_id).again_in >= 90
    assert attempt(database, vault, sender, notice_id).again_in is None
    assert len(sender.sent) == 1


def test_a_number_that_can_not_be_texted_is_given_up_with_its_reason(database, vault, notice_id) -> None:
    sender = RecordingSender([DeliveryError("30006", permanent=True)])
    assert attempt(database, vault, sender, notice_id, times=2).again_in is None
    notice = read(database, Notice)
    assert (notice.state, notice.error_code, sender.sent) == ("failed", "30006", [])


def test_an_opt_out_at_the_carrier_is_honoured_here_too(database, vault, notice_id) -> None:
    sender = RecordingSender([DeliveryError("21610", permanent=True)])
    attempt(database, vault, sender, notice_id)
    assert read(database, Notice).state == "suppressed"
    assert read(database, Contributor).opted_out_at == NOON


def test_who_opted_out_meanwhile_gets_nothing(database, vault, notice_id) -> None:
    with database.writing() as session:
        session.exec(select(Contributor)).one().opted_out_at = NOON
    sender = RecordingSender()
    attempt(database, vault, sender, notice_id)
    assert (sender.sent, read(database, Notice).state) == ([], "suppressed")


def test_who_erased_everything_meanwhile_gets_nothing(database, vault, notice_id) -> None:
    with database.writing() as session:
        session.exec(select(Contributor)).one().address = None
    sender = RecordingSender()
    attempt(database, vault, sender, notice_id)
    assert (sender.sent, read(database, Notice).state) == ([], "suppressed")


def test_a_report_that_comes_before_our_own_note_is_not_lost(database, vault, notice_id) -> None:
    sender = RecordingSender()
    desk = NoticeDesk(database, vault, sender, lambda: NOON)
    asyncio.run(desk.report("SM1", "undelivered", "30003"))
    attempt(database, vault, sender, notice_id)
    notice = read(database, Notice)
    assert (notice.state, notice.error_code) == ("failed", "30003")


def test_reports_come_twice_late_and_for_strangers_without_harm(database, vault, notice_id) -> None:
    sender = RecordingSender()
    attempt(database, vault, sender, notice_id)
    desk = NoticeDesk(database, vault, sender, lambda: NOON + timedelta(minutes=1))
    for status in ("delivered", "sent", "delivered", "queued"):
        asyncio.run(desk.report("SM1", status, None))
    asyncio.run(desk.report("SMstranger", "failed", "30005"))
    assert read(database, Notice).state == "sent"
    with database.reading() as session:
        assert len(session.exec(select(DeliveryReport)).all()) == 4


def test_a_stop_that_comes_during_the_look_up_is_respected(database, vault, notice_id) -> None:
    class StoppedMeanwhile(RecordingSender):
        async def find(self, outbound: Outbound) -> None:
            with database.writing() as session:
                contributor = session.exec(select(Contributor)).one()
                contributor.opted_out_at, contributor.session_version = NOON, contributor.session_version + 1

    with database.writing() as session:
        session.get_one(Notice, notice_id).state = "unknown"
    sender = StoppedMeanwhile()
    attempt(database, vault, sender, notice_id)
    assert (sender.sent, read(database, Notice).state) == ([], "suppressed")


def test_the_number_and_the_code_go_once_their_one_text_left(database, vault, notice_id) -> None:
    attempt(database, vault, RecordingSender(), notice_id)
    contributor = read(database, Contributor)
    assert (contributor.address, contributor.text_owed, read(database, Feedback).claim_code) == (None, False, None)


def test_a_second_text_with_the_same_words_is_not_taken_for_the_first(database, vault, notice_id) -> None:
    with database.writing() as session:
        first = session.get_one(Notice, notice_id)
        about = {"organization_id": first.organization_id, "contributor_id": first.contributor_id, "kind": "reminder"}
        session.add(
            Notice(id="earlier", key="r1", state="sent", provider_id="SM1", lang="en", created_at=NOON, **about)
        )
        session.add(Notice(id="later", key="r2", lang="en", created_at=NOON, **about))
        session.get_one(Contributor, first.contributor_id).session_stage = "asking"

    class Listing(RecordingSender):
        async def find(self, outbound: Outbound) -> str | None:
            return next((sid for sid in ("SM1",) if sid not in outbound.not_these), None)

        async def send(self, outbound: Outbound) -> str:
            await super().send(outbound)
            return "SM2"

    sender = Listing([DeliveryError("20500", was_maybe_sent=True)])
    attempt(database, vault, sender, "later", times=2)
    assert len(sender.sent) == 1


@pytest.mark.parametrize(("stage", "hours"), [("ended", 0), ("asking", 15)])
def test_nobody_is_reminded_at_night_or_of_what_they_finished(database, vault, notice_id, stage, hours) -> None:
    with database.writing() as session:
        session.get_one(Notice, notice_id).kind = "reminder"
        session.exec(select(Contributor)).one().session_stage = stage
    sender = RecordingSender()
    desk = NoticeDesk(database, vault, sender, lambda: NOON + timedelta(hours=hours))
    result = asyncio.run(desk.attempt(notice_id))
    assert sender.sent == []
    assert result.again_in == (6 * 3600 if hours else None)


def test_what_can_not_be_unsealed_is_given_up_not_tried_for_ever(database, notice_id) -> None:
    other = Vault("another-secret-another-secret-0123456789")
    result = attempt(database, other, RecordingSender(), notice_id)
    assert (result.again_in, read(database, Notice).error_code) == (None, "unsealed")


def test_the_same_report_eight_times_at_once_is_kept_once(database, vault, notice_id) -> None:
    desk = NoticeDesk(database, vault, RecordingSender(), lambda: NOON)

    async def run() -> None:
        await asyncio.gather(*(desk.report("SM1", "sent", None) for _ in range(8)))

    asyncio.run(run())
    assert read(database, DeliveryReport).status == "sent"


@pytest.mark.parametrize(("minutes", "told", "state"), [(5, 0, "sent"), (11, 1, "failed"), (5000, 0, "sent")])
def test_a_text_the_carrier_never_reported_on_is_asked_about(database, vault, notice_id, minutes, told, state) -> None:
    sender = RecordingSender()
    attempt(database, vault, sender, notice_id)
    desk = NoticeDesk(database, vault, sender, lambda: NOON + timedelta(minutes=minutes))
    assert asyncio.run(desk.reconcile()) == told
    assert read(database, Notice).state == state
    assert asyncio.run(desk.reconcile()) == 0
