"""One text to each person who asked to hear: its intent written first, looked up before any resend."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.clock import TORONTO, WAKING_HOURS, Clock
from app.db import Database
from app.models import Contributor, DeliveryReport, Feedback, Line, Notice, Organization
from app.privacy.purposes import ADDRESS, CLAIM_CODE
from app.privacy.sealing import UnsealError, Vault
from channels.port import DeliveryError, Outbound, Sender
from surveys.definition import default_survey
from surveys.model import Lang

OPTED_OUT = "21610"  # the provider's own refusal to text a person who opted out there
SETTLED = frozenset({"sent", "failed", "suppressed"})
LOST = frozenset({"failed", "undelivered"})  # delivery reports after which the text won't arrive
FINAL = LOST | {"delivered", "read"}
REPORTED_WITHIN = timedelta(minutes=10)
GIVE_UP_AFTER = timedelta(days=3)
BATCH = 200
TEXT_OF_KIND = {"answer": "followup_ping", "reminder": "paused"}
LONGEST_WAIT_SECONDS = 600.0
UNKNOWN_WAIT_SECONDS = 5.0  # a text the provider took moments ago may not be listed yet


@dataclass(frozen=True, slots=True)
class Attempt:
    """`again_in`: seconds until the next try; None when the notice is settled."""

    state: str
    again_in: float | None


class NoticeDesk:
    """Takes one notice from owed to settled, however often it is called and wherever it was cut off."""

    def __init__(self, database: Database, vault: Vault, sender: Sender, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._sender = sender
        self._clock = clock

    async def attempt(self, notice_id: str) -> Attempt:
        """Try once; never raises for what the carrier does."""
        claimed = await asyncio.to_thread(self._claim, notice_id, was_looked_up=False)
        if isinstance(claimed, Attempt):
            return claimed
        outbound, may_have_left = claimed
        try:
            if may_have_left:
                if provider_id := await self._sender.find(outbound):
                    return await asyncio.to_thread(self._note_sent, notice_id, provider_id)
                claimed = await asyncio.to_thread(self._claim, notice_id, was_looked_up=True)  # a STOP may have come
                if isinstance(claimed, Attempt):
                    return claimed
            provider_id = await self._sender.send(outbound)
        except DeliveryError as error:
            return await asyncio.to_thread(self._note_error, notice_id, error)
        return await asyncio.to_thread(self._note_sent, notice_id, provider_id)

    async def report(self, provider_id: str, status: str, error_code: str | None) -> None:
        """Keep a delivery report, also for a text we have not yet noted as sent; fulfils channels.twilio Reports."""
        await asyncio.to_thread(self._keep_report, provider_id, status, error_code)

    async def reconcile(self) -> int:
        """Ask the carrier about texts it never reported on (reports get lost); how many were told."""
        told = 0
        for provider_id in await asyncio.to_thread(self._unreported):
            with suppress(DeliveryError):
                delivery = await self._sender.status(provider_id)
                await self.report(provider_id, delivery.status, delivery.error_code)
                told += 1
        return told

    def _unreported(self) -> Sequence[str]:
        now = self._clock()
        heard_of = select(DeliveryReport.provider_id).where(col(DeliveryReport.status).in_(FINAL))
        silent = (
            select(Notice.provider_id)
            .where(Notice.state == "sent", col(Notice.provider_id).not_in(heard_of))
            .where(col(Notice.settled_at).between(now - GIVE_UP_AFTER, now - REPORTED_WITHIN))
            .limit(BATCH)
        )
        with self._database.reading() as session:
            return [provider_id for provider_id in session.exec(silent) if provider_id]

    def _claim(self, notice_id: str, *, was_looked_up: bool) -> tuple[Outbound, bool] | Attempt:
        """What to send, with the intent noted first; or, of one that may have left before, what to look up."""
        with self._database.writing() as session:
            notice = session.get_one(Notice, notice_id, with_for_update=True)
            if notice.state in SETTLED:
                return Attempt(notice.state, None)
            contributor = session.get_one(Contributor, notice.contributor_id, with_for_update=True)
            try:
                outbound = self._outbound(session, notice, contributor)
            except UnsealError:  # the secret changed: no try will ever succeed
                notice.error_code = "unsealed"
                return self._settle(notice, "failed")
            if outbound is None or not _is_wanted(notice, contributor):
                return self._settle(notice, "suppressed")
            if notice.kind == "reminder" and (wait := seconds_until_waking(self._clock())):
                return Attempt(notice.state, wait)
            if notice.state in {"sending", "unknown"} and not was_looked_up:
                return outbound, True
            notice.state, notice.attempted_at = "sending", self._clock()
            notice.attempts += 1
            return outbound, False

    def _outbound(self, session: Session, notice: Notice, contributor: Contributor) -> Outbound | None:
        """The text to send, or None when nobody can be reached any more."""
        feedback = session.get(Feedback, notice.feedback_id) if notice.feedback_id else None
        if contributor.address is None or (feedback and feedback.erased_at):
            return None
        channel: Literal["sms", "whatsapp"] = "whatsapp" if contributor.channel == "whatsapp" else "sms"
        lines = select(Line).where(Line.organization_id == notice.organization_id, Line.channel == channel)
        line = session.exec(lines.order_by(Line.id)).first()
        if line is None:
            return None
        text = self._text(session, notice, feedback)
        address = self._vault.unseal(ADDRESS, contributor.address)
        others = select(Notice.provider_id).where(Notice.contributor_id == contributor.id)
        not_these = frozenset(sid for sid in session.exec(others) if sid)
        return Outbound(notice.id, channel, line.address, address, text, not_these) if text else None

    def _text(self, session: Session, notice: Notice, feedback: Feedback | None) -> str:
        lang: Lang = "en" if notice.lang == "en" else "fr"
        words = default_survey().texts[TEXT_OF_KIND[notice.kind]].say(lang, "text")
        name = session.get_one(Organization, notice.organization_id).sms_name
        code = self._vault.unseal(CLAIM_CODE, feedback.claim_code) if feedback and feedback.claim_code else ""
        if "{code}" in words and not code:
            return ""
        return words.replace("{name}", name).replace("{code}", code)

    def _note_error(self, notice_id: str, error: DeliveryError) -> Attempt:
        with self._database.writing() as session:
            notice = session.get_one(Notice, notice_id, with_for_update=True)
            notice.error_code = error.code
            if error.code == OPTED_OUT:
                contributor = session.get_one(Contributor, notice.contributor_id, with_for_update=True)
                contributor.opted_out_at, contributor.address = self._clock(), None
                contributor.session_version += 1
                return self._settle(notice, "suppressed")
            if error.permanent:
                return self._settle(notice, "failed")
            if error.was_maybe_sent:
                notice.state = "unknown"
                return Attempt("unknown", UNKNOWN_WAIT_SECONDS)
            if notice.state == "sending":  # refused for certain: nothing left
                notice.state = "owed"
            return Attempt(notice.state, max(error.retry_after_seconds, _backoff_seconds(notice.attempts)))

    def _note_sent(self, notice_id: str, provider_id: str) -> Attempt:
        with self._database.writing() as session:
            notice = session.get_one(Notice, notice_id, with_for_update=True)
            notice.provider_id, notice.error_code = provider_id, None
            reports = select(DeliveryReport).where(DeliveryReport.provider_id == provider_id)
            lost = [report for report in session.exec(reports) if report.status in LOST]
            notice.error_code = lost[0].error_code if lost else None
            if notice.kind == "answer":
                _forget_what_was_kept_for_it(session, notice)
            return self._settle(notice, "failed" if lost else "sent")

    def _settle(self, notice: Notice, state: str) -> Attempt:
        notice.state, notice.settled_at = state, self._clock()
        return Attempt(state, None)

    def _keep_report(self, provider_id: str, status: str, error_code: str | None) -> None:
        with self._database.writing() as session:
            report = DeliveryReport(
                provider_id=provider_id, status=status, error_code=error_code, received_at=self._clock()
            )
            with suppress(IntegrityError), session.begin_nested():  # the same report came before, or this instant
                session.add(report)
            known = select(Notice).where(Notice.provider_id == provider_id).with_for_update()
            notice = session.exec(known).first()
            if notice is not None and status in LOST:
                notice.error_code = error_code
                self._settle(notice, "failed")


def _is_wanted(notice: Notice, contributor: Contributor) -> bool:
    """Nobody is texted after a STOP, nor reminded of what they finished."""
    is_in_talk = contributor.session_stage in {"consent", "asking"}
    return contributor.opted_out_at is None and (notice.kind != "reminder" or is_in_talk)


def _forget_what_was_kept_for_it(session: Session, notice: Notice) -> None:
    """The one text has left: its code and, unless another is owed, the number have no more use."""
    contributor = session.get_one(Contributor, notice.contributor_id, with_for_update=True)
    if feedback := session.get(Feedback, notice.feedback_id):
        feedback.claim_code = None
    session.flush()
    waiting = select(Feedback.id).where(Feedback.contributor_id == contributor.id)
    contributor.text_owed = session.exec(waiting.where(col(Feedback.claim_code).is_not(None))).first() is not None
    if not contributor.text_owed and contributor.session_stage not in {"consent", "asking"}:
        contributor.address = None
    contributor.session_version += 1


def seconds_until_waking(now: datetime) -> float:
    """0 in waking hours; at night the seconds until they begin."""
    local = now.astimezone(TORONTO)
    if local.hour in WAKING_HOURS:
        return 0.0
    morning = local.replace(hour=WAKING_HOURS.start, minute=0, second=0, microsecond=0)
    return (morning - local).total_seconds() % 86_400


def _backoff_seconds(attempts: int) -> float:
    return float(min(2.0 ** min(attempts, 10), LONGEST_WAIT_SECONDS))
