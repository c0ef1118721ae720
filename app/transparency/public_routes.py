"""The public side: the organization's page, its log of answers, the same for machines, and the way to follow a code."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse, StreamingResponse
from starlette.convertors import StringConvertor, register_url_convertor

from app.clock import local_day
from app.db import Reading
from app.i18n import Lang, negotiate, other
from app.models import Organization
from app.models.vocabulary import OUTCOMES
from app.page import html
from app.transparency import feeds, public, public_views
from app.transparency.follow import status_of
from app.transparency.follow_limit import SLOT_SECONDS, count_wrong_code, is_at_limit

LATEST = 3  # answers on the organization's page: enough to see that they come
TOO_MANY_REQUESTS = 429
CODE_LENGTH = 8  # digits
LONGEST_CODE = 60  # characters; a code with its spaces, and room for a slip


class LangConvertor(StringConvertor):
    """Only our languages begin these addresses: another first word is another page's, or nobody's."""

    regex = "fr|en"


register_url_convertor("lang", LangConvertor())
router = APIRouter(include_in_schema=False)


def organization_of(org: str, session: Reading) -> Organization:
    """The organization an address names, or the page for addresses that lead nowhere."""
    found = public.find_organization(session, org)
    if found is None:
        raise HTTPException(404)
    return found


Org = Annotated[Organization, Depends(organization_of)]


@router.get("/")
def front_door(request: Request, session: Reading) -> Response:
    organization = public.first_organization(session)
    if organization is None:
        raise HTTPException(404)
    return _in_their_language(request, organization.slug)


@router.get("/{lang:lang}/{org}")
def organization_page(request: Request, lang: Lang, organization: Org, session: Reading) -> Response:
    today = local_day(request.app.state.clock())
    lines = public.lines_of(session, organization.id)
    latest = public.read_log(session, organization.id, size=LATEST)
    view = {
        "text_line": public_views.phone(lines["sms"], lang) if "sms" in lines else None,
        "has_whatsapp": "sms" in lines and lines.get("whatsapp") == lines["sms"],
        "voice_line": public_views.phone(lines["voice"], lang) if "voice" in lines else None,
        "phone": public_views.phone(organization.phone, lang) if organization.phone else None,
        "expected_by": public_views.expected_by(organization, today),
        "entries": [public_views.entry_view(entry, lang, today) for entry in latest.entries],
    }
    return _page("public/organization.html", request, lang, organization, view)


@router.get("/{lang:lang}/{org}/responses")
def log_page(
    request: Request,
    lang: Lang,
    organization: Org,
    session: Reading,
    year: str = "",
    outcome: str = "",
    before: str = "",
) -> Response:
    """A choice that makes no sense shows everything: an address someone mistyped is no reason for a fault."""
    chosen_year = int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None  # noqa: PLR2004
    chosen_outcome = outcome if outcome in OUTCOMES else None
    below = _number(before)
    page = public.read_log(session, organization.id, before=below, year=chosen_year, outcome=chosen_outcome)
    chosen = {name: value for name, value in (("year", chosen_year), ("outcome", chosen_outcome)) if value}
    view = public_views.log_view(
        page,
        request.url.path,
        {name: str(value) for name, value in chosen.items()},
        lang,
        local_day(request.app.state.clock()),
    )
    years = [(str(one), str(one)) for one in public.years_of(session, organization.id)]
    return _page(
        "public/log.html",
        request,
        lang,
        organization,
        view | {"years": years, "outcomes": OUTCOMES, "is_newest": below is None},
    )


@router.get("/{lang:lang}/{org}/responses/{number}")
def entry_page(request: Request, lang: Lang, organization: Org, session: Reading, number: str) -> Response:
    wanted = _number(number)
    versions = () if wanted is None else public.read_versions(session, organization.id, wanted)
    if not versions:
        raise HTTPException(404)
    today = local_day(request.app.state.clock())
    current, *earlier = (public_views.entry_view(entry, lang, today) for entry in versions)
    return _page("public/entry.html", request, lang, organization, {"entry": current, "earlier": earlier})


@router.get("/{org}/responses.atom")
def atom(request: Request, organization: Org, session: Reading, lang: str = "") -> Response:
    spoken = _spoken(request, lang)
    entries = public.read_log(session, organization.id, size=feeds.FEED_SIZE).entries
    feed = feeds.as_atom(entries, organization, spoken, request.app.state.settings.public_url)
    return Response(feed, media_type="application/atom+xml", headers={"Content-Language": f"{spoken}-CA"})


@router.get("/{org}/responses.json")
def as_json(organization: Org, session: Reading) -> Response:
    return JSONResponse(feeds.as_json(public.read_whole_log(session, organization.id), organization))


@router.get("/{org}/responses.csv")
def as_csv(organization: Org, session: Reading) -> Response:
    lines = list(feeds.as_csv(public.read_whole_log(session, organization.id)))
    name = f'attachment; filename="{organization.slug}-responses.csv"'
    return StreamingResponse(iter(lines), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@router.get("/{lang:lang}/{org}/follow")
def ask_code(request: Request, lang: Lang, organization: Org) -> Response:
    return _page("public/follow.html", request, lang, organization, {"problem": None})


@router.post("/{lang:lang}/{org}/follow")
def show_status(request: Request, lang: Lang, org: str, code: Annotated[str, Form()] = "") -> Response:
    """The code comes in the body, so that no address or log ever holds it; wrong and unknown ones look the same."""
    digits = "".join(sign for sign in code[:LONGEST_CODE] if sign.isascii() and sign.isdigit())
    database, now = request.app.state.database, request.app.state.clock()
    with database.reading() as session:
        organization = organization_of(org, session)
        must_wait = is_at_limit(session, organization.id, now)
        status = None if must_wait else status_of(session, request.app.state.vault, organization.id, digits)
    if must_wait:
        return _limit_page(request, lang, organization)
    if status is None:
        if len(digits) == CODE_LENGTH:  # fewer or more are a slip of the thumb
            with database.writing() as session:
                count_wrong_code(session, organization.id, now)
        return _page("public/follow.html", request, lang, organization, {"problem": "follow.unknown"})
    found = public_views.follow_view(status, organization, lang, local_day(now))
    return _page("public/status.html", request, lang, organization, found)


@router.get("/{lang:lang}/{org}/privacy")
@router.get("/{lang:lang}/{org}/vie")
def privacy_page(request: Request, lang: Lang, organization: Org) -> Response:
    number = public_views.phone(organization.phone, lang) if organization.phone else None
    return _page("public/privacy.html", request, lang, organization, {"phone": number})


@router.get("/{org}")
def short_address(request: Request, organization: Org) -> Response:
    """The address that fits in a text."""
    return _in_their_language(request, organization.slug)


@router.get("/{org}/vie")
def short_address_of_privacy_in_french(organization: Org) -> Response:
    return RedirectResponse(f"/fr/{organization.slug}/vie", 302)


@router.get("/{org}/privacy")
def short_address_of_privacy_in_english(organization: Org) -> Response:
    return RedirectResponse(f"/en/{organization.slug}/privacy", 302)


def _limit_page(request: Request, lang: Lang, organization: Organization) -> Response:
    view = {"problem": "follow.limit"}
    page = _page("public/follow.html", request, lang, organization, view, status=TOO_MANY_REQUESTS)
    page.headers["Retry-After"] = str(SLOT_SECONDS)
    return page


def _in_their_language(request: Request, slug: str) -> Response:
    lang = negotiate(request.headers.get("accept-language"))
    return RedirectResponse(f"/{lang}/{slug}", 302, headers={"Vary": "Accept-Language"})


def _spoken(request: Request, lang: str) -> Lang:
    if lang in ("fr", "en"):
        return "fr" if lang == "fr" else "en"
    return negotiate(request.headers.get("accept-language"))


def _number(typed: str) -> int | None:
    """A number from an address, None when it can be none of ours: below 2**31, as both databases count."""
    return int(typed) if len(typed) < 10 and typed.isascii() and typed.isdigit() else None  # noqa: PLR2004


def _page(
    template: str,
    request: Request,
    lang: Lang,
    organization: Organization,
    view: Mapping[str, Any],
    *,
    status: int = 200,
) -> Response:
    frame = {
        "organization": organization,
        "other_path": public_views.in_other_language(request.url.path, lang),
        "here": f"/{lang}/{organization.slug}",
        "there": f"/{other(lang)}/{organization.slug}",
    }
    return html(template, lang, frame | dict(view), status=status)
