"""What a list of messages is asked for, as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crm.core import asked

STATES = ("waiting", "leased", "sent", "failed", "cancelled")


@dataclass(frozen=True)
class OutboxFilters:
    """`due_from` and `due_to` are days in the office's zone; `of` and `query` carry it through an address unchanged."""

    text: str = ""
    states: tuple[str, ...] = ()
    kind: str = ""
    channel: str = ""
    person_id: int | None = None
    due_from: date | None = None
    due_to: date | None = None

    @classmethod
    def of(cls, values: Mapping[str, object]) -> OutboxFilters:
        """From an address's query; whatever is not understood is as if it were not there."""
        return cls(
            text=asked.line(values.get("q")),
            states=asked.some_of(values.get("state"), STATES),
            kind=_name(values.get("kind")),
            channel=_name(values.get("channel")),
            person_id=asked.number(values.get("person")),
            due_from=asked.day(values.get("from")),
            due_to=asked.day(values.get("to")),
        )

    def query(self) -> dict[str, str]:
        """For an address; what is not asked for is left out."""
        found: dict[str, object] = {
            "q": self.text,
            "state": ",".join(self.states),
            "kind": self.kind,
            "channel": self.channel,
            "person": self.person_id,
            "from": self.due_from,
            "to": self.due_to,
        }
        return asked.for_address(found)


def _name(value: object) -> str:
    """A kind or a channel: these are ours, and look like it."""
    word = asked.word(value)
    return word if len(word) <= 60 and word.isascii() and word.replace(".", "").replace("_", "").isalpha() else ""
