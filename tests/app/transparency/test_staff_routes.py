"""The way from several cases to a public answer, as the people at the desk click it."""

import pytest
from answering import drafted, reviewed
from desk import Browser, Desk
from lxml import html

FORM = {
    "you_said_fr": "L’attente est longue.",
    "you_said_en": "The wait is long.",
    "we_did_fr": "Des nouvelles chaque mois.",
    "we_did_en": "News every month.",
    "outcome": "done",
    "service": "group",
    "theme": "wait_times",
    "done_on": "2026-11-20",
    "next_update_on": "",
}


def draft(browser: Browser, *cases: str, **changes: str) -> str:
    answer = browser.send("/staff/responses/new", case=list(cases), **(FORM | changes))
    assert answer.status_code == 303
    return answer.headers["location"].split("?")[0]


def groups(page: str) -> dict[str, int]:
    sections = html.fromstring(page).xpath("//section[contains(@class,'response-group')]")
    return {section.get("aria-labelledby").removeprefix("group-"): len(section.xpath(".//li")) for section in sections}


def test_from_two_cases_through_a_peers_word_to_the_public(desk: Desk) -> None:
    first, second = desk.hear("Trop long.", handle="AAAAAA"), desk.hear("Too long.", lang="en", handle="BBBBBB")
    triage, peer, publisher = desk.browser("triage"), desk.browser("peer"), desk.browser("publisher")
    new = triage.get(f"/staff/responses/new?case={first}&case={second}").text
    assert "Trop long." in new
    assert "Un résumé seulement" in new
    path = draft(triage, first, second)
    assert groups(publisher.get("/staff/responses").text) == {"waiting": 1, "ready": 0, "drafting": 0, "published": 0}
    assert "Les pairs doivent lire et approuver cette version." in publisher.get(path).text
    page = peer.get(path).text
    assert "J’approuve" in page
    assert 'name="you_said_fr"' not in page
    assert peer.send(f"{path}/reviews", verdict="approved", words="Juste.", version="1").status_code == 303
    assert "Juste." in publisher.get(path).text
    answer = publisher.send(f"{path}/publication")
    assert answer.headers["location"] == f"{path}?done=published"
    page = publisher.get(f"{path}?done=published").text
    assert "C’est public." in page
    assert "/fr/boreal/responses/1" in page
    assert groups(publisher.get("/staff/responses").text) == {"waiting": 0, "ready": 0, "drafting": 0, "published": 1}


def test_the_ticks_of_the_inbox_go_to_one_new_response(desk: Desk) -> None:
    first, second = desk.hear(), desk.hear()
    page = html.fromstring(desk.browser("triage").get("/staff").text)
    assert page.xpath("//form[@id='answer']/@action") == ["/staff/responses/new"]
    assert page.xpath("//input[@form='answer']/@value") == [second, first]


def test_a_new_response_begins_with_what_its_cases_agree_on(desk: Desk) -> None:
    case_id = desk.hear()
    browser = desk.browser("triage")
    browser.send(f"/staff/cases/{case_id}/themes", theme="privacy")
    page = html.fromstring(browser.get(f"/staff/responses/new?case={case_id}").text)
    assert page.xpath("//select[@id='theme']/option[@selected]/@value") == ["privacy"]


def test_without_a_case_there_is_nothing_to_answer(desk: Desk) -> None:
    browser = desk.browser("triage")
    assert "Choisissez d’abord un avis" in browser.get("/staff/responses/new").text
    assert "Choisissez d’abord un avis" in browser.get("/staff/responses/new?case=unknown").text
    assert browser.send("/staff/responses/new", **FORM).status_code == 422


def test_an_unfinished_draft_is_kept_and_says_what_is_missing(desk: Desk) -> None:
    browser = desk.browser("triage")
    path = draft(browser, desk.hear(), we_did_en="", outcome="")
    page = browser.get(path).text
    assert "« Nous avons fait » manque en anglais" in page.replace("\u00a0", " ")
    assert "Il n’y a pas de résultat" in page


def test_a_date_that_does_not_exist_is_refused_beside_its_field_and_keeps_the_rest(desk: Desk) -> None:
    case_id = desk.hear()
    browser = desk.browser("triage")
    path = draft(browser, case_id)
    for target in (path, "/staff/responses/new"):
        answer = browser.send(
            target, case=case_id, version="1", **(FORM | {"done_on": "31/02/2026", "we_did_fr": "Gardé."})
        )
        assert answer.status_code == 422
        assert "Cette date n’existe pas." in answer.text
        assert "Gardé." in answer.text


def test_who_saves_over_someone_elses_change_sees_both_and_loses_nothing(desk: Desk) -> None:
    first, second = desk.browser("triage"), desk.browser("publisher")
    path = draft(first, desk.hear())
    second.send(path, version="1", **(FORM | {"we_did_fr": "Version de l’autre."}))
    answer = first.send(path, version="1", **(FORM | {"we_did_fr": "Ma version."}))
    assert answer.status_code == 409
    assert "Version de l’autre." in answer.text
    assert "Ma version." in answer.text
    assert first.send(path, version="2", **(FORM | {"we_did_fr": "Ma version."})).status_code == 303


def test_publishing_too_early_says_in_words_what_is_missing(desk: Desk) -> None:
    path = draft(desk.browser("triage"), desk.hear(), you_said_en="", outcome="partly")
    answer = desk.browser("publisher").send(f"{path}/publication")
    assert answer.status_code == 422
    for words in ("manque en anglais", "dans 60 jours au plus", "Les pairs doivent lire et approuver"):
        assert words in answer.text


@pytest.mark.parametrize(
    ("verdict", "words", "version", "reason"),
    [
        ("changes_asked", "", "1", "Dites en quelques mots"),
        ("approved", "", "7", "Le texte a changé pendant votre lecture."),
        ("approved", "", "", "Le texte a changé pendant votre lecture."),
        ("perhaps", "", "1", "Dites en quelques mots"),
    ],
)
def test_a_peers_word_that_can_not_be_kept_says_why(
    desk: Desk, verdict: str, words: str, version: str, reason: str
) -> None:
    path = draft(desk.browser("triage"), desk.hear())
    answer = desk.browser("peer").send(f"{path}/reviews", verdict=verdict, words=words, version=version)
    assert answer.status_code == 422
    assert reason in answer.text


def test_changes_asked_for_come_back_to_who_writes(desk: Desk) -> None:
    triage = desk.browser("triage")
    path = draft(triage, desk.hear())
    desk.browser("peer").send(f"{path}/reviews", verdict="changes_asked", words="Trop vague.", version="1")
    page = triage.get(path).text
    assert "Trop vague." in page
    assert "Une personne parmi les pairs demande des changements" in page
    assert groups(triage.get("/staff/responses").text)["drafting"] == 1


def test_an_admin_is_told_that_a_peers_word_can_not_be_lent(desk: Desk) -> None:
    path = draft(desk.browser("triage"), desk.hear())
    answer = desk.browser("admin").send(f"{path}/reviews", verdict="approved", version="1")
    assert answer.status_code == 403
    assert "La parole des pairs vient des pairs" in answer.text


@pytest.mark.parametrize("path", ["/staff/responses/unknown", "/staff/responses/unknown?done=saved"])
def test_a_response_that_is_not_there_says_so(desk: Desk, path: str) -> None:
    assert desk.browser("publisher").get(path).status_code == 404


def test_published_responses_are_paged_by_number(desk: Desk) -> None:
    triage, peer, publisher = desk.join("triage"), desk.join("peer"), desk.browser("publisher")
    for _ in range(22):
        response_id = drafted(desk, triage, desk.hear())
        reviewed(desk, peer, response_id)
        publisher.send(f"/staff/responses/{response_id}/publication")
    first = publisher.get("/staff/responses").text
    assert groups(first)["published"] == 20
    assert "/staff/responses?before=3" in first
    assert groups(publisher.get("/staff/responses?before=3").text)["published"] == 2


def test_the_whole_desk_speaks_english_too(desk: Desk) -> None:
    case_id = desk.hear()
    browser = desk.browser("triage")
    browser.send("/staff/language", lang="en")
    path = draft(browser, case_id)
    for page in ("/staff", f"/staff/cases/{case_id}", "/staff/responses", f"/staff/responses/new?case={case_id}", path):
        text = browser.get(page).text
        assert '<html lang="en-CA">' in text
        assert "Réponse" not in html.fromstring(text).xpath("string(//main)")
