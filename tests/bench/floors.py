"""The floors: the least any server could do for a text, on the same parts. Not the product.

bare: form, signature, TwiML. asyncpg: the same and one statement. sqlite: the same and one writer, grouped commits.
"""

import asyncio
import os
import queue
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import asyncpg
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from tests.bench.load import ACCOUNT, PATH

STATEMENT = """
WITH talk AS (
  INSERT INTO floor_session (sender, turns, state) VALUES ($2, 1, '{}')
  ON CONFLICT (sender) DO UPDATE SET turns = floor_session.turns + 1 RETURNING turns
), answer AS (
  INSERT INTO floor_answer (sid, body) SELECT $1, $3 FROM talk
) SELECT turns FROM talk
"""
TABLES = """
CREATE TABLE IF NOT EXISTS floor_session (sender text PRIMARY KEY, turns int NOT NULL, state text NOT NULL);
CREATE TABLE IF NOT EXISTS floor_answer (sid text PRIMARY KEY, body text NOT NULL);
"""
Keep = Callable[[FormData], Awaitable[int]]


async def keep_nothing(_form: FormData) -> int:
    return 1


async def leave_as_is(_connection: object) -> None: ...


class OneStatement:
    async def open(self, url: str) -> None:
        self.pool = await asyncpg.create_pool(url, min_size=1, max_size=10, reset=leave_as_is)
        await self.pool.execute(TABLES)

    async def keep(self, form: FormData) -> int:
        async with self.pool.acquire() as connection:
            return await connection.fetchval(STATEMENT, form["MessageSid"], form["From"], form["Body"])


class OneWriter:
    async def open(self, path: str) -> None:
        self.jobs: queue.SimpleQueue = queue.SimpleQueue()
        threading.Thread(target=self.write, args=(path,), daemon=True).start()

    async def keep(self, form: FormData) -> int:
        done = asyncio.get_running_loop().create_future()
        self.jobs.put((form["MessageSid"], form["From"], form["Body"], done))
        return await done

    def write(self, path: str) -> None:
        connection = sqlite3.connect(path, isolation_level=None)
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *TABLES.strip().split("\n")):
            connection.execute(statement)
        while True:
            group = [self.jobs.get()]
            while not self.jobs.empty() and len(group) < 64:
                group.append(self.jobs.get())
            connection.execute("BEGIN IMMEDIATE")
            for sid, sender, body, _ in group:
                connection.execute(
                    "INSERT INTO floor_session VALUES (?, 1, '{}') ON CONFLICT DO UPDATE SET turns = turns + 1",
                    (sender,),
                )
                connection.execute("INSERT INTO floor_answer VALUES (?, ?)", (sid, body))
            connection.execute("COMMIT")
            for *_, done in group:
                done.get_loop().call_soon_threadsafe(done.set_result, 1)


def floor(keep: Keep, on_start: Callable[[], Awaitable[None]] | None = None) -> Starlette:
    async def text(request: Request) -> Response:
        form = FormData(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        signature = RequestValidator(ACCOUNT.token).compute_signature(ACCOUNT.public_url + PATH, form)
        if signature != request.headers["x-twilio-signature"]:
            return Response(status_code=403)
        turns = await keep(form)
        reply = MessagingResponse()
        reply.message(f"Merci ({turns}).")
        return Response(str(reply), media_type="text/xml")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if on_start:
            await on_start()
        yield

    return Starlette(routes=[Route(PATH, text, methods=["POST"])], lifespan=lifespan)


def app() -> Starlette:
    """Which floor, and on what, the environment says."""
    kind, place = os.environ["FLOOR"], os.environ.get("FLOOR_PLACE", "")
    if kind == "bare":
        return floor(keep_nothing)
    store = OneStatement() if kind == "asyncpg" else OneWriter()
    return floor(store.keep, lambda: store.open(place))


if __name__ == "__main__":
    uvicorn.run(app(), port=int(os.environ["FLOOR_PORT"]), log_level="warning", access_log=False)
