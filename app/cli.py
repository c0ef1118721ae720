"""The command `entendu`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, NoReturn

import typer
import uvicorn
from sqlmodel import Session, select

from app import migrations
from app.accounts.organizations import OrganizationError, create_organization
from app.accounts.staff import AccountError, create_staff
from app.clock import now
from app.db import Database
from app.demo import run_demo
from app.intake.erasure import erase_by_code
from app.jobs import migrate_jobs
from app.logs import set_up_logs
from app.models import Organization, WorkerHeartbeat
from app.privacy.sealing import Vault
from app.settings import Settings, SettingsError
from app.worker import run_worker
from surveys.claim_code import find_claim_code

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
staff = typer.Typer(no_args_is_help=True, help="Staff accounts.")
cli.add_typer(staff, name="staff")
organization = typer.Typer(no_args_is_help=True, help="Organizations.")
cli.add_typer(organization, name="organization")


@cli.command()
def serve(
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option()] = 8000,
    workers: Annotated[int, typer.Option(help="Web processes.")] = 1,
) -> None:
    """Web processes alone."""
    _settings()
    uvicorn.run(
        "app.main:app_from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,  # it would name visitors' addresses
        log_level="warning",
        server_header=False,
        date_header=True,
    )


@cli.command()
def worker() -> None:
    """Background work alone; any number of them, on any number of machines."""
    set_up_logs()
    run_worker(_settings())


@cli.command()
def demo(port: Annotated[int, typer.Option()] = 8000) -> None:
    """The whole product with demo data on this machine; Ctrl-C stops all of it."""
    try:
        run_demo(port)
    except SettingsError as error:
        _fail(str(error))


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    settings = _settings()
    with _database(settings) as database:
        migrations.upgrade(database.engine)
    migrate_jobs(settings)
    typer.echo("The database is at the newest schema.")


@organization.command("add")
def add_organization(
    slug: str,
    name: Annotated[str, typer.Option(help="As the public reads it.")],
    sms_name: Annotated[str, typer.Option(help="As texts begin: neutral, at most 14 characters.")],
    phone: Annotated[str, typer.Option(help="Where a person answers questions, as printed.")] = "",
    line: Annotated[list[str] | None, typer.Option(help="A number people text and call; may be repeated.")] = None,
) -> None:
    """Make an organization."""
    with _database(_settings()) as database, database.writing() as session:
        try:
            create_organization(
                session, slug=slug, name=name, sms_name=sms_name, phone=phone, lines=line or [], now=now()
            )
        except OrganizationError as error:
            _fail(str(error))
    typer.echo("The organization is made.")


@staff.command("add")
def add_staff(
    email: str,
    org: Annotated[str, typer.Option(help="The organization's slug.")],
    role: Annotated[str, typer.Option(help="triage, peer, publisher, delegate or admin.")],
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")] = False,
) -> None:
    """Make a staff account."""
    if not password_stdin:
        _fail("Give the password on stdin: --password-stdin.")
    password = sys.stdin.readline().rstrip("\n")
    with _database(_settings()) as database, database.writing() as session:
        host = _organization(session, org)
        try:
            create_staff(session, email=email, organization=host, role=role, password=password, now=now())
        except AccountError as error:
            _fail(str(error))
    typer.echo("The account is made.")


@cli.command()
def erase(code: str) -> None:
    """Erase what was said under a claim code, as its owner could."""
    settings = _settings()
    if (found := find_claim_code(code)) is None:
        _fail("That is not a claim code: 8 digits, the last a check digit.")
    vault = Vault(settings.secret_key.get_secret_value())
    with _database(settings) as database, database.writing() as session:
        is_erased = erase_by_code(session, vault, found, now())
    if not is_erased:
        _fail("No feedback has this code, or it was erased before.")
    typer.echo("Erased.")


@cli.command()
def doctor() -> None:
    """Check this installation: settings, database, worker."""
    settings = _settings()
    with _database(settings) as database:
        if not database.is_reachable():
            _fail("database: unreachable. Check ENTENDU_DATABASE_URL.")
        with database.reading() as session:
            workers = len(session.exec(select(WorkerHeartbeat)).all())
            organizations = len(session.exec(select(Organization)).all())
    typer.echo(f"settings: ok\ndatabase: ok\norganizations: {organizations}\nworkers seen: {workers}")
    typer.echo(f"provider: {'configured' if settings.has_provider else 'none, texts stay in the console'}")


def _settings() -> Settings:
    settings = Settings()
    try:
        settings.require_safe()
    except SettingsError as error:
        _fail(str(error))
    return settings


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = Database(settings)
    try:
        yield database
    finally:
        database.close()


def _organization(session: Session, slug: str) -> Organization:
    found = session.exec(select(Organization).where(Organization.slug == slug)).first()
    if found is None:
        _fail(f"No organization has the slug '{slug}'.")
    return found


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def main() -> None:
    cli()
