"""The whole loop as people see it: a phone, a form, three at the desk, the public log, and the phone again."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect
from running import PASSWORD
from talks import WHOLE_TALK

from app.clock import local_day, now

TEXTED = "La file du lundi est trop longue"
TYPED = "La chaise de la salle est dure"
ANSWER = {
    "you_said_fr": "La file du lundi est trop longue.",
    "you_said_en": "The Monday line is too long.",
    "we_did_fr": "Deux personnes accueillent le lundi.",
    "we_did_en": "Two people now welcome you on Mondays.",
}
NOTICE_MS = 30_000  # a job of the worker, then the phone's next look


def test_what_is_texted_is_answered_in_public_and_the_phone_hears_of_it(open_page) -> None:
    phone = open_page("/simulator?lang=fr", who="contributor")
    code = the_phone_texts_until_there_is_a_code(phone)
    the_form_is_filled_in(open_page("/fr/boreal/feedback", who="writer"))
    triage = somebody_logs_in(open_page, "triage")
    the_case_is_acknowledged(triage)
    a_response_is_drafted(triage)
    the_peer_approves(somebody_logs_in(open_page, "peer"))
    the_publisher_publishes(somebody_logs_in(open_page, "publisher"))
    passer_by = open_page("/fr/boreal/responses", who="passer-by")
    number = the_log_tells_it_in_both_languages(passer_by)
    the_phone_hears_of_it(phone, code)
    the_code_leads_to_the_answer(open_page("/fr/boreal/follow", who="contributor"), code, number)


def the_phone_texts_until_there_is_a_code(phone: Page) -> str:
    replies = phone.locator("#texting .line--theirs")
    for words in (*WHOLE_TALK[:4], TEXTED, *WHOLE_TALK[5:]):
        known = replies.count()
        phone.fill("#words-to-send", words)
        phone.keyboard.press("Enter")
        replies.nth(known).wait_for()
    (code,) = re.findall(r"\b\d{8}\b", replies.last.inner_text())
    return code


def the_form_is_filled_in(page: Page) -> None:
    page.click("#yes")
    while not page.locator(".claim-code").count():
        if page.locator("textarea").count():
            page.fill("textarea", TYPED)
        else:
            page.locator("[type=radio]").first.check()
        page.click("main .buttons button >> nth=0")


def somebody_logs_in(open_page, role: str) -> Page:
    page = open_page("/staff", who=f"{role} of the whole loop")
    page.fill("#email", f"{role}@boreal.example")
    page.fill("#password", PASSWORD)
    page.click("main form button")
    expect(page.locator(".desk-person")).to_contain_text(f"{role}@boreal.example")
    if page.locator("html").get_attribute("lang") != "fr-CA":
        page.click(".language button")
    expect(page.locator("h1")).to_have_text("Avis reçus")
    return page


def the_case_is_acknowledged(triage: Page) -> None:
    expect(triage.locator(".case-row", has_text=TYPED)).to_have_count(1)
    triage.locator(".case-row", has_text=TEXTED).locator("h2 a").click()
    expect(triage.locator("main")).to_contain_text(TEXTED)
    triage.click("form[action$='/acknowledgement'] button")
    expect(triage.locator(".done")).to_be_visible()
    expect(triage.locator(".case-top .status--acknowledged")).to_be_visible()


def a_response_is_drafted(triage: Page) -> None:
    triage.click("a[href^='/staff/responses/new?case=']")
    for field, words in ANSWER.items():
        triage.fill(f"#{field}", words)
    triage.select_option("#outcome", "in_progress")
    triage.fill("#next_update_on", (local_day(now()) + timedelta(days=30)).isoformat())
    triage.click("form.card button")
    expect(triage.locator(".state--waiting")).to_be_visible()
    expect(triage.locator("form[action$='/publication']")).to_have_count(0)


def the_peer_approves(peer: Page) -> None:
    open_the_response(peer)
    expect(peer.locator(".response-page > .card")).to_contain_text(ANSWER["we_did_en"])
    peer.click("button[value=approved]")
    expect(peer.locator(".state--ready")).to_be_visible()


def the_publisher_publishes(publisher: Page) -> None:
    open_the_response(publisher)
    publisher.click("form[action$='/publication'] button")
    expect(publisher.locator(".state--published")).to_be_visible()


def open_the_response(page: Page) -> None:
    page.click(".desk-nav a[href='/staff/responses']")
    page.locator(".response-row a", has_text=ANSWER["you_said_fr"]).click()


def the_log_tells_it_in_both_languages(page: Page) -> str:
    entry = page.locator(".entry").first
    expect(entry).to_contain_text(ANSWER["you_said_fr"])
    entry.locator("a").last.click()
    number = page.url.rsplit("/", 1)[1]
    for lang in ("fr", "en"):
        expect(page.locator("html")).to_have_attribute("lang", f"{lang}-CA")
        expect(page.locator(".bubble--said")).to_contain_text(ANSWER[f"you_said_{lang}"])
        expect(page.locator(".bubble--did")).to_contain_text(ANSWER[f"we_did_{lang}"])
        expect(page.locator(".timeline")).to_contain_text(str(local_day(now()).year))
        if lang == "fr":
            page.click(".language a")
    return number


def the_phone_hears_of_it(phone: Page, code: str) -> None:
    bubble = phone.locator("#texting .line--theirs").last
    notice = f"Centre Boréal: il y a du nouveau. Textez {code} pour le lire."
    expect(bubble).to_contain_text(notice, timeout=NOTICE_MS)


def the_code_leads_to_the_answer(page: Page, code: str, number: str) -> None:
    page.fill("#code", f"{code[:4]} {code[4:]}")
    page.click("main form button")
    expect(page.locator(".bubble--did")).to_contain_text(ANSWER["we_did_fr"])
    expect(page.locator(f"main a[href='/fr/boreal/responses/{number}']")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(code)
