"""A task that comes back: added together with the series that makes the next ones, as the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from crm.core import clock, recurrence
from crm.core.access import right
from crm.core.errors import Problem, refuse_any
from crm.core.work import Work
from crm.reminders.rules import StepPlan
from crm.tasks import blocking, creating, recurring, rules, series, series_rules
from crm.tasks.recurring import INSTANT
from crm.tasks.series_rules import SeriesForm

CREATE = "tasks.create"
# Where a task's form shows what a series would say at a field that the task does not have.
FIELDS = {"starts_on": "due_at", "starts_at": "due_at", "lasts": "due_at", "owner_id": "people"}
STARTS = ("starts_on", "starts_at")


@dataclass(frozen=True)
class Repeats:
    """How a new task comes back: its rule, and what `SeriesForm` says beside it."""

    rule: str
    mode: str = series_rules.SCHEDULE
    day_off: str = series_rules.AS_IS
    days_ahead: int = 0


def as_series(
    repeats: Repeats,
    zone: str,
    owner_id: int | None,
    from_at: datetime | None,
    due_at: datetime | None,
    *,
    checklist: Sequence[str] = (),
    steps: Sequence[StepPlan] = (),
    **details: Any,
) -> SeriesForm:
    """The series of which such a task is the first: it comes where the task begins, or where its term is."""
    first = from_at or due_at
    local = first.astimezone(clock.zone(zone)) if first else None
    return SeriesForm(
        rule=repeats.rule,
        starts_on=local.date() if local else None,
        starts_at=local.time().replace(second=0, microsecond=0) if local else None,
        owner_id=owner_id,
        lasts=_lasts(from_at, due_at),
        mode=repeats.mode,
        days_ahead=repeats.days_ahead,
        day_off=repeats.day_off,
        zone=zone,
        checklist=checklist,
        steps=steps,
        **{"title": "", **details},
    )


@right(CREATE)
def create(
    work: Work,
    /,
    repeats: Repeats,
    *,
    people: Sequence[int] = (),
    team_id: int | None = None,
    role_id: int | None = None,
    from_at: datetime | None = None,
    due_at: datetime | None = None,
    blocked_by: Sequence[int] = (),
    **details: Any,
) -> tuple[int, int]:
    """Add a task that comes back, for one person or oneself; the task's id and the series'. Details as for a task."""
    is_one = len(people) < 2 and team_id is None and role_id is None
    owner_id = people[0] if people else work.me.person_id
    form = as_series(repeats, _zone(work), owner_id, from_at, due_at, **details)
    found = [] if is_one else [Problem("tasks.repeats_one", "people")]
    found += [] if from_at or due_at else [Problem("tasks.repeats_when", "due_at")]
    found += rules.read(**form.details, from_at=from_at, due_at=due_at)[1]
    found += blocking.problems(work, None, blocked_by)
    found += [_at_its_field(one) for one in series.problems(work, form) if from_at or due_at or one.field not in STARTS]
    refuse_any(list({(one.code, one.field): one for one in found}.values()))
    refuse_any(_elsewhere(work, form))
    series_id = series.create(work, form)
    given: dict[str, Any] = {"people": people, "from_at": from_at, "due_at": due_at, "blocked_by": blocked_by}
    (task_id,) = creating.create(work, series_id=series_id, **given, **details)
    recurring.begin_with(work.as_office(), series_id, task_id)
    return task_id, series_id


def _zone(work: Work) -> str:
    """Where whoever adds it reads the clock."""
    return work.me.zone or work.office.zone


def _lasts(from_at: datetime | None, due_at: datetime | None) -> int | None:
    """The minutes from when it comes to its term; none without one."""
    if due_at is None:
        return None
    return max(timedelta(), due_at - (from_at or due_at)) // timedelta(minutes=1)


def _at_its_field(problem: Problem) -> Problem:
    return replace(problem, field=FIELDS.get(problem.field or "", problem.field))


def _elsewhere(work: Work, form: SeriesForm) -> list[Problem]:
    """The first task stands where the rule comes first; else the two would tell different stories."""
    start, zone = series_rules.start_of(form), form.zone or work.office.zone
    first = recurrence.moment_of(start, zone)
    fit = recurring.fit(work.as_office(), form.day_off)
    rule = recurrence.begun(recurrence.parse(form.rule), start)
    found = recurrence.occurrences(rule, start, zone, after=first - INSTANT, limit=1, fit=fit)
    return [] if found == [first] else [Problem("tasks.repeats_elsewhere", "repeats")]
