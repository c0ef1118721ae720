"""Who may speak to us as the provider: every webhook is signed with the account's token over our public address."""

import hmac
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator, get_signature_algorithm

FORM = "application/x-www-form-urlencoded"
SIGNATURE = "X-Twilio-Signature"
SIGNATURE_SETTINGS = "X-Twilio-Webhooks-Signature-Settings"
ALGORITHMS = frozenset({HMAC_SHA1, HMAC_SHA256})
MAX_FIELDS = 500
LONGEST_SID = 80  # characters; the provider's are 34
MAX_BODY_BYTES = 65_536  # the provider's own limit for a webhook's parameters is far below


class RefusedError(Exception):
    """A webhook that is not the provider's, or not well formed; `status` is all the sender is told."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title


@dataclass(frozen=True, slots=True)
class Account:
    """Our account at the provider; `public_url` is what it was told to call, whatever Host a request names."""

    sid: str
    token: str
    public_url: str


async def signed_form(request: Request, account: Account) -> FormData:
    """The form of a webhook that proved itself; raises RefusedError.

    Only form bodies: a JSON body would not be covered by the signature (provider.md, signature pitfalls).
    """
    signature = request.headers.get(SIGNATURE)
    if not signature or not account.token:
        raise RefusedError(403, "Forbidden")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise RefusedError(415, "Unsupported Media Type")
    form = await _bounded_form(request)
    algorithm = get_signature_algorithm(request.headers.get(SIGNATURE_SETTINGS))
    if not _is_signed(account, _signed_url(request, account), form, signature, algorithm):
        raise RefusedError(403, "Forbidden")
    if account.sid and form.get("AccountSid") != account.sid:
        raise RefusedError(403, "Forbidden")
    return form


def _is_signed(account: Account, url: str, form: FormData, signature: str, algorithm: str) -> bool:
    """The address as we gave it first; the validator's other spellings (with and without port) only when that fails."""
    if algorithm not in ALGORITHMS:
        return False
    validator = RequestValidator(account.token)
    expected = validator.compute_signature(url, form, algorithm)
    if hmac.compare_digest(expected.encode(), signature.encode("latin-1", "replace")):
        return True
    return bool(validator.validate(url, form, signature, algorithm))


def sign(account: Account, path: str, fields: dict[str, str]) -> str:
    """The signature the provider would send with these fields: for the console, which plays its part."""
    return str(RequestValidator(account.token).compute_signature(account.public_url + path, fields))


def field(form: FormData, name: str) -> str:
    """One text field; '' when absent."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def required(form: FormData, name: str) -> str:
    """One text field that must be there; raises RefusedError."""
    if value := field(form, name):
        return value
    raise RefusedError(400, f"{name} is missing")


def sid(form: FormData, name: str) -> str:
    """The provider's id of a message, a call or a recording; raises RefusedError when it can't be one."""
    value = required(form, name)
    if len(value) > LONGEST_SID:
        raise RefusedError(400, f"{name} is malformed")
    return plain(form, name)


def plain(form: FormData, name: str) -> str:
    """One of the provider's own words, '' when absent; raises RefusedError for signs it never sends, as NUL."""
    value = field(form, name)
    if value.isascii() and value.isprintable():
        return value
    raise RefusedError(400, f"{name} is malformed")


async def _bounded_form(request: Request) -> FormData:
    """The form, unless its body is oversize or malformed; the length is counted, not believed."""
    received = 0
    chunks = []
    async for chunk in request.stream():
        received += len(chunk)
        if received > MAX_BODY_BYTES:
            raise RefusedError(413, "Content Too Large")
        chunks.append(chunk)
    try:
        pairs: list[tuple[str, str | UploadFile]] = [
            *parse_qsl(b"".join(chunks).decode("latin-1"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
        ]
    except ValueError as error:
        raise RefusedError(400, "Malformed form") from error
    return FormData(pairs)


def _signed_url(request: Request, account: Account) -> str:
    """The address the provider signed: our configured one with the raw path; a spoofed Host changes nothing."""
    raw_path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope.get("query_string") or b""
    path: bytes = raw_path.split(b"?")[0]
    return account.public_url + path.decode("latin-1") + (f"?{query.decode('latin-1')}" if query else "")
