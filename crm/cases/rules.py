"""What is true of cases: numbers, states and the ways between them, kinds, what a list can be asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from crm.core import asked, clean
from crm.core.errors import Problem
from crm.core.priority import NORMAL, PRIORITIES

NEW, IN_PROGRESS, WAITING, DONE, CANCELLED = STATES = ("new", "in_progress", "waiting", "done", "cancelled")
OPEN = (NEW, IN_PROGRESS, WAITING)
# From which state to which others. What was begun is never new again; what is over can be taken up again.
WAYS: Mapping[str, tuple[str, ...]] = {
    NEW: (IN_PROGRESS, WAITING, DONE, CANCELLED),
    IN_PROGRESS: (WAITING, DONE, CANCELLED),
    WAITING: (IN_PROGRESS, DONE, CANCELLED),
    DONE: (IN_PROGRESS,),
    CANCELLED: (IN_PROGRESS,),
}
SORTS = ("due_on", "newest")
TITLE, KIND_NAME = 250, 120
FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2199, 12, 31)  # what a workbook can hold, and a generation more
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def prefix(year: int) -> str:
    """What the numbers of a year begin with."""
    return f"C-{year}-"


def number_of(year: int, running: int) -> str:
    """A case's number: C-2026-0001."""
    return f"{prefix(year)}{running:04}"


def running_of(number: str) -> int:
    """The running number of a number that we gave."""
    return int(number.rpartition("-")[2])


@dataclass(frozen=True)
class Details:
    """A case's own fields as they are kept."""

    title: str
    priority: str
    due_on: date | None
    description: str | None

    def values(self) -> dict[str, Any]:
        """Column by column."""
        return asdict(self)


def read(
    *, title: object, priority: str = NORMAL, due_on: date | None = None, description: object = None
) -> tuple[Details, list[Problem]]:
    """A case's own fields cleaned, and everything that is wrong with them.

    A term that has passed already is nothing wrong: a case may be written down late, and then it is late.
    """
    name, words = clean.line(title), clean.block(description)
    found = clean.check(name, "title", TITLE, is_needed=True) + clean.check(words, "description", clean.BLOCK)
    if priority not in PRIORITIES:
        found.append(Problem("cases.priority_unknown", "priority"))
    if due_on is not None and not FIRST_DATE <= due_on <= LAST_DATE:
        found.append(Problem("cases.date_out", "due_on", {"first": FIRST_DATE.year, "last": LAST_DATE.year}))
    return Details(name, priority, due_on, words or None), found


def check_way(old: str, new: str | None) -> list[Problem]:
    """What stands in the way from one state to another."""
    if new not in STATES:
        return [Problem("error.required", "state")]
    return [] if new in WAYS[old] else [Problem("cases.no_way", "state")]


def check_kind(*, name: str, colour: str) -> list[Problem]:
    """What is wrong with a kind's fields."""
    found = clean.check(name, "name", KIND_NAME, is_needed=True)
    return found if _COLOUR.fullmatch(colour) else [*found, Problem("cases.colour_wrong", "colour")]


def is_overdue(state: str, due_on: date | None, today: date) -> bool:
    """Whether its term has passed while it is still open."""
    return state in OPEN and due_on is not None and due_on < today


@dataclass(frozen=True)
class Filters:
    """What a list of cases is asked for; `of` and `query` carry it through an address unchanged."""

    text: str = ""
    states: tuple[str, ...] = ()
    kind_id: int | None = None
    priority: str = ""
    owner_id: int | None = None
    client_id: int | None = None
    overdue: bool = False
    sort: str = "due_on"
    descending: bool = False

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Filters:
        """From an address's query; whatever is not understood is as if it were not there."""
        return cls(
            text=asked.line(values.get("q")),
            states=asked.some_of(values.get("state"), STATES),
            kind_id=asked.number(values.get("kind")),
            priority=asked.one_of(values.get("priority"), PRIORITIES),
            owner_id=asked.number(values.get("owner")),
            client_id=asked.number(values.get("client")),
            overdue=asked.is_on(values.get("overdue")),
            sort=asked.one_of(values.get("sort"), SORTS) or "due_on",
            descending=asked.is_on(values.get("desc")),
        )

    def query(self) -> dict[str, str]:
        """For an address; what is not asked for is left out."""
        found: dict[str, object] = {
            "q": self.text,
            "state": ",".join(self.states),
            "kind": self.kind_id,
            "priority": self.priority,
            "owner": self.owner_id,
            "client": self.client_id,
            "overdue": self.overdue,
            "sort": self.sort if self.sort != "due_on" else "",
            "desc": self.descending,
        }
        return asked.for_address(found)
