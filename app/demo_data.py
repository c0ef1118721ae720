"""The demo organization: its lines, its people, and twelve published answers. No service and no date in it is real."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from app.accounts.passwords import check_password, hash_password
from app.accounts.staff import create_staff, find_staff
from app.clock import TORONTO, new_id
from app.models import Line, Organization, Publication, Response, Review, Staff
from app.models.vocabulary import ROLES, Role
from app.transparency.publication import entry_of

SLUG = "boreal"
NUMBER = "+14165550100"
ENTRIES = Path(__file__).parent / "demo_entries.json"


def seed(session: Session, password: str, now: datetime) -> None:
    """Fill what is missing; a second run adds nothing, and gives the demo accounts `password` again."""
    organization = session.exec(select(Organization).where(Organization.slug == SLUG)).first()
    is_new = organization is None
    if organization is None:
        organization = _organization(session, now)
    staff = {role: _account(session, organization, role, password, now) for role in ROLES}
    if is_new:
        entries = sorted(json.loads(ENTRIES.read_text()), key=lambda entry: (entry["responded_on"], entry["id"]))
        for number, entry in enumerate(entries, start=1):
            _publish(session, organization, staff, number, entry)


def _organization(session: Session, now: datetime) -> Organization:
    organization = Organization(
        id=new_id(),
        slug=SLUG,
        name="Centre Boréal",
        sms_name="Centre Boréal",
        phone="416 555-0100",
        created_at=now,
    )
    session.add(organization)
    session.flush()
    for channel in ("sms", "whatsapp", "voice"):
        session.add(Line(id=new_id(), organization_id=organization.id, channel=channel, address=NUMBER))
    return organization


def _account(session: Session, organization: Organization, role: Role, password: str, now: datetime) -> Staff:
    email = f"{role}@{SLUG}.example"
    staff = find_staff(session, email)
    if staff is None:
        return create_staff(session, email=email, organization=organization, role=role, password=password, now=now)
    if not check_password(password, staff.password_hash):
        staff.password_hash = hash_password(password)
    return staff


def _publish(
    session: Session, organization: Organization, staff: Mapping[Role, Staff], number: int, told: Mapping[str, Any]
) -> None:
    """One answer as it would have come about: written by triage, approved by the demo's peer, then published.

    That peers co-wrote an answer is another fact than that one approved it: it stands apart, where it is known.
    """
    noon = datetime.combine(date.fromisoformat(told["responded_on"]), time(12), TORONTO)
    response = _response(organization, staff["triage"], number, told, noon)
    session.add(response)
    session.flush()
    session.add(
        Review(
            id=new_id(),
            response_id=response.id,
            response_version=response.version,
            reviewer_id=staff["peer"].id,
            verdict="approved",
            reviewed_at=noon,
        )
    )
    session.add(
        Publication(
            id=new_id(),
            organization_id=organization.id,
            response_id=response.id,
            number=number,
            revision=1,
            publisher_id=staff["publisher"].id,
            reviewed_by_peer=True,
            entry=entry_of(response) | {"co_written_with_peers": "yes" if told["co_written_with_peers"] else None},
            published_at=noon,
        )
    )


def _response(
    organization: Organization, author: Staff, number: int, told: Mapping[str, Any], at: datetime
) -> Response:
    return Response(
        id=new_id(),
        organization_id=organization.id,
        number=number,
        author_id=author.id,
        you_said_fr=told["fr"]["you_said"],
        you_said_en=told["en"]["you_said"],
        we_did_fr=told["fr"]["we_did"],
        we_did_en=told["en"]["we_did"],
        outcome=told["status"],
        service=told["service"],
        theme=told["theme"],
        heard_month=told["heard_month"],
        acknowledged_on=date.fromisoformat(told["acknowledged_on"]),
        answered_on=date.fromisoformat(told["responded_on"]),
        done_on=_day(told["done_on"]),
        next_update_on=_day(told["next_update_on"]),
        created_at=at,
        updated_at=at,
    )


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
