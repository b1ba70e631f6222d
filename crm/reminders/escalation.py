"""Escalation: whom a task that is not done by its term reaches, after how long, for each priority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.core import history, office
from crm.core.access import internal, right
from crm.core.errors import Conflict, Problem, refuse_any
from crm.core.office import Setting
from crm.core.priority import PRIORITIES, URGENT
from crm.core.work import Work
from crm.reminders import hours
from crm.reminders.audience import UP
from crm.reminders.ladders import ladder
from crm.reminders.rules import RECIPIENTS, StepPlan

KEY = "reminders.escalation"
UNITS = ("minute", "hour", "day")
MOST_LEVELS, MOST_COUNT = 8, 999
FRESH = 7  # days after which a step is no longer worth sending
Levels = Mapping[str, "tuple[Level, ...]"]  # by priority


@dataclass(frozen=True)
class Level:
    """So long after the term, or after the last note, whichever came later, this one is told. 0: just at the term."""

    count: int
    unit: str
    audience: str

    @property
    def minutes(self) -> int:
        """Roughly how long that is, for telling which comes first."""
        return self.count * {"minute": 1, "hour": 60, "day": 1440}.get(self.unit, 0)

    def step(self, *, in_hours: bool) -> StepPlan:
        """The same as a step of a ladder."""
        anchor = "late" if self.count else "due"
        step = StepPlan(self.count, self.unit, False, None, FRESH, anchor=anchor, channels=(), audience=self.audience)
        return replace(step, in_hours=in_hours)


DEFAULTS: Levels = {
    "low": (Level(0, "minute", "owner"), Level(3, "day", "owner"), Level(7, "day", "delegator")),
    "normal": (Level(0, "minute", "owner"), Level(1, "day", "delegator"), Level(3, "day", "supervisor")),
    "high": (
        Level(0, "minute", "owner"),
        Level(4, "hour", "delegator"),
        Level(1, "day", "supervisor"),
        Level(3, "day", "supervisor2"),
    ),
    "urgent": (
        Level(0, "minute", "owner"),
        Level(1, "hour", "delegator"),
        Level(4, "hour", "supervisor"),
        Level(1, "day", "supervisor2"),
    ),
}


@dataclass(frozen=True)
class Escalation:
    """What the office's form holds."""

    id: int
    version: int
    levels: Levels


@right("office.view")
def read_escalation(work: Work) -> Escalation:
    """Who is told of what is late, and when, for each priority."""
    row = _setting(work)
    return Escalation(1, row.version if row else 0, _levels(row.value if row else {}))


@right("office.configure")
def set_escalation(work: Work, levels: Levels, version: int | None = None) -> None:
    """Change it for tasks saved from now on; priorities that are not named stay. Conflict says who was quicker."""
    work.require("office.configure", None)
    work.lock("escalation")
    row = _setting(work)
    if version is not None and version != (row.version if row else 0):
        raise Conflict(**history.since(work.session, Setting.__tablename__, row.id if row else 0, version))
    refuse_any(check(levels))
    ordered = {name: sorted(given, key=lambda level: level.minutes) for name, given in levels.items()}
    kept = dict(_levels(row.value if row else {})) | ordered
    office.write(work.session, KEY, {name: [_kept(level) for level in kept[name]] for name in PRIORITIES})


@internal
def steps_for(work: Work, priority: str) -> list[StepPlan]:
    """The steps by which a task of this priority escalates; those of urgent ones do not wait for working hours."""
    levels = _levels(office.read(work.session, KEY, {}))[priority]
    return [level.step(in_hours=priority != URGENT) for level in levels]


@internal
def ladder_for(work: Work, priority: str, steps: Sequence[StepPlan] = ()) -> int | None:
    """The ladder of a task: its own steps, and above them those of its priority; Invalid for wrong ones of its own."""
    own = {(step.anchor, step.count, step.unit) for step in steps if step.audience in (RECIPIENTS, UP[0])}
    above = [
        step
        for step in steps_for(work, priority)
        if step.audience != UP[0] or (step.anchor, step.count, step.unit) not in own
    ]
    return ladder(work, [*steps, *above])


@internal
def waits_until(work: Work, step: StepPlan, whom: Sequence[int], due_at: datetime) -> datetime | None:
    """When a step that waits for working hours may be told to these people; None: now.

    In the hours of the first of them who works, on days when they or a substitute are there. Where nobody is within
    five working days of its moment, the office's hours decide: nothing waits for who never comes.
    """
    if not step.in_hours:
        return None
    until = hours.heard_from(work, whom, due_at) or hours.office_opens(work)
    return until if until > work.now else None


def check(levels: Levels) -> list[Problem]:
    """What is wrong with levels, each at its field ("high.0.count")."""
    found = [Problem("reminders.priority_unknown") for name in levels if name not in PRIORITIES]
    for name, given in levels.items():
        if len(given) > MOST_LEVELS:
            found.append(Problem("reminders.levels_too_many", f"{name}.levels", {"max": MOST_LEVELS}))
        for place, level in enumerate(given):
            found += _check(level, f"{name}.{place}", given[:place])
    return found


def _check(level: Level, field: str, before: Sequence[Level]) -> list[Problem]:
    found = []
    is_count = isinstance(level.count, int) and not isinstance(level.count, bool) and 0 <= level.count <= MOST_COUNT
    if not is_count:
        found.append(Problem("reminders.step_count", f"{field}.count", {"max": MOST_COUNT}))
    if level.unit not in UNITS:
        found.append(Problem("reminders.step_unit", f"{field}.unit"))
    if level.audience not in UP:
        found.append(Problem("reminders.step_audience", f"{field}.audience"))
    same = {(one.count, one.unit if one.count else "", one.audience) for one in before}
    if (level.count, level.unit if level.count else "", level.audience) in same:
        found.append(Problem("reminders.step_duplicate", f"{field}.count"))
    return found


def _setting(work: Work) -> Setting | None:
    return work.session.execute(select(Setting).where(Setting.key == KEY)).scalar_one_or_none()


def _levels(kept: Mapping[str, Any]) -> dict[str, tuple[Level, ...]]:
    return {
        name: tuple(Level(**level) for level in kept[name]) if name in kept else DEFAULTS[name] for name in PRIORITIES
    }


def _kept(level: Level) -> dict[str, Any]:
    return {"count": level.count, "unit": level.unit, "audience": level.audience}
