"""Is the process alive, is all of it ready."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from fixed import NOON

from app.main import create_app
from app.models import WorkerHeartbeat


@pytest.fixture
def client(settings, database):
    with TestClient(create_app(settings, clock=lambda: NOON)) as made:
        yield made


def test_the_process_says_it_lives(client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_not_ready_until_a_worker_was_seen(client, database) -> None:
    assert client.get("/readyz").status_code == 503
    with database.writing() as session:
        session.add(WorkerHeartbeat(worker_id="w", seen_at=NOON - timedelta(seconds=5)))
    assert client.get("/readyz").json() == {"database": "ok", "worker": "ok"}


def test_not_ready_once_the_last_worker_fell_silent(client, database) -> None:
    with database.writing() as session:
        session.add(WorkerHeartbeat(worker_id="w", seen_at=NOON - timedelta(minutes=5)))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["worker"]) == (503, "silent")


def test_metrics_name_routes_and_never_addresses(client) -> None:
    client.get("/fr/boreal/responses/12345")
    metrics = client.get("/metrics").text
    assert "entendu_requests_total" in metrics
    assert "12345" not in metrics


def test_every_answer_carries_the_headers_that_keep_a_visit_private(client) -> None:
    for path in ("/healthz", "/fr/nowhere", "/staff/login"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in headers


def test_the_simulators_exist_in_a_demo_only(client) -> None:
    assert client.get("/simulator").status_code == 404
    assert client.post("/simulator/texts", json={"sender": "+14165550123", "body": "x"}).status_code == 404
