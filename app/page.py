"""Pages: one template environment a language, and the headers that keep visits private."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)
from jinja2.utils import missing

from app.i18n import LANGS, Lang, other, say, show_day, show_moment, show_month, translations

ROOT = Path(__file__).resolve().parent.parent
STATIC = Path(__file__).parent / "static"

# No third party, no inline script or style, no referrer: visiting leaves no trace elsewhere.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; "
        "connect-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class StrictForViews(StrictUndefined):
    """A missing name or attribute is our mistake; a missing key of a dict is an option a page component lacks."""

    def __new__(cls, hint: str | None = None, obj: Any = missing, name: str | None = None) -> Any:
        if isinstance(obj, dict) or name == "caller":  # a component asks whether it was called with a body
            return ChainableUndefined(hint, obj, name)
        return super().__new__(cls)


@cache
def environment(lang: Lang) -> Environment:
    """Templates with this language's texts; `_` in a template looks a key up."""
    made = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(ROOT / "templates"),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        undefined=StrictForViews,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    made.globals |= {"lang": lang, "other_lang": other(lang), "static": static_url}
    made.globals |= {"undefined": ChainableUndefined(), "null": None}  # names govuk-frontend-jinja compares with
    made.filters |= {
        "day": lambda day: show_day(day, lang),
        "month": lambda month: show_month(month, lang),
        "moment": lambda moment: show_moment(moment, lang),
    }
    return made


@cache
def static_url(name: str) -> str:
    """A static file's address with its content's digest, so that it can be cached for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def html(
    template: str, lang: Lang, view: Mapping[str, Any], *, status: int = 200, private: bool = True
) -> HTMLResponse:
    """A finished page; `private` pages are kept by no cache."""
    body = environment(lang).get_template(template).render(**view)
    headers = {"Cache-Control": "no-store" if private else "public, max-age=60", "Content-Language": f"{lang}-CA"}
    return HTMLResponse(body, status_code=status, headers=headers)


def problem(status: int, title: str, detail: str = "") -> JSONResponse:
    """An RFC 9457 problem; never says anything a sender could not already know."""
    body = {"type": "about:blank", "title": title, "status": status} | ({"detail": detail} if detail else {})
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def sorry(request: Request, status: int) -> Response:
    """The page for an address that leads nowhere, in the language its address names."""
    lang: Lang = next((known for known in LANGS if request.url.path.startswith(f"/{known}/")), "fr")
    view = {"title": say(lang, f"error.{status}.title"), "words": say(lang, f"error.{status}.words"), "status": status}
    return html("errors/error.html", lang, view, status=status)
