"""The simulated phones in a real browser, from hello to claim code."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from talks import WHOLE_TALK, WHOLE_TALK_IN_ENGLISH

CODE_IN_A_TEXT = re.compile(r"code: \d{8}")
CODE_ALOUD = re.compile(r"code ?: (\d, ){7}\d\.")
MOST_SILENCES = 20


@pytest.fixture
def open_phones(open_page):
    return lambda lang: open_page(f"/simulator?lang={lang}", lang=lang)


def send(page: Page, words: str) -> None:
    replies = page.locator("#texting .line--theirs")
    known = replies.count()
    page.fill("#words-to-send", words)
    page.keyboard.press("Enter")
    replies.nth(known).wait_for()


def listening(page: Page) -> Locator:
    return page.locator("[data-part=silence][aria-disabled=false]")


def hung_up(page: Page) -> Locator:
    return page.locator("[data-part=call][aria-disabled=false]")


def press(page: Page, key: str) -> None:
    """As soon as the call listens; a line of one's own shows that the key was heard."""
    listening(page).wait_for()
    mine = page.locator("#calling .line--mine")
    known = mine.count()
    page.click(f"[data-key='{key}']")
    mine.nth(known).wait_for()


@pytest.mark.parametrize(("lang", "talk"), [("fr", WHOLE_TALK), ("en", WHOLE_TALK_IN_ENGLISH)])
def test_a_person_texts_from_hello_to_a_claim_code(open_phones, lang: str, talk: tuple[str, ...]) -> None:
    page = open_phones(lang)
    for words in talk:
        send(page, words)
    expect(page.locator("#texting .line").last).to_contain_text(CODE_IN_A_TEXT)
    expect(page.locator("#texting .line").last).to_contain_text("GSM-7 · 1 segment")


def test_the_same_text_sent_again_counts_once(open_phones) -> None:
    page = open_phones("en")
    send(page, "hello")
    page.click("[data-part=again]")
    expect(page.locator("#texting .line--note")).to_contain_text("nothing was counted twice")


def test_a_person_calls_from_hello_to_a_claim_code(open_phones) -> None:
    page = open_phones("fr")
    page.click("[data-part=call]")
    for key in "112":
        press(page, key)
    page.locator("[data-part=finish][aria-disabled=false]").click()
    for key in "211121":
        press(page, key)
    hung_up(page).wait_for()
    said = page.locator("#calling .line--theirs p")
    expect(said.last).to_contain_text(CODE_ALOUD)
    assert set(said.evaluate_all("all => all.map((p) => p.lang)")) <= {"fr-CA", "en-US"}


def test_a_caller_who_stays_silent_is_let_go_gently(open_phones) -> None:
    page = open_phones("fr")
    page.click("[data-part=call]")
    lines = page.locator("#calling .line")
    for _ in range(MOST_SILENCES):
        listening(page).or_(hung_up(page)).wait_for()
        if hung_up(page).count():
            break
        known = lines.count()
        page.click("[data-part=silence]")
        lines.nth(known).wait_for()
    said = page.locator("#calling [data-part=thread]")  # no language was chosen: the goodbye is said in both
    expect(said).to_contain_text("Vous pouvez rappeler quand vous voulez")
    expect(said).to_contain_text("You can call again when you like")


def test_a_call_works_by_keyboard_alone(open_phones) -> None:
    page = open_phones("en")
    page.focus("[data-part=call]")
    page.keyboard.press("Enter")
    listening(page).wait_for()
    page.keyboard.press("2")
    expect(page.locator("#calling .line--mine")).to_contain_text("Key 2")
    assert page.evaluate("document.activeElement.dataset.part") == "call"


def test_a_new_person_has_a_number_and_a_thread_of_their_own(open_phones) -> None:
    page = open_phones("en")
    number = page.locator("#texting [data-part=number]")
    before = number.inner_text()
    send(page, "hello")
    page.click("#texting [data-part=renew]")
    expect(number).not_to_have_text(before)
    expect(page.locator("#texting .line--theirs")).to_have_count(0)


@pytest.mark.parametrize(
    ("sign", "times", "size"),
    [
        ("é", 160, ["GSM-7", 1]),
        ("é", 161, ["GSM-7", 2]),
        ("€", 81, ["GSM-7", 2]),  # two units each
        ("ê", 70, ["UCS-2", 1]),
        ("ê", 71, ["UCS-2", 2]),
        ("😀", 67, ["UCS-2", 3]),  # 33 whole ones a segment, never half of one
    ],
)
def test_a_texts_size_is_what_a_carrier_counts(open_phones, sign: str, times: int, size: list[object]) -> None:
    page = open_phones("fr")
    measure = "async (text) => (await import('/static/simulator/segments.js')).measure(text)"
    measured = page.evaluate(measure, sign * times)
    assert [measured["encoding"], measured["segments"]] == size
