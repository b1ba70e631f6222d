"""Rewinding: what rows held before a batch, as history says, read again as their columns keep it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from crm.core import history
from crm.core.db import Record

T = TypeVar("T", bound=Record)
Values = Mapping[str, Any]  # column: value, as history keeps values (`history.plain`)
Former = Mapping[str, Mapping[int, Values]]  # kind (the table's name): id: what the row shall hold again
CHUNK = 500


def earlier(changes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What a row held before these changes of it, which come in their order; only columns that differ."""
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for change in changes:
        for column, (old, new) in change.items():
            first.setdefault(column, old)
            last[column] = new
    return {column: old for column, old in first.items() if old != last[column] and old != history.HIDDEN}


def set_back(row: Record, values: Values) -> None:
    """Let a row's columns hold these values; names that are no columns (parts) and secrets are left alone."""
    columns = {attribute.key: attribute.columns[0] for attribute in inspect(type(row)).column_attrs}
    for name, value in values.items():
        column = columns.get(name)
        if column is not None and not column.info.get("is_secret"):
            setattr(row, name, typed(column.type, value))


def rows(session: Session, model: type[T], ids: Collection[int]) -> dict[int, T]:
    """The rows of these ids, the bin included."""
    found: dict[int, T] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        some = select(model).where(model.id.in_(wanted[start : start + CHUNK]))
        found.update((row.id, row) for row in session.execute(some).scalars())
    return found


def all_back(session: Session, model: type[T], former: Former) -> dict[int, T]:
    """Set back every row of the model's table that `former` names; these rows, not yet written."""
    values = former.get(model.__tablename__, {})
    found = rows(session, model, values)
    for row_id, row in found.items():
        set_back(row, values[row_id])
    return found


def typed(kind: Any, value: Any) -> Any:
    """A value of history as a column of this type holds it."""
    if value is None:
        return None
    python = kind.impl.python_type if hasattr(kind, "impl") else kind.python_type
    if python in (datetime, date, time):
        return python.fromisoformat(value)
    return Decimal(value) if python is Decimal else value
