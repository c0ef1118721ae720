"""The inbox, a case, and the forms that move it."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.desk import Present, Reader, require, require_form
from app.accounts.pages import desk_page, see
from app.accounts.roles import HEARS, TRIAGES, NotOnThisDeskError
from app.accounts.sessions import CurrentStaff
from app.db import Reading, Writing
from app.i18n import say
from app.models.vocabulary import CASE_STATUSES, CHANNELS, THEMES
from app.privacy.purposes import AUDIO
from app.triage import cases
from app.triage.case_view import case_view
from app.triage.queries import Filters, find_recording, list_cases, read_case, was_just_heard
from app.triage.sound import sound_response
from app.triage.views import inbox_view

router = APIRouter(include_in_schema=False)
UNPROCESSABLE = 422
DONE = ("acknowledged", "themed", "noted", "closed", "transcribed")
ERROR_TEXTS: dict[type[Exception], str] = {
    cases.WordsNeededError: "case.error.words",
    cases.TooManyWordsError: "case.error.long",
    cases.UnknownThemeError: "case.error.theme",
    cases.NothingToTranscribeError: "case.error.recording",
}
REFUSED = tuple(ERROR_TEXTS)

Triager = Annotated[CurrentStaff, Depends(require_form(*TRIAGES))]
Listener = Annotated[CurrentStaff, Depends(require(*HEARS))]
Transcriber = Annotated[CurrentStaff, Depends(require_form(*HEARS))]
Typed = Annotated[str, Form()]
# PostgreSQL takes no NUL in a text: ids that can't be ours end before they reach it.
CaseId = Annotated[str, Path(pattern=r"^\w{1,32}$")]
RecordingId = Annotated[str, Path(pattern=r"^[\w-]{1,80}$")]


@router.get("/staff")
@router.get("/staff/")
@router.get("/staff/cases")
def show_inbox(
    *,
    request: Request,
    reading: Reading,
    staff: Reader,
    now: Present,
    status: str = "",
    channel: str = "",
    lang: str = "",
    theme: str = "",
    before: str = "",
) -> Response:
    filters = Filters(
        status=_known(status, CASE_STATUSES),
        channel=_known(channel, CHANNELS),
        lang=_known(lang, ("fr", "en")),
        theme=_known(theme, THEMES),
    )
    page = list_cases(reading, staff.organization.id, filters, before if before.isalnum() else None)
    older = _inbox_path(filters, page.next_before) if page.next_before else None
    newest = _inbox_path(filters) if before else None
    view = inbox_view(page, filters, (older, newest), staff, vault=request.app.state.vault, now=now)
    return desk_page("staff/inbox.html", staff, staff.lang, {"page": view}, path=_inbox_path(filters), section="inbox")


@router.get("/staff/cases/{case_id}")
def show_case(
    *, request: Request, reading: Reading, staff: Reader, now: Present, case_id: CaseId, done: str = ""
) -> Response:
    file = read_case(reading, staff.actor, case_id)
    view = case_view(file, staff, vault=request.app.state.vault, now=now, done=_known(done, DONE))
    return desk_page("staff/case.html", staff, staff.lang, {"page": view}, path=_case_path(case_id), section="inbox")


@router.post("/staff/cases/{case_id}/acknowledgement")
def acknowledge(*, writing: Writing, staff: Triager, now: Present, case_id: CaseId) -> Response:
    case = cases.find_case(writing, staff.actor, case_id)
    cases.acknowledge_case(writing, staff.actor, case, now=now)
    return see(_case_path(case_id, "acknowledged"))


@router.post("/staff/cases/{case_id}/themes")
def theme(
    *, request: Request, writing: Writing, staff: Triager, now: Present, case_id: CaseId, theme: Typed = ""
) -> Response:
    case = cases.find_case(writing, staff.actor, case_id)
    try:
        cases.theme_case(writing, request.app.state.vault, staff.actor, case, theme, now=now)
    except REFUSED as error:
        return _case_again(request, writing, staff, case_id, error, "theme")
    return see(_case_path(case_id, "themed"))


@router.post("/staff/cases/{case_id}/notes")
def note(
    *, request: Request, writing: Writing, staff: Triager, now: Present, case_id: CaseId, words: Typed = ""
) -> Response:
    case = cases.find_case(writing, staff.actor, case_id)
    try:
        cases.note_case(writing, request.app.state.vault, staff.actor, case, words, now=now)
    except REFUSED as error:
        return _case_again(request, writing, staff, case_id, error, "words", words)
    return see(_case_path(case_id, "noted"))


@router.post("/staff/cases/{case_id}/closure")
def close(
    *, request: Request, writing: Writing, staff: Triager, now: Present, case_id: CaseId, reason: Typed = ""
) -> Response:
    case = cases.find_case(writing, staff.actor, case_id)
    try:
        cases.close_case(writing, request.app.state.vault, staff.actor, case, reason, now=now)
    except REFUSED as error:
        return _case_again(request, writing, staff, case_id, error, "reason", reason)
    return see(_case_path(case_id, "closed"))


@router.get("/staff/recordings/{recording_id}")
def hear(*, request: Request, writing: Writing, staff: Listener, now: Present, recording_id: RecordingId) -> Response:
    recording = find_recording(writing, staff.actor, recording_id)
    if not cases.is_here(recording) or recording.audio is None:
        raise NotOnThisDeskError
    if not was_just_heard(writing, staff.actor, recording, now):
        cases.hear_recording(writing, staff.actor, recording, now=now)
    sound = request.app.state.vault.unseal_bytes(AUDIO, recording.audio)
    return sound_response(sound, recording.media_type, request.headers.get("range"))


@router.post("/staff/recordings/{recording_id}/transcript")
def transcribe(
    *,
    request: Request,
    writing: Writing,
    staff: Transcriber,
    now: Present,
    recording_id: RecordingId,
    words: Typed = "",
) -> Response:
    recording = find_recording(writing, staff.actor, recording_id)
    case = cases.case_of_recording(writing, recording)
    try:
        cases.transcribe_recording(writing, request.app.state.vault, staff.actor, recording, words, now=now)
    except REFUSED as error:
        return _case_again(request, writing, staff, case.id, error, f"transcript-{recording.id}", words)
    return see(_case_path(case.id, "transcribed"))


def _case_again(
    request: Request, session: Session, staff: CurrentStaff, case_id: str, error: Exception, *field: str
) -> Response:
    """The case with the form as it was typed and, beside it, what to do; `field`: its name and its content."""
    name, typed = (*field, "")[:2]
    view = case_view(
        read_case(session, staff.actor, case_id),
        staff,
        vault=request.app.state.vault,
        now=request.app.state.clock(),
        errors={name: say(staff.lang, ERROR_TEXTS[type(error)])},
        typed={name: typed},
    )
    path = _case_path(case_id)
    return desk_page(
        "staff/case.html", staff, staff.lang, {"page": view}, path=path, section="inbox", status=UNPROCESSABLE
    )


def _known(value: str, values: tuple[str, ...]) -> str | None:
    return value if value in values else None


def _case_path(case_id: CaseId, done: str = "") -> str:
    return f"/staff/cases/{case_id}" + (f"?done={done}" if done else "")


def _inbox_path(filters: Filters, before: str | None = None) -> str:
    chosen = {
        "status": filters.status,
        "channel": filters.channel,
        "lang": filters.lang,
        "theme": filters.theme,
        "before": before,
    }
    query = urlencode({name: value for name, value in chosen.items() if value})
    return "/staff/cases" + (f"?{query}" if query else "")
