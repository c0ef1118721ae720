"""Whoever turned scripts off is heard and answered all the same, and nobody's browser is given a cookie."""

import re

import pytest
from playwright.sync_api import Page, expect

WORDS = {"fr": "L’accueil est chaleureux", "en": "The welcome is warm"}
ROUND_THE_SITE = ("", "/responses", "/responses/1", "/responses?outcome=done", "/follow", "/feedback", "/nowhere")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_form_and_the_way_to_follow_it_work_without_a_script(open_page, lang: str) -> None:
    page = open_page(f"/{lang}/boreal/feedback", who="no script", lang=lang, java_script_enabled=False)
    page.click("#yes")
    code = fill_in(page, WORDS[lang])
    page.click(f"main a[href='/{lang}/boreal/follow']")
    page.fill("#code", code)
    page.click("main form button")
    expect(page.locator(".timeline li")).to_have_count(2)
    expect(page.locator("main")).not_to_contain_text(WORDS[lang])
    assert code[:4] not in page.url
    assert page.context.cookies() == []


def fill_in(page: Page, words: str) -> str:
    """Answer whatever is asked until there is a code."""
    code = page.locator(".claim-code")
    while not code.count():
        if page.locator("textarea").count():
            page.fill("textarea", words)
        else:
            page.locator("[type=radio]").first.check()
        page.click("main .buttons button >> nth=0")
    shown = code.inner_text()
    assert re.fullmatch(r"\d{4}\s\d{4}", shown)
    return shown


def test_the_language_is_switched_in_the_middle_of_the_form(open_page) -> None:
    page = open_page("/fr/boreal/feedback", who="no script", java_script_enabled=False)
    page.click("#yes")
    page.click("[name=skip]")
    page.click(".language button")
    expect(page.locator("html")).to_have_attribute("lang", "en-CA")
    expect(page.locator(".progress")).to_contain_text("Question 2")


def test_no_public_page_sets_a_cookie_or_keeps_anything_in_the_browser(open_page) -> None:
    page = open_page("/", who="passer-by")
    for lang in ("fr", "en"):
        for path in ROUND_THE_SITE:
            page.goto(f"/{lang}/boreal{path}")
            assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.context.cookies() == []


def test_the_simulator_says_that_it_needs_scripts(open_page) -> None:
    page = open_page("/simulator", who="no script", java_script_enabled=False)
    expect(page.locator("noscript .notice")).to_contain_text("JavaScript")
