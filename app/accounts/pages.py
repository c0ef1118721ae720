"""Staff pages in their frame, and the pages that refuse in words."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from app.accounts.desk import COOKIE, LoginNeededError, StaleFormError, current_staff
from app.accounts.roles import NotOnThisDeskError, NotYourRoleError
from app.accounts.sessions import CurrentStaff
from app.i18n import Lang, negotiate, say
from app.page import html

LOGIN = "/staff/login"
FORBIDDEN = 403
NOT_FOUND = 404


def desk_page(
    template: str,
    staff: CurrentStaff | None,
    lang: Lang,
    view: Mapping[str, Any],
    *,
    path: str = "/staff",
    section: str = "",
    status: int = 200,
) -> Response:
    """`path`: where the language switch comes back to. `section`: which place in the navigation is lit."""
    frame = {
        "staff": staff,
        "organization": staff.organization if staff else None,
        "csrf_token": staff.csrf_token if staff else "",
        "path": path,
        "section": section,
    }
    return html(template, lang, frame | dict(view), status=status)


def see(path: str) -> RedirectResponse:
    """After a form: the page to look at next, so that going back never sends the form again."""
    return RedirectResponse(path, status_code=303)


def add_refusals(app: FastAPI) -> None:
    """Let the app answer every refusal of the desk with a page in words."""
    app.add_exception_handler(LoginNeededError, _to_login)
    app.add_exception_handler(NotYourRoleError, _not_your_role)
    app.add_exception_handler(StaleFormError, _stale_form)
    app.add_exception_handler(NotOnThisDeskError, _not_here)


def _to_login(_request: Request, _error: Exception) -> Response:
    response = see(LOGIN)
    response.delete_cookie(COOKIE, path="/staff")
    return response


def _not_your_role(request: Request, _error: Exception) -> Response:
    return _refusal(request, "role", FORBIDDEN)


def _stale_form(request: Request, _error: Exception) -> Response:
    return _refusal(request, "form", FORBIDDEN)


def _not_here(request: Request, _error: Exception) -> Response:
    return _refusal(request, "nothing", NOT_FOUND)


def _refusal(request: Request, key: str, status: int) -> Response:
    staff = _whoever(request)
    lang = staff.lang if staff else negotiate(request.headers.get("accept-language"))
    view = {"title": say(lang, f"refusal.{key}.title"), "words": say(lang, f"refusal.{key}.words")}
    return desk_page("staff/refusal.html", staff, lang, view, status=status)


def _whoever(request: Request) -> CurrentStaff | None:
    try:
        return current_staff(request)
    except LoginNeededError:
        return None
