"""Every setting the operator can make, read once from the environment and `.env`."""

import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
SECRET_LENGTH = 32  # characters; 32 random ones carry more than the 128 bits the derived keys need
SECRET_DISTINCT = 10  # "aaaa…" and "changemechangeme…" fall below this


class SettingsError(Exception):
    """A setting is missing or unsafe; the message names it and what to do."""


class Settings(BaseSettings):
    """The names are fixed by the contract; each may be set as `ENTENDU_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="ENTENDU_", env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    database_url: str = "sqlite:///var/entendu.db"
    secret_key: SecretStr = SecretStr("")
    public_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_api_url: str = "https://api.twilio.com"
    twilio_messaging_service_sid: str = ""
    database_pool_size: int = Field(default=5, ge=1)  # of each kind, each process

    @model_validator(mode="after")
    def settle(self) -> Self:
        """Fill what a demo may lack; refuse what production may not."""
        self.public_url = self.public_url.rstrip("/")
        self.twilio_api_url = self.twilio_api_url.rstrip("/")
        if self.demo:
            self.secret_key = self.secret_key if self.secret_key.get_secret_value() else _demo_secret("secret-key")
            if not self.twilio_auth_token.get_secret_value():
                self.twilio_auth_token = _demo_secret("provider-token")
        return self

    def require_safe(self) -> None:
        """Raise SettingsError unless the secret can carry the sealing keys."""
        secret = self.secret_key.get_secret_value()
        if not secret:
            raise SettingsError("ENTENDU_SECRET_KEY is missing: set it to 32 or more random characters.")
        if len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_DISTINCT:
            raise SettingsError("ENTENDU_SECRET_KEY is too weak: use 32 or more random characters.")

    @property
    def has_provider(self) -> bool:
        """Whether texts go out through the provider; without it the console keeps them."""
        return bool(self.twilio_account_sid and self.twilio_auth_token.get_secret_value())

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @cached_property
    def sqlite_path(self) -> Path:
        """The database file; relative paths stand beside the project, not the caller."""
        path = Path(self.database_url.removeprefix("sqlite:///"))
        return path if path.is_absolute() else ROOT / path

    @cached_property
    def sqlalchemy_url(self) -> str:
        if self.is_sqlite:
            return f"sqlite:///{self.sqlite_path}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1).replace(
            "postgres://", "postgresql+psycopg://", 1
        )

    @property
    def public_host(self) -> str:
        """Host and port as a person would type them in a browser."""
        return urlsplit(self.public_url).netloc

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def _demo_secret(name: str) -> SecretStr:
    """A secret made once and kept under var/, so a second `make run` reads the first one's data."""
    path = ROOT / "var" / f"demo-{name}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_suffix(f".{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):  # the first of two processes wins, both read the same
            path.hardlink_to(made)
        made.unlink()
    return SecretStr(path.read_text())
