"""Passwords, hashed with argon2 (RFC 9106 parameters, as pwdlib recommends)."""

from functools import cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash

SHORTEST = 8  # characters (NIST SP 800-63B)
AT_ONCE = 4  # each check takes 64 MiB: a flood of logins must not take the machine's memory
PATIENCE_SECONDS = 1  # a login that waits holds a thread that the public pages need

_hasher = PasswordHash.recommended()
_room = BoundedSemaphore(AT_ONCE)


class CrowdedError(Exception):
    """Too many people log in at this moment: try again in a few seconds."""


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def check_password(password: str, stored: str | None) -> bool:
    """Whether it is the password; None (no such account) takes as long and is never right. Raises CrowdedError."""
    if not _room.acquire(timeout=PATIENCE_SECONDS):
        raise CrowdedError
    try:
        is_right = _hasher.verify(password, stored or _nobodys_hash())
    finally:
        _room.release()
    return is_right and stored is not None


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")
