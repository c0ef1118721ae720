"""The inbox and a case, as the people at the desk see them."""

from datetime import timedelta

from desk import Desk
from lxml import html

from app.models import Case, Feedback, Organization


def titles(page: str) -> list[str]:
    return [link.text_content() for link in html.fromstring(page).xpath("//li[contains(@class,'case-row')]//h2/a")]


def test_the_inbox_shows_the_newest_first_with_its_first_words_redacted(desk: Desk) -> None:
    desk.hear("Appelez-moi au 416 555-0199.", handle="AAAAAA")
    desk.hear("It was fine.", handle="BBBBBB", lang="en", channel="web", at=desk.watch.now - timedelta(hours=2))
    page = desk.browser("triage").get("/staff").text
    assert titles(page) == ["Avis BBBBBB", "Avis AAAAAA"]
    assert "Appelez-moi au [téléphone]." in page
    assert '<blockquote class="quote" lang="en-CA">It was fine.</blockquote>' in page
    assert "il y a 2 heures" in page
    assert "En général\u00a0: Bonne" in page


def test_no_page_of_the_desk_shows_a_number_or_an_original(desk: Desk) -> None:
    case_id = desk.hear("Appelez-moi au 416 555-0199.")
    browser = desk.browser("triage")
    for path in ("/staff", f"/staff/cases/{case_id}", f"/staff/responses/new?case={case_id}"):
        page = browser.get(path).text
        assert "555-0199" not in page
        assert "4165550123" not in page


def test_the_inbox_is_filtered_by_status_channel_language_and_theme(desk: Desk) -> None:
    desk.hear(handle="AAAAAA")
    first = desk.hear(handle="BBBBBB", channel="voice", lang="en")
    browser = desk.browser("triage")
    browser.send(f"/staff/cases/{first}/acknowledgement")
    browser.send(f"/staff/cases/{first}/themes", theme="privacy")
    for query in ("status=acknowledged", "channel=voice", "lang=en", "theme=privacy", "lang=en&channel=voice"):
        assert titles(browser.get(f"/staff/cases?{query}").text) == ["Avis BBBBBB"]
    assert titles(browser.get("/staff/cases?status=new").text) == ["Avis AAAAAA"]
    assert "Aucun avis ne correspond" in browser.get("/staff/cases?theme=language").text


def test_a_filter_nobody_offers_lets_everything_through(desk: Desk) -> None:
    desk.hear(handle="AAAAAA")
    assert titles(desk.browser("triage").get("/staff/cases?status=x&theme='").text) == ["Avis AAAAAA"]


def test_the_inbox_is_paged_and_no_case_is_shown_twice_or_lost(desk: Desk) -> None:
    for number in range(27):
        desk.hear(handle=f"H{number:05d}")
    browser = desk.browser("triage")
    first = browser.get("/staff/cases?lang=fr").text
    older = html.fromstring(first).xpath("//nav[@class='pages']/a/@href")[-1]
    assert "lang=fr" in older
    second = browser.get(older).text
    assert titles(first) + titles(second) == [f"Avis H{number:05d}" for number in reversed(range(27))]
    assert "Revenir au plus récent" in second


def test_an_empty_inbox_says_what_will_come(desk: Desk) -> None:
    assert "Rien pour l’instant" in desk.browser("triage").get("/staff").text


def test_another_organizations_cases_are_nowhere_to_be_seen(desk: Desk) -> None:
    with desk.database.writing() as session:
        session.add(Organization(id="other", slug="autre", name="Autre", sms_name="Autre", created_at=desk.watch.now))
    case_id = desk.hear(organization_id="other")
    browser = desk.browser("triage")
    assert titles(browser.get("/staff").text) == []
    answer = browser.get(f"/staff/cases/{case_id}")
    assert answer.status_code == 404
    assert "Il n’y a rien à cette adresse" in answer.text


def test_a_case_asks_its_questions_in_the_staffs_language_and_quotes_in_the_persons(desk: Desk) -> None:
    case_id = desk.hear("The group helps.", lang="en")
    page = desk.browser("peer").get(f"/staff/cases/{case_id}").text
    assert "En général, comment était votre expérience?" in page
    assert "Bonne" in page
    assert "Pas de réponse" in page  # a question that was passed
    assert '<blockquote class="quote" lang="en-CA">The group helps.</blockquote>' in page


def test_what_is_done_to_a_case_shows_at_once_with_role_and_date(desk: Desk) -> None:
    case_id = desk.hear()
    browser = desk.browser("triage")
    answer = browser.send(f"/staff/cases/{case_id}/acknowledgement")
    assert answer.headers["location"] == f"/staff/cases/{case_id}?done=acknowledged"
    browser.send(f"/staff/cases/{case_id}/notes", words="À suivre.")
    browser.send(f"/staff/cases/{case_id}/themes", theme="wait_times")
    page = browser.get(f"/staff/cases/{case_id}?done=acknowledged").text
    assert "C’est noté\u00a0: ces mots ont été lus aujourd’hui." in page
    assert "triage · " in page
    assert "22 novembre 2026, 12:00" in page
    assert "À suivre." in page
    assert "Marquer comme lu" not in page


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(desk: Desk) -> None:
    case_id = desk.hear()
    browser = desk.browser("triage")
    empty = browser.send(f"/staff/cases/{case_id}/closure", reason=" ")
    assert empty.status_code == 422
    assert "Écrivez quelques mots avant d’envoyer." in empty.text
    long = browser.send(f"/staff/cases/{case_id}/notes", words="trop " * 2000)
    assert long.status_code == 422
    assert "trop trop" in long.text


def test_an_answer_that_is_owed_too_long_is_shown_as_late(desk: Desk) -> None:
    desk.hear(at=desk.watch.now - timedelta(days=30))
    browser = desk.browser("triage")
    assert "en retard" not in browser.get("/staff").text
    desk.watch.now += timedelta(days=1)
    browser = desk.browser("peer")
    assert "Réponse promise d’ici le 22 novembre 2026\u00a0: en retard" in browser.get("/staff").text


def test_a_case_whose_words_were_erased_shows_only_its_dates(desk: Desk) -> None:
    case_id = desk.hear(None, erased_at=desk.watch.now)
    page = desk.browser("triage").get(f"/staff/cases/{case_id}").text
    assert "La personne a effacé ses réponses." in page
    assert "Préparer une réponse" not in page


def test_words_are_shown_as_words_never_as_markup(desk: Desk) -> None:
    case_id = desk.hear("<script>alert(1)</script> & co")
    browser = desk.browser("triage")
    for path in ("/staff", f"/staff/cases/{case_id}"):
        assert "<script>alert" not in browser.get(path).text


def test_a_form_for_another_role_is_refused_in_words(desk: Desk) -> None:
    case_id = desk.hear()
    answer = desk.browser("publisher").send(f"/staff/cases/{case_id}/acknowledgement")
    assert answer.status_code == 403
    assert "Cette action revient à un autre rôle" in answer.text


def test_a_case_without_its_contributor_still_opens(desk: Desk) -> None:
    case_id = desk.hear()
    with desk.database.writing() as session:
        session.get_one(Feedback, session.get_one(Case, case_id).feedback_id).contributor_id = None
    assert desk.browser("triage").get(f"/staff/cases/{case_id}").status_code == 200
