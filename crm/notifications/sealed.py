"""What a message carries but nobody may read in the outbox: tokens of links, put in only as the letter leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from crm.core import secrets
from crm.core.secrets import CannotDecrypt

MARK = "-hidden-"  # stands in the stored words where the token belongs
_KEY, _SEVERAL = "token", "tokens"


def sealed(token: str) -> dict[str, str]:
    """A token as `extra` of an outbox row keeps it."""
    return {_KEY: secrets.encrypt(token)}


def several(tokens: Mapping[str, str]) -> dict[str, str]:
    """Many tokens, each by the mark that stands for it in the words; such marks are nothing that anybody can guess."""
    return {_SEVERAL: secrets.encrypt(json.dumps(dict(tokens)))} if tokens else {}


def opened(text: str, extra: Mapping[str, Any] | None) -> str:
    """The words as they leave; under another secret key the marks stay, and the links say that they are over."""
    for mark, token in _tokens(extra or {}).items():
        text = text.replace(mark, token)
    return text


def _tokens(extra: Mapping[str, Any]) -> dict[str, str]:
    try:
        one, many = extra.get(_KEY), extra.get(_SEVERAL)
        found = {MARK: secrets.decrypt(one)} if one else {}
        return found | (json.loads(secrets.decrypt(many)) if many else {})
    except CannotDecrypt:
        return {}
