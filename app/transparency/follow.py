"""What a claim code shows: dates and the public answer, never the words that were said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlmodel import Session, col, select

from app.clock import local_day
from app.i18n import Lang, say
from app.models import Case, CaseMove, Feedback, Organization, Publication, ResponseCase
from app.privacy.sealing import Vault
from app.transparency.public import Entry, entries_of

State = Literal["received", "acknowledged", "answered", "closed", "erased"]
TEXT_LENGTH = 160  # GSM-7 characters in one text (3GPP TS 23.038)


@dataclass(frozen=True, slots=True)
class FollowStatus:
    """`answers`: the public answers to this feedback as they stand now, the oldest number first."""

    received_on: date
    acknowledged_on: date | None
    answered_on: date | None
    closed_on: date | None
    erased_on: date | None
    answers: tuple[Entry, ...]

    @property
    def state(self) -> State:
        if self.erased_on:
            return "erased"
        if self.answers:
            return "answered"
        if self.closed_on:
            return "closed"
        return "acknowledged" if self.acknowledged_on else "received"


def status_of(session: Session, vault: Vault, organization_id: str, code: str) -> FollowStatus | None:
    """What became of the feedback with this code, given as 8 digits; None for a code nobody was given."""
    key = vault.look_up_key("claim-code", code)
    query = select(Feedback).where(Feedback.claim_key == key, Feedback.organization_id == organization_id)
    feedback = session.exec(query).first()
    if feedback is None:
        return None
    moves = _moves_of(session, feedback.id)
    publications = _publications_for(session, feedback.id)
    return FollowStatus(
        received_on=local_day(feedback.completed_at or feedback.started_at),
        acknowledged_on=moves.get("acknowledged"),
        answered_on=local_day(min(publication.published_at for publication in publications)) if publications else None,
        closed_on=moves.get("closed"),
        erased_on=local_day(feedback.erased_at) if feedback.erased_at else None,
        answers=entries_of(_newest_of_each(publications)),
    )


def status_in_words(
    session: Session, vault: Vault, organization_id: str, code: str, lang: Lang, public_host: str
) -> str:
    """What to text to someone who texted a code."""
    status = status_of(session, vault, organization_id, code)
    organization = session.get(Organization, organization_id)
    if status is None or organization is None:
        return say(lang, "status.unknown")
    return status_text(status, lang, organization, public_host)


def promised_on(status: FollowStatus, organization: Organization) -> date:
    """The last day the organization gave itself to answer."""
    return status.received_on + timedelta(days=organization.answer_days)


def status_text(status: FollowStatus, lang: Lang, organization: Organization, public_host: str) -> str:
    """The same in one text: GSM-7 letters, ISO dates, no word of what was said. The address goes if it won't fit."""
    words = say(lang, f"status.{status.state}", **_values(status, organization))
    place = f"{public_host}/{lang}/{organization.slug}"
    address = f"{place}/responses/{status.answers[-1].number}" if status.answers else f"{place}/follow"
    whole = f"{words} {say(lang, 'status.address', address=address)}"
    return whole if len(whole) <= TEXT_LENGTH and status.state != "erased" else words[:TEXT_LENGTH]


def _values(status: FollowStatus, organization: Organization) -> Mapping[str, object]:
    return {
        "name": organization.sms_name,
        "received": status.received_on,
        "acknowledged": status.acknowledged_on,
        "answered": status.answered_on,
        "closed": status.closed_on,
        "erased": status.erased_on,
        "due": promised_on(status, organization),
    }


def _moves_of(session: Session, feedback_id: str) -> dict[str, date]:
    """The last day of each kind of move of this feedback's case; a case opened again is no longer closed."""
    query = select(CaseMove).join(Case, col(Case.id) == col(CaseMove.case_id)).where(Case.feedback_id == feedback_id)
    days: dict[str, date] = {}
    for move in session.exec(query.order_by(col(CaseMove.at), col(CaseMove.id))):
        if move.kind == "reopened":
            days.pop("closed", None)
        days[move.kind] = local_day(move.at)
    return days


def _publications_for(session: Session, feedback_id: str) -> list[Publication]:
    query = (
        select(Publication)
        .join(ResponseCase, col(ResponseCase.response_id) == col(Publication.response_id))
        .join(Case, col(Case.id) == col(ResponseCase.case_id))
        .where(Case.feedback_id == feedback_id)
        .order_by(col(Publication.number), col(Publication.revision))
    )
    return list(session.exec(query))


def _newest_of_each(publications: list[Publication]) -> list[Publication]:
    return list({publication.number: publication for publication in publications}.values())
