"""Staff accounts: made by the operator, opened with a password, slowed down when it is guessed."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.accounts.passwords import SHORTEST, check_password, hash_password
from app.clock import new_id
from app.db import Database
from app.i18n import Lang
from app.models import Organization, Staff
from app.models.vocabulary import ROLES

TRIES = 5  # wrong passwords in a row before the account rests
REST = timedelta(minutes=15)


class AccountError(Exception):
    """An account can't be made; the message says why and what to do."""

    def __str__(self) -> str:
        return str(self.__doc__)


class StaffExistsError(AccountError):
    """This e-mail already has an account: choose another."""


class UnknownRoleError(AccountError):
    """A role is one of triage, peer, publisher, delegate, admin."""


class WeakPasswordError(AccountError):
    """The password is too short: use 8 characters or more."""


def create_staff(
    session: Session, *, email: str, organization: Organization, role: str, password: str, now: datetime
) -> Staff:
    """Make an account; raises StaffExistsError, UnknownRoleError, WeakPasswordError."""
    if role not in ROLES:
        raise UnknownRoleError
    if len(password) < SHORTEST:
        raise WeakPasswordError
    if find_staff(session, email) is not None:
        raise StaffExistsError
    staff = Staff(
        id=new_id(),
        organization_id=organization.id,
        email=_folded(email),
        password_hash=hash_password(password),
        role=role,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(staff)
    except IntegrityError:  # the same e-mail, made by someone else in this very moment
        raise StaffExistsError from None
    return staff


def find_staff(session: Session, email: str) -> Staff | None:
    return session.exec(select(Staff).where(Staff.email == _folded(email))).first()


def password_is_right(database: Database, email: str, password: str) -> bool:
    """Check apart from `settle_login`: while argon2 works, no connection and no lock is held. Raises CrowdedError."""
    with database.reading() as session:
        staff = find_staff(session, email)
        stored = staff.password_hash if staff else None
    return check_password(password, stored)


def settle_login(session: Session, email: str, *, is_right: bool, now: datetime) -> Staff | None:
    """The account, when it may be opened; else the wrong try is counted.

    The row is locked: of many guesses at the same instant, those after the fifth wrong one count for nothing.
    """
    staff = session.exec(select(Staff).where(Staff.email == _folded(email)).with_for_update()).first()
    if staff is None or staff.disabled_at or _rests(staff, now):
        return None
    if is_right:
        staff.failed_logins, staff.locked_until = 0, None
        return staff
    staff.failed_logins += 1
    if staff.failed_logins >= TRIES:
        staff.failed_logins, staff.locked_until = 0, now + REST
    return None


def choose_language(session: Session, staff_id: str, lang: Lang) -> None:
    staff = session.get_one(Staff, staff_id)
    staff.lang = lang


def _rests(staff: Staff, now: datetime) -> bool:
    return staff.locked_until is not None and staff.locked_until > now


def _folded(email: str) -> str:
    return email.replace("\0", "").strip().lower()  # PostgreSQL takes no NUL in a text
