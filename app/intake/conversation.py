"""A conversation's one step: load, let the engine say what follows, save it all at once, answer."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from app.clock import Clock, local_day, new_id
from app.i18n import show_day
from app.intake.directory import Directory, Host
from app.intake.keeping import WANTS_TEXT, Kept, keep
from app.intake.recall import Recall
from app.intake.saying import filled, pack, unpack
from app.intake.store import IntakeStore, Known, TurnRecord
from app.privacy.purposes import ADDRESS, ORIGINAL, REPLY, SESSION
from app.privacy.sealing import UnsealError, Vault
from channels.port import Inbound, Turn
from surveys import engine
from surveys import events as happened
from surveys.definition import default_survey
from surveys.engine import Reply, Step
from surveys.model import Lang, Medium, Survey
from surveys.session import Session, SessionVersionError

ATTEMPTS = 40  # of one person's messages at the same instant, one wins each round
CLOSED_STAGES = frozenset({"ended", "declined"})
PHONE_CHANNELS = ("sms", "whatsapp", "voice")

# (organization id, claim code, lang) -> the dated state of that feedback, in words short enough for a text
StatusWords = Callable[[str, str, Lang], Awaitable[str]]


class _Place(NamedTuple):
    """Where a turn belongs."""

    external_id: str
    organization_id: str
    address_key: bytes


class BusyError(Exception):
    """Too many messages of one person at the same instant; the carrier will bring this one again."""


class Intake:
    """Fulfils channels.port.Conversations."""

    def __init__(
        self,
        *,
        store: IntakeStore,
        directory: Directory,
        vault: Vault,
        clock: Clock,
        status_words: StatusWords,
        public_host: str,
    ) -> None:
        self._store = store
        self._directory = directory
        self._vault = vault
        self._clock = clock
        self._status_words = status_words
        self._public_host = public_host
        self._recall = Recall()

    async def hear(self, inbound: Inbound) -> Turn:
        """Take one inbound in, exactly once; raises UnknownLineError, BusyError."""
        host = await self._directory.host(inbound.channel, inbound.line)
        survey = default_survey()
        address_key = self._vault.look_up_key(ADDRESS, f"{host.id}|{inbound.channel}|{inbound.address}")
        external_id = self._identity(inbound)
        known = self._recall.take(address_key)
        for attempt in range(ATTEMPTS):
            if known is None:
                loaded = await self._store.load(external_id, host.id, address_key)
                if loaded.reply is not None:
                    return self._said_before(loaded.reply)
                known = loaded.known
            step = self._step(survey, known, inbound)
            feedback_id = known.feedback_id if known else None
            kept = keep(step.events, step.session, feedback_id, self._vault)
            turn = await self._turn(step, kept, host, inbound.medium)
            record = self._record(step, kept, turn, inbound, known, _Place(external_id, host.id, address_key))
            if record.erases:
                record = record._replace(erases=(*record.erases, *await self._elsewhere(host.id, inbound)))
            if await self._store.save(record) == "saved":
                self._recall.keep(record)
                return turn
            known = None  # what we knew was out of date, or this very message was heard before
            await asyncio.sleep(random.uniform(0, 0.002 * attempt))  # noqa: S311  # spreads rivals, guards nothing
        raise BusyError

    def _step(self, survey: Survey, known: Known | None, inbound: Inbound) -> Step:
        session = self._session(survey, known)
        reply = Reply(
            medium=inbound.medium,
            text=inbound.text,
            recording=inbound.recording,
            question=inbound.question,
            lang=inbound.lang,
            silent=inbound.silent,
        )
        if inbound.begins:
            return _greet(survey, session, inbound)
        if session is None and inbound.medium == "web":  # the page already showed what `begin` says
            session = engine.begin(survey, "web", inbound.lang).session
        if session is None:
            return engine.begin(survey, inbound.medium, inbound.lang, inbound.text)
        return engine.step(survey, session, reply)

    def _identity(self, inbound: Inbound) -> str:
        """A carrier's id as it is; a web visit's token is its only key, so it is kept as a digest."""
        if inbound.channel == "web":
            return f"web:{self._vault.look_up_key('visit', inbound.external_id).hex()}"
        return f"{inbound.channel}:{inbound.external_id}"

    async def _elsewhere(self, organization_id: str, inbound: Inbound) -> list[str]:
        """The same number's contributors on the other phone channels: erasing by text erases the calls too."""
        others = [channel for channel in PHONE_CHANNELS if channel != inbound.channel]
        if inbound.channel not in PHONE_CHANNELS:
            return []
        keys = [self._vault.look_up_key(ADDRESS, f"{organization_id}|{other}|{inbound.address}") for other in others]
        loaded = [await self._store.load("", organization_id, key) for key in keys]
        return [one.known.id for one in loaded if one.known is not None]

    def _session(self, survey: Survey, known: Known | None) -> Session | None:
        """Where the talk stands. One that can't be read any more starts again; a STOP holds whatever is read."""
        session = None
        if known is not None and known.session is not None:
            with suppress(SessionVersionError, UnsealError):
                session = Session.from_json(self._vault.unseal(SESSION, known.session))
        if known is None or known.opted_out_at is None:
            return session
        lang: Lang = "en" if known.lang == "en" else "fr"
        return (session or Session(survey.id, survey.version, lang, "ended"))._replace(opted_out=True)

    async def _turn(self, step: Step, kept: Kept, host: Host, medium: Medium) -> Turn:
        lang: Lang = step.session.lang or "fr"
        due = local_day(self._clock()) + timedelta(days=host.answer_days)
        facts = {
            "name": host.sms_name,
            "phone": host.phone,
            "url": f"{self._public_host}/{host.slug}",
            "code": ", ".join(kept.claim_code) if medium == "voice" else kept.claim_code,
            "date": due.isoformat() if medium == "text" else show_day(due, lang),  # "août" would cost a second text
            "status": await self._status(step, host, lang),
        }
        prompts = tuple(filled(prompt, facts) for prompt in step.prompts)
        return Turn(prompts, lang, step.session.stage, kept.claim_code)

    async def _status(self, step: Step, host: Host, lang: Lang) -> str:
        for event in step.events:
            if isinstance(event, happened.StatusAsked):
                return await self._status_words(host.id, event.code, lang)
        return ""

    def _record(
        self, step: Step, kept: Kept, turn: Turn, inbound: Inbound, known: Known | None, place: "_Place"
    ) -> TurnRecord:
        now, session = self._clock(), step.session
        erases = any(isinstance(event, happened.Erased) for event in step.events)
        forgets = any(isinstance(event, happened.Declined) for event in step.events)
        heard = None if _is_without_consent(session) else inbound.text or inbound.recording
        contributor_id = known.id if known else new_id()
        text_owed = _is_text_owed(session, kept, known) and not erases
        return TurnRecord(
            external_id=place.external_id,
            organization_id=place.organization_id,
            address_key=place.address_key,
            channel=inbound.channel,
            at=now,
            original=self._vault.seal(ORIGINAL, heard) if heard and not erases else None,
            reply=self._vault.seal(REPLY, pack(turn)),
            contributor_id=contributor_id,
            address=None if erases else self._address(session, inbound, known, text_owed=text_owed),
            version=(known.version if known else 0) + 1,
            lang=session.lang,
            opted_out_at=_opted_out_at(session, known, now),
            session=self._vault.seal(SESSION, session.to_json()),
            stage=session.stage,
            feedback_id=None if erases else kept.feedback_id,
            new_feedback=kept.new_feedback,
            answers=kept.answers,
            completion=kept.completion,
            text_owed=text_owed,
            forgets=(contributor_id,) if forgets else (),
            erases=(contributor_id,) if erases else (),
        )

    def _address(self, session: Session, inbound: Inbound, known: Known | None, *, text_owed: bool) -> bytes | None:
        """The sealed number, only while something may be owed there: a reminder, or the one text asked for."""
        is_owed = text_owed or session.stage not in CLOSED_STAGES
        if session.opted_out or not is_owed or not inbound.is_reachable:
            return None
        if known is not None and known.address is not None:
            return known.address
        return self._vault.seal(ADDRESS, inbound.address)

    def _said_before(self, reply: bytes) -> Turn:
        return unpack(self._vault.unseal(REPLY, reply)) if reply else Turn((), "fr", "ended")


def _greet(survey: Survey, session: Session | None, inbound: Inbound) -> Step:
    """A call begins: go on where the person was, or start."""
    if session is None or session.stage in (*CLOSED_STAGES, "language"):
        return engine.begin(survey, inbound.medium, inbound.lang)
    session = session._replace(turn=session.turn + 1, misses=0)
    return Step(session, engine.current_prompts(survey, session, inbound.medium), (), "reask")


def _is_without_consent(session: Session) -> bool:
    """Said no, or stopped before saying yes: what comes after is answered, not kept."""
    return session.stage == "declined" or (session.opted_out and not session.answers)


def _is_text_owed(session: Session, kept: Kept, known: Known | None) -> bool:
    """Whether the one text is owed: asked for at the end of this run, or of an earlier one."""
    asks_now = kept.completion is not None and session.answers.get("follow_up") == WANTS_TEXT
    return not session.opted_out and (asks_now or (known is not None and known.text_owed))


def _opted_out_at(session: Session, known: Known | None, now: datetime) -> datetime | None:
    if not session.opted_out:
        return None
    return known.opted_out_at if known and known.opted_out_at else now
