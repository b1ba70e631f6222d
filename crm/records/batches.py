"""Batches: many changes under one id, which history names in each of them, so that all can be found and undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm.core import clean
from crm.core.access import Reach, own
from crm.core.errors import NotFound, Problem, refuse_any
from crm.core.work import Work
from crm.records.tables import Batch

OVERSEES = "office.configure"  # with reach all: who may look after everybody's batches
PURPOSES = ("import", "bulk", "undo")
RUNNING, ENDED, FAILED, UNDOING, UNDONE = STATES = ("running", "ended", "failed", "undoing", "undone")
SHOWN = 50


@dataclass(frozen=True)
class BatchRow:
    """One batch; `undoes_id` is the one that it undoes."""

    id: int
    version: int
    purpose: str
    kind: str
    title: str
    state: str
    total: int
    done: int
    refused: int
    by_id: int | None
    began_at: datetime
    ended_at: datetime | None
    undoes_id: int | None


@own
def begin_batch(
    work: Work, *, purpose: str, kind: str, title: str, total: int = 0, undoes_id: int | None = None
) -> int:
    """The id of a new batch of one's own. What is written under it (`work.batched`) asks for its own rights."""
    if purpose not in PURPOSES:
        raise LookupError(f"no batch has the purpose {purpose!r}")
    row = Batch(purpose=purpose, kind=kind, title=clean.line(title)[: clean.LINE], state=RUNNING, total=total)
    row.undoes_id = undoes_id
    work.session.add(row)
    work.session.flush()
    return row.id


@own
def get(work: Work, batch_id: object) -> BatchRow:
    """One's own batch, or anybody's for who configures the office; NotFound for any other."""
    return _row(_mine(work, batch_id))


@own
def listing(work: Work) -> list[BatchRow]:
    """The latest batches that one may look after, newest first."""
    found = select(Batch).order_by(Batch.id.desc()).limit(SHOWN)
    if not _oversees(work):
        found = found.where(Batch.created_by_id == work.me.person_id)
    return [_row(row) for row in work.session.execute(found).scalars()]


@own
def count(work: Work, batch_id: int, *, done: int = 0, refused: int = 0) -> None:
    """Add what one transaction did; Invalid once somebody undoes the batch, so that whoever still writes it stops."""
    row = _mine(work, batch_id, is_locked=True)
    refuse_any([Problem("batch.undone")] if row.state in (UNDOING, UNDONE) else [])
    row.done += done
    row.refused += refused
    work.session.flush()


@own
def end_batch(work: Work, batch_id: int, state: str = ENDED) -> None:
    """The batch has come to its end, as it was meant to or (`failed`) not."""
    row = _mine(work, batch_id, is_locked=True)
    refuse_any([Problem("batch.undone")] if row.state in (UNDOING, UNDONE) else [])
    row.state, row.ended_at = state, work.now
    work.session.flush()


@own
def begin_undo(work: Work, batch_id: object) -> int | None:
    """The id of the batch that undoes this one: of the one that was broken off, if any. None once it is undone."""
    row = _mine(work, batch_id, is_locked=True)
    if row.state == UNDONE:
        return None
    row.state = UNDOING
    broken = select(Batch).where(Batch.undoes_id == row.id, Batch.state == RUNNING).order_by(Batch.id.desc()).limit(1)
    going = work.session.execute(broken).scalar_one_or_none()
    if going is not None:
        going.refused = 0  # what was left alone is looked at again
        return going.id
    return begin_batch(work, purpose="undo", kind=row.kind, title=row.title, undoes_id=row.id)


@own
def end_undo(work: Work, undo_id: int) -> None:
    """The undoing has come to its end; the other batch says so, too. What that one had undone holds again."""
    undo = _mine(work, undo_id, is_locked=True)
    undo.state, undo.ended_at = ENDED, work.now
    other = work.session.get_one(Batch, undo.undoes_id)
    other.state = UNDONE
    if other.undoes_id is not None:
        work.session.get_one(Batch, other.undoes_id).state = ENDED
    work.session.flush()


def _mine(work: Work, batch_id: object, *, is_locked: bool = False) -> Batch:
    if isinstance(batch_id, str) and batch_id.isascii() and batch_id.isdigit() and len(batch_id) < 19:
        batch_id = int(batch_id)
    if not isinstance(batch_id, int) or isinstance(batch_id, bool) or not 0 < batch_id < 2**63:
        raise NotFound()
    found = select(Batch).where(Batch.id == batch_id)
    row = work.session.execute(found.with_for_update() if is_locked else found).scalar_one_or_none()
    is_own = row is not None and row.created_by_id is not None and row.created_by_id == work.me.person_id
    if row is None or not (is_own or _oversees(work)):
        raise NotFound()
    return row


def _oversees(work: Work) -> bool:
    return work.me.grants.reach(OVERSEES) == Reach.ALL


def _row(row: Batch) -> BatchRow:
    return BatchRow(
        row.id,
        row.version,
        row.purpose,
        row.kind,
        row.title,
        row.state,
        row.total,
        row.done,
        row.refused,
        row.created_by_id,
        row.created_at,
        row.ended_at,
        row.undoes_id,
    )
