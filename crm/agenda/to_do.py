"""What I have to do today: my late tasks and today's, what waits for my answer, what others do for me and is late."""

from __future__ import annotations

from dataclasses import dataclass

from crm import tasks
from crm.core.access import right
from crm.core.work import Work
from crm.tasks import ALIVE, Filters, TaskRow, standing_in
from crm.tasks.rules import UNDER_WAY

TOP = 10
LATE = Filters(view="mine", states=UNDER_WAY, due="overdue")
TODAY = Filters(view="mine", states=UNDER_WAY, due="today")
ASKED = Filters(view="asked")
GIVEN_LATE = Filters(view="given", states=ALIVE, due="overdue")


@dataclass(frozen=True)
class MyTasks:
    """The first few of each, as the lists with the same filters begin; what is late does not stand under today.

    `standing_in` are open tasks of those away for whom the reader stands in today.
    """

    late: list[TaskRow]
    today: list[TaskRow]
    asked: list[TaskRow]
    given_late: list[TaskRow]
    standing_in: list[TaskRow]


@right("tasks.view")
def my_tasks(work: Work) -> MyTasks:
    """What a start page shows of tasks to whoever asks."""
    late, today, asked, given = (
        tasks.listing(work, filters).rows[:TOP] for filters in (LATE, TODAY, ASKED, GIVEN_LATE)
    )
    there = {row.id for row in late}
    others = standing_in.waiting(work.as_office(), work)
    return MyTasks(late, [row for row in today if row.id not in there], asked, given, others)
