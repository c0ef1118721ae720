"""Around every request: the headers that keep a visit private, a count and a clock, and never a stack trace."""

import time
from functools import lru_cache
from typing import Final

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.page import SECURITY_HEADERS

REQUESTS: Final = Counter("entendu_requests", "Requests answered", ["route", "status"])
SECONDS: Final = Histogram(
    "entendu_request_seconds",
    "Time to answer",
    ["route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 15),
)
SLOW_SECONDS: Final = 1.0
log = structlog.get_logger()


class Frame:
    """Pure ASGI: it stands on the message path, where each layer counts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, framed)
        finally:
            _note(scope, status, time.perf_counter() - started)


def _note(scope: Scope, status: int, seconds: float) -> None:
    """The route's template, never the address: addresses may carry ids."""
    route = getattr(scope.get("route"), "path", "none")
    requests, times = _counters(route, status)
    requests.inc()
    times.observe(seconds)
    if status >= 500 or seconds > SLOW_SECONDS:  # noqa: PLR2004  # HTTP's own line between their fault and ours
        log.warning("request", route=route, status=status, seconds=round(seconds, 3))


@lru_cache(maxsize=1000)
def _counters(route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(route, status), SECONDS.labels(route)
