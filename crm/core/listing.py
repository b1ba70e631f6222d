"""Lists, page by page: 50 rows, and a count that stops at 1,000."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
PAGE = 50
CAP = 1000


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `total` is exact up to CAP; above it `is_capped` is true and `total` is CAP."""

    rows: list[T]
    number: int
    total: int
    is_capped: bool = False

    @property
    def pages(self) -> int:
        """How many pages can be turned to; a capped list always offers ten more while pages are full."""
        counted = max(1, -(-self.total // PAGE))
        ahead = self.number + 10 if len(self.rows) == PAGE else self.number
        return max(counted, ahead) if self.is_capped else counted

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * PAGE + len(self.rows)


def count(session: Session, ids: Select[Any]) -> tuple[int, bool]:
    """How many rows a select of ids gives, counting no further than CAP + 1."""
    found = session.execute(select(func.count()).select_from(ids.order_by(None).limit(CAP + 1).subquery())).scalar_one()
    return min(found, CAP), found > CAP


@dataclass(frozen=True)
class Choice:
    """Something to choose from in a form."""

    id: int
    name: str
