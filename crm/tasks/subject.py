"""What reminders, bell and outbox know of tasks."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from crm.core.access import internal, right
from crm.core.subjects import Subject
from crm.core.work import Work
from crm.tasks import chain, moving, rules, standing_in, telling
from crm.tasks.planning import KIND
from crm.tasks.tables import Task


@right("tasks.edit")
def done(work: Work, id: int) -> None:
    """Finish a task from the bell, as it is now; one that was only offered is accepted by that."""
    row = standing_in.fetch(work, id, moving.EDIT)
    if "accept" in moving.moves_of(work, row):
        moving.move(work, row.id, "accept", None)
    moving.move(work, row.id, "finish", None)


@internal
def may_act(work: Work, ids: Collection[int], reader: Work) -> dict[int, list[str]]:
    """Which of these tasks this reader may bring to their end now (by accepting, if need be), and which give on."""
    me = [reader.me.person_id] if reader.me.person_id is not None else []
    absent = standing_in.absent(reader)
    reached = reader.scope(Task, moving.EDIT) | standing_in.theirs(absent)
    rows = work.session.execute(select(Task).where(Task.id.in_(ids), reached)).scalars().all()
    offered = set(
        work.session.execute(select(Task.id).where(Task.id.in_(ids), Task.offered_to([*me, *absent]))).scalars()
    )
    givers, reach = chain.givers(work, rows), reader.whose(moving.EDIT)
    found: dict[int, list[str]] = {}
    for row in rows:
        holders = me if row.state == rules.REFUSED else [*me, *absent]  # a refusal is over for who stands in
        is_mine, is_open = row.owner_id in holders, row.state == rules.OFFERED
        is_given = reach is None or any(one in reach for one in givers[row.id])
        may_finish = row.state in rules.UNDER_WAY or (is_open and (is_mine or row.id in offered))
        may_give = reader.may("tasks.create") and (is_mine or is_given)
        found[row.id] = [*(["done"] if may_finish else []), *(["reassign"] if may_give else [])]
    return found


SUBJECT = Subject(
    KIND,
    Task,
    "tasks.view",
    telling.path,
    telling.facts,
    telling.audience,
    telling.is_gone,
    named=telling.named,
    among=telling.among,
    news=telling.news,
    done=done,
    reassign=telling.handing_on,
    may_act=may_act,
    seen_also=standing_in.seen_also,
    priority=lambda work, task_id: work.session.get_one(Task, task_id).priority,
)
