"""The way in: a password opens a login, guessing closes the door for a while, and nobody learns who has an account."""

import asyncio
import time
from datetime import timedelta

import httpx
import pytest
from desk import PASSWORD, Desk
from fastapi.testclient import TestClient
from sqlmodel import select

from app.accounts import passwords
from app.accounts.staff import StaffExistsError, UnknownRoleError, WeakPasswordError, create_staff
from app.models import Organization, Staff, StaffSession


@pytest.fixture
def visitor(desk: Desk) -> TestClient:
    return TestClient(desk.app, follow_redirects=False)


def log_in(visitor: TestClient, password: str = PASSWORD, email: str = "triage@boreal.example", **more: str):
    return visitor.post("/staff/login", data={"email": email, "password": password} | more)


def test_the_right_password_opens_the_inbox(desk: Desk, visitor: TestClient) -> None:
    desk.join("triage")
    answer = log_in(visitor)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    assert "Avis reçus" in visitor.get("/staff").text


def test_the_cookie_is_for_the_desk_alone_and_the_database_holds_only_its_digest(
    desk: Desk, visitor: TestClient
) -> None:
    desk.join("triage")
    cookie = log_in(visitor).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/staff" in cookie
    assert "Secure" not in cookie
    with desk.database.reading() as session:
        assert session.exec(select(StaffSession)).one().key not in cookie


def test_the_cookie_is_secure_where_the_site_is(desk: Desk, visitor: TestClient) -> None:
    desk.join("triage")
    desk.app.state.settings = desk.app.state.settings.model_copy(update={"public_url": "https://testserver"})
    assert "Secure" in log_in(visitor).headers["set-cookie"]


def test_an_email_may_be_typed_in_capitals_with_a_space_after_it(desk: Desk, visitor: TestClient) -> None:
    desk.join("triage")
    assert log_in(visitor, email="Triage@Boreal.example ").status_code == 303


def test_a_login_ends_after_twelve_hours(desk: Desk) -> None:
    browser = desk.browser("triage")
    desk.watch.now += timedelta(hours=11, minutes=59)
    assert browser.get("/staff").status_code == 200
    desk.watch.now += timedelta(minutes=1)
    assert browser.get("/staff").headers["location"] == "/staff/login"


def test_leaving_ends_the_login_at_once(desk: Desk) -> None:
    browser = desk.browser("triage")
    assert browser.send("/staff/logout").headers["location"] == "/staff/login"
    assert browser.get("/staff").status_code == 303


def test_a_disabled_account_is_shown_out(desk: Desk) -> None:
    actor = desk.join("triage")
    browser = desk.sit_down(actor)
    with desk.database.writing() as session:
        session.get_one(Staff, actor.staff_id).disabled_at = desk.watch.now
    assert browser.get("/staff").status_code == 303
    assert log_in(browser.client).status_code == 401


def test_a_wrong_password_an_unknown_email_and_a_resting_account_get_the_same_words(
    desk: Desk, visitor: TestClient
) -> None:
    desk.join("triage")
    wrong = log_in(visitor, "not the password")
    unknown = log_in(visitor, email="nobody@boreal.example")
    for _ in range(5):
        log_in(visitor, "not the password")
    resting = log_in(visitor)
    pages = {page.text.replace("nobody@", "triage@") for page in (wrong, unknown, resting)}
    assert {page.status_code for page in (wrong, unknown, resting)} == {401}
    assert len(pages) == 1
    assert "Après cinq essais, il faut attendre 15\u00a0minutes" in pages.pop().replace("15 m", "15\u00a0m")


def test_after_five_wrong_passwords_the_right_one_waits_fifteen_minutes(desk: Desk, visitor: TestClient) -> None:
    desk.join("triage")
    for _ in range(5):
        log_in(visitor, "not the password")
    desk.watch.now += timedelta(minutes=14)
    assert log_in(visitor).status_code == 401
    desk.watch.now += timedelta(minutes=1)
    assert log_in(visitor).status_code == 303


def test_a_right_password_forgets_the_wrong_ones_before_it(desk: Desk, visitor: TestClient) -> None:
    desk.join("triage")
    for _ in range(2):
        for _ in range(4):
            log_in(visitor, "not the password")
        assert log_in(visitor).status_code == 303


def test_an_unknown_email_takes_as_long_as_a_wrong_password(
    desk: Desk, visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str | None] = []
    monkeypatch.setattr("app.accounts.staff.check_password", lambda _typed, stored: bool(checked.append(stored)))
    desk.join("triage")
    log_in(visitor)
    log_in(visitor, email="nobody@boreal.example")
    assert [stored is None for stored in checked] == [False, True]


@pytest.mark.parametrize(
    ("path", "accepts", "words"),
    [
        ("/staff/login", "fr-CA", "Votre mot de passe"),
        ("/staff/login", "en-CA", "Your password"),
        ("/staff/login?lang=en", "fr-CA", "Your password"),
        ("/staff/login?lang=fr", "en-CA", "Votre mot de passe"),
    ],
)
def test_the_login_page_speaks_the_language_asked_for(visitor: TestClient, path: str, accepts: str, words: str) -> None:
    assert words in visitor.get(path, headers={"Accept-Language": accepts}).text


def test_the_language_chosen_at_the_door_is_the_desks(desk: Desk, visitor: TestClient) -> None:
    desk.join("triage")
    log_in(visitor, lang="en")
    assert '<html lang="en-CA">' in visitor.get("/staff").text


def test_the_desks_language_can_be_switched_and_comes_back_to_the_same_page(desk: Desk) -> None:
    browser = desk.browser("triage")
    answer = browser.send("/staff/language", lang="en", next="/staff/responses")
    assert answer.headers["location"] == "/staff/responses"
    assert '<html lang="en-CA">' in browser.get("/staff/responses").text


def test_the_language_switch_leads_nowhere_outside_the_desk(desk: Desk) -> None:
    answer = desk.browser("triage").send("/staff/language", lang="en", next="//elsewhere.example/staff")
    assert answer.headers["location"] == "/staff"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Referer": "https://elsewhere.example/page"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
)
def test_a_form_sent_from_another_site_is_refused(desk: Desk, headers: dict[str, str]) -> None:
    browser = desk.browser("triage")
    answer = browser.client.post("/staff/logout", data={"csrf_token": browser.csrf_token}, headers=headers)
    assert answer.status_code == 403
    assert browser.client.post("/staff/login", data={}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}],
)
def test_a_form_of_our_own_is_taken_even_when_no_referrer_is_told(desk: Desk, headers: dict[str, str]) -> None:
    browser = desk.browser("triage")
    answer = browser.client.post("/staff/logout", data={"csrf_token": browser.csrf_token}, headers=headers)
    assert answer.status_code == 303


def test_an_account_needs_a_known_role_a_new_email_and_eight_characters(desk: Desk) -> None:
    desk.join("triage")
    with desk.database.writing() as session:
        organization = session.get_one(Organization, desk.organization_id)
        about = {"organization": organization, "now": desk.watch.now}
        made = create_staff(session, email="New@boreal.example", role="peer", password="12345678", **about)
        assert made.email == "new@boreal.example"
        with pytest.raises(UnknownRoleError):
            create_staff(session, email="b@boreal.example", role="boss", password="12345678", **about)
        with pytest.raises(WeakPasswordError, match="8 characters"):
            create_staff(session, email="b@boreal.example", role="peer", password="1234567", **about)
        with pytest.raises(StaffExistsError):
            create_staff(session, email="TRIAGE@boreal.example", role="peer", password="12345678", **about)


def test_two_accounts_made_with_one_email_at_the_same_instant_are_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.join("triage")
    monkeypatch.setattr("app.accounts.staff.find_staff", lambda *_: None)  # the other is not there yet
    with desk.database.writing() as session:
        organization = session.get_one(Organization, desk.organization_id)
        about = {"organization": organization, "now": desk.watch.now, "password": "12345678"}
        with pytest.raises(StaffExistsError):
            create_staff(session, email="triage@boreal.example", role="peer", **about)
        create_staff(session, email="peer@boreal.example", role="peer", **about)


async def _flood(desk: Desk, logins: int) -> tuple[list[int], float]:
    """The answers to many logins at once, and how long another page took meanwhile."""
    transport = httpx.ASGITransport(desk.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver", timeout=60) as client:
        wrong = {"email": "triage@boreal.example", "password": "not the password"}
        answers = [asyncio.create_task(client.post("/staff/login", data=wrong)) for _ in range(logins)]
        await asyncio.sleep(0.5)
        started = time.perf_counter()
        assert (await client.get("/staff/login")).status_code == 200
        seconds = time.perf_counter() - started
        return [answer.status_code for answer in await asyncio.gather(*answers)], seconds


def test_thirty_logins_at_once_keep_nobody_else_waiting(desk: Desk) -> None:
    """The pool has 15 connections: a login that held one while it asks for another would stop the site for 30 s."""
    desk.join("triage")
    statuses, seconds = asyncio.run(_flood(desk, 30))
    assert set(statuses) <= {401, 503}
    assert 401 in statuses
    assert seconds < 5


def test_a_login_that_finds_no_room_is_asked_to_come_back_and_counts_as_no_try(
    desk: Desk, visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.join("triage")
    monkeypatch.setattr(passwords, "PATIENCE_SECONDS", 0.01)
    for _ in range(passwords.AT_ONCE):
        passwords._room.acquire()
    try:
        answers = [log_in(visitor, "not the password") for _ in range(6)]
    finally:
        passwords._room.release(passwords.AT_ONCE)
    assert {answer.status_code for answer in answers} == {503}
    assert "Attendez quelques secondes" in answers[0].text
    assert 'value="triage@boreal.example"' in answers[0].text
    assert log_in(visitor).status_code == 303
