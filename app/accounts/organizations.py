"""Making an organization and the lines people reach it at."""

from collections.abc import Sequence
from datetime import datetime

import phonenumbers
from gsm0338 import Codec
from sqlmodel import Session, select

from app.clock import new_id
from app.models import Line, Organization

PHONE_CHANNELS = ("sms", "whatsapp", "voice")
SHORTEST_SLUG = 2
LONGEST_NAME_IN_TEXTS = 14  # with it the longest text of the default survey is still one segment
RESERVED = frozenset({"fr", "en", "staff", "api", "channels", "static", "simulator", "healthz", "readyz", "metrics"})


class OrganizationError(Exception):
    """An organization can't be made as asked; the message says why."""


def create_organization(
    session: Session, *, slug: str, name: str, sms_name: str, phone: str, lines: Sequence[str], now: datetime
) -> Organization:
    """Make it, reachable at each of `lines` (phone numbers) by text, WhatsApp and voice; raises OrganizationError."""
    _check_slug(session, slug)
    _check_name_in_texts(sms_name)
    organization = Organization(id=new_id(), slug=slug, name=name, sms_name=sms_name, phone=phone, created_at=now)
    session.add(organization)
    session.flush()
    for line in lines:
        number = _e164(line)
        if session.exec(select(Line).where(Line.address == number)).first():
            raise OrganizationError(f"The line ending in {number[-4:]} belongs to an organization already.")
        for channel in PHONE_CHANNELS:
            session.add(Line(id=new_id(), organization_id=organization.id, channel=channel, address=number))
    return organization


def _check_slug(session: Session, slug: str) -> None:
    is_plain = slug.isascii() and slug.replace("-", "").isalnum() and slug == slug.lower()
    if not is_plain or len(slug) < SHORTEST_SLUG or slug in RESERVED:
        raise OrganizationError(f"'{slug}' can't stand in an address: use lower-case letters, digits and hyphens.")
    if session.exec(select(Organization).where(Organization.slug == slug)).first():
        raise OrganizationError(f"An organization has the slug '{slug}' already.")


def _check_name_in_texts(sms_name: str) -> None:
    """Texts begin with it: one odd letter would make each of them cost twice."""
    try:
        Codec().encode(sms_name)
    except UnicodeError as error:
        raise OrganizationError(f"'{sms_name}' has a letter plain texts can't carry: leave out ç ê â î ô œ.") from error
    if not 0 < len(sms_name) <= LONGEST_NAME_IN_TEXTS:
        raise OrganizationError(f"The name in texts must have 1 to {LONGEST_NAME_IN_TEXTS} characters.")


def _e164(line: str) -> str:
    try:
        number = phonenumbers.parse(line, "CA")
    except phonenumbers.NumberParseException as error:
        raise OrganizationError("A line is not a phone number: write it like +14165550100.") from error
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
