"""Imports through the page: their runs, what was chosen for them, how far they are, a verdict per record.

Whoever may import sees their own runs, or the team's, or all: as far as the right reaches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from crm.core import clean
from crm.core.access import right
from crm.core.errors import NotFound, Problem, refuse_any
from crm.core.listing import Page
from crm.core.work import Work
from crm.records import batches
from crm.records.tables import Batch, Import, ImportMapping, ImportVerdict

NEW, CHECK, CHECKED, RUN, ENDED, STOPPED, FAILED, UNDO, UNDONE = STATES = (
    "new", "check", "checked", "run", "ended", "stopped", "failed", "undo", "undone",
)  # fmt: skip
AT_WORK = (CHECK, RUN, UNDO)
BEFORE = {CHECK: (NEW, CHECKED, FAILED), RUN: (CHECKED, STOPPED, FAILED), UNDO: (ENDED, STOPPED, FAILED, UNDO)}
SHOWN, PAGE = 50, 50
FIGURES = ("done", "created", "updated", "unchanged", "refused")


@dataclass(frozen=True)
class UploadRow:
    """One run; `settings` is None for runs of the command line; `is_held`: the scheduler has it in hand.

    `problem` says why it failed, or what undoing left.
    """

    id: int
    version: int
    source: str
    kind: str
    state: str
    settings: dict[str, Any] | None
    total: int
    done: int
    created: int
    updated: int
    unchanged: int
    refused: int
    batch_id: int | None
    by_id: int | None
    asked_by_id: int | None
    made_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    is_stopping: bool
    is_held: bool
    problem: dict[str, Any] | None


@dataclass(frozen=True)
class VerdictRow:
    """What became of one record of the file, or would; `numbers` are its rows."""

    number: int
    numbers: tuple[int, ...]
    outcome: str
    row_id: int | None
    problems: tuple[Problem, ...]


@right("imports.create")
def begin_upload(work: Work, *, kind: str, source: str) -> int:
    """The id of a new run; its file is kept under it."""
    row = Import(source=clean.line(source)[:200], kind=kind, state=NEW, settings={})
    row.created = row.updated = row.refused = 0
    work.session.add(row)
    work.session.flush()
    return row.id


@right("imports.create")
def uploads(work: Work) -> list[UploadRow]:
    """The latest runs, newest first."""
    found = select(Import, Batch.state).outerjoin(Batch, Batch.id == Import.batch_id)
    found = found.where(work.scope(Import, "imports.create")).order_by(Import.id.desc()).limit(SHOWN)
    return [shown(row, state) for row, state in work.session.execute(found).tuples()]


@right("imports.create")
def upload(work: Work, id: object) -> UploadRow:
    """One run; NotFound beyond the right's reach."""
    row = _mine(work, id)
    batch = work.session.get(Batch, row.batch_id) if row.batch_id else None
    return shown(row, batch.state if batch else None)


@right("imports.create")
def choose(work: Work, id: int, settings: Mapping[str, Any], fingerprint: str) -> None:
    """Keep what was chosen for a file; files with the same headers propose it from now on."""
    row = _mine(work, id, is_locked=True)
    refuse_any([] if row.state in BEFORE[CHECK] and row.batch_id is None else [Problem("import.too_late")])
    row.settings, row.state = dict(settings), NEW
    known = select(ImportMapping).where(ImportMapping.kind == row.kind, ImportMapping.fingerprint == fingerprint)
    memory = work.session.execute(known).scalar_one_or_none()
    memory = memory or ImportMapping(kind=row.kind, fingerprint=fingerprint)
    memory.settings, memory.used_at = dict(settings), work.now
    work.session.add(memory)
    work.session.flush()


@right("imports.create")
def remembered(work: Work, kind: str, fingerprint: str) -> dict[str, Any] | None:
    """What was chosen for the last file with these headers."""
    known = select(ImportMapping.settings)
    known = known.where(ImportMapping.kind == kind, ImportMapping.fingerprint == fingerprint)
    return work.session.execute(known).scalar_one_or_none()


@right("imports.create")
def ask(work: Work, id: int, state: str) -> None:
    """Let the run be checked, go in (or on), or be undone; the scheduler begins with it at its next look."""
    row = _mine(work, id, is_locked=True)
    is_kept = state != CHECK and row.batch_id is not None
    fits = row.state in BEFORE[state] and (state != UNDO or row.batch_id is not None)
    refuse_any([] if fits and (state != CHECK or row.batch_id is None) else [Problem("import.too_late")])
    if not is_kept:
        row.done = row.created = row.updated = row.unchanged = row.refused = 0
        row.began_at = row.ended_at = None
        work.session.execute(delete(ImportVerdict).where(ImportVerdict.import_id == row.id))
    if state == RUN and row.batch_id is None:
        row.batch_id = batches.begin_batch(work, purpose="import", kind=row.kind, title=row.source, total=row.total)
    row.state, row.is_stopping, row.problem = state, False, None
    row.leased_by, row.leased_until, row.attempts = None, None, 0
    work.session.flush()


@right("imports.create")
def stop(work: Work, id: int) -> None:
    """Let the run end after the batch at hand; what is in stays in."""
    row = _mine(work, id, is_locked=True)
    refuse_any([] if row.state in AT_WORK else [Problem("import.too_late")])
    work.session.execute(update(Import).where(Import.id == row.id).values(is_stopping=True))


@right("imports.create")
def verdicts(work: Work, id: int, *, outcome: str | None = None, page: int = 1, size: int = PAGE) -> Page[VerdictRow]:
    """The verdicts of a run in the order of the file."""
    row = _mine(work, id)
    chosen = [ImportVerdict.import_id == row.id, *([ImportVerdict.outcome == outcome] if outcome else [])]
    total = work.session.execute(select(func.count()).select_from(ImportVerdict).where(*chosen)).scalar_one()
    found = select(ImportVerdict).where(*chosen).order_by(ImportVerdict.number)
    rows = work.session.execute(found.offset((page - 1) * size).limit(size)).scalars()
    return Page(rows=[_verdict(one) for one in rows], number=page, total=total)


@right("imports.create")
def refused_rows(work: Work, id: int) -> int:
    """How many rows of the file the refused records of a run have: several where several rows make one record."""
    row = _mine(work, id)
    found = select(ImportVerdict.numbers).where(ImportVerdict.import_id == row.id, ImportVerdict.outcome == "refused")
    return sum(len(numbers or (0,)) for numbers in work.session.execute(found).scalars())


def _mine(work: Work, id: object, *, is_locked: bool = False) -> Import:
    is_id = isinstance(id, int) and not isinstance(id, bool) and 0 < id < 2**63
    found = select(Import).where(Import.id == (id if is_id else 0), work.scope(Import, "imports.create"))
    row = work.session.execute(found.with_for_update() if is_locked else found).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


def shown(row: Import, batch: str | None) -> UploadRow:
    """A run as others see it; `batch` is the state of its batch."""
    is_undone = batch == UNDONE and row.state not in AT_WORK  # also from the page of the history
    own = {name: getattr(row, name) for name in UploadRow.__dataclass_fields__ if hasattr(row, name)}
    own["is_held"] = row.leased_by is not None
    own |= {"state": UNDONE if is_undone else row.state, "made_at": row.created_at}
    return UploadRow(**own, by_id=row.created_by_id, asked_by_id=row.updated_by_id)


def _verdict(row: ImportVerdict) -> VerdictRow:
    problems = tuple(Problem(code, field, params) for code, field, params in row.problems or ())
    return VerdictRow(row.number, tuple(row.numbers or (row.number,)), row.outcome, row.row_id, problems)
