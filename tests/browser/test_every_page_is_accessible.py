"""Every page, in both languages, on the narrowest phone and on a desk: no one is shut out (WCAG 2.2 AA)."""

import io
import re
import secrets
import wave
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from xml.etree import ElementTree

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from running import Phone, Product, Visitor, at_the_desk, wait_until
from talks import WHOLE_TALK, WHOLE_TALK_IN_ENGLISH

from app.clock import local_day, now

WIDTHS = (1280, 320)  # a desk; the width at which WCAG 1.4.10 lets nothing scroll sideways
TARGET_PX = 44
FRENCH, ENGLISH = "Le couloir du fond est sombre", "The back corridor is dark"
SAID_IN = {
    FRENCH: "fr",
    ENGLISH: "en",
    "The garden gives me peace": "en",
    "Une lampe y est posée": "fr",
    "A lamp hangs there": "en",
    "La salle est froide": "fr",
}
LONG_WORD = "non" * 60  # who is angry holds a key down: the page must stand it
AXE = Axe().axe_script

# Everything on the page that a rule of ours concerns, in one visit to it.
LOOK = """
([saidIn, target]) => {
  const isSeen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 1;
  const name = (e) => `${e.tagName.toLowerCase()}.${e.className} "${(e.innerText || e.value || "").trim().slice(0, 40)}"`;
  const words = [...document.querySelectorAll("main *")].flatMap((e) =>
    [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => [n.data, e])
      .concat(e.matches("input:not([type=hidden]), textarea") ? [[e.value, e]] : []));
  const unspoken = Object.entries(saidIn).flatMap(([said, lang]) => words
    .filter(([text, e]) => text.includes(said) && !e.closest("[lang]").lang.startsWith(lang))
    .map(([, e]) => `${name(e)} is read aloud as ${e.closest("[lang]").lang}`));
  const targets = [...document.querySelectorAll(
    "button, summary, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio]), label.pick, " +
    ".govuk-button, .exit, .brand, .back, nav a, .language a")];
  const small = targets.filter(isSeen).filter((e) => {
    const { width, height } = e.getBoundingClientRect();
    return width < target - 0.5 || height < target - 0.5;
  }).map((e) => `${name(e)} is ${Math.round(e.getBoundingClientRect().width)} by ${Math.round(e.getBoundingClientRect().height)} px`);
  const wide = document.documentElement.scrollWidth > innerWidth
    ? [...document.querySelectorAll("body *")].filter((e) => isSeen(e) && e.getBoundingClientRect().right > innerWidth + 1)
      .map((e) => `${name(e)} sticks out`).slice(0, 4)
    : [];
  return { unspoken, small, wide };
}
"""


@dataclass(frozen=True)
class Scene:
    """What there is to see: `code` was given for `french_case`, which entry `number` of the log answers."""

    code: str
    number: str
    french_case: str
    voice_case: str
    draft: str


@pytest.fixture(scope="module")
def scene(product: Product) -> Scene:
    code = in_digits(text(product, WHOLE_TALK, FRENCH))
    text(product, WHOLE_TALK_IN_ENGLISH, "The garden gives me peace")
    voice_case = call_with_a_voice(product)
    fill_in_the_web_form(product, LONG_WORD)
    triage = at_the_desk(product, "triage").opens("/staff/cases")
    cases = {triage.opens(path).text: path for path in set(triage.links(r"/staff/cases/[0-9a-f]{32}$"))}
    french_case, english_case = case_of(cases, FRENCH), case_of(cases, "The garden gives me peace")
    triage.opens(french_case).submits("/acknowledgement").submits("/notes", words="Appeler l’équipe du soir.")
    published = draft(
        triage,
        french_case,
        you_said_fr=FRENCH,
        you_said_en=ENGLISH,
        we_did_fr="Une lampe y est posée.",
        we_did_en="A lamp hangs there.",
        outcome="in_progress",
        next_update_on=(local_day(now()) + timedelta(days=30)).isoformat(),
    )
    at_the_desk(product, "peer").opens(published).submits("/reviews", verdict="approved")
    publisher = at_the_desk(product, "publisher").opens(published).submits("/publication")
    unfinished = draft(triage, english_case, you_said_fr=f"La salle est froide. {LONG_WORD}", outcome="done")
    peer = at_the_desk(product, "peer").opens(unfinished)
    peer.submits("/reviews", verdict="changes_asked", words="Et la solution?")
    return Scene(
        code=code,
        number=publisher.links(r"/boreal/responses/\d+$")[0].rsplit("/", 1)[1],
        french_case=french_case,
        voice_case=voice_case,
        draft=unfinished,
    )


def text(product: Product, talk: tuple[str, ...], words: str) -> str:
    """Have the whole talk with `words` for the open question; the last reply."""
    phone = Phone(product)
    return [phone.texts(said) for said in (*talk[:4], words, *talk[5:])][-1][0]


def in_digits(words: str) -> str:
    (code,) = re.findall(r"\b\d{8}\b", words)
    return code


def call_with_a_voice(product: Product) -> str:
    """As the simulator does: the sound first, then the call that says it was recorded."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))
    with httpx.Client(base_url=f"{product.url}/simulator") as client:
        kept = client.post("/recordings", content=sound.getvalue(), headers={"Content-Type": "audio/wav"}).json()
        call = {"caller": "+14165550199", "call_sid": "CA" + secrets.token_hex(16)}
        steps = [{}, *({"digits": key} for key in "112"), kept, *({"digits": key} for key in "211132")]
        path = "/channels/voice/twilio"
        for step in steps:
            twiml = ElementTree.fromstring(client.post("/calls", json=call | step | {"path": path}).text)
            path = next((verb.get("action") for verb in twiml if verb.get("action")), path)
    triage = at_the_desk(product, "triage").opens("/staff/cases?channel=voice")
    newest = triage.links(r"/staff/cases/[0-9a-f]{32}$")[0]
    wait_until(lambda: bool(triage.opens(newest).page.xpath("//audio")), "the worker has fetched the recording")
    return newest


def fill_in_the_web_form(product: Product, words: str) -> None:
    visitor = Visitor(product.url).opens("/fr/boreal/feedback").submits("/feedback", answer="yes")
    for answer in ("1", words, "3", "1", "2", "1", "1"):
        visitor.submits("/feedback", answer=answer)


def case_of(cases: dict[str, str], words: str) -> str:
    (path,) = (path for shown, path in cases.items() if words in shown)
    return path


def draft(triage: Visitor, case: str, **words: str) -> str:
    triage.opens(f"/staff/responses/new?case={case.rsplit('/', 1)[1]}").submits("/new", **words)
    return next(form.get("action") for form in triage.page.forms if "/staff/responses/" in form.get("action"))


@dataclass
class Visit:
    """The ways to a page, in one language."""

    lang: str
    scene: Scene
    open_page: Callable[..., Page]
    open_desk: Callable[..., Page]

    def opens(self, path: str) -> Page:
        return self.open_page(path.format(lang=self.lang), lang=self.lang, bypass_csp=True)  # axe comes from outside

    def works(self, role: str, path: str) -> Page:
        return self.open_desk(role, path, lang=self.lang, bypass_csp=True)

    def begins(self) -> Page:
        page = self.opens("/{lang}/boreal/feedback")
        page.click("#yes")
        return page


def ask_for_words(visit: Visit) -> Page:
    page = visit.begins()
    page.click("[name=skip]")
    expect(page.locator("textarea")).to_be_visible()
    return page


def say_too_much(visit: Visit) -> Page:
    page = ask_for_words(visit)
    page.fill("textarea", "mot " * 5000)
    page.click("main .govuk-button >> nth=0")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    return page


def give_thanks(visit: Visit) -> Page:
    page = visit.begins()
    while not page.locator(".claim-code").count():
        page.click("[name=skip]")
    return page


def follow(visit: Visit, code: str) -> Page:
    page = visit.opens("/{lang}/boreal/follow")
    page.fill("#code", code)
    page.click("main form button")
    return page


def use_the_phones(visit: Visit) -> Page:
    page = visit.opens("/simulator?lang={lang}")
    page.click("[data-starter] >> nth=0")
    page.click("[data-part=call]")
    page.locator("#texting .line--theirs").first.wait_for()
    page.locator("[data-part=silence][aria-disabled=false]").wait_for()
    return page


def be_refused_a_login(visit: Visit) -> Page:
    page = visit.opens("/staff/login?lang={lang}")
    page.fill("#email", "nobody@boreal.example")
    page.fill("#password", "not the password")
    page.click("main form button")
    expect(page.locator("[role=alert]")).to_be_visible()
    return page


PAGES: dict[str, Callable[[Visit], Page]] = {
    "the organization": lambda visit: visit.opens("/{lang}/boreal"),
    "the log": lambda visit: visit.opens("/{lang}/boreal/responses?outcome=in_progress"),
    "an answer": lambda visit: visit.opens(f"/{{lang}}/boreal/responses/{visit.scene.number}"),
    "privacy": lambda visit: visit.opens("/fr/boreal/vie" if visit.lang == "fr" else "/en/boreal/privacy"),
    "nowhere": lambda visit: visit.opens("/{lang}/boreal/nowhere"),
    "the form's start": lambda visit: visit.opens("/{lang}/boreal/feedback"),
    "a choice": lambda visit: visit.begins(),
    "words": ask_for_words,
    "too many words": say_too_much,
    "thanks": give_thanks,
    "follow": lambda visit: visit.opens("/{lang}/boreal/follow"),
    "an unknown code": lambda visit: follow(visit, "1"),
    "status": lambda visit: follow(visit, visit.scene.code),
    "the simulator": use_the_phones,
    "login": lambda visit: visit.opens("/staff/login?lang={lang}"),
    "login refused": be_refused_a_login,
    "the inbox": lambda visit: visit.works("triage", "/staff/cases"),
    "a case": lambda visit: visit.works("triage", visit.scene.french_case),
    "a case with a voice": lambda visit: visit.works("triage", visit.scene.voice_case),
    "the responses": lambda visit: visit.works("triage", "/staff/responses"),
    "a new response": lambda visit: visit.works("triage", f"/staff/responses/new?case={visit.scene.french_case[-32:]}"),
    "a draft": lambda visit: visit.works("triage", visit.scene.draft),
    "a draft for the peer": lambda visit: visit.works("peer", visit.scene.draft),
    "a refusal": lambda visit: visit.works("peer", "/staff/responses/new"),
}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_shut_out_of(name: str, lang: str, scene: Scene, open_page, at_desk) -> None:
    page = PAGES[name](Visit(lang, scene, open_page, at_desk))
    assert page.locator("html").get_attribute("lang") == f"{lang}-CA"
    assert page.locator("h1").count() == 1
    page.evaluate(AXE)
    assert [fault for width in WIDTHS for fault in faults_at(page, width)] == []


def faults_at(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    seen = page.evaluate(LOOK, [SAID_IN, TARGET_PX])
    found = [fault for kind in ("wide", "small", "unspoken") for fault in seen[kind]]
    for rule in page.evaluate("axe.run({ resultTypes: ['violations'] }).then((results) => results.violations)"):
        found += [f"{rule['id']}: {node['html'][:160]} ({rule['help']})" for node in rule["nodes"]]
    return [f"at {width} px: {fault}" for fault in found]
