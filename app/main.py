"""The web process: the only place, with the worker and the command line, that knows every part."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from app import clock as clocks
from app import health, page
from app.accounts import routes as account_routes
from app.accounts.pages import add_refusals
from app.clock import Clock
from app.console import ConsoleStore
from app.db import Database
from app.frame import Frame
from app.intake.conversation import BusyError, Intake, StatusWords
from app.intake.directory import Directory
from app.intake.postgres import PostgresStore
from app.intake.sqlite import SqliteStore
from app.intake.store import IntakeStore
from app.jobs import Jobs
from app.logs import set_up_logs
from app.privacy.sealing import Vault
from app.settings import Settings
from app.transparency import public_routes, staff_routes
from app.transparency.follow import status_in_words
from app.transparency.notices import NoticeDesk
from app.transparency.public import name_finder
from app.triage import routes as triage_routes
from channels.console import routes as console_routes
from channels.console.sender import ConsoleRecordings, ConsoleSender
from channels.port import Recordings, Sender, UnknownLineError
from channels.sms import routes as sms_routes
from channels.twilio import routes as report_routes
from channels.twilio.sender import TwilioRecordings, TwilioSender
from channels.twilio.signature import Account, RefusedError
from channels.voice import routes as voice_routes
from channels.web import routes as web_routes
from surveys.model import Lang

DEMO_LINE = "+14165550100"


def app_from_environment() -> FastAPI:
    """For `uvicorn --factory`."""
    set_up_logs()
    settings = Settings()
    settings.require_safe()
    return create_app(settings)


def create_app(settings: Settings, *, clock: Clock = clocks.now) -> FastAPI:
    database, vault = Database(settings), Vault(settings.secret_key.get_secret_value())
    account, store, jobs = account_of(settings), make_store(settings), Jobs(settings)
    intake = Intake(
        store=store,
        directory=Directory(database),
        vault=vault,
        clock=clock,
        status_words=_status_words(database, vault, settings),
        public_host=settings.public_host,
    )
    console = ConsoleStore(database, vault, clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await store.open()
        gc.collect()
        gc.freeze()  # what is loaded by now stays: walking it again and again would hold up messages for 100 ms
        yield
        await store.close()
        jobs.close()
        database.close()

    app = FastAPI(title="Entendu", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings, app.state.database, app.state.vault, app.state.clock = settings, database, vault, clock
    app.state.enqueue_notice = jobs.enqueue_notice
    app.add_middleware(Frame)
    _add_error_handlers(app)
    app.include_router(sms_routes.router(account, intake))  # first: every route before it would be tried for each text
    app.include_router(health.router)
    app.mount("/static", StaticFiles(directory=page.STATIC), name="static")
    app.include_router(voice_routes.router(account, intake))
    reports = NoticeDesk(database, vault, ConsoleSender(console), clock)
    app.include_router(report_routes.router(account, reports))
    if settings.demo:
        app.include_router(console_routes.router(account, DEMO_LINE, console, page.html))
    app.include_router(account_routes.router)
    app.include_router(triage_routes.router)
    app.include_router(staff_routes.router)
    app.include_router(web_routes.router(intake, page.html, name_finder(database)))
    app.include_router(public_routes.router)
    return app


def account_of(settings: Settings) -> Account:
    return Account(settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value(), settings.public_url)


def make_store(settings: Settings) -> IntakeStore:
    if settings.is_sqlite:
        return SqliteStore(settings.sqlite_path)
    # Twice the pages' share: commits of messages wait for the disk together.
    return PostgresStore(settings.database_url, 2 * settings.database_pool_size)


def make_sender(settings: Settings, console: ConsoleStore, client: httpx.AsyncClient) -> Sender:
    """The provider where one is configured, else the console."""
    if not settings.has_provider:
        return ConsoleSender(console)
    return TwilioSender(client, account_of(settings), settings.twilio_api_url, settings.twilio_messaging_service_sid)


def make_recordings(settings: Settings, console: ConsoleStore, client: httpx.AsyncClient) -> Recordings:
    if not settings.has_provider:
        return ConsoleRecordings(console)
    return TwilioRecordings(client, account_of(settings), settings.twilio_api_url)


def _status_words(database: Database, vault: Vault, settings: Settings) -> StatusWords:
    def read(organization_id: str, code: str, lang: Lang) -> str:
        with database.reading() as session:
            return status_in_words(session, vault, organization_id, code, lang, settings.public_host)

    async def words(organization_id: str, code: str, lang: Lang) -> str:
        return await asyncio.to_thread(read, organization_id, code, lang)

    return words


def _add_error_handlers(app: FastAPI) -> None:
    add_refusals(app)

    @app.exception_handler(RefusedError)
    async def refused(_: Request, error: RefusedError) -> Response:
        return page.problem(error.status, error.title)

    @app.exception_handler(UnknownLineError)
    async def unknown_line(request: Request, _: UnknownLineError) -> Response:
        return _error(request, 404)

    @app.exception_handler(BusyError)
    async def busy(_: Request, _error: BusyError) -> Response:
        answer = page.problem(503, "Busy")
        answer.headers["Retry-After"] = "1"
        return answer

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        return _error(request, error.status_code)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, _: RequestValidationError) -> Response:
        return _error(request, 400)

    @app.exception_handler(Exception)
    async def broken(request: Request, _: Exception) -> Response:
        return _error(request, 500)


def _error(request: Request, status: int) -> Response:
    """A problem for machines, a page for people."""
    if request.url.path.startswith(("/channels/", "/api/", "/simulator/")):
        return page.problem(status, _TITLES.get(status, "Error"))
    return page.sorry(request, status if status in _PAGES else 500 if status >= 500 else 404)  # noqa: PLR2004


_TITLES: dict[int, Any] = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    500: "Internal Server Error",
}
_PAGES = frozenset({400, 403, 404, 405, 500})
