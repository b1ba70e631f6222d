"""What I have to do today: my late tasks and today's, what waits for my answer, what others do for me and is late."""

from __future__ import annotations

from dataclasses import dataclass

from crm import tasks
from crm.core.access import right
from crm.core.work import Work
from crm.tasks import OPEN, Filters, TaskRow
from crm.tasks.rules import UNDER_WAY

TOP = 10
LATE = Filters(view="mine", states=UNDER_WAY, due="overdue")
TODAY = Filters(view="mine", states=UNDER_WAY, due="today")
ASKED = Filters(view="asked")
GIVEN_LATE = Filters(view="given", states=OPEN, due="overdue")


@dataclass(frozen=True)
class MyTasks:
    """The first few of each, as the lists with the same filters begin; what is late does not stand under today."""

    late: list[TaskRow]
    today: list[TaskRow]
    asked: list[TaskRow]
    given_late: list[TaskRow]


@right("tasks.view")
def my_tasks(work: Work) -> MyTasks:
    """What a start page shows of tasks to whoever asks."""
    late, today, asked, given = (
        tasks.listing(work, filters).rows[:TOP] for filters in (LATE, TODAY, ASKED, GIVEN_LATE)
    )
    there = {row.id for row in late}
    return MyTasks(late, [row for row in today if row.id not in there], asked, given)
