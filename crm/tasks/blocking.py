"""What a task waits for: other tasks that must be done first, never in a circle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm.core import matching, parts
from crm.core.access import internal, right
from crm.core.errors import Problem
from crm.core.listing import PAGE, Choice
from crm.core.work import Work
from crm.tasks import rules, standing_in
from crm.tasks.tables import Block, Task

VIEW = "tasks.view"
HIDDEN = "?"


@dataclass(frozen=True)
class BlockerRow:
    """A task that another waits for; one that the reader may not see has a question mark for a title."""

    id: int
    title: str
    state: str


@right(VIEW)
def choices(work: Work, text: str = "", *, but: int | None = None) -> list[Choice]:
    """At most fifty open tasks whose title contains the text, to wait for."""
    found = select(Task.id, Task.title).where(work.scope(Task, VIEW), Task.state.in_(rules.OPEN), Task.id != (but or 0))
    if text.strip():
        found = found.where(matching.contains(text, Task.title))
    rows = work.session.execute(found.order_by(Task.title, Task.id).limit(PAGE)).tuples()
    return [Choice(id, title) for id, title in rows]


def shown(reader: Work, task_id: int) -> list[BlockerRow]:
    """What a task waits for, as this reader may know it, who may stand in for somebody."""
    rows = blockers(reader.as_office(), task_id)
    mine = select(Task.id).where(
        reader.scope(Task, VIEW) | standing_in.theirs(standing_in.absent(reader)), Task.id.in_([row.id for row in rows])
    )
    seen = set(reader.session.execute(mine).scalars()) if rows else set()
    return [BlockerRow(row.id, row.title if row.id in seen else HIDDEN, row.state) for row in rows]


@internal
def blockers(work: Work, task_id: int) -> list[Task]:
    """The tasks that one waits for, done or not, those in the bin left out."""
    waiting = select(Block.blocker_id).where(Block.task_id == task_id, Block.deleted_at.is_(None))
    found = select(Task).where(Task.id.in_(waiting), Task.deleted_at.is_(None))
    return list(work.session.execute(found.order_by(Task.id)).scalars())


def problems(
    person: Work, task_id: int | None, blocker_ids: Collection[int], kept: Collection[int] = ()
) -> list[Problem]:
    """What is wrong with waiting for these: too many, none that one sees (those that were there may stay), a circle."""
    if len(set(blocker_ids)) > rules.MOST_BLOCKERS:
        return [Problem("tasks.blockers_many", "blocked_by", {"max": rules.MOST_BLOCKERS})]
    fresh = sorted(set(blocker_ids) - set(kept))
    mine = select(Task.id).where(person.scope(Task, VIEW), Task.id.in_(fresh))
    if set(fresh) - set(person.session.execute(mine).scalars() if fresh else ()):
        return [Problem("tasks.blocker_gone", "blocked_by")]
    if task_id is None or not blocker_ids:
        return []
    person.lock("task blocks")
    is_circle = rules.is_circle(task_id, blocker_ids, _known(person.as_office(), blocker_ids))
    return [Problem("tasks.blockers_circle", "blocked_by")] if is_circle else []


def write(writer: Work, row: Task, blocker_ids: Sequence[int], *, is_new: bool = False) -> None:
    """Make these what the task waits for; its version and history say so."""
    there = select(Block).where(Block.task_id == row.id, Block.deleted_at.is_(None))
    known = {} if is_new else {block.blocker_id: block for block in writer.session.execute(there).scalars()}
    for blocker_id, block in known.items():
        if blocker_id not in blocker_ids:
            block.deleted_at = writer.now
    fresh = [one for one in dict.fromkeys(blocker_ids) if one not in known]
    writer.session.add_all(Block(task_id=row.id, blocker_id=one) for one in fresh)
    writer.session.flush()
    if not is_new:
        parts.changed(writer, row, "blocked_by", _titles(writer, known), _titles(writer, set(blocker_ids)))


def _known(work: Work, start: Collection[int]) -> dict[int, list[int]]:
    """Everything that these wait for, directly or through others."""
    found: dict[int, list[int]] = defaultdict(list)
    wave = set(start)
    while wave:
        links = select(Block.task_id, Block.blocker_id).where(Block.task_id.in_(wave), Block.deleted_at.is_(None))
        found.update({one: [] for one in wave})
        for task_id, blocker_id in work.session.execute(links).tuples():
            found[task_id].append(blocker_id)
        wave = {blocker for one in wave for blocker in found[one]} - found.keys()
    return found


def _titles(work: Work, ids: Collection[int]) -> list[str]:
    found = select(Task.title).where(Task.id.in_(ids)).order_by(Task.title, Task.id)
    return list(work.session.execute(found).scalars()) if ids else []
