"""One task: its card, its fields, the bin."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from crm.core.access import internal, right
from crm.core.errors import refuse_any
from crm.core.work import Work
from crm.reminders.rules import StepPlan
from crm.tasks import blocking, chain, checklist, creating, lists, moving, noting, planning, rules
from crm.tasks.blocking import BlockerRow
from crm.tasks.checklist import PartRow
from crm.tasks.lists import TaskRow
from crm.tasks.tables import Block, Part, Task

VIEW, EDIT, DELETE = "tasks.view", "tasks.edit", "tasks.delete"


@dataclass(frozen=True)
class TaskCard(TaskRow):
    """Everything about one task; `moves` are the steps that the reader may take, `is_giver` says whether they may
    change what it says and whose it is, `is_handler` whether they work on it."""

    description: str | None
    checklist: tuple[PartRow, ...]
    blockers: tuple[BlockerRow, ...]
    steps: tuple[StepPlan, ...]
    minutes: int
    group_id: int | None
    series_id: int | None
    moves: tuple[str, ...]
    is_giver: bool
    is_handler: bool


@right(VIEW)
def get(work: Work, id: int) -> TaskCard:
    """One task."""
    row, office = work.fetch(Task, id, VIEW), work.as_office()
    is_handler = moving.is_reached(work, row)
    return TaskCard(
        **asdict(lists.rows(office, [row.id])[0]),
        description=row.description,
        checklist=tuple(PartRow(part.id, part.text, part.is_done) for part in checklist.of_task(office, row.id)),
        blockers=tuple(blocking.shown(work, row.id)),
        steps=tuple(planning.steps_of(office, row.ladder_id)),
        minutes=noting.minutes_of(office, row.id),
        group_id=row.group_id,
        series_id=row.series_id,
        moves=moving.moves_of(work, row),
        is_giver=is_handler and chain.is_giver(work, row),
        is_handler=is_handler,
    )


@right(VIEW)
def group_of(work: Work, id: int) -> list[TaskRow]:
    """The copies of a task that was given to several people, as far as the reader sees them; none of any other."""
    row = work.fetch(Task, id, VIEW)
    if row.group_id is None:
        return []
    same = select(Task.id).where(work.scope(Task, VIEW), Task.group_id == row.group_id).order_by(Task.id)
    return lists.rows(work.as_office(), list(work.session.execute(same).scalars()))


@right(EDIT)
def edit(
    work: Work,
    /,
    id: int,
    version: int | None,
    *,
    blocked_by: Sequence[int] = (),
    steps: Sequence[StepPlan] = (),
    **details: Any,
) -> None:
    """Change what a task says, every field as for `create`: for who gave it, or, of one's own, its owner."""
    row, office = work.fetch(Task, id, EDIT, version), work.as_office()
    chain.require_giver(work, row)
    read, problems = rules.read(**details)
    if (read.subject_kind, read.subject_id) != (row.subject_kind, row.subject_id):
        problems += creating.subject_problems(work, read)
    kept = [one.id for one in blocking.blockers(office, row.id)]
    refuse_any(problems + blocking.problems(work, row.id, blocked_by, kept) + planning.check(steps))
    for name, value in read.values().items():
        setattr(row, name, value)
    row.late_from_at = rules.late_from(row.due_at, noting.last_at(office, row.id))
    row.ladder_id = planning.ladder(office, row.priority, steps)
    work.session.flush()
    blocking.write(work, row, blocked_by)
    planning.plan(office, [row])


@right(DELETE)
def bin(work: Work, id: int, version: int | None) -> None:
    """Put a task into the bin with its checklist: for who gave it, or, of one's own, its owner."""
    row = work.fetch(Task, id, DELETE, version)
    chain.require_giver(work, row, DELETE)
    _bin(work, [row])


@internal
def bin_of(work: Work, kind: str, ids: Collection[int]) -> int:
    """Put the tasks of these records into the bin along with them; how many."""
    found = select(Task).where(Task.subject_kind == kind, Task.subject_id.in_(ids), Task.deleted_at.is_(None))
    rows = list(work.session.execute(found).scalars()) if ids else []
    _bin(work, rows)
    return len(rows)


def _bin(work: Work, rows: Sequence[Task]) -> None:
    """At one moment with their parts, so that these come back along with them."""
    ids = [row.id for row in rows]
    hung: list[Any] = list(rows)
    if ids:
        parts = select(Part).where(Part.task_id.in_(ids), Part.deleted_at.is_(None))
        links = select(Block).where(Block.task_id.in_(ids), Block.deleted_at.is_(None))
        hung += [*work.session.execute(parts).scalars(), *work.session.execute(links).scalars()]
    for one in hung:
        one.deleted_at = work.now
    work.session.flush()
    planning.plan(work.as_office(), rows)
