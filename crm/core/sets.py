"""Sets: one change of very many rows in one statement, each with the version and the history it would have had."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Table, func, insert, select, update

from crm.core import history
from crm.core.db import Record

if TYPE_CHECKING:
    from crm.core.work import Work

CHUNK = 1_000


def count(work: Work, model: type[Record], *which: ColumnElement[bool]) -> int:
    """How many rows outside the bin these conditions choose."""
    chosen = select(func.count()).select_from(model).where(model.deleted_at.is_(None), *which)
    return work.session.execute(chosen).scalar_one()


def reassign(work: Work, model: type[Record], column: str, old: int, new: int, *which: ColumnElement[bool]) -> int:
    """Where `column` is `old`, make it `new`, in the rows outside the bin that the conditions choose; how many."""
    table: Table = model.__table__  # type: ignore[assignment]
    chosen = update(table).where(table.c[column] == old, table.c.deleted_at.is_(None), *which)
    return _set(work, table, chosen.values({column: new}), lambda _: {column: [old, new]})


def touch(work: Work, model: type[Record], changes: Mapping[int, dict[str, Any]]) -> None:
    """The parts of these rows (by id) have changed: each gets a version and a history of its own."""
    table: Table = model.__table__  # type: ignore[assignment]
    ids = list(changes)
    for start in range(0, len(ids), CHUNK):
        some = update(table).where(table.c.id.in_(ids[start : start + CHUNK]))
        _set(work, table, some, changes.__getitem__)


def _set(work: Work, table: Table, statement: Any, changes: Callable[[int], dict[str, Any]]) -> int:
    work.session.flush()
    stamped = statement.values(version=table.c.version + 1, updated_at=work.now, updated_by_id=work.me.person_id)
    rows = work.session.execute(stamped.returning(table.c.id, table.c.version)).tuples().all()
    work.session.expire_all()  # rows read before would not know their new version
    for start in range(0, len(rows), CHUNK):
        _record(work, table.name, rows[start : start + CHUNK], changes)
    return len(rows)


def _record(work: Work, kind: str, rows: Iterable[Any], changes: Callable[[int], dict[str, Any]]) -> None:
    same = {
        "at": work.now,
        "actor_id": work.me.person_id,
        "is_office": work.actor.is_office,
        "kind": kind,
        "action": "changed",
        "batch_id": work.session.info.get("batch_id"),
    }
    values = [{**same, "row_id": id, "version": version, "changes": changes(id)} for id, version in rows]
    work.session.execute(insert(history.TABLE), values)
