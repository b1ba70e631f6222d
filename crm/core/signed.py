"""Links that carry their own right: a few values, the moment of signing, and a signature for one purpose.

Only the very text that was signed is accepted: neither another writing of the same bytes nor one sign more or less.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from crm.core import secrets

LONGEST = 600


def sign(purpose: str, values: Sequence[str | int | None], at: datetime) -> str:
    """A token that says these values, for an address."""
    said = _letters(json.dumps([int(at.timestamp()), *values], separators=(",", ":")).encode())
    return f"{said}.{_mac(secrets.key(purpose), said)}"


def read(purpose: str, token: str, now: datetime, lifetime: timedelta) -> list[Any] | None:
    """What a token says; None when it is forged, for another purpose, too old or from the future: which is not said."""
    said, _, mac = token.partition(".")
    if not said or len(token) > LONGEST or not token.isascii():
        return None
    if not any(hmac.compare_digest(_mac(key, said), mac) for key in secrets.keys(purpose)):
        return None
    try:
        moment, *values = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    except (ValueError, binascii.Error):
        return None
    age = now - datetime.fromtimestamp(moment, UTC)
    return values if timedelta(days=-1) <= age < lifetime else None


def _mac(key: bytes, said: str) -> str:
    return _letters(hmac.new(key, said.encode("ascii"), hashlib.sha256).digest())


def _letters(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
