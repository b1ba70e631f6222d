"""What reminders, bell and outbox know of tasks."""

from __future__ import annotations

from crm.core.access import right
from crm.core.subjects import Subject
from crm.core.work import Work
from crm.tasks import moving, telling
from crm.tasks.planning import KIND
from crm.tasks.tables import Task


@right("tasks.edit")
def done(work: Work, id: int) -> None:
    """Finish a task from the bell, as it is now; one that was only offered is accepted by that."""
    row = work.fetch(Task, id, moving.EDIT)
    if "accept" in moving.moves_of(work, row):
        moving.move(work, row.id, "accept", None)
    moving.move(work, row.id, "finish", None)


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
    priority=lambda work, task_id: work.session.get_one(Task, task_id).priority,
)
