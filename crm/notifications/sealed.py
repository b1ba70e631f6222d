"""What a message carries but nobody may read in the outbox: the token of a link, put in only as the letter leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.core import secrets
from crm.core.secrets import CannotDecrypt

MARK = "-hidden-"  # stands in the stored words where the token belongs
_KEY = "token"


def sealed(token: str) -> dict[str, str]:
    """A token as `extra` of an outbox row keeps it."""
    return {_KEY: secrets.encrypt(token)}


def opened(text: str, extra: Mapping[str, Any] | None) -> str:
    """The words as they leave; under another secret key the mark stays, and the link says that it is over."""
    kept = (extra or {}).get(_KEY)
    try:
        return text.replace(MARK, secrets.decrypt(kept)) if kept else text
    except CannotDecrypt:
        return text
