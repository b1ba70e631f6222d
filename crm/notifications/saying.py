"""A message in words: what kind of thing it is, and what went wrong with it."""

from __future__ import annotations

from crm.core import i18n


def in_words(trouble: str | None, error: str | None) -> tuple[str | None, str | None]:
    """What went wrong as a sentence of ours, and what the server said; what we found ourselves has no such words."""
    if error and i18n.has(error):
        return i18n.t(error), None
    return (i18n.t(trouble) if trouble and i18n.has(trouble) else None), error


def kind_name(kind: str) -> str:
    """A kind of message in the reader's words."""
    key = f"outbox.kinds.{kind}"
    return i18n.t(key) if i18n.has(key) else kind
