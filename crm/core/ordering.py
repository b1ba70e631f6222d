"""Order that people choose: one row moved among the others, and the positions that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import insert, update

from crm.core import history
from crm.core.db import Record

if TYPE_CHECKING:
    from crm.core.work import Work


class Placed(Protocol):
    """A record with a place in its list."""

    id: int
    version: int
    position: int


def move(work: Work, model: type[Record], rows: Sequence[Placed], row_id: int, by: int) -> None:
    """Move one of these rows (in their order) by so many places; all of them are numbered 1, 2, 3 … anew.

    A row that would leave the list stays at its end. Versions stay: whoever has a row's form open may still save it.
    """
    ordered = list(rows)
    row = next(row for row in ordered if row.id == row_id)
    at, old = ordered.index(row), row.position
    ordered.pop(at)
    ordered.insert(max(0, at + by), row)
    places = {each.id: place for place, each in enumerate(ordered, start=1) if each.position != place}
    table = model.__table__
    for id, place in places.items():
        work.session.execute(update(table).where(table.c.id == id).values(position=place))  # type: ignore[arg-type]
    work.session.expire_all()
    if row_id in places:
        _noted(work, model, row, old, places[row_id])


def _noted(work: Work, model: type[Record], row: Placed, old: int, new: int) -> None:
    values = {
        "at": work.now,
        "actor_id": work.me.person_id,
        "is_office": work.actor.is_office,
        "kind": model.__tablename__,
        "row_id": row.id,
        "action": "changed",
        "version": row.version,
        "changes": {"position": [old, new]},
    }
    work.session.execute(insert(history.TABLE), [values])


def copy_name(name: str, taken: Sequence[str], longest: int, words: str) -> str:
    """A free name for a copy: "Name (copy)", "Name (copy 2)" …; `words` is "copy" in the reader's language."""
    number = 1
    while True:
        end = f" ({words})" if number == 1 else f" ({words} {number})"
        found = name[: longest - len(end)] + end
        if found not in taken:
            return found
        number += 1
