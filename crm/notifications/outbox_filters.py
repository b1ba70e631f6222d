"""What a list of messages is asked for, as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crm.core import clean

STATES = ("waiting", "leased", "sent", "failed", "cancelled")
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
MAX_ID = 2**63 - 1


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
            text=clean.line(_word(values.get("q")))[: clean.LINE],
            states=tuple(state for state in STATES if state in _word(values.get("state")).split(",")),
            kind=_name(values.get("kind")),
            channel=_name(values.get("channel")),
            person_id=_id(values.get("person")),
            due_from=_day(values.get("from")),
            due_to=_day(values.get("to")),
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
        return {key: str(value) for key, value in found.items() if value not in (None, "")}


def _word(value: object) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return value.strip() if isinstance(value, str) else ""


def _name(value: object) -> str:
    """A kind or a channel: these are ours, and look like it."""
    word = _word(value)
    return word if len(word) <= 60 and word.isascii() and word.replace(".", "").replace("_", "").isalpha() else ""


def _day(value: object) -> date | None:
    try:
        found = date.fromisoformat(_word(value))
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def _id(value: object) -> int | None:
    word = _word(value)
    is_number = word.isascii() and word.isdigit() and len(word) < 20
    return int(word) if is_number and 0 < int(word) <= MAX_ID else None
