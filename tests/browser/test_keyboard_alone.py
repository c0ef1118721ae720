"""The web form with Tab, Space and Enter and nothing else: one always sees where one is."""

import re

import pytest
from playwright.sync_api import Page, expect

MOST_STOPS = 40  # on the way to any control
QUESTIONS = 7  # the web asks no number, so it never asks "may we text you?"

# What draws the eye to the focus, and whether the fixed bars leave it in sight.
FOCUS = """
() => {
  const e = document.activeElement;
  const parts = [e, ...(e.type === "radio" ? e.labels : [])];
  const hasRing = ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  const shown = [...e.getClientRects()] // one a line of text
    .map((box) => document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
  return {
    name: `${e.tagName.toLowerCase()}.${e.className} ${(e.innerText || e.name || "").trim().slice(0, 40)}`,
    isMarked: parts.some((part) => hasRing(getComputedStyle(part))),
    isInSight: shown.some((at) => parts.some((part) => part.contains(at))),
  };
}
"""


@pytest.mark.parametrize("width", [320, 1280])
def test_the_form_is_filled_in_by_keyboard_alone_with_the_focus_always_in_sight(open_page, width: int) -> None:
    page = open_page("/fr/boreal/feedback", width=width)
    tab_to(page, "#yes")
    page.keyboard.press("Enter")
    for number in range(1, QUESTIONS + 1):
        page.wait_for_load_state()
        expect(page.locator(".progress")).to_contain_text(f"Question {number}")
        answer(page)
        tab_to(page, "main .buttons button:not([name=skip])")
        page.keyboard.press("Enter")
    expect(page.locator(".claim-code")).to_have_text(re.compile(r"^\d{4}\s\d{4}$"))


def answer(page: Page) -> None:
    if page.locator("textarea").count():
        tab_to(page, "textarea")
        page.keyboard.type("Le thé est bon, la chaise est dure")
        return
    tab_to(page, "[type=radio]")
    page.keyboard.press("Space")
    expect(page.locator("[type=radio] >> nth=0")).to_be_checked()


def tab_to(page: Page, target: str) -> None:
    """Press Tab until the focus is there; at each stop it must be seen."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        assert stop["isMarked"], f"no visible focus on {stop['name']}"
        assert stop["isInSight"], f"hidden when it has the focus: {stop['name']}"
        if page.evaluate("(target) => document.activeElement.matches(target)", target):
            return
    pytest.fail(f"Tab never comes to {target}.")


@pytest.mark.parametrize("path", ["/fr/boreal", "/en/boreal/feedback", "/fr/boreal/responses", "/simulator"])
def test_the_first_stop_leads_past_the_header(open_page, path: str) -> None:
    page = open_page(path)
    skips_to_the_content(page)


def test_the_first_stop_of_the_desk_leads_past_its_header(at_desk) -> None:
    skips_to_the_content(at_desk("triage", "/staff/cases"))


def skips_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_mistake_takes_the_focus_to_what_must_be_mended(open_page) -> None:
    page = open_page("/fr/boreal/follow")
    tab_to(page, "#code")
    page.keyboard.type("1234")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    tab_to(page, ".govuk-error-summary a")
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_focused()
