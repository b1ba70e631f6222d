"""What an address's query asks for; whatever is not understood is as if it were not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from crm.core import clean

BIGGEST_ID = 2**63 - 1
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)


def word(value: object) -> str:
    """One value of a query; the first where there are several."""
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return value.strip() if isinstance(value, str) else ""


def line(value: object, longest: int = clean.LINE) -> str:
    """What somebody searches for: a line, cut where it is too long."""
    return clean.line(word(value))[:longest]


def one_of(value: object, known: Sequence[str]) -> str:
    """One of the words that are known; "" for another."""
    found = word(value)
    return found if found in known else ""


def some_of(value: object, known: Sequence[str]) -> tuple[str, ...]:
    """Those of the known words that a list with commas names, in their own order."""
    named = word(value).split(",")
    return tuple(one for one in known if one in named)


def number(value: object) -> int | None:
    """The id of a record."""
    found = word(value)
    if not (found.isascii() and found.isdigit() and len(found) < 20):
        return None
    return int(found) if 0 < int(found) <= BIGGEST_ID else None


def day(value: object) -> date | None:
    """A date as ISO 8601 writes it, within the years that calendars and zones can be asked about."""
    try:
        found = date.fromisoformat(word(value))
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def moment(value: object) -> datetime | None:
    """A moment as ISO 8601 writes it, with its distance from UTC, within the same years."""
    try:
        found = datetime.fromisoformat(word(value))
    except ValueError:
        return None
    return found if found.tzinfo is not None and EARLIEST <= found.date() <= LATEST else None


def is_on(value: object) -> bool:
    """Whether a switch is on."""
    return word(value) == "1"


def for_address(found: Mapping[str, object]) -> dict[str, str]:
    """The other way round: what is asked for as an address says it; True is a switch that is on."""
    said = {name: "1" if value is True else value for name, value in found.items() if value is not False}
    return {name: str(value) for name, value in said.items() if value not in (None, "")}
