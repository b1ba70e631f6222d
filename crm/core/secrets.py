"""Secrets at rest and tokens: keys derived from the one secret key, each for its own purpose."""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crm.core.errors import Refusal

_master: list[bytes] = []


class CannotDecrypt(Refusal):
    """A stored secret was encrypted under another key."""

    default = "error.secret_key_changed"


def use(secret_key: str) -> None:
    """Set the process's secret key; `start` does this once."""
    _master[:] = [secret_key.encode()]


def key(purpose: str) -> bytes:
    """32 bytes for one purpose (RFC 5869)."""
    if not _master:
        raise RuntimeError("secrets.use was not called")
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(_master[0])


def encrypt(text: str) -> str:
    """For columns: Fernet (AES-128-CBC with HMAC-SHA256)."""
    return _box().encrypt(text.encode()).decode("ascii")


def decrypt(stored: str) -> str:
    """What `encrypt` took; CannotDecrypt under another key."""
    try:
        return _box().decrypt(stored.encode("ascii")).decode()
    except InvalidToken as error:
        raise CannotDecrypt() from error


def token() -> str:
    """An opaque random token, 256 bits, for cookies and links."""
    return secrets.token_urlsafe(32)


def digest(value: str) -> str:
    """The only form in which a token is stored."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key("secrets at rest")))
