"""Out of the bin for good: rows are really removed; history keeps what they held."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.core.db import Record
from crm.core.errors import Problem, refuse_any


def remove(session: Session, model: type[Record], column: Any, ids: Collection[int]) -> None:
    """Remove the rows of a table whose column holds one of these ids.

    Not the newest of its table on SQLite, which would give its number to the next one, and with it all that history
    and the outbox say of it: Invalid until a newer one is there.
    """
    rows = list(session.execute(select(model).where(column.in_(ids))).scalars())
    if rows and session.get_bind().dialect.name == "sqlite":
        newest = session.execute(select(func.max(model.id))).scalar_one()
        refuse_any([Problem("bin.newest")] if newest in {row.id for row in rows} else [])
    for row in rows:
        session.delete(row)
    session.flush()
