"""The desk's pages for responses: the list, drafting in two languages, a peer's word, publication."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import Response as Page
from sqlmodel import Session

from app.accounts.desk import Present, Reader, require, require_form
from app.accounts.pages import desk_page, see
from app.accounts.roles import DRAFTS, PUBLISHES, REVIEWS
from app.accounts.sessions import CurrentStaff
from app.clock import local_day
from app.db import Reading, Writing
from app.i18n import say
from app.models import Response
from app.models.vocabulary import VERDICTS, Verdict
from app.transparency import desk_queries as queries
from app.transparency import desk_views as views
from app.transparency.desk_list_view import responses_view
from app.transparency.draft_fields import (
    DraftFields,
    draft_fields,
    draft_form,
    form_values,
    read_draft,
    suggested,
    text_of,
)
from app.transparency.publication import PublicationRefusedError, publish_response
from app.transparency.responses import (
    NoCaseError,
    OwnWordsError,
    ReasonNeededError,
    StaleVersionError,
    draft_response,
    edit_response,
    find_response,
    review_response,
)

router = APIRouter(include_in_schema=False)
UNPROCESSABLE, CONFLICT = 422, 409
DONE = ("drafted", "saved", "reviewed", "published")

Drafter = Annotated[CurrentStaff, Depends(require(*DRAFTS))]
DraftForm = Annotated[CurrentStaff, Depends(require_form(*DRAFTS))]
ReviewForm = Annotated[CurrentStaff, Depends(require_form(*REVIEWS))]
PublishForm = Annotated[CurrentStaff, Depends(require_form(*PUBLISHES))]
# PostgreSQL takes no NUL in a text: ids that can't be ours end before they reach it.
ResponseId = Annotated[str, Path(pattern=r"^\w{1,32}$")]
LogNumber = Annotated[int | None, Query(ge=1, lt=2**31)]
Fields = Annotated[DraftFields, Depends(draft_fields)]


@router.get("/staff/responses")
def show_responses(*, reading: Reading, staff: Reader, now: Present, before: LogNumber = None) -> Page:
    published, older = queries.list_published(reading, staff.organization.id, before)
    waiting = queries.list_open(reading, staff.organization.id) if before is None else ()
    links = (f"/staff/responses?before={older}" if older else None, "/staff/responses" if before else None)
    standings = queries.standings_of(reading, [*waiting, *published])
    view = responses_view(standings, links, staff.lang, local_day(now))
    return desk_page(
        "staff/responses.html", staff, staff.lang, {"page": view}, path="/staff/responses", section="responses"
    )


@router.get("/staff/responses/new")
def show_new(
    *, request: Request, reading: Reading, staff: Drafter, case: Annotated[list[str] | None, Query()] = None
) -> Page:
    cases = queries.own_cases(reading, staff.actor, _ids(case))
    return _new_page(request, staff, cases, form_values(suggested(cases)))


@router.post("/staff/responses/new")
def draft(
    *,
    request: Request,
    writing: Writing,
    staff: DraftForm,
    now: Present,
    fields: Fields,
    case: Annotated[list[str] | None, Form()] = None,
) -> Page:
    content, errors = read_draft(fields, staff.lang)
    try:
        if not errors:
            response = draft_response(writing, staff.actor, _ids(case), content, now=now)
            return see(_path(response.id, "drafted"))
    except NoCaseError:
        errors = {"case": say(staff.lang, "response.error.case")}
    cases = queries.own_cases(writing, staff.actor, _ids(case))
    return _new_page(request, staff, cases, _typed(fields), errors)


@router.get("/staff/responses/{response_id}")
def show_response(
    *, request: Request, reading: Reading, staff: Reader, response_id: ResponseId, done: str = ""
) -> Page:
    response = queries.read_response(reading, staff.actor, response_id)
    return _response_page(request, reading, staff, response, done=done if done in DONE else None)


@router.post("/staff/responses/{response_id}")
def edit(
    *,
    request: Request,
    writing: Writing,
    staff: DraftForm,
    now: Present,
    response_id: ResponseId,
    fields: Fields,
    version: Annotated[str, Form()] = "",
) -> Page:
    response = find_response(writing, staff.actor, response_id)
    content, errors = read_draft(fields, staff.lang)
    if errors:
        refused = views.Refused(errors=errors, typed=_typed(fields))
        return _response_page(request, writing, staff, response, refused=refused, status=UNPROCESSABLE)
    try:
        edit_response(writing, staff.actor, response, content, seen_version=_number(version), now=now)
    except StaleVersionError:
        problem = say(staff.lang, "response.error.overtaken")
        refused = views.Refused((problem,), typed=_typed(fields), is_overtaken=True)
        return _response_page(request, writing, staff, response, refused=refused, status=CONFLICT)
    return see(_path(response_id, "saved"))


@router.post("/staff/responses/{response_id}/reviews")
def review(
    *,
    request: Request,
    writing: Writing,
    staff: ReviewForm,
    now: Present,
    response_id: ResponseId,
    verdict: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
    version: Annotated[str, Form()] = "",
) -> Page:
    response = find_response(writing, staff.actor, response_id)
    said: Verdict = verdict if verdict in VERDICTS else "changes_asked"  # an unclear word approves nothing
    try:
        review_response(writing, staff.actor, response, said, text_of(words), seen_version=_number(version), now=now)
    except ReasonNeededError:
        refused = views.Refused(review_error=say(staff.lang, "review.error.words"))
    except OwnWordsError:
        refused = views.Refused((say(staff.lang, "review.error.own"),))
    except StaleVersionError:
        refused = views.Refused((say(staff.lang, "review.error.overtaken"),), review_words=words)
    else:
        return see(_path(response_id, "reviewed"))
    return _response_page(request, writing, staff, response, refused=refused, status=UNPROCESSABLE)


@router.post("/staff/responses/{response_id}/publication")
def publish(*, request: Request, writing: Writing, staff: PublishForm, now: Present, response_id: ResponseId) -> Page:
    response = find_response(writing, staff.actor, response_id)
    try:
        publish_response(writing, staff.actor, response, now=now, enqueue=request.app.state.enqueue_notice)
    except PublicationRefusedError as error:
        reasons = [say(staff.lang, f"publish.refusal.{key}") for key in error.refusals]
        refused = views.Refused(reasons)
        return _response_page(request, writing, staff, response, refused=refused, status=UNPROCESSABLE)
    return see(_path(response_id, "published"))


def _response_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    response: Response,
    *,
    done: str | None = None,
    refused: views.Refused | None = None,
    status: int = 200,
) -> Page:
    standing = queries.standing_of(session, response)
    view = views.response_view(
        standing,
        staff,
        cases=views.case_quotes(queries.cases_of(session, response.id), request.app.state.vault, staff.lang),
        roles=queries.roles_of(session, [review.reviewer_id for review in standing.reviews]),
        publications=queries.publications_of(session, response.id),
        today=local_day(request.app.state.clock()),
        done=done,
        refused=refused,
    )
    path = _path(response.id)
    return desk_page(
        "staff/response.html", staff, staff.lang, {"page": view}, path=path, section="responses", status=status
    )


def _new_page(
    request: Request,
    staff: CurrentStaff,
    cases: list[queries.AnsweredCase],
    values: dict[str, str],
    errors: dict[str, str] | None = None,
) -> Page:
    form = draft_form(
        "/staff/responses/new", 0, values, staff.lang, errors=errors, case_ids=[answered.case.id for answered in cases]
    )
    view = {"form": form, "cases": views.case_quotes(cases, request.app.state.vault, staff.lang)}
    status = UNPROCESSABLE if errors else 200
    return desk_page("staff/response_new.html", staff, staff.lang, view, section="responses", status=status)


def _ids(cases: list[str] | None) -> list[str]:
    return [case_id for case_id in cases or () if case_id.isalnum()]


def _typed(fields: DraftFields) -> dict[str, str]:
    return {name: getattr(fields, name) for name in fields.__slots__}


def _number(typed: str) -> int:
    """A version as the form sent it; -1, which no version is, when it sent none."""
    return int(typed) if len(typed) < 10 and typed.isascii() and typed.isdecimal() else -1  # noqa: PLR2004  # below 2**31


def _path(response_id: ResponseId, done: str = "") -> str:
    return f"/staff/responses/{response_id}" + (f"?done={done}" if done else "")
