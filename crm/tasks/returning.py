"""Tasks as they were before: changes taken back, the bin left, and what is planned then; or gone for good."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from crm import reminders
from crm.core import bins, parts, rewind, subjects
from crm.core.access import internal
from crm.core.errors import Problem, refuse_any
from crm.core.rewind import Former
from crm.core.work import Work
from crm.tasks import checklist, planning
from crm.tasks.series_tables import Series
from crm.tasks.tables import Block, Delegation, Note, Part, Task


@internal
def put_back(work: Work, former: Former) -> None:
    """Let tasks, their checklists and what they wait for hold what they held before. Invalid for one that would come
    back without the record to which it belongs."""
    session = work.session
    there = rewind.rows(session, Task, former.get("tasks", {}))
    came = {row.id for row in there.values() if row.deleted_at is not None}
    rewind.all_back(session, Task, former)
    session.flush()
    refuse_alone(work, [row for row in there.values() if row.deleted_at is None and row.id in came])
    _parts(work, former)
    rewind.all_back(session, Block, former)
    session.flush()
    planning.plan(work, list(there.values()))
    back = [row.id for row in there.values() if row.deleted_at is None and row.id in came]
    reminders.let_pass(work, planning.KIND, back)


@internal
def refuse_alone(work: Work, rows: Sequence[Task | Series]) -> None:
    """Nothing comes back to a record that is in the bin itself."""
    for kind in {row.subject_kind for row in rows if row.subject_kind in subjects.kinds()}:
        model = subjects.of(str(kind)).model
        ids = {row.subject_id for row in rows if row.subject_kind == kind}
        gone = select(model.id).where(model.id.in_(ids), model.deleted_at.is_not(None))
        is_gone = work.session.execute(gone.limit(1)).first() is not None
        refuse_any([Problem("bin.record_gone")] if is_gone else [])


def _parts(work: Work, former: Former) -> None:
    """Checklists are parts: their tasks' versions and histories say that they changed."""
    rows = rewind.rows(work.session, Part, former.get("task_parts", {}))
    owners = rewind.rows(work.session, Task, {row.task_id for row in rows.values()})
    came = {row_id for row_id, values in former.get("tasks", {}).items() if "deleted_at" in values}
    alive = [owner for owner in owners.values() if owner.deleted_at is None and owner.id not in came]
    before = {owner.id: checklist.plain(checklist.of_task(work, owner.id)) for owner in alive}
    rewind.all_back(work.session, Part, former)
    work.session.flush()
    for row_id, lines in before.items():
        parts.changed(work, owners[row_id], "checklist", lines, checklist.plain(checklist.of_task(work, row_id)))


@internal
def remove(work: Work, ids: Collection[int]) -> None:
    """Remove tasks in the bin for good, with all that is theirs; history stays."""
    gone = [row.id for row in rewind.rows(work.session, Task, ids).values() if row.deleted_at is not None]
    for part, column in ((Part, Part.task_id), (Block, Block.task_id), (Block, Block.blocker_id)):
        bins.remove(work.session, part, column, gone)
    for table, key in ((Note, Note.task_id), (Delegation, Delegation.task_id)):
        work.session.execute(delete(table).where(key.in_(gone)))
    bins.remove(work.session, Task, Task.id, gone)
