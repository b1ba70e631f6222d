"""Out of the bin: back to where it was, with what hung on it, or gone for good."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm import records
from crm.core.access import internal, own, right
from crm.core.db import Record
from crm.core.errors import Conflict, Invalid, NotFound, Problem
from crm.core.rewind import CHUNK
from crm.core.work import Work
from crm.flows.bin_kinds import KINDS, Kind, below
from crm.flows.bin_lists import hung_on
from crm.records import files

KEPT = timedelta(days=90)
CONFIGURE = "office.configure"


@dataclass
class Emptied:
    """What emptying has done so far: records removed for good, records that had to stay and why."""

    removed: int = 0
    stayed: list[tuple[str, int, Problem]] = field(default_factory=list)


@own
def restore(work: Work, kind: str, id: int, version: int | None = None) -> int:
    """Take a record out of the bin with what went into it along; how many records came back.

    For whom the right to delete it reaches it; NotFound for others. Invalid when its contract or client is in the bin
    itself, or when something else took its place. Reminders are planned again, but not for days gone by.
    """
    one = _kind(kind)
    row = _fetch(work, one, id, version)
    moment = row.deleted_at
    if moment is None:
        raise NotFound()
    office = work.as_office()
    back = [(one.name, row.id), *hung_on(office, one, row.id, moment)]
    for name in KINDS:
        ids = [row_id for found, row_id in back if found == name]
        if ids:
            _back(office, KINDS[name], ids, moment)
    return len(back)


@right(CONFIGURE)
def remove(work: Work, kind: str, id: int, version: int | None = None) -> None:
    """Remove a record in the bin for good, with all that hangs on it, which is in the bin, too. History stays."""
    work.require(CONFIGURE, None)
    one = _kind(kind)
    row = work.session.get(one.model, id) if isinstance(id, int) and 0 < id < 2**63 else None
    if row is None or row.deleted_at is None:
        raise NotFound()
    _refuse_stale(row, version)
    _remove(work.as_office(), one, [row.id])


def empty(
    begin: Callable[[], AbstractContextManager[Work]],
    *,
    older_than: timedelta = KEPT,
    watch: Callable[[Emptied], None] = lambda so_far: None,
) -> Emptied:
    """Remove for good what has been in the bin for longer than that, some hundred in each transaction."""
    report, after = Emptied(), dict.fromkeys(KINDS, 0)
    for kind in reversed(list(KINDS.values())):
        while True:
            with begin() as work:
                work.require(CONFIGURE, None)
                ids = _older(work, kind, work.now - older_than, after[kind.name])
                _remove_each(work.as_office(), kind, ids, report)
            if not ids:
                break
            after[kind.name] = ids[-1]
            watch(report)
    return report


@right(CONFIGURE)
def older(work: Work, older_than: timedelta = KEPT) -> int:
    """How many records have been in the bin for longer than that (each kind counted up to a thousand)."""
    return sum(len(_older(work, kind, work.now - older_than, 0, 1000)) for kind in KINDS.values())


def _older(work: Work, kind: Kind, before: datetime, after: int, most: int = CHUNK) -> list[int]:
    model = kind.model
    found = select(model.id).where(model.deleted_at.is_not(None), model.deleted_at < before, model.id > after)
    return list(work.session.execute(found.order_by(model.id).limit(most)).scalars())


def _remove_each(work: Work, kind: Kind, ids: list[int], report: Emptied) -> None:
    for row_id in ids:
        try:
            with work.savepoint():
                _remove(work, kind, [row_id])
            report.removed += 1
        except Invalid as refusal:
            report.stayed.append((kind.name, row_id, refusal.problems[0]))
        except IntegrityError:
            report.stayed.append((kind.name, row_id, Problem("bin.in_use")))


@internal
def _remove(work: Work, kind: Kind, ids: list[int]) -> None:
    for lower, link in below(kind.name):
        hung = select(lower.model.id, lower.model.deleted_at).where(link.column.in_(ids), link.where)
        rows = work.session.execute(hung).tuples().all()
        if any(deleted_at is None for _, deleted_at in rows):
            raise Invalid("bin.in_use")
        if rows:
            _remove(work, lower, [row_id for row_id, _ in rows])
    kind.remove(work, ids)
    records.forget_rows(work, kind.name, ids)
    files.forget_of(work, kind.model, ids)


def _back(work: Work, kind: Kind, ids: list[int], moment: datetime) -> None:
    alive = {"deleted_at": None}
    former = {kind.model.__tablename__: dict.fromkeys(ids, alive)}
    for column in kind.parts:
        model = column.class_
        same = select(model.id).where(column.in_(ids), model.deleted_at == moment)
        former[model.__tablename__] = dict.fromkeys(work.session.execute(same).scalars(), alive)
    kind.put_back(work, former)


def _fetch(work: Work, kind: Kind, id: object, version: int | None) -> Record:
    if not isinstance(id, int) or isinstance(id, bool) or not 0 < id < 2**63:
        raise NotFound()
    seen = select(kind.model).where(kind.model.id == id, work.reached(kind.model, kind.right))
    row = work.session.execute(seen).scalar_one_or_none()
    if row is None:
        raise NotFound()
    _refuse_stale(row, version)
    return row


def _refuse_stale(row: Record, version: int | None) -> None:
    if version is not None and row.version != version:
        raise Conflict(actor_id=row.updated_by_id, when=row.updated_at, columns={})


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound()
    return KINDS[name]
