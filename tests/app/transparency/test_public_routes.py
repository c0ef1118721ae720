"""The public pages, as a person or a feed reader meets them."""

import csv
import re
from io import StringIO

import pytest
from fastapi.testclient import TestClient
from lxml import etree

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.mark.parametrize(
    ("asked", "given"),
    [("fr-CA,en;q=0.5", "fr"), ("en-CA,en;q=0.9", "en"), ("de", "fr"), ("", "fr"), ("*", "fr"), ("en;q=0", "fr")],
)
def test_the_front_door_opens_in_the_language_asked_for_and_in_french_when_in_doubt(
    client: TestClient, asked: str, given: str
) -> None:
    for path in ("/", "/boreal"):
        answer = client.get(path, headers={"Accept-Language": asked})
        assert (answer.status_code, answer.headers["location"]) == (302, f"/{given}/boreal")


def test_the_organization_page_offers_three_ways_in_and_says_by_when_it_answers(client: TestClient) -> None:
    page = client.get("/fr/boreal").text
    assert 'href="sms:+14165550100"' in page
    assert 'href="tel:+14165550100"' in page
    assert 'href="/fr/boreal/feedback"' in page
    assert "416\u00a0555-0100" in page
    assert "D’ici le 22 décembre 2026" in page


def test_every_page_names_its_language_and_leads_to_the_same_page_in_the_other(client: TestClient, publish) -> None:
    publish(1)
    for path in ("", "/responses", "/responses/1", "/follow", "/privacy"):
        for lang, other in (("fr", "en"), ("en", "fr")):
            answer = client.get(f"/{lang}/boreal{path}")
            linked = re.search(rf'<a href="(/{other}/boreal[^"]*)" lang="{other}"', answer.text)
            assert answer.status_code == 200
            assert f'<html lang="{lang}-CA">' in answer.text
            assert answer.text.count("<h1") == 1
            assert linked
            assert client.get(linked[1]).status_code == 200


def test_every_page_shows_the_crisis_lines_and_a_way_to_leave(client: TestClient) -> None:
    page = client.get("/fr/boreal/follow").text
    assert 'href="tel:911"' in page
    assert 'href="tel:988"' in page
    assert 'href="tel:211"' in page
    assert 'href="https://www.meteo.gc.ca/"' in page


def test_no_page_calls_another_site_or_holds_a_script_or_an_inline_style(client: TestClient, publish) -> None:
    publish(1)
    for path in ("", "/responses", "/responses/1", "/follow", "/privacy"):
        page = client.get(f"/fr/boreal{path}").text
        assert not re.search(r'(src|srcset)="(https?:)?//', page)
        assert not re.search(r'<link[^>]*href="(https?:)?//', page)
        assert "<script" not in page
        assert "style=" not in page


def test_an_answer_shows_what_was_said_what_was_done_and_its_dates(client: TestClient, publish) -> None:
    publish(1)
    page = client.get("/fr/boreal/responses/1").text
    assert "Le groupe de jour ne convient pas." in page
    assert "Un groupe a lieu à 18 h 30." in page
    assert "C’est fait" in page
    for machine, words in (
        ("2026-06", "juin 2026"),
        ("2026-07-06", "6 juillet 2026"),
        ("2026-09-08", "8 septembre 2026"),
    ):
        assert f'<time datetime="{machine}">{words}</time>' in page


def test_a_changed_answer_still_shows_what_it_said_before_and_when(client: TestClient, publish) -> None:
    publish(1)
    publish(1, revision=2, we_did_en="Two groups start at 6:30 pm.")
    page = client.get("/en/boreal/responses/1").text
    assert page.index("Two groups start at 6:30 pm.") < page.index("A group starts at 6:30 pm.")
    assert "Version 2, published on July 7, 2026" in page
    assert "Version 1, published on July 6, 2026" in page
    assert "Two groups" in client.get("/en/boreal/responses").text
    assert "A group starts" not in client.get("/en/boreal/responses").text


def test_the_log_can_be_narrowed_by_year_and_by_outcome(client: TestClient, publish) -> None:
    publish(1, answered_on="2025-02-01")
    publish(2, outcome="not_possible")
    publish(3)
    numbers = {
        "": ["3", "2", "1"],
        "?year=2025": ["1"],
        "?outcome=not_possible": ["2"],
        "?year=2026&outcome=done": ["3"],
        "?year=2024": [],
        "?year=x&outcome=%27&before=-1": ["3", "2", "1"],
    }
    for query, shown in numbers.items():
        page = client.get(f"/fr/boreal/responses{query}").text
        assert re.findall(r'href="/fr/boreal/responses/(\d+)"', page) == shown


def test_a_long_log_is_read_page_by_page_and_keeps_the_choice(client: TestClient, publish) -> None:
    for number in range(1, 23):
        publish(number)
    first = client.get("/fr/boreal/responses?outcome=done").text
    assert len(re.findall(r'<li class="entry">', first)) == 20
    assert "/fr/boreal/responses?outcome=done&amp;before=3" in first
    second = client.get("/fr/boreal/responses?outcome=done&before=3").text
    assert re.findall(r'href="/fr/boreal/responses/(\d+)"', second) == ["2", "1"]


def test_what_people_wrote_is_never_read_as_markup(client: TestClient, publish) -> None:
    publish(1, you_said_fr="<script>alert(1)</script>")
    for path in ("/fr/boreal", "/fr/boreal/responses", "/fr/boreal/responses/1"):
        assert "&lt;script&gt;alert(1)" in client.get(path).text


@pytest.mark.parametrize(
    "path",
    ["/fr/nowhere", "/de/boreal", "/nowhere", "/fr/boreal/responses/9", "/fr/boreal/responses/99999999999", "/x/y/z/w",
     "/nowhere/responses.json", "/fr/boreal/responses/one"],
)  # fmt: skip
def test_an_address_that_leads_nowhere_says_so_kindly(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Cette page n’existe pas" in answer.text


def test_the_feed_tells_the_answers_in_the_language_asked_for(client: TestClient, publish) -> None:
    publish(1)
    publish(2)
    for lang, said in (("fr", "Le groupe de jour"), ("en", "The daytime group")):
        answer = client.get(f"/boreal/responses.atom?lang={lang}")
        feed = etree.fromstring(answer.content)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        assert [e.text for e in feed.findall("a:entry/a:id", ATOM)] == [
            f"http://testserver/{lang}/boreal/responses/2",
            f"http://testserver/{lang}/boreal/responses/1",
        ]
        assert said in feed.findtext("a:entry/a:content", namespaces=ATOM)


def test_an_empty_log_is_still_a_feed_a_table_and_a_list(client: TestClient) -> None:
    assert etree.fromstring(client.get("/boreal/responses.atom").content).findall("a:entry", ATOM) == []
    assert client.get("/boreal/responses.json").json()["responses"] == []
    assert len(client.get("/boreal/responses.csv").text.splitlines()) == 1
    assert "Aucune réponse n’est encore publiée" in client.get("/fr/boreal").text


def test_machines_read_both_languages_and_every_date(client: TestClient, publish) -> None:
    publish(1)
    (told,) = client.get("/boreal/responses.json").json()["responses"]
    assert told["number"] == 1
    assert told["you_said_fr"] == "Le groupe de jour ne convient pas."
    assert told["we_did_en"] == "A group starts at 6:30 pm."
    assert (told["answered_on"], told["next_update_on"], told["reviewed_by_peer"]) == ("2026-07-06", None, True)


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_of_the_table_can_run_as_a_formula(client: TestClient, publish, start: str) -> None:
    publish(1, you_said_fr=f'{start}HYPERLINK("http://x.example";"a")')
    answer = client.get("/boreal/responses.csv")
    (row,) = csv.DictReader(StringIO(answer.text.removeprefix("\ufeff")))
    assert row["you_said_fr"] == f'\'{start}HYPERLINK("http://x.example";"a")'
    assert row["number"] == "1"
    assert "attachment" in answer.headers["content-disposition"]


def test_the_addresses_that_fit_in_a_text_lead_to_the_privacy_page(client: TestClient) -> None:
    assert client.get("/boreal/vie").headers["location"] == "/fr/boreal/vie"
    assert client.get("/boreal/privacy").headers["location"] == "/en/boreal/privacy"
    assert "Votre vie privée" in client.get("/fr/boreal/vie").text
