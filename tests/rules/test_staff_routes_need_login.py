"""Every staff page needs a login, every staff form its token; new routes are held to it without being listed."""

import re
from collections.abc import Iterator

import pytest
from desk import Desk
from desk import desk as desk  # noqa: PLC0414  # the fixture
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.accounts import routes as account_routes
from app.transparency import staff_routes
from app.triage import routes as triage_routes

LOGIN = "/staff/login"


def staff_routes_of(method: str) -> Iterator[str]:
    for routes in (account_routes, triage_routes, staff_routes):
        for route in routes.router.routes:
            assert isinstance(route, APIRoute)
            assert route.path.startswith("/staff")
            if method in route.methods and route.path != LOGIN:
                yield re.sub(r"\{.*?\}", "0" * 32, route.path)


def test_there_are_staff_routes_to_check() -> None:
    assert len(list(staff_routes_of("GET"))) >= 6
    assert len(list(staff_routes_of("POST"))) >= 10


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_staff_route_but_the_login_leads_to_the_login_without_a_session(desk: Desk, method: str) -> None:
    visitor = TestClient(desk.app, follow_redirects=False)
    for path in staff_routes_of(method):
        answer = visitor.request(method, path)
        assert (path, answer.status_code, answer.headers.get("location")) == (path, 303, LOGIN)


@pytest.mark.parametrize("fields", [{}, {"csrf_token": "guessed"}, {"csrf_token": "é"}])
def test_every_staff_form_is_refused_without_its_token(desk: Desk, fields: dict[str, str]) -> None:
    browser = desk.browser("admin")
    for path in staff_routes_of("POST"):
        answer = browser.client.post(path, data=fields)
        assert (path, answer.status_code) == (path, 403)
        assert "rien n’a été fait" in answer.text


def test_a_token_of_another_login_is_no_token(desk: Desk) -> None:
    actor = desk.join("triage")
    first, second = desk.sit_down(actor), desk.sit_down(actor)
    assert first.client.post("/staff/logout", data={"csrf_token": second.csrf_token}).status_code == 403


@pytest.mark.parametrize("path", ["/staff", "/staff/login", "/staff/responses"])
def test_no_staff_page_is_kept_by_a_cache(desk: Desk, path: str) -> None:
    assert desk.browser("triage").get(path).headers["cache-control"] == "no-store"
