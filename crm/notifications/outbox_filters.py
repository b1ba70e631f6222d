"""What the list of messages, and that of what was held back, is asked for, as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from sqlalchemy import Select

from crm.core import asked, clock

STATES = ("waiting", "leased", "sent", "failed", "cancelled")


@dataclass(frozen=True)
class About:
    """What both lists are asked for; an address carries it unchanged.

    `due_from` and `due_to` are days in the office's zone; `subject_kind` is what kind of record it is about,
    `subject_id` which one of these.
    """

    text: str = ""
    kind: str = ""
    channel: str = ""
    person_id: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    subject_kind: str = ""
    subject_id: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Self:
        """From an address's query; whatever is not understood is as if it were not there."""
        return cls(
            text=asked.line(values.get("q")),
            kind=_name(values.get("kind")),
            channel=_name(values.get("channel")),
            person_id=asked.number(values.get("person")),
            due_from=asked.day(values.get("from")),
            due_to=asked.day(values.get("to")),
            **_about(values),
            **cls._more(values),
        )

    def query(self) -> dict[str, str]:
        """For an address; what is not asked for is left out."""
        found: dict[str, object] = {
            "q": self.text,
            **self._own(),
            "kind": self.kind,
            "channel": self.channel,
            "person": self.person_id,
            "from": self.due_from,
            "to": self.due_to,
            "of": self.subject_kind,
            "record": self.subject_id,
        }
        return asked.for_address(found)

    @classmethod
    def _more(cls, values: Mapping[str, object]) -> dict[str, Any]:
        """What this list alone is asked for, from an address."""
        raise NotImplementedError

    def _own(self) -> dict[str, object]:
        """The same, for an address."""
        raise NotImplementedError


@dataclass(frozen=True)
class OutboxFilters(About):
    """Of messages: the states they may be in, too."""

    states: tuple[str, ...] = ()

    @classmethod
    def _more(cls, values: Mapping[str, object]) -> dict[str, Any]:
        return {"states": asked.some_of(values.get("state"), STATES)}

    def _own(self) -> dict[str, object]:
        return {"state": ",".join(self.states)}


@dataclass(frozen=True)
class HeldFilters(About):
    """Of what was held back: why, a catalogue key; the days are those on which it was due."""

    reason: str = ""

    @classmethod
    def _more(cls, values: Mapping[str, object]) -> dict[str, Any]:
        return {"reason": _name(values.get("reason"))}

    def _own(self) -> dict[str, object]:
        return {"reason": self.reason}


def narrowed(ids: Select[Any], table: Any, moment: Any, filters: About, zone: str) -> Select[Any]:
    """Ids of a table with the columns of these filters, of which `moment` says when it was due."""
    for name in ("kind", "channel", "person_id", "subject_kind", "subject_id"):
        if value := getattr(filters, name):
            ids = ids.where(getattr(table, name) == value)
    if filters.due_from:
        ids = ids.where(moment >= clock.day_start(filters.due_from, zone))
    if filters.due_to:
        ids = ids.where(moment < clock.day_start(filters.due_to + timedelta(days=1), zone))
    return ids


def _about(values: Mapping[str, object]) -> dict[str, Any]:
    """A record has a kind: a number alone says nothing."""
    kind = _name(values.get("of"))
    return {"subject_kind": kind, "subject_id": asked.number(values.get("record")) if kind else None}


def _name(value: object) -> str:
    """A kind, a channel, a reason: these are ours, and look like it."""
    word = asked.word(value)
    return word if len(word) <= 60 and word.isascii() and word.replace(".", "").replace("_", "").isalpha() else ""
