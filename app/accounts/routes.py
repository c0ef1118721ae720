"""The way in and out of the desk, and its language."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.accounts.desk import COOKIE, OwnForm, Present, check_origin
from app.accounts.pages import LOGIN, desk_page, see
from app.accounts.passwords import CrowdedError
from app.accounts.sessions import LASTS, close_session, open_session
from app.accounts.staff import choose_language, password_is_right, settle_login
from app.db import Writing
from app.i18n import LANGS, Lang, negotiate, say

router = APIRouter(include_in_schema=False)
UNAUTHORIZED, UNAVAILABLE = 401, 503


@dataclass(frozen=True, slots=True)
class LoginView:
    title: str
    chosen_lang: str  # "" when the browser's preference decided
    other_path: str
    email: str
    error: str | None


@router.get("/staff/login")
def show_login(request: Request, lang: str = "") -> Response:
    return _login_page(request, lang)


@router.post("/staff/login")
def log_in(
    *,
    request: Request,
    writing: Writing,
    now: Present,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    lang: Annotated[str, Form()] = "",
) -> Response:
    check_origin(request)
    try:
        is_right = password_is_right(request.app.state.database, email, password)
    except CrowdedError:
        return _login_page(request, lang, email=email, error="login.crowded", status=UNAVAILABLE)
    staff = settle_login(writing, email, is_right=is_right, now=now)
    if staff is None:
        return _login_page(request, lang, email=email, error="login.refused", status=UNAUTHORIZED)
    if lang in LANGS:
        staff.lang = lang
    response = see("/staff")
    response.set_cookie(
        COOKIE,
        open_session(writing, staff, now),
        max_age=int(LASTS.total_seconds()),
        path="/staff",
        secure=request.app.state.settings.is_https,
        httponly=True,
        samesite="strict",
    )
    return response


@router.post("/staff/logout")
def log_out(request: Request, writing: Writing, _staff: OwnForm) -> Response:
    close_session(writing, request.cookies[COOKIE])
    response = see(LOGIN)
    response.delete_cookie(COOKIE, path="/staff")
    return response


@router.post("/staff/language")
def switch_language(
    writing: Writing,
    staff: OwnForm,
    lang: Annotated[str, Form()] = "",
    next_path: Annotated[str, Form(alias="next")] = "/staff",
) -> Response:
    if lang in LANGS:
        choose_language(writing, staff.id, lang)
    return see(next_path if next_path.startswith("/staff") else "/staff")


def _login_page(
    request: Request, chosen: str, *, email: str = "", error: str | None = None, status: int = 200
) -> Response:
    lang: Lang = chosen if chosen in LANGS else negotiate(request.headers.get("accept-language"))
    view = LoginView(
        title=say(lang, "login.title"),
        chosen_lang=chosen if chosen in LANGS else "",
        other_path=f"{LOGIN}?lang={'en' if lang == 'fr' else 'fr'}",
        email=email,
        error=say(lang, error) if error else None,
    )
    return desk_page("staff/login.html", None, lang, {"page": view}, status=status)
