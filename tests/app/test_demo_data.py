"""The demo organization is whole after the first run and unchanged after the second."""

from datetime import date

import pytest
from fixed import NOON
from sqlmodel import func, select

from app.accounts.passwords import check_password
from app.clock import TORONTO
from app.db import Database
from app.demo_data import seed
from app.models import Line, Organization, Publication, Response, Review, Staff
from app.transparency.desk_queries import standings_of
from app.transparency.standing import state_of

PASSWORD = "demo password"


@pytest.fixture
def seeded(database: Database) -> Database:
    with database.writing() as session:
        seed(session, PASSWORD, NOON)
    return database


def test_the_demo_has_its_organization_lines_and_five_people(seeded: Database) -> None:
    with seeded.reading() as session:
        organization = session.exec(select(Organization)).one()
        assert (organization.slug, organization.name, organization.phone) == ("boreal", "Centre Boréal", "416 555-0100")
        assert {(line.channel, line.address) for line in session.exec(select(Line))} == {
            (channel, "+14165550100") for channel in ("sms", "whatsapp", "voice")
        }
        staff = session.exec(select(Staff)).all()
    assert {person.email: person.role for person in staff} == {
        f"{role}@boreal.example": role for role in ("triage", "peer", "publisher", "delegate", "admin")
    }
    assert check_password(PASSWORD, staff[0].password_hash)


def test_the_demo_log_has_twelve_answers_in_the_order_they_were_given(seeded: Database) -> None:
    with seeded.reading() as session:
        published = session.exec(select(Publication).order_by(Publication.number)).all()
    assert [publication.number for publication in published] == list(range(1, 13))
    days = [publication.published_at.astimezone(TORONTO) for publication in published]
    assert days == sorted(days)
    assert {day.hour for day in days} == {12}
    assert [day.date().isoformat() for day in days] == [publication.entry["answered_on"] for publication in published]
    for publication in published:
        for text in ("you_said_fr", "you_said_en", "we_did_fr", "we_did_en", "outcome", "heard_month"):
            assert publication.entry[text]


def test_every_demo_answer_has_the_peers_word_it_claims(seeded: Database) -> None:
    with seeded.reading() as session:
        approved = set(session.exec(select(Review.response_id).where(Review.verdict == "approved")))
        published = session.exec(select(Publication)).all()
    assert {publication.response_id for publication in published if publication.reviewed_by_peer} == approved
    assert sum(publication.entry["co_written_with_peers"] == "yes" for publication in published) == 9


def test_every_demo_answer_stands_on_the_desk_as_published(seeded: Database) -> None:
    with seeded.reading() as session:
        standings = standings_of(session, session.exec(select(Response)).all())
        assert {state_of(standing, date(2026, 11, 22)) for standing in standings} == {"published"}


def test_a_second_run_adds_nothing_and_gives_the_accounts_the_password_it_prints(seeded: Database) -> None:
    with seeded.writing() as session:
        seed(session, "another password", NOON)
    with seeded.reading() as session:
        for table, count in ((Organization, 1), (Line, 3), (Staff, 5), (Response, 12), (Publication, 12), (Review, 12)):
            assert session.exec(select(func.count()).select_from(table)).one() == count
        for staff in session.exec(select(Staff)):
            assert check_password("another password", staff.password_hash)
