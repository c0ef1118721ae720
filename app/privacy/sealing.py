"""Sealing and blind look-ups: what the database holds can't be read, or guessed, without the secret."""

import hmac
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"  # first byte of each sealed value, so that keys can be rotated
NONCE_BYTES = 12


class UnsealError(Exception):
    """A sealed value can't be opened: the secret changed, or the value was tampered with."""


class Vault:
    """Keys derived per purpose from one secret: the same value sealed for two purposes shares nothing."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._cipher = lru_cache(maxsize=None)(self._make_cipher)
        self._look_up_key = lru_cache(maxsize=None)(self._derive)

    def seal(self, purpose: str, text: str) -> bytes:
        """Authenticated encryption of `text`; `purpose` must be named again to open it."""
        return self.seal_bytes(purpose, text.encode("utf-8", "surrogatepass"))

    def unseal(self, purpose: str, sealed: bytes) -> str:
        """The text sealed for this purpose; raises UnsealError."""
        return self.unseal_bytes(purpose, sealed).decode("utf-8", "surrogatepass")

    def seal_bytes(self, purpose: str, content: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._cipher(purpose).encrypt(nonce, content, purpose.encode())

    def unseal_bytes(self, purpose: str, sealed: bytes) -> bytes:
        if sealed[:1] != VERSION:
            raise UnsealError("Sealed with an unknown version of the keys.")
        nonce, content = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher(purpose).decrypt(nonce, content, purpose.encode())
        except Exception as error:
            raise UnsealError(f"A value sealed for '{purpose}' can't be opened with this secret.") from error

    def look_up_key(self, purpose: str, value: str) -> bytes:
        """A keyed digest (HMAC-SHA256, 32 bytes): phone numbers are too few for a plain hash to hide them."""
        return hmac.digest(self._look_up_key("look-up:" + purpose), value.encode("utf-8", "surrogatepass"), sha256)

    def _make_cipher(self, purpose: str) -> AESGCM:
        return AESGCM(self._derive("seal:" + purpose))

    def _derive(self, purpose: str) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"entendu:" + purpose.encode()).derive(self._secret)
