"""Lists, page by page: 50 rows, a count that stops at 1,000, and places further on found by the row beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
PAGE = 50
CAP = 1000
CHUNK = 500  # rows at a time of what is read wholly


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `total` is exact up to CAP; above it `is_capped` is true and `total` is CAP.

    `here`, `onward` and `back` say places for an address (see `places`); `number` is 0 when counted from the end.
    """

    rows: list[T]
    number: int
    total: int
    is_capped: bool = False
    here: str = ""
    onward: str = ""
    back: str = ""

    @property
    def pages(self) -> int:
        """How many pages can be turned to by number; a capped list without places offers ten more."""
        counted = max(1, -(-self.total // PAGE))
        if not self.is_capped or self.here:
            return counted
        return max(counted, self.number + 10 if len(self.rows) == PAGE else self.number)

    @property
    def mark(self) -> str:
        """What tells this page from the others of its list."""
        return self.here or str(self.number)

    @property
    def first(self) -> int:
        """The place of the first row, counted from 1; 0 when nobody knows."""
        return (self.number - 1) * PAGE + 1 if self.rows and self.number else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * PAGE + len(self.rows) if self.number else 0


def count(session: Session, ids: Select[Any]) -> tuple[int, bool]:
    """How many rows a select of ids gives, counting no further than CAP + 1."""
    found = session.execute(select(func.count()).select_from(ids.order_by(None).limit(CAP + 1).subquery())).scalar_one()
    return min(found, CAP), found > CAP


def newest_first(session: Session, ids: Select[Any], id: Any) -> Iterator[list[int]]:
    """Everything that a select of ids gives, the newest first, some at a time; `id` is the column it selects."""
    chosen, before = ids.order_by(id.desc()).limit(CHUNK), None
    while found := list(session.execute(chosen if before is None else chosen.where(id < before)).scalars()):
        yield found
        before = found[-1]


def few(session: Session, ids: Sequence[Select[Any]]) -> set[int] | None:
    """The ids that these selects give together, when they are no more than CAP; None when they are."""
    found: set[int] = set()
    for one in ids:
        found.update(session.execute(one.order_by(None).limit(CAP + 1)).scalars())
        if len(found) > CAP:
            return None
    return found


@dataclass(frozen=True)
class Choice:
    """Something to choose from in a form."""

    id: int
    name: str
