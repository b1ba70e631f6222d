"""Passwords: argon2id, at most two at a time, and the same work for people who do not exist."""

from __future__ import annotations

from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crm.core import clean

# OWASP's second choice (19 MiB, t=2, p=1): the defaults took 3 GB for fifty sign-ins at once.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_AT_ONCE = BoundedSemaphore(2)


def hashed(password: str) -> str:
    """The form in which a password is kept."""
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether it is the password; without a stored one the same work is done in vain."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored or _nobodys(), _bytes(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _bytes(password: str) -> bytes:
    """One form of Unicode (RFC 8265, 4.2.2): the same password typed on another system is the same password."""
    return clean.text(password).encode()


@lru_cache
def _nobodys() -> str:
    return _HASHER.hash("the password of nobody")
