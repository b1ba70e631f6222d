"""Imports: their runs, and which record each key of a file stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert, select

from crm.core import clean
from crm.core.access import internal, right
from crm.core.errors import NotFound
from crm.core.work import Work
from crm.records.tables import Import, ImportRow


@right("imports.create")
def begin_import(work: Work, *, source: str, kind: str) -> int:
    """The id of a new run for a source; of the one that was broken off, when there is one."""
    source = clean.line(source)[:200]
    open_one = select(Import).where(Import.source == source, Import.kind == kind, Import.ended_at.is_(None))
    run = work.session.execute(open_one.order_by(Import.id.desc()).limit(1)).scalar_one_or_none()
    if run is None:
        run = Import(source=source, kind=kind, created=0, updated=0, refused=0)
        work.session.add(run)
        work.session.flush()
    return run.id


@right("imports.create")
def known(work: Work, kind: str, keys: Iterable[str]) -> dict[str, int]:
    """The records that keys stand for; keys never seen are not in it."""
    asked = select(ImportRow.import_key, ImportRow.row_id).where(ImportRow.kind == kind)
    wanted = sorted(set(keys))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        some = asked.where(ImportRow.import_key.in_(wanted[start : start + 500]))
        found.update(work.session.execute(some).tuples().all())
    return found


@right("imports.create")
def remember(work: Work, import_id: int, kind: str, records: Mapping[str, int]) -> None:
    """From now on these keys stand for these records; the run made them."""
    if records:
        rows = [
            {"import_id": import_id, "kind": kind, "import_key": key, "row_id": row_id}
            for key, row_id in records.items()
        ]
        work.session.execute(insert(ImportRow), rows)


@right("imports.create")
def count(work: Work, import_id: int, *, created: int, updated: int, refused: int) -> None:
    """Add what one batch did to the run's figures."""
    run = _run(work, import_id)
    run.created += created
    run.updated += updated
    run.refused += refused


@right("imports.create")
def end_import(work: Work, import_id: int) -> None:
    """The run has come to its end."""
    _run(work, import_id).ended_at = work.now


@internal
def forget_rows(work: Work, kind: str, ids: Iterable[int]) -> None:
    """Keys of files that stood for these records stand for nothing any more: the records are gone for good."""
    work.session.execute(delete(ImportRow).where(ImportRow.kind == kind, ImportRow.row_id.in_(set(ids))))


def _run(work: Work, import_id: int) -> Import:
    run = work.session.get(Import, import_id)
    if run is None:
        raise NotFound()
    return run
