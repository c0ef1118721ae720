"""Logs as JSON lines that never name a person: routes, states and ids only, no address, number or text."""

import logging
import sys

import structlog

QUIET = ("httpx", "httpcore", "twilio", "twilio.http_client", "alembic", "dbos", "uvicorn.access")


def set_up_logs() -> None:
    """Once a process. Libraries that log addresses or bodies are silenced below warnings."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # the stream as it is at each line
        cache_logger_on_first_use=False,
    )
