"""What every staff route asks for: who is there, in what role, and that a form came from our own page."""

import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Form, Request

from app.accounts.roles import READS, require_role
from app.accounts.sessions import CurrentStaff, find_session
from app.models.vocabulary import Role

COOKIE = "entendu_session"


class LoginNeededError(Exception):
    """Nobody is logged in: the login page comes first."""


class StaleFormError(Exception):
    """The form did not come from a page of ours, or from one opened before this login."""


def present(request: Request) -> datetime:
    """The moment this request is handled at, by the app's clock."""
    now: datetime = request.app.state.clock()
    return now


def current_staff(request: Request) -> CurrentStaff:
    """Raises LoginNeededError."""
    value = request.cookies.get(COOKIE)
    if not value:
        raise LoginNeededError
    with request.app.state.database.reading() as session:
        staff = find_session(session, value, present(request))
    if staff is None:
        raise LoginNeededError
    return staff


Present = Annotated[datetime, Depends(present)]
Staff = Annotated[CurrentStaff, Depends(current_staff)]


def own_form(request: Request, staff: Staff, csrf_token: Annotated[str, Form()] = "") -> CurrentStaff:
    """Whoever sends a form of ours; raises LoginNeededError, StaleFormError."""
    check_origin(request)
    if not hmac.compare_digest(csrf_token.encode(), staff.csrf_token.encode()):
        raise StaleFormError
    return staff


OwnForm = Annotated[CurrentStaff, Depends(own_form)]


def require(*roles: Role) -> Callable[[CurrentStaff], CurrentStaff]:
    """A dependency for pages: one of `roles`, or NotYourRoleError."""

    def check(staff: Staff) -> CurrentStaff:
        require_role(staff.actor, roles)
        return staff

    return check


def require_form(*roles: Role) -> Callable[[CurrentStaff], CurrentStaff]:
    """A dependency for forms: our own form, sent by one of `roles`, or NotYourRoleError."""

    def check(staff: OwnForm) -> CurrentStaff:
        require_role(staff.actor, roles)
        return staff

    return check


Reader = Annotated[CurrentStaff, Depends(require(*READS))]


def check_origin(request: Request) -> None:
    """Raise StaleFormError when the browser says the form came from elsewhere.

    Our pages send `Referrer-Policy: no-referrer`, with which browsers say `Origin: null`; `Sec-Fetch-Site` still tells.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin") or request.headers.get("referer")
    if site not in (None, "same-origin", "none"):
        raise StaleFormError
    own = {request.url.netloc, request.app.state.settings.public_host}
    if origin and origin != "null" and urlsplit(origin).netloc not in own:
        raise StaleFormError
