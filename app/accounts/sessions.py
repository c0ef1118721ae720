"""Logins: the browser holds a random value, the database only its digest."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import cast

from sqlmodel import Session, col, delete, select

from app.accounts.roles import Actor
from app.i18n import Lang
from app.models import Organization, Staff, StaffSession
from app.models.vocabulary import Role

LASTS = timedelta(hours=12)  # a long shift; nobody stays logged in overnight on a shared computer


@dataclass(frozen=True, slots=True)
class CurrentStaff:
    """Who is at the desk, for this request."""

    id: str
    email: str
    role: Role
    lang: Lang
    organization: Organization
    csrf_token: str

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.organization.id, self.role)


def open_session(session: Session, staff: Staff, now: datetime) -> str:
    """Begin a login and drop this person's outlived ones; return the value for the cookie."""
    outlived = (col(StaffSession.staff_id) == staff.id, col(StaffSession.expires_at) <= now)
    session.exec(delete(StaffSession).where(*outlived))
    value = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            key=_key(value),
            staff_id=staff.id,
            csrf_token=secrets.token_urlsafe(32),
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    return value


def find_session(session: Session, value: str, now: datetime) -> CurrentStaff | None:
    """Whose login this is; None when it is over, unknown, or the account was closed."""
    found = session.exec(
        select(StaffSession, Staff, Organization)
        .join(Staff, col(StaffSession.staff_id) == Staff.id)
        .join(Organization, col(Staff.organization_id) == Organization.id)
        .where(StaffSession.key == _key(value), StaffSession.expires_at > now, col(Staff.disabled_at).is_(None))
    ).first()
    if found is None:
        return None
    login, staff, organization = found
    session.expunge(organization)
    return CurrentStaff(
        id=staff.id,
        email=staff.email,
        role=cast("Role", staff.role),
        lang=cast("Lang", staff.lang),
        organization=organization,
        csrf_token=login.csrf_token,
    )


def close_session(session: Session, value: str) -> None:
    session.exec(delete(StaffSession).where(col(StaffSession.key) == _key(value)))


def _key(value: str) -> str:
    return sha256(value.encode()).hexdigest()
