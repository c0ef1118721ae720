"""What `make run` runs: the whole product on one machine, with demo data, in one process tree."""

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from types import FrameType

import typer
from sqlmodel import select

from app import migrations
from app.clock import now
from app.db import Database
from app.demo_data import SLUG, seed
from app.jobs import migrate_jobs
from app.models import Organization
from app.settings import ROOT, Settings, SettingsError

READY_SECONDS = 60
RESTART_SECONDS = 1.0


def run_demo(port: int) -> None:
    """Set up, start web and worker, say where things are, and stay until told to stop."""
    public_url = os.environ.get("ENTENDU_PUBLIC_URL") or f"http://127.0.0.1:{port}"
    settings = Settings(demo=True, public_url=public_url)
    settings.require_safe()
    password = _demo_password()
    prepare(settings, password)
    processes = Processes(
        [
            [sys.executable, "-m", "app", "serve", "--port", str(port)],
            [sys.executable, "-m", "app", "worker"],
        ],
        os.environ | {"ENTENDU_DEMO": "1", "ENTENDU_PUBLIC_URL": public_url},
    )
    processes.run(on_start=lambda: _say_where(port, password))


def prepare(settings: Settings, password: str) -> None:
    """The newest schema, and the demo's data unless it is there; raises SettingsError on a database in real use."""
    with closing(Database(settings)) as database:
        migrations.upgrade(database.engine)
        migrate_jobs(settings)
        with database.writing() as session:
            if session.exec(select(Organization).where(Organization.slug != SLUG)).first():
                raise SettingsError(
                    "This database holds a real organization: the demo would mix with it. Name another."
                )
            seed(session, password, now())


class Processes:
    """Children that live and end together; one that dies is started again."""

    def __init__(self, commands: list[list[str]], environment: Mapping[str, str]) -> None:
        self._commands = commands
        self._environment = environment
        self._running: list[subprocess.Popen[bytes]] = []
        self._is_stopping = False

    def run(self, on_start: Callable[[], None]) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        self._running = [self._start(command) for command in self._commands]
        on_start()
        while not self._is_stopping:
            time.sleep(0.2)
            for place, process in enumerate(self._running):
                if process.poll() is not None and not self._is_stopping:
                    time.sleep(RESTART_SECONDS)
                    self._running[place] = self._start(self._commands[place])
        self._end_all()

    def _start(self, command: list[str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(command, cwd=ROOT, env=self._environment, start_new_session=True)  # noqa: S603  # our own program

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _end_all(self) -> None:
        for process in self._running:
            process.terminate()
        for process in self._running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _demo_password() -> str:
    """Made at the first start and kept, so that a second start knows it too."""
    path = Path(ROOT, "var", "demo-password")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.token_hex(2) for _ in range(3)))
    return path.read_text()


def _say_where(port: int, password: str) -> None:
    base = f"http://127.0.0.1:{port}"
    _wait_until_ready(base)
    typer.echo(
        f"""
  Entendu: la démo est prête / the demo is ready

    {base}/                  la page publique / the public page
    {base}/simulator         des téléphones / phones that text and call
    {base}/staff             le bureau / the desk

    triage@boreal.example  peer@boreal.example  publisher@boreal.example
    delegate@boreal.example  admin@boreal.example
    mot de passe / password: {password}

  Ctrl-C pour tout fermer / to stop all of it.
"""
    )


def _wait_until_ready(base: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=2):  # noqa: S310  # our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
