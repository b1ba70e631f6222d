"""What I have to do today: my late tasks and today's, what waits for my answer, what others do for me and is late."""

from __future__ import annotations

from collections.abc import Sequence
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
    """The first few of each, as the lists with the same filters begin; what stands in one is not in those after it.

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
    there = set[int]()
    late, today, asked, given = (
        once(tasks.listing(work, filters).rows, there)[:TOP] for filters in (LATE, TODAY, ASKED, GIVEN_LATE)
    )
    return MyTasks(late, today, asked, given, standing_in.waiting(work.as_office(), work, there)[:TOP])


def once(rows: Sequence[TaskRow], there: set[int]) -> list[TaskRow]:
    """Those of these rows that were nowhere yet; they are there now."""
    found = [row for row in rows if row.id not in there]
    there.update(row.id for row in found)
    return found
