"""What the passing of days does to monitorings: starts the scheduled, finishes those whose last day is over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, insert, literal, literal_column, select, update

from crm.core import history
from crm.core.access import internal
from crm.core.db import Json, Moment
from crm.core.work import Work
from crm.monitoring import rules
from crm.monitoring.tables import Monitoring

MOST = 5_000  # rows in one statement: databases bound the number of parameters
_TABLE: Table = Monitoring.__table__  # type: ignore[assignment]


@internal
def start_scheduled(work: Work, limit: int) -> int:
    """Make active what has reached its first day in the office's zone, at most `limit` rows; how many they were."""
    return _move(
        work, Monitoring.starts_on.between(date.min, work.today), old=rules.SCHEDULED, new=rules.ACTIVE, limit=limit
    )


@internal
def finish_ended(work: Work, limit: int) -> int:
    """Finish what has its last day behind it in the office's zone, at most `limit` rows; how many they were."""
    is_over = Monitoring.ends_on.between(date.min, work.today - timedelta(days=1))
    done = _move(work, is_over, old=rules.ACTIVE, new=rules.FINISHED, limit=limit)
    return done + _move(work, is_over, old=rules.SCHEDULED, new=rules.FINISHED, limit=limit - done)


def _move(work: Work, condition: ColumnElement[bool], *, old: str, new: str, limit: int) -> int:
    # with a bound on either side SQLite prefers the index with the date, whatever it knows of how they are filled
    is_old = Monitoring.state == literal_column(f"'{old}'")  # spelt out, for the indexes of one state only
    due = select(Monitoring.id).where(is_old, Monitoring.deleted_at.is_(None), condition)
    order = Monitoring.starts_on if new == rules.ACTIVE else Monitoring.ends_on
    picked = due.order_by(order, Monitoring.id).limit(max(0, min(limit, MOST)))
    # another scheduler's rows are skipped, so that none writes history twice (SQLite's writers wait for each other)
    ids = list(work.session.execute(picked.with_for_update(skip_locked=True)).scalars())
    if not ids:
        return 0
    values = {
        "state": new,
        "version": _TABLE.c.version + 1,
        "updated_at": work.now,
        "updated_by_id": work.me.person_id,
    }
    work.session.execute(update(_TABLE).where(_TABLE.c.id.in_(ids)).values(values))
    _record(work, ids, {"state": [old, new]})
    return len(ids)


def _record(work: Work, ids: list[int], changes: dict[str, Any]) -> None:
    rows = select(
        literal(work.now, Moment()),
        literal(work.me.person_id, _TABLE.c.id.type),
        literal(True),
        literal(_TABLE.name),
        _TABLE.c.id,
        literal("changed"),
        _TABLE.c.version,
        literal(changes, Json),
    ).where(_TABLE.c.id.in_(ids))
    columns = ["at", "actor_id", "is_office", "kind", "row_id", "action", "version", "changes"]
    work.session.execute(insert(history.TABLE).from_select(columns, rows.order_by(_TABLE.c.id)))
