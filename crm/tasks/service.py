"""One task: its card, its fields, the bin."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.core.access import internal, right
from crm.core.errors import refuse_any
from crm.core.work import Work
from crm.reminders.rules import StepPlan
from crm.tasks import (
    blocking,
    chain,
    checklist,
    creating,
    lists,
    moving,
    noting,
    planning,
    recurring,
    rules,
    series,
    series_rules,
    standing_in,
)
from crm.tasks.blocking import BlockerRow
from crm.tasks.checklist import PartRow
from crm.tasks.lists import TaskRow
from crm.tasks.tables import Block, Part, Task

VIEW, EDIT, DELETE = "tasks.view", "tasks.edit", "tasks.delete"


@dataclass(frozen=True)
class TaskCard(TaskRow):
    """Everything about one task; `moves` are the steps that the reader may take, `is_giver` says whether they may
    change what it says and whose it is, `is_handler` whether they work on it, `stands_in_for` in whose
    place they do so today, `is_seen` whether their own right reaches it anyway."""

    description: str | None
    checklist: tuple[PartRow, ...]
    blockers: tuple[BlockerRow, ...]
    steps: tuple[StepPlan, ...]
    minutes: int
    group_id: int | None
    series_id: int | None
    occurs_at: datetime | None  # which moment of its series it stands for
    moves: tuple[str, ...]
    is_giver: bool
    is_handler: bool
    stands_in_for: str | None
    is_seen: bool


@right(VIEW)
def get(work: Work, id: int) -> TaskCard:
    """One task."""
    row, office = standing_in.fetch(work, id, VIEW), work.as_office()
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
        occurs_at=row.occurs_at,
        moves=moving.moves_of(work, row),
        is_giver=is_handler and chain.is_giver(work, row),
        is_handler=is_handler,
        stands_in_for=standing_in.name_of(work, row),
        is_seen=work.session.execute(work.visible(Task, VIEW).where(Task.id == row.id)).first() is not None,
    )


@right(VIEW)
def group_of(work: Work, id: int) -> list[TaskRow]:
    """The copies of a task that was given to several people, as far as the reader sees them; none of any other."""
    row = standing_in.fetch(work, id, VIEW)
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
    kept, before = [one.id for one in blocking.blockers(office, row.id)], _said(row)
    refuse_any(problems + blocking.problems(work, row.id, blocked_by, kept) + planning.check(steps))
    for name, value in read.values().items():
        setattr(row, name, value)
    row.late_from_at = rules.late_from(row.due_at, noting.last_at(office, row.id))
    row.ladder_id = planning.ladder(office, row.priority, steps)
    work.session.flush()
    blocking.write(work, row, blocked_by)
    planning.plan(office, [row])
    if before != _said(row):
        recurring.note_by_hand(office, row, series_rules.ALONE)


@right(DELETE)
def bin(work: Work, id: int, version: int | None) -> None:
    """Put a task into the bin with its checklist: for who gave it, or, of one's own, its owner."""
    row = work.fetch(Task, id, DELETE, version)
    chain.require_giver(work, row, DELETE)
    _bin(work, [row])
    recurring.note_by_hand(work.as_office(), row, series_rules.SKIPPED)


@internal
def bin_of(work: Work, kind: str, ids: Collection[int]) -> int:
    """Put the tasks of these records, and the series that make more of them, into the bin along with them; how many
    tasks."""
    series.bin_of(work, kind, ids)
    found = select(Task).where(Task.subject_kind == kind, Task.subject_id.in_(ids), Task.deleted_at.is_(None))
    rows = list(work.session.execute(found).scalars()) if ids else []
    _bin(work, rows)
    return len(rows)


def _said(row: Task) -> tuple[object, ...]:
    return (row.ladder_id, *(getattr(row, name) for name in rules.Details.__dataclass_fields__))


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
