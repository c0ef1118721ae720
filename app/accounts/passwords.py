"""Passwords, hashed with argon2 (RFC 9106 parameters, as pwdlib recommends)."""

from functools import cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash

SHORTEST = 8  # characters (NIST SP 800-63B)
AT_ONCE = 4  # each check takes 64 MiB: a flood of logins must not take the machine's memory

_hasher = PasswordHash.recommended()
_room = BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def check_password(password: str, stored: str | None) -> bool:
    """Whether it is the password; None (no such account) takes as long and is never right."""
    with _room:
        is_right = _hasher.verify(password, stored or _nobodys_hash())
    return is_right and stored is not None


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")
