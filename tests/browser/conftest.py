"""A real browser on the whole product: one server for all tests here, and no fault of a page goes unseen."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from chromium import NO_BROWSER, find_chromium, is_ci
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright
from running import PASSWORD, Product, running_product

HERE = Path(__file__).parent
WAIT_MS = 10_000  # two cores, shared with the other half of the suite
# The page asked for says 404 itself, and Chromium repeats it in the console; other failures arrive as responses.
ECHO = re.compile(r"Failed to load resource: the server responded with a status of \d+")

Open = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All in one process: they share one server, and two Chromiums would be slower than one."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = find_chromium()
    if path is None and is_ci():
        pytest.fail(NO_BROWSER)
    return path or pytest.skip(NO_BROWSER)


@pytest.fixture(scope="session")
def product(chromium_path: str, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("browser")
    database = folder / "entendu.db"
    database.write_bytes(migrated_sqlite.read_bytes())
    with running_product(f"sqlite:///{database}", folder) as made:
        yield made


# The package's, not the session's: while playwright runs, no other test of this process can run an event loop.
@pytest.fixture(scope="package")
def browser(product: Product, chromium_path: str) -> Iterator[Browser]:
    arguments = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    arguments += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield made
        made.close()


@dataclass
class Watch:
    """What pages must never do, noted as it happens."""

    origin: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("request", self._see)
        context.on("response", self._check)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not ECHO.match(message.text):
            self.faults.append(f"console error: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.faults.append(f"third party: {request.url}")

    def _check(self, response: Response) -> None:
        refused = 500 if response.request.is_navigation_request() else 400
        if response.status >= refused:
            self.faults.append(f"{response.status}: {response.url}")


@dataclass
class Contexts:
    """Browsers with nothing in common, one a person and a way of looking; made once, because they are slow."""

    browser: Browser
    watch: Watch
    made: dict[object, BrowserContext] = field(default_factory=dict)

    def of(self, who: str, lang: str, width: int, **options: object) -> BrowserContext:
        key = (who, lang, width, *(name for name in sorted(options)))
        if key not in self.made:
            view = {"locale": f"{lang}-CA", "viewport": {"width": width, "height": 900}, "reduced_motion": "reduce"}
            self.made[key] = self.browser.new_context(base_url=self.watch.origin, **view, **options)
            self.made[key].set_default_timeout(WAIT_MS)
            self.watch.over(self.made[key])
        return self.made[key]


@pytest.fixture(scope="package")
def contexts(browser: Browser, product: Product) -> Contexts:
    return Contexts(browser, Watch(product.url))


@pytest.fixture
def open_page(contexts: Contexts) -> Iterator[Open]:
    """Opens a path; the test fails when any page in it did what no page of ours may do."""
    opened = []

    def made(path: str, *, who: str = "a visitor", lang: str = "fr", width: int = 1280, **options: object) -> Page:
        page = contexts.of(who, lang, width, **options).new_page()
        opened.append(page)
        page.goto(path)
        return page

    yield made
    for page in opened:
        page.close()
    faults = contexts.watch.faults.copy()
    contexts.watch.faults.clear()
    assert faults == []


@pytest.fixture(scope="session")
def logins() -> dict[str, object]:
    """By role, the cookies of a login: argon2 takes its time, once."""
    return {}


@pytest.fixture
def at_desk(open_page: Open, logins: dict[str, object]) -> Open:
    """Opens a path as `role`, in the desk's language `lang`."""

    def made(role: str, path: str, *, lang: str = "fr", **options: object) -> Page:
        if role not in logins:
            page = open_page("/staff/login", who=f"{role} at the door", lang=lang)
            log_in(page, role)
            logins[role] = page.context.storage_state()
        page = open_page(path, who=role, lang=lang, storage_state=logins[role], **options)
        if page.locator("html").get_attribute("lang") != f"{lang}-CA":
            page.locator(".language button").click()
            page.goto(path)
        return page

    return made


def log_in(page: Page, role: str) -> None:
    page.fill("#email", f"{role}@boreal.example")
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/staff")
