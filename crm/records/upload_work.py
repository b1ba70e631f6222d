"""What works on uploaded files notes of its runs: which one it holds, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from crm.core.access import internal
from crm.core.work import Work
from crm.records.tables import Import, ImportVerdict
from crm.records.uploads import AT_WORK, FAILED, FIGURES, UploadRow, VerdictRow, shown

LEASE = timedelta(seconds=60)
TRIES = 3


class LostLease(Exception):
    """Somebody else works on this run by now; what this transaction wrote must not stay."""


@internal
def is_waiting(work: Work) -> bool:
    """Whether somebody waits for a run that nobody works on."""
    return work.session.execute(_free(work).limit(1)).first() is not None


@internal
def claim(work: Work, holder: str) -> UploadRow | None:
    """Take the oldest run that waits; nobody else will until the lease ends. One that failed too often is given up."""
    asked = _free(work).order_by(Import.id).limit(1).with_for_update(skip_locked=True)
    row = work.session.execute(asked).scalar_one_or_none()
    if row is None:
        return None
    if row.attempts >= TRIES:
        give_up(work, row.id, FAILED, {"code": "import.crashed", "params": {}})
        return claim(work, holder)
    values = {"leased_by": holder, "leased_until": work.now + LEASE, "attempts": row.attempts + 1}
    if row.began_at is None:
        values["began_at"] = work.now
    work.session.execute(update(Import).where(Import.id == row.id).values(**values))
    work.session.expire_all()
    return shown(work.session.get_one(Import, row.id), None)


@internal
def advance(work: Work, /, id: int, holder: str, found: Iterable[VerdictRow], **figures: int) -> bool:
    """Note verdicts and how far it is; whether to go on. False when the lease is lost or somebody said stop."""
    rows = [_plain(id, verdict) for verdict in found]
    if rows:
        work.session.execute(insert(ImportVerdict), rows)
    values: dict[str, Any] = {name: getattr(Import, name) + number for name, number in figures.items() if number}
    held = update(Import).where(Import.id == id, Import.leased_by == holder)
    done = work.session.execute(held.values(**values, leased_until=work.now + LEASE, attempts=0))
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise LostLease()
    return not work.session.execute(select(Import.is_stopping).where(Import.id == id)).scalar_one()


@internal
def set_total(work: Work, id: int, total: int) -> None:
    """How many records the file holds."""
    work.session.execute(update(Import).where(Import.id == id).values(total=total))


@internal
def settled(work: Work, id: int) -> set[int]:
    """The numbers of the records that have their verdict already."""
    return set(work.session.execute(select(ImportVerdict.number).where(ImportVerdict.import_id == id)).scalars())


@internal
def release(work: Work, id: int, holder: str) -> None:
    """Let somebody else go on at once."""
    held = update(Import).where(Import.id == id, Import.leased_by == holder)
    work.session.execute(held.values(leased_by=None, leased_until=None))


@internal
def note(work: Work, id: int, holder: str, problem: Mapping[str, Any]) -> None:
    """How far undoing is."""
    held = update(Import).where(Import.id == id, Import.leased_by == holder)
    work.session.execute(held.values(problem=dict(problem)))


@internal
def made(work: Work, id: int) -> list[int]:
    """The records that a run has made."""
    found = select(ImportVerdict.row_id).where(ImportVerdict.import_id == id, ImportVerdict.outcome == "created")
    return [row_id for row_id in work.session.execute(found.order_by(ImportVerdict.number)).scalars() if row_id]


@internal
def begin_anew(work: Work, id: int) -> None:
    """Forget how far a check was; it begins from the start."""
    work.session.execute(delete(ImportVerdict).where(ImportVerdict.import_id == id))
    work.session.execute(update(Import).where(Import.id == id).values(dict.fromkeys(FIGURES, 0)))


@internal
def give_up(work: Work, id: int, state: str, problem: Mapping[str, Any] | None = None) -> None:
    """The work on a run is over: ended, checked, stopped, failed or undone."""
    row = work.session.get_one(Import, id, populate_existing=True)
    row.state, row.problem, row.ended_at = state, dict(problem) if problem else None, work.now
    row.leased_by = row.leased_until = None
    row.is_stopping = False
    work.session.flush()


def _free(work: Work) -> Any:
    is_free = or_(Import.leased_until.is_(None), Import.leased_until < work.now)
    return select(Import).where(Import.state.in_(AT_WORK), Import.deleted_at.is_(None), is_free)


def _plain(id: int, verdict: VerdictRow) -> dict[str, Any]:
    problems = [[p.code, p.field, {k: _text(v) for k, v in p.params.items()}] for p in verdict.problems]
    numbers = list(verdict.numbers) if len(verdict.numbers) > 1 else None
    own = {"number": verdict.number, "outcome": verdict.outcome, "row_id": verdict.row_id}
    return {"import_id": id, "numbers": numbers, "problems": problems or None, **own}


def _text(value: object) -> object:
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)
