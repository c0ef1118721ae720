"""Is the process alive, is all of it ready, and how is it doing."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlmodel import col, func, select

from app.models import WorkerHeartbeat

WORKER_LATE = timedelta(seconds=30)

router = APIRouter()


@router.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz")
def readyz(request: Request) -> JSONResponse:
    """503 says what is missing. Messages are taken in without a worker: balance load on /healthz."""
    state = request.app.state
    if not state.database.is_reachable():
        return JSONResponse({"database": "unreachable", "worker": "unknown"}, 503)
    with state.database.reading() as session:
        seen_at = session.exec(select(func.max(col(WorkerHeartbeat.seen_at)))).one()
    if seen_at is None or state.clock() - seen_at > WORKER_LATE:
        return JSONResponse({"database": "ok", "worker": "silent"}, 503)
    return JSONResponse({"database": "ok", "worker": "ok"})


@router.get("/metrics")
def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
