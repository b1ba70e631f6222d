"""History: who changed what from what to what, appended by a listener that knows no feature."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, Table, event, insert, inspect, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm.core import clean
from crm.core.db import Base, Id, Json, Record, Words

if TYPE_CHECKING:
    from crm.core.work import Work

QUIET = {"version", "created_at", "created_by_id", "updated_at", "updated_by_id"}
HIDDEN = "•••"


class Change(Base):
    """One change of one row. `actor_id` is the person; `is_office` says the office acted in consequence."""

    __tablename__ = "history"
    __table_args__ = (
        Index("ix_history_kind_row_id", "kind", "row_id"),
        Index("ix_history_at", "at"),
        Index("ix_history_actor_id_id", "actor_id", "id"),
        Index(
            "ix_history_batch_id",
            "batch_id",
            "id",
            sqlite_where=text("batch_id IS NOT NULL"),
            postgresql_where=text("batch_id IS NOT NULL"),
        ),
    )

    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(Id)
    is_office: Mapped[bool]
    kind: Mapped[str] = mapped_column(Words(60))
    row_id: Mapped[int] = mapped_column(Id)
    action: Mapped[str] = mapped_column(Words(10))  # created, changed, binned, restored, removed
    version: Mapped[int]
    changes: Mapped[dict[str, Any]] = mapped_column(Json)  # {column: [from, to]}
    batch_id: Mapped[int | None] = mapped_column(Id)  # the import or bulk change it was part of


TABLE: Table = Change.__table__  # type: ignore[assignment]


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, _context: object, _instances: object) -> None:
    work: Work | None = session.info.get("work")
    if work is None:
        return
    for row in session.new:
        if isinstance(row, Record):
            row.created_at = row.updated_at = work.now
            row.created_by_id = row.updated_by_id = work.me.person_id
    for row in session.dirty:
        if isinstance(row, Record) and session.is_modified(row):
            row.updated_at, row.updated_by_id = work.now, work.me.person_id


@event.listens_for(Session, "after_flush")
def _append(session: Session, _context: object) -> None:
    work: Work | None = session.info.get("work")
    if work is None:
        return
    rows = [_change(work, row, "created") for row in session.new if isinstance(row, Record)]
    rows += [_change(work, row, _action(row)) for row in session.dirty if isinstance(row, Record)]
    rows += [_change(work, row, "removed") for row in session.deleted if isinstance(row, Record)]
    rows = [row for row in rows if row["changes"] or row["action"] == "removed"]
    if rows:
        session.connection().execute(insert(TABLE), rows)


def _action(row: Record) -> str:
    deleted = inspect(row).attrs["deleted_at"].history
    if not deleted.has_changes():
        return "changed"
    return "binned" if row.deleted_at is not None else "restored"


def _change(work: Work, row: Record, action: str) -> dict[str, Any]:
    return {
        "at": work.now,
        "actor_id": work.me.person_id,
        "is_office": work.actor.is_office,
        "kind": row.__tablename__,
        "row_id": row.id,
        "action": action,
        "version": row.version,
        "changes": _differences(row, action),
        "batch_id": work.session.info.get("batch_id"),
    }


def _differences(row: Record, action: str) -> dict[str, Any]:
    if action == "created":
        return _given(row)
    found: dict[str, Any] = {}
    for attribute in inspect(row).mapper.column_attrs:
        past = inspect(row).attrs[attribute.key].history
        if action == "removed" and attribute.key not in QUIET and attribute.key != "id":
            kept = getattr(row, attribute.key)  # the last that is known of it
            if kept is not None:
                found[attribute.key] = [HIDDEN if attribute.columns[0].info.get("is_secret") else plain(kept), None]
            continue
        if attribute.key in QUIET or attribute.key == "id" or not past.has_changes():
            continue
        old = past.deleted[0] if past.deleted else None
        new = past.added[0] if past.added else None
        if old == new:
            continue
        is_secret = attribute.columns[0].info.get("is_secret")
        found[attribute.key] = [HIDDEN if old else None, HIDDEN] if is_secret else [plain(old), plain(new)]
    return found


def _given(row: Record) -> dict[str, Any]:
    """What a new row was given (not what its defaults filled in); thousands of them in a minute when files come in."""
    state, found = inspect(row), {}
    for key, is_secret in _columns(type(row)):
        value = state.dict.get(key)
        if key in state.committed_state and value is not None:
            found[key] = [None, HIDDEN if is_secret else plain(value)]
    return found


@cache
def _columns(model: type[Record]) -> tuple[tuple[str, bool], ...]:
    """The columns that history tells of, and which of them are secret."""
    known = [(a.key, bool(a.columns[0].info.get("is_secret"))) for a in inspect(model).column_attrs]
    return tuple((key, is_secret) for key, is_secret in known if key not in QUIET and key != "id")


def note(work: Work, kind: str, row_id: int, *, version: int, changes: dict[str, Any], action: str = "changed") -> None:
    """Append one change by hand: of parts, and of rows that are no records but that people change all the same."""
    values = {
        "at": work.now,
        "actor_id": work.me.person_id,
        "is_office": work.actor.is_office,
        "kind": kind,
        "row_id": row_id,
        "action": action,
        "version": version,
        "changes": changes,
        "batch_id": work.session.info.get("batch_id"),
    }
    work.session.execute(insert(TABLE), [values])


def plain(value: Any) -> Any:
    """A value as JSON keeps it: dates and moments in ISO 8601, decimals as text."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, str):
        return clean.text(value)
    return str(value) if isinstance(value, Decimal) else value


def since(session: Session, kind: str, row_id: int, version: int) -> dict[str, Any]:
    """What happened to a row after the version somebody saw: parameters of Conflict."""
    session.flush()
    newer = select(Change).where(Change.kind == kind, Change.row_id == row_id, Change.version > version)
    rows = list(session.execute(newer.order_by(Change.id)).scalars())
    names = {name: value[1] for row in rows for name, value in sorted(row.changes.items())}
    last = rows[-1] if rows else None
    return {
        "kind": kind,
        "actor_id": last.actor_id if last else None,
        "when": last.at if last else None,
        "columns": names,
    }
