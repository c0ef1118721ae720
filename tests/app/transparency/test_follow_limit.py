"""Nobody finds a claim code by trying them all, and nobody's address is looked at for it."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from fixed import NOON
from sqlmodel import select

from app.db import Database
from app.models import Feedback, Organization, WrongCode
from app.privacy.sealing import Vault
from app.transparency.follow_limit import MOST, count_wrong_code, forget_wrong_codes, is_at_limit

CODE, WRONG = "12345674", "00000000"


@pytest.fixture(autouse=True)
def feedback(database: Database, vault: Vault, organization: Organization) -> None:
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
                started_at=NOON,
            )
        )


def try_wrong_codes(database: Database, times: int, organization_id: str = "o1") -> None:
    with database.writing() as session:
        for _ in range(times):
            count_wrong_code(session, organization_id, NOON)


def follow(client: TestClient, code: str, lang: str = "fr"):
    return client.post(f"/{lang}/boreal/follow", data={"code": code})


def test_wrong_codes_are_counted_and_right_ones_and_slips_are_not(client: TestClient, database: Database) -> None:
    for code in (WRONG, "9999 9999", CODE, "", "1234"):
        assert follow(client, code).status_code == 200
    with database.reading() as session:
        assert session.exec(select(WrongCode)).one().count == 2


@pytest.mark.parametrize(
    ("lang", "words"),
    [("fr", "Essayez encore dans dix minutes"), ("en", "Try again in ten minutes, or text your code")],
)
def test_after_sixty_wrong_codes_every_code_waits_the_right_one_too(
    client: TestClient, database: Database, lang: str, words: str
) -> None:
    try_wrong_codes(database, MOST - 1)
    assert "Votre avis est bien arrivé" in follow(client, CODE).text
    assert follow(client, WRONG).status_code == 200
    for code in (CODE, WRONG):
        answer = follow(client, code, lang)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "600")
        assert words in answer.text


def test_the_limit_lasts_ten_minutes_and_is_each_organizations_own(database: Database) -> None:
    try_wrong_codes(database, MOST)
    with database.reading() as session:
        assert is_at_limit(session, "o1", NOON)
        assert not is_at_limit(session, "o1", NOON + timedelta(minutes=10))
        assert not is_at_limit(session, "o2", NOON)


def test_counts_that_no_longer_limit_anyone_are_deleted(database: Database) -> None:
    try_wrong_codes(database, 3)
    with database.writing() as session:
        assert forget_wrong_codes(session, NOON) == 0
        assert forget_wrong_codes(session, NOON + timedelta(minutes=10)) == 1
        assert session.exec(select(WrongCode)).all() == []
