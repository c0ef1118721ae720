"""The command `entendu`, as an operator types it."""

import pytest
from fixed import SECRET
from sqlmodel import select
from typer.testing import CliRunner

from app.cli import cli
from app.clock import now
from app.db import Database
from app.demo_data import seed
from app.models import Line, Organization, Staff


@pytest.fixture
def entendu(database_url, database: Database, monkeypatch):
    """Run one command on a seeded database."""
    monkeypatch.setenv("ENTENDU_DATABASE_URL", database_url)
    monkeypatch.setenv("ENTENDU_SECRET_KEY", SECRET)
    with database.writing() as session:
        seed(session, "a-demo-password", now())
    return lambda *words, typed="": CliRunner().invoke(cli, words, input=typed)


def test_a_staff_account_is_made_with_its_password_from_stdin(entendu, database) -> None:
    made = entendu(
        "staff",
        "add",
        "new@boreal.example",
        "--org",
        "boreal",
        "--role",
        "peer",
        "--password-stdin",
        typed="a good password\n",
    )
    assert made.exit_code == 0, made.output
    with database.reading() as session:
        staff = session.exec(select(Staff).where(Staff.email == "new@boreal.example")).one()
    assert staff.role == "peer"
    assert "a good password" not in staff.password_hash


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--org", "boreal", "--role", "king", "--password-stdin"), "role"),
        (("--org", "nowhere", "--role", "peer", "--password-stdin"), "nowhere"),
        (("--org", "boreal", "--role", "peer"), "stdin"),
    ],
)
def test_what_is_wrong_with_an_account_is_said_in_words(entendu, words, said) -> None:
    refused = entendu("staff", "add", "new@boreal.example", *words, typed="a good password\n")
    assert refused.exit_code == 1
    assert said in refused.output
    assert "Traceback" not in refused.output


def test_a_second_migration_changes_nothing(entendu) -> None:
    assert entendu("migrate").exit_code == 0
    assert entendu("migrate").exit_code == 0


def test_erasing_says_when_a_code_is_none_of_ours(entendu) -> None:
    assert "not a claim code" in entendu("erase", "12345678").output
    unknown = entendu("erase", "00000000")
    assert unknown.exit_code == 1
    assert "No feedback has this code" in unknown.output


def test_the_doctor_tells_how_things_are(entendu) -> None:
    told = entendu("doctor")
    assert told.exit_code == 0
    assert "database: ok" in told.output


@pytest.mark.parametrize("secret", ["", "short", "a" * 40])
def test_a_production_start_without_a_strong_secret_is_refused_saying_which(entendu, monkeypatch, secret) -> None:
    monkeypatch.setenv("ENTENDU_SECRET_KEY", secret)
    for command in ("serve", "worker", "migrate"):
        refused = entendu(command)
        assert refused.exit_code == 1
        assert "ENTENDU_SECRET_KEY" in refused.output


def test_an_organization_is_made_with_its_lines_on_every_phone_channel(entendu, database) -> None:
    words = (
        "organization",
        "add",
        "centre",
        "--name",
        "Le Centre",
        "--sms-name",
        "Le Centre",
        "--line",
        "416 555-0142",
    )
    made = entendu(*words)
    assert made.exit_code == 0, made.output
    with database.reading() as session:
        lines = session.exec(select(Line).where(Line.address == "+14165550142")).all()
    assert {line.channel for line in lines} == {"sms", "whatsapp", "voice"}
    assert "already" in entendu(*words).output


@pytest.mark.parametrize(
    ("slug", "sms_name", "line"),
    [
        ("Le Centre", "Centre", "4165550142"),
        ("staff", "Centre", "4165550142"),
        ("centre", "Hôpital", "4165550142"),
        ("centre", "Centre", "hello"),
        ("centre", "Centre", "+14165550100"),
    ],
)
def test_what_is_wrong_with_an_organization_is_said_and_nothing_is_made(
    entendu, database, slug, sms_name, line
) -> None:
    refused = entendu("organization", "add", slug, "--name", "x", "--sms-name", sms_name, "--line", line)
    assert refused.exit_code == 1
    assert "Traceback" not in refused.output
    with database.reading() as session:
        assert len(session.exec(select(Organization)).all()) == 1


def test_the_demo_keeps_out_of_a_real_organizations_database(entendu, monkeypatch) -> None:
    monkeypatch.setenv("ENTENDU_PUBLIC_URL", "http://127.0.0.1:1")
    assert entendu("organization", "add", "centre", "--name", "x", "--sms-name", "x").exit_code == 0
    refused = entendu("demo")
    assert refused.exit_code == 1
    assert "real organization" in refused.output
