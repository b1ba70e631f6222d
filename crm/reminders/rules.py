"""What a step of a ladder means: its day, whether it is well formed, whether it is still fresh."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time

from dateutil.relativedelta import relativedelta

from crm.core.errors import Problem

KIND = "monitoring.ending"  # what a step tells
UNITS = ("day", "week", "month")
ANCHORS = ("end", "start")
CHANNELS = ("bell", "email")
AUDIENCES = RECIPIENTS, OWN = ("recipients", "own")
MOST_OWN, MOST_OWN_DAYS = 5, 365
MOST_STEPS, MOST_UNITS, MOST_FRESH = 20, 3660, 3660
FIRST, LAST = date(1900, 1, 1), date(9998, 12, 31)


@dataclass(frozen=True)
class StepPlan:
    """One step: `count` units before (or after) the anchor's day, at a wall time of the office's zone.

    `fresh_days`: how many calendar days later it may still be sent; None means however late. `audience`: everybody
    whom the record tells, or ("own") those among them who asked for just this step.
    """

    count: int
    unit: str
    is_before: bool = True
    at: time = time(9)
    fresh_days: int | None = 3
    anchor: str = "end"
    channels: tuple[str, ...] = CHANNELS
    audience: str = RECIPIENTS


def own_step(days: int) -> StepPlan:
    """The step by which people are told so many days ahead because they asked to."""
    return StepPlan(days, "day", audience=OWN)


def check_own(days: object, there: Collection[int]) -> list[Problem]:
    """What is wrong with one more day ahead beside those that are there."""
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= MOST_OWN_DAYS:
        return [Problem("reminders.own_days_wrong", "own_days", {"max": MOST_OWN_DAYS})]
    if days in there:
        return [Problem("reminders.step_duplicate", "own_days")]
    return [Problem("reminders.own_too_many", "own_days", {"max": MOST_OWN})] if len(there) >= MOST_OWN else []


def step_day(step: StepPlan, reference: date) -> date:
    """The step's day, seen from its anchor's day; months keep to the end of shorter months (31 May - 3 = 28 Feb)."""
    count = -step.count if step.is_before else step.count
    offset = relativedelta(**{f"{step.unit}s": count})  # type: ignore[arg-type]
    try:
        found: date = reference + offset
    except (OverflowError, ValueError):  # outside the calendar
        return FIRST if step.is_before else LAST
    return min(max(found, FIRST), LAST)


def anchor_day(step: StepPlan, starts_on: date | None, ends_on: date | None) -> date | None:
    """The day a step counts from; None where there is none (a watch without end)."""
    return ends_on if step.anchor == "end" else starts_on


def is_stale(step: StepPlan, day: date, today: date) -> bool:
    """Whether a step of that day is too old to be sent today."""
    return step.fresh_days is not None and (today - day).days > step.fresh_days


def fingerprint(steps: Sequence[StepPlan]) -> str:
    """The same steps in the same order are the same ladder. The audience counts only where it is not everybody."""
    parts = [
        f"{s.anchor}|{s.count}|{s.unit}|{s.is_before}|{s.at.isoformat()}|{s.fresh_days}|{','.join(s.channels)}"
        + ("" if s.audience == RECIPIENTS else f"|{s.audience}")
        for s in steps
    ]
    return hashlib.sha256(";".join(parts).encode()).hexdigest()


def check_steps(steps: Sequence[StepPlan]) -> list[Problem]:
    """Everything that is wrong with these steps, each at its field ("steps.0.count"); no steps are no problem."""
    problems = [Problem("reminders.steps_too_many", "steps", {"max": MOST_STEPS})] if len(steps) > MOST_STEPS else []
    seen: set[tuple[object, ...]] = set()
    for position, step in enumerate(steps):
        problems += _check(step, f"steps.{position}")
        same = (step.anchor, step.count, step.unit, step.is_before or step.count == 0, step.at)
        if same in seen and step.count is not None:
            problems.append(Problem("reminders.step_duplicate", f"steps.{position}.count"))
        seen.add(same)
    return problems


def _check(step: StepPlan, field: str) -> list[Problem]:
    return [
        problem
        for is_wrong, problem in (
            (step.count is None, Problem("reminders.step_empty", f"{field}.count")),
            (
                step.count is not None and not _within(step.count, MOST_UNITS),
                Problem("reminders.step_count", f"{field}.count", {"max": MOST_UNITS}),
            ),
            (step.unit not in UNITS, Problem("reminders.step_unit", f"{field}.unit")),
            (step.anchor not in ANCHORS, Problem("reminders.step_anchor", f"{field}.anchor")),
            (not _is_minute(step.at), Problem("reminders.step_time", f"{field}.at")),
            (
                step.fresh_days is not None and not _within(step.fresh_days, MOST_FRESH),
                Problem("reminders.step_fresh", f"{field}.fresh_days", {"max": MOST_FRESH}),
            ),
            (
                not step.channels or not set(step.channels) <= set(CHANNELS),
                Problem("reminders.step_channels", f"{field}.channels"),
            ),
            (step.audience not in AUDIENCES, Problem("reminders.step_audience", f"{field}.audience")),
        )
        if is_wrong
    ]


def _within(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _is_minute(value: object) -> bool:
    return isinstance(value, time) and value.tzinfo is None and not value.second and not value.microsecond
