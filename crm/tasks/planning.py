"""Reminders of tasks: the one place where they are planned, and where they end."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crm import reminders
from crm.core.access import internal
from crm.core.errors import Problem
from crm.core.work import Work
from crm.reminders import automatic, escalation
from crm.reminders.audience import UP
from crm.reminders.rules import RECIPIENTS, StepPlan
from crm.tasks import rules
from crm.tasks.tables import Task

KIND = "task"
# What a new form starts with: shortly before it begins, and the day before its term, by the channels of its priority.
PROPOSED_STEPS = (
    StepPlan(15, "minute", at=None, anchor="from", channels=()),
    StepPlan(1, "day", anchor="due", channels=()),
)


def check(steps: Sequence[StepPlan]) -> list[Problem]:
    """What is wrong with the steps that somebody chose for a task."""
    return reminders.check_steps(steps, of_moments=True)


@internal
def ladder(work: Work, priority: str, steps: Sequence[StepPlan]) -> int | None:
    """The ladder of a task: what was chosen for it, and whom its priority reaches when it is late."""
    return escalation.ladder_for(work, priority, steps)


@internal
def steps_of(work: Work, ladder_id: int | None) -> list[StepPlan]:
    """What was chosen for a task: the steps that remind whoever has it."""
    return [step for step in reminders.steps_of(work, ladder_id) if step.audience == RECIPIENTS]


@internal
def plan_new(work: Work, rows: Sequence[Task], *, is_told: bool, is_by_office: bool) -> None:
    """`plan` for tasks made just now: what would have come before that is recorded as over, and sent to nobody.

    Where making them tells nobody it is sent. What the office makes by itself may be late: that, others hear.
    """
    who_has_it = (RECIPIENTS, UP[0])
    told = (who_has_it if is_by_office else (*who_has_it, *UP)) if is_told else ()
    plan(work, rows, told)


@internal
def plan(work: Work, rows: Sequence[Task], told: Collection[str] = ()) -> None:
    """Bring the reminders of these tasks in line with what they say now; of what is over nothing is told."""
    alive = [row for row in rows if row.deleted_at is None and row.state in rules.ALIVE]
    over = [row.id for row in rows if row not in alive]
    reminders.cancel(work, KIND, over)
    moments = [
        (row.id, row.ladder_id, {"from": row.from_at, "due": row.due_at, "late": row.late_from_at}) for row in alive
    ]
    reminders.plan_moments(work, KIND, moments, told)
    automatic.follow(work, KIND, {row.id: row.from_at for row in alive}, over)
