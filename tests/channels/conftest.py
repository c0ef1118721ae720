"""The provider's side of a webhook, for tests: signed forms posted to the routes of one channel."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.testclient import TestClient
from httpx import Response as Answer
from talks import FakeConversations

from app import page
from channels.twilio.signature import SIGNATURE, Account, RefusedError, sign

ACCOUNT = Account("AC" + "0" * 32, "the-token", "https://entendu.example")


@dataclass
class Provider:
    client: TestClient

    def post(self, path: str, *, signed_with: Account | None = ACCOUNT, **fields: str) -> Answer:
        fields = {"AccountSid": ACCOUNT.sid} | fields
        headers = {SIGNATURE: sign(signed_with, path, fields)} if signed_with else {}
        return self.client.post(path, data=fields, headers=headers)


@pytest.fixture
def conversations() -> FakeConversations:
    return FakeConversations()


@pytest.fixture
def provider_of() -> Callable[[APIRouter], Provider]:
    def made(router: APIRouter) -> Provider:
        app = FastAPI()
        app.include_router(router)

        @app.exception_handler(RefusedError)
        async def refused(_: Request, error: RefusedError) -> Response:
            return page.problem(error.status, error.title)

        return Provider(TestClient(app, raise_server_exceptions=False))

    return made
