"""A claim code leads to dates and public answers, and to nothing else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import gsm0338
import pytest
from fastapi.testclient import TestClient

from app.db import Database
from app.models import Case, CaseMove, Feedback, Organization, ResponseCase
from app.privacy.sealing import Vault
from app.transparency.follow import status_in_words, status_of, status_text

CODE = "12345674"
HEARD = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)  # the evening of the 19th in Toronto
Give = Callable[..., None]


@pytest.fixture
def give(database: Database, vault: Vault, organization: Organization) -> Give:
    """give(moves=..., answers=..., started_at=..., erased=...): one feedback with the code, and what became of it."""

    def add(
        *moves: str, answer: str | None = None, started_at: datetime = HEARD, erased_at: datetime | None = None
    ) -> None:
        with database.writing() as session:
            session.add(
                Feedback(
                    id="f1",
                    organization_id="o1",
                    handle="K7M2",
                    claim_key=vault.look_up_key("claim-code", CODE),
                    channel="sms",
                    lang="fr",
                    survey="experience",
                    survey_version=1,
                    started_at=started_at,
                    erased_at=erased_at,
                )
            )
            session.flush()
            session.add(Case(id="c1", organization_id="o1", feedback_id="f1", opened_at=started_at))
            session.flush()
            for day, kind in enumerate(moves, 1):
                at = started_at + timedelta(days=day)
                session.add(CaseMove(id=f"m{day}", case_id="c1", kind=kind, at=at))
            if answer:
                session.add(ResponseCase(response_id=answer, case_id="c1"))

    return add


def fits_one_text(text: str) -> bool:
    """160 letters of the GSM 7-bit alphabet; raises UnicodeEncodeError on a letter it lacks."""
    return len(gsm0338.Codec().encode(text)[0]) <= 160


def follow(client: TestClient, code: str, lang: str = "fr") -> str:
    answer = client.post(f"/{lang}/boreal/follow", data={"code": code})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]
    return answer.text


def test_a_code_shows_when_the_feedback_came_and_by_when_an_answer_is_promised(client: TestClient, give: Give) -> None:
    give()
    page = follow(client, CODE)
    assert "Votre avis est bien arrivé" in page
    assert '<time datetime="2026-11-19">19 novembre 2026</time>' in page
    assert '<time datetime="2026-12-19">19 décembre 2026</time>' in page


@pytest.mark.parametrize("typed", ["1234 5674", " 1234-5674 ", "1234\u00a05674", "Code: 12345674"])
def test_a_code_may_be_typed_with_spaces_and_dashes(client: TestClient, give: Give, typed: str) -> None:
    give()
    assert "Votre avis est bien arrivé" in follow(client, typed)


def test_a_code_shows_the_day_the_feedback_was_read(client: TestClient, give: Give) -> None:
    give("opened", "acknowledged")
    page = follow(client, CODE, "en")
    assert "Someone on the team has read your feedback" in page
    assert "November 21, 2026" in page


def test_a_late_answer_is_called_late(client: TestClient, give: Give) -> None:
    give(started_at=datetime(2026, 10, 1, 15, tzinfo=UTC))
    assert "Elle est en retard" in follow(client, CODE)


def test_a_code_shows_the_public_answer_in_its_latest_wording(client: TestClient, give: Give, publish) -> None:
    publish(4)
    publish(4, revision=2, we_did_fr="Deux groupes ont lieu.")
    give("acknowledged", "answered", answer="r4")
    page = follow(client, CODE)
    assert "Centre Boréal a répondu" in page
    assert "Deux groupes ont lieu." in page
    assert "Un groupe a lieu" not in page
    assert 'href="/fr/boreal/responses/4"' in page


def test_feedback_closed_without_a_public_answer_says_so(client: TestClient, give: Give) -> None:
    give("acknowledged", "closed")
    assert "Il n’y a pas de réponse publique" in follow(client, CODE)


def test_feedback_opened_again_is_no_longer_closed(client: TestClient, give: Give) -> None:
    give("acknowledged", "closed", "reopened")
    assert "La réponse se prépare" in follow(client, CODE)


def test_erased_feedback_shows_only_that_it_is_erased(client: TestClient, give: Give) -> None:
    give("acknowledged", erased_at=HEARD + timedelta(days=2))
    page = follow(client, CODE)
    assert "Vos réponses sont effacées" in page
    assert "Effacé" in page


@pytest.mark.parametrize("code", ["", "12345", "99999990", "12345675", "abc", "'; --", "1" * 5000])
def test_a_wrong_code_and_an_unknown_one_look_the_same(client: TestClient, give: Give, code: str) -> None:
    give()
    assert follow(client, code) == follow(client, "00000000")
    assert "Nous ne trouvons pas d’avis avec ce code" in follow(client, code)


def test_a_code_of_another_organization_is_unknown(client: TestClient, give: Give, database: Database) -> None:
    give()
    with database.writing() as session:
        session.add(Organization(id="o2", slug="autre", name="Autre", sms_name="Autre", created_at=HEARD))
    answer = client.post("/fr/autre/follow", data={"code": CODE})
    assert "Nous ne trouvons pas d’avis avec ce code" in answer.text


def test_a_code_never_stands_in_an_address(client: TestClient, give: Give) -> None:
    give()
    assert "12345674" not in follow(client, CODE)
    assert "Votre avis est bien arrivé" not in client.get(f"/fr/boreal/follow?code={CODE}").text


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "moves",
    [(), ("acknowledged",), ("acknowledged", "closed"), ("answered",)],
    ids=["new", "read", "closed", "answered"],
)
def test_the_state_fits_one_text_in_plain_letters(
    database: Database, vault: Vault, give: Give, publish, moves: tuple[str, ...], lang
) -> None:
    publish(4)
    give(*moves, answer="r4" if "answered" in moves else None)
    long = Organization(id="o1", slug="x" * 40, name="", sms_name="Boréal de Toronto Su", created_at=HEARD)
    with database.reading() as session:
        status = status_of(session, vault, "o1", CODE)
        assert status
        for host in ("127.0.0.1:8000", "avis.une-adresse-plutot-longue.centreboreal.example"):
            text = status_text(status, lang, long, host)
            assert fits_one_text(text), text
            assert "2026-" in text


def test_a_texted_code_brings_dates_and_the_address_of_the_answer(
    database: Database, vault: Vault, give: Give, publish
) -> None:
    publish(4)
    give("acknowledged", answer="r4")
    with database.reading() as session:
        said = status_in_words(session, vault, "o1", CODE, "fr", "avis.example.ca")
        assert said == "Boréal: il y a une réponse, publiée le 2026-07-06. Voir: avis.example.ca/fr/boreal/responses/4"
        assert fits_one_text(status_in_words(session, vault, "o1", "00000000", "fr", "avis.example.ca"))


def test_a_status_is_dated_in_the_days_of_the_people_served(database: Database, vault: Vault, give: Give) -> None:
    give("acknowledged")
    with database.reading() as session:
        status = status_of(session, vault, "o1", CODE)
    assert status
    assert (status.received_on, status.acknowledged_on) == (date(2026, 11, 19), date(2026, 11, 20))
