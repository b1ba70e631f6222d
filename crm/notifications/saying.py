"""A message in words: what kind of thing it is, and what went wrong with it."""

from __future__ import annotations

from crm.core import i18n
from crm.notifications import rules, wording


def in_words(trouble: str | None, error: str | None) -> tuple[str | None, str | None]:
    """What went wrong as a sentence of ours, and what the server said; what we found ourselves has no such words."""
    if error and i18n.has(rules.bare(error)):
        return reason_words(error), None
    return (i18n.t(trouble) if trouble and i18n.has(trouble) else None), error


def reason_words(reason: str) -> str:
    """A reason of ours in words, with whatever it names behind its key; a server's words as they are."""
    key, *rest = reason.split(rules.SEPARATOR)
    if key == rules.INSTEAD and len(rest) == 2:
        used = ", ".join(i18n.t(f"notifications.channel.{channel}") for channel in rest[0].split(","))
        return i18n.t("notifications.instead_of", by=used, mode=rest[1])
    if key == rules.NO_VALUE and rest:
        lacking = ", ".join(i18n.t(f"wording.key.{wording.example_key(one)}") for one in rest)
        return i18n.t("automaton.no_value_of", what=lacking)
    return i18n.t(reason) if i18n.has(reason) else reason


def kind_name(kind: str) -> str:
    """A kind of message in the reader's words."""
    key = f"outbox.kinds.{kind}"
    return i18n.t(key) if i18n.has(key) else kind
