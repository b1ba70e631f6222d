"""Secrets at rest and tokens: keys derived from the one secret key, each for its own purpose."""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crm.core.errors import Refusal

_master: list[bytes] = []  # today's key first, then the one before, as long as the office keeps it


class CannotDecrypt(Refusal):
    """A stored secret was encrypted under another key."""

    default = "error.secret_key_changed"


def use(secret_key: str, old_secret_key: str | None = None) -> None:
    """Set the process's secret key, and the one before it, which can still be read; `start` does this once."""
    _master[:] = [known.encode() for known in (secret_key, old_secret_key) if known]


def key(purpose: str) -> bytes:
    """32 bytes for one purpose (RFC 5869), of today's key."""
    if not _master:
        raise RuntimeError("secrets.use was not called")
    return _derived(_master[0], purpose)


def keys(purpose: str) -> list[bytes]:
    """The same of every key that can still be read, today's first: for what was signed before the last change."""
    return [_derived(master, purpose) for master in _master]


def encrypt(text: str) -> str:
    """For columns: Fernet (AES-128-CBC with HMAC-SHA256)."""
    return _box().encrypt(text.encode()).decode("ascii")


def decrypt(stored: str) -> str:
    """What `encrypt` took; CannotDecrypt under another key."""
    try:
        return _box().decrypt(stored.encode("ascii")).decode()
    except InvalidToken as error:
        raise CannotDecrypt() from error


def is_of_today(stored: str) -> bool:
    """Whether today's key alone reads it."""
    try:
        Fernet(_fernet_key(_master[0])).decrypt(stored.encode("ascii"))
    except InvalidToken:
        return False
    return True


def token() -> str:
    """An opaque random token, 256 bits, for cookies and links."""
    return secrets.token_urlsafe(32)


def digest(value: str) -> str:
    """The only form in which a token is stored."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def _box() -> MultiFernet:
    """Encrypts under the first key, decrypts under any."""
    if not _master:
        raise RuntimeError("secrets.use was not called")
    return MultiFernet([Fernet(_fernet_key(master)) for master in _master])


def _fernet_key(master: bytes) -> bytes:
    return base64.urlsafe_b64encode(_derived(master, "secrets at rest"))


def _derived(master: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(master)
