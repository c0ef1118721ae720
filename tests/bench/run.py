"""`make bench`: the SMS step of the product beside its floors, in turns, as ratios within one run.

Absolute figures vary twofold with the machine's mood; only the ratios of one run mean anything.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "support")]

from fixed import SECRET  # noqa: E402
from postgres import postgres_server  # noqa: E402

from app import migrations  # noqa: E402
from app.clock import new_id, now  # noqa: E402
from app.db import Database  # noqa: E402
from app.models import Line, Organization  # noqa: E402
from app.settings import ROOT, Settings  # noqa: E402
from tests.bench import load  # noqa: E402

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
TALKS = int(os.environ.get("BENCH_TALKS", "120"))  # of 11 texts each, a round
CONNECTIONS = 32
FIRST_PORT = 18100


def main() -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="entendu-bench-")))
        server = stack.enter_context(postgres_server())
        product_postgres = _prepared(server.create_database("product"))
        product_sqlite = _prepared(f"sqlite:///{folder}/product.db")
        contenders = {
            "bare": {"FLOOR": "bare"},
            "postgresql_one_statement": {"FLOOR": "asyncpg", "FLOOR_PLACE": server.create_database("floor")},
            "entendu_postgresql": {"ENTENDU_DATABASE_URL": product_postgres},
            "sqlite_one_writer": {"FLOOR": "sqlite", "FLOOR_PLACE": f"{folder}/floor.db"},
            "entendu_sqlite": {"ENTENDU_DATABASE_URL": product_sqlite},
        }
        ports = {
            name: stack.enter_context(_served(environment, FIRST_PORT + place))
            for place, (name, environment) in enumerate(contenders.items())
        }
        report(_measure(ports))


def _measure(ports: dict[str, int]) -> dict[str, list[load.Measured]]:
    """Each contender once a round, in turn, after a warm-up that isn't counted."""
    measured: dict[str, list[load.Measured]] = {name: [] for name in ports}
    for round_number in range(-1, ROUNDS):
        for name, port in ports.items():
            talks = load.talks(TALKS if round_number >= 0 else 20, f"r{round_number + 1}")
            result = asyncio.run(load.run(port, talks, CONNECTIONS))
            if result.failures:
                raise SystemExit(f"{name}: {result.failures} answers were not 200.")
            if round_number >= 0:
                measured[name].append(result)
    return measured


def report(measured: dict[str, list[load.Measured]]) -> None:
    rows = {
        name: {
            "per_second": round(statistics.median(m.per_second for m in results)),
            "p50_ms": round(statistics.median(m.percentile(0.5) for m in results), 2),
            "p99_ms": round(statistics.median(m.percentile(0.99) for m in results), 2),
        }
        for name, results in measured.items()
    }
    ratios = {
        "postgresql_to_one_statement": _ratio(measured, "entendu_postgresql", "postgresql_one_statement"),
        "sqlite_to_one_writer": _ratio(measured, "entendu_sqlite", "sqlite_one_writer"),
        "postgresql_to_bare": _ratio(measured, "entendu_postgresql", "bare"),
        "sqlite_to_bare": _ratio(measured, "entendu_sqlite", "bare"),
    }
    print(f"{'':28}{'per second':>12}{'p50 ms':>10}{'p99 ms':>10}")
    for name, row in rows.items():
        print(f"{name:28}{row['per_second']:>12}{row['p50_ms']:>10}{row['p99_ms']:>10}")
    for name, ratio in ratios.items():
        print(f"{name:40}{ratio:>6}")
    print(json.dumps({"sms_step": rows, "ratios": ratios}))


def _ratio(measured: dict[str, list[load.Measured]], ours: str, floor: str) -> float:
    """The median of the rounds' own ratios: a round's two contenders ran within seconds of each other."""
    pairs = zip(measured[ours], measured[floor], strict=True)
    return round(statistics.median(a.per_second / b.per_second for a, b in pairs), 3)


def _prepared(url: str) -> str:
    database = Database(Settings(_env_file=None, database_url=url, secret_key=SECRET))
    migrations.upgrade(database.engine)
    with database.writing() as session:
        organization = Organization(
            id=new_id(), slug="boreal", name="Centre Boréal", sms_name="Centre Boréal", created_at=now()
        )
        session.add(organization)
        session.flush()
        session.add(Line(id=new_id(), organization_id=organization.id, channel="sms", address=load.LINE))
    database.close()
    return url


@contextmanager
def _served(environment: dict[str, str], port: int) -> Iterator[int]:
    """One web process, whichever the environment names."""
    is_floor = "FLOOR" in environment
    command = ["tests.bench.floors"] if is_floor else ["app", "serve", "--port", str(port)]
    settings = {
        "FLOOR_PORT": str(port),
        "ENTENDU_SECRET_KEY": SECRET,
        "ENTENDU_PUBLIC_URL": load.ACCOUNT.public_url,
        "ENTENDU_TWILIO_ACCOUNT_SID": load.ACCOUNT.sid,
        "ENTENDU_TWILIO_AUTH_TOKEN": load.ACCOUNT.token,
    }
    process = subprocess.Popen(  # our own program
        [sys.executable, "-m", *command], cwd=ROOT, env=os.environ | settings | environment
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=2):  # our own address
                return
        except urllib.error.HTTPError:
            return  # a floor answers 404 here: it lives
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"Nothing answers on {address}.")


if __name__ == "__main__":
    main()
