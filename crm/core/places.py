"""Places in a list: by number within the first thousand rows, beyond that beside a row, so that every page costs alike.

A place is written as `7`, as `21.after.4711.2027-03-01` (the row before it: its id and what it is sorted by), as
`20.before.…`, or as `last`. The number is only what is shown; 0 when the place was reached from the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Date, Row, Select, String, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from crm.core import listing
from crm.core.db import Moment, Words
from crm.core.listing import CAP, PAGE, Page

T = TypeVar("T")
NUMBERED = CAP // PAGE
AFTER, BEFORE, LAST = "after", "before", "last"
_MOST = 10**9
Pair = Row[Any]


@dataclass(frozen=True)
class Order:
    """What a list is sorted by: a column, then the id; by the id alone without one.

    A column that may be empty says what is below all its values: then rows without a value come last, whichever way.
    """

    id: Any
    column: Any = None
    descending: bool = False
    lowest: Any = None

    @property
    def value(self) -> Any:
        return self.id if self.column is None else self.column

    def read(self, text: str) -> Any:
        """A value as an address wrote it; ValueError when it is none."""
        if not text and self.lowest is not None:
            return None
        kind = self.value.type
        if isinstance(kind, Date):
            return date.fromisoformat(text)
        if isinstance(kind, Moment):
            return _moment(text)
        return text if isinstance(kind, Words | String) else _whole(text)


@dataclass(frozen=True)
class Place:
    """Where a page begins: by number, or after or before a row; before nothing means the end."""

    number: int = 1
    way: str = ""
    id: int = 0
    value: Any = None

    def __str__(self) -> str:
        if not self.way:
            return str(self.number)
        value = "" if self.value is None else str(self.value)
        return f"{self.number}.{self.way}.{self.id}.{value}" if self.id else LAST


def understood(text: object, order: Order) -> Place:
    """The place that was asked for; whatever is not understood is the first page."""
    if text == LAST:
        return Place(0, BEFORE)
    number, _, rest = str(text).partition(".")
    try:
        if not rest:
            return Place(min(max(_whole(number), 1), NUMBERED))
        way, id, value = rest.split(".", 2)
        return Place(_whole(number), way, _whole(id), order.read(value)) if way in (AFTER, BEFORE) else Place()
    except ValueError:
        return Place()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(text)
    return int(text)


@dataclass(frozen=True)
class Found:
    """The ids of one page, and the page around them."""

    ids: list[int]
    page: Page[Any]

    def of(self, rows: list[T]) -> Page[T]:
        """The page with its rows."""
        page = self.page
        return Page(rows, page.number, page.total, page.is_capped, page.here, page.onward, page.back)


def find(
    session: Session,
    ids: Select[Any],
    order: Order,
    asked: object,
    *,
    gathered: Sequence[Select[Any]] = (),
    walked: Sequence[Select[Any]] = (),
) -> Found:
    """One page of the rows of a select of ids.

    When few rows match, they are gathered and sorted; when many do, the list's own order is walked along an index.
    `gathered` are selects whose rows together are the same ones, each found by an index of its own or so slowly that
    it should be asked once only; `walked` are disjoint ones with an index in the list's order each.
    """
    place = understood(asked, order)
    if gathered:
        few = listing.few(session, gathered)
        if few is not None:
            return _sorted(session, select(order.id).where(order.id.in_(few)), order, place, len(few))
    else:
        total, is_capped = listing.count(session, ids)
        if not is_capped:
            return _sorted(session, ids.limit(CAP + 1), order, place, total)
    walk = _Walk(session, walked or (ids,), order)
    return (_beside(walk, place) if place.way else None) or _numbered(walk, place if not place.way else Place())


def _sorted(session: Session, ids: Select[Any], order: Order, place: Place, total: int) -> Found:
    pages = max(1, -(-total // PAGE))
    number = min(place.number or pages, pages)
    few = ids.add_columns(order.value.label("sorted")).subquery()  # a subquery with a limit is asked as the count was
    keys = [few.c.sorted.desc(), few.c.id.desc()] if order.descending else [few.c.sorted.asc(), few.c.id.asc()]
    by_order = select(few.c.id).order_by(keys[0].nulls_last(), keys[1]).limit(PAGE).offset((number - 1) * PAGE)
    onward, back = str(number + 1) if number < pages else "", str(number - 1) if number > 1 else ""
    page: Page[Any] = Page([], number, total, False, str(number), onward, back)
    return Found(list(session.execute(by_order).scalars()) if total else [], page)


def _numbered(walk: _Walk, place: Place) -> Found:
    rows = walk.numbered(place.number)
    return _found(walk.order, rows[:PAGE], place, is_more=len(rows) > PAGE)


def _beside(walk: _Walk, place: Place) -> Found | None:
    """The page after or before a row; None when there is nothing after it, or not a whole page before it."""
    rows = walk.beside(place)
    if not rows or (place.way == BEFORE and len(rows) < PAGE):
        return None
    is_more = len(rows) > PAGE
    if place.way == AFTER:
        return _found(walk.order, rows[:PAGE], place, is_more=is_more)
    return _found(walk.order, rows[:PAGE][::-1], place, is_more=bool(place.id), is_first=not is_more)


def _found(order: Order, rows: Sequence[Pair], place: Place, *, is_more: bool, is_first: bool = False) -> Found:
    number, onward, back = place.number, "", ""
    if is_more:
        onward = str(_next(number, rows[-1], is_numbered=not place.way))
    if not is_first and number != 1:
        back = str(number - 1) if 1 < number <= NUMBERED + 1 else str(_previous(number, rows[0]))
    return Found([row.id for row in rows], Page([], number, CAP, True, str(place), onward, back))


def _next(number: int, row: Pair, *, is_numbered: bool) -> Place:
    if is_numbered and number < NUMBERED:
        return Place(number + 1)
    return Place(min(number + 1, _MOST) if number else 0, AFTER, row.id, row.sorted)


def _previous(number: int, row: Pair) -> Place:
    return Place(max(number - 1, 0), BEFORE, row.id, row.sorted)


@dataclass(frozen=True)
class _Walk:
    """Along a list's order: rows with a value first, then those without one; backwards the other way round."""

    session: Session
    ids: Sequence[Select[Any]]
    order: Order

    def numbered(self, number: int) -> list[Pair]:
        """The rows of a numbered page, and one more."""
        skip = (number - 1) * PAGE
        rows = self._take(self._filled(), self.order.descending, PAGE + 1, skip)
        if len(rows) > PAGE or self.order.lowest is None:
            return rows
        every = self._segments([self._filled(), self._empty()], self.order.descending, skip + PAGE + 1)
        return every[skip:]

    def beside(self, place: Place) -> list[Pair]:
        """The rows after or before a row, and one more; those before it are the nearest first."""
        is_down = self.order.descending != (place.way == BEFORE)
        segments = [self._filled(), self._empty()] if self.order.lowest is not None else [self._filled()]
        if place.way == BEFORE:
            segments.reverse()
        if place.id:
            at = 1 if place.value is None and self.order.column is not None else 0  # the segment it stands in
            at = len(segments) - 1 - at if place.way == BEFORE else at
            bounds = segments[at] if place.value is None else []  # one bound only: SQLite would begin at the other
            segments = [[*bounds, self._beyond(place, is_down)], *segments[at + 1 :]]
        return self._segments(segments, is_down, PAGE + 1)

    def _segments(self, segments: list[list[ColumnElement[bool]]], is_down: bool, limit: int) -> list[Pair]:
        rows: list[Pair] = []
        for segment in segments:
            if len(rows) < limit:
                rows += self._take(segment, is_down, limit - len(rows), 0)
        return rows

    def _filled(self) -> list[ColumnElement[bool]]:
        return [] if self.order.lowest is None else [self.order.column >= self.order.lowest]

    def _empty(self) -> list[ColumnElement[bool]]:
        return [self.order.column.is_(None)]

    def _beyond(self, place: Place, is_down: bool) -> ColumnElement[bool]:
        id, value = self.order.id, self.order.value
        if self.order.column is None or place.value is None:
            return id < place.id if is_down else id > place.id  # type: ignore[no-any-return]
        # as the column keeps it: a moment would else be compared in the zone of the connection
        here, there = tuple_(value, id), tuple_(literal(place.value, value.type), place.id)
        return here < there if is_down else here > there

    def _take(self, bounds: list[ColumnElement[bool]], is_down: bool, limit: int, skip: int) -> list[Pair]:
        value, id = self.order.value, self.order.id
        way: Callable[[Any], Any] = (lambda key: key.desc()) if is_down else (lambda key: key.asc())
        keys = [way(id)] if self.order.column is None else [way(value), way(id)]
        parts = [one.add_columns(value.label("sorted")).where(*bounds).order_by(*keys) for one in self.ids]
        if len(parts) == 1:
            return list(self.session.execute(parts[0].limit(limit).offset(skip or None)))
        merged = union_all(*(select(part.limit(limit + skip).subquery()) for part in parts)).subquery()
        rows = select(merged).order_by(way(merged.c.sorted), way(merged.c.id))
        return list(self.session.execute(rows.limit(limit).offset(skip or None)))
