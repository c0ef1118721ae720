"""The fixed facts of the tests' world: one secret, one account, one noon."""

from datetime import UTC, datetime

from app.settings import Settings

SECRET = "0123456789abcdef-a-secret-for-tests-only"
TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
NOON = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # a Sunday, noon in Toronto


def settings_for(url: str, **changes: object) -> Settings:
    """Settings as an operator would make them, whatever this machine's `.env` says."""
    values: dict[str, object] = {
        "database_url": url,
        "secret_key": SECRET,
        "public_url": "http://testserver",
        "twilio_auth_token": TOKEN,
        "twilio_account_sid": ACCOUNT_SID,
    }
    return Settings(_env_file=None, **(values | changes))  # type: ignore[arg-type]
