"""What a step of a ladder means: its moment, whether it is well formed, whether it is still fresh."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from crm.core import clock
from crm.core.errors import Problem

KIND = "monitoring.ending"  # what a step tells unless its subject says otherwise
UNITS = ("day", "week", "month")
EXACT = ("minute", "hour")  # of moments only: counted to the minute, whatever the clocks show
ANCHORS = ("end", "start")  # dates
MOMENTS = ("from", "due", "late")
AT = "at"  # a day of the step's own
CHANNELS = ("bell", "email", "sms", "push")
USUAL = ("bell", "email")  # of a step that names no others
AUDIENCES = RECIPIENTS, OWN = ("recipients", "own")
NAME = re.compile(r"[a-z][a-z0-9_]{0,19}")  # of an audience that the subject resolves
MOST_OWN, MOST_OWN_DAYS = 5, 365
MOST_STEPS, MOST_UNITS, MOST_FRESH = 20, 3660, 3660
FIRST, LAST = date(1900, 1, 1), date(9998, 12, 31)
FEW_MINUTES = timedelta(minutes=15)  # an exact step that comes no later than that is not called late
References = Mapping[str, date | datetime | None]  # by anchor: what a record's steps count from


class Reference(NamedTuple):
    """What one step counts from, as the ledger keeps it: a date, or the UTC day and minute of a moment."""

    on: date
    minute: int = 0

    @property
    def moment(self) -> datetime:
        """The moment, to the minute."""
        return datetime.combine(self.on, time(), UTC) + timedelta(minutes=self.minute)


@dataclass(frozen=True)
class StepPlan:
    """One step: `count` units before (or after) its anchor; days, weeks and months at a wall time of the office's zone.

    Anchors "end" and "start" are dates, "from", "due" and "late" moments: minutes and hours count exactly from these,
    days from their local date, at the same time of day when `at` is None. Anchor "at" stands on `day_on` itself.
    `fresh_days`: how many calendar days later it may still be sent; None means however late. `audience`: everybody
    whom the record tells, ("own") those among them who asked for just this step, or whom the record knows by that
    name. `in_hours`: waits for the office's working hours. No `channels`: those of the record's priority.
    """

    count: int
    unit: str
    is_before: bool = True
    at: time | None = time(9)
    fresh_days: int | None = 3
    anchor: str = "end"
    channels: tuple[str, ...] = USUAL
    audience: str = RECIPIENTS
    day_on: date | None = None
    in_hours: bool = False


def channels_of(step: StepPlan) -> tuple[str, ...] | None:
    """The channels a step goes by; None for those of the priority. The bell is always among them, so that nobody who
    has no number and no device is told nothing."""
    return tuple(one for one in CHANNELS if one in {CHANNELS[0], *step.channels}) if step.channels else None


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
    return {"end": ends_on, "start": starts_on, AT: step.day_on}.get(step.anchor)


def reference_of(step: StepPlan, references: References) -> Reference | None:
    """What a step counts from; None where its record has no such date or moment."""
    value = step.day_on if step.anchor == AT else references.get(step.anchor)
    if isinstance(value, datetime):
        utc = value.astimezone(UTC)
        return Reference(utc.date(), utc.hour * 60 + utc.minute)
    return None if value is None else Reference(value)


def due_at(step: StepPlan, reference: Reference, zone: str) -> datetime:
    """The moment of a step: at its wall time in the zone, or counted exactly from the moment it refers to."""
    if step.anchor not in MOMENTS:
        return clock.wall(step_day(step, reference.on), step.at or time(), zone)
    moment = reference.moment
    if step.unit in EXACT:
        span = timedelta(**{f"{step.unit}s": step.count})
        return moment - span if step.is_before else moment + span
    if step.at is None and not step.count:
        return moment
    local = moment.astimezone(clock.zone(zone))
    return clock.wall(step_day(step, local.date()), step.at or local.time().replace(fold=0), zone)


def day_of(step: StepPlan, reference: Reference, moment: datetime, zone: str) -> date:
    """The calendar day of a step that is (or was) due at a moment."""
    return step_day(step, reference.on) if step.anchor in ANCHORS else clock.day_of(moment, zone)


def is_stale(step: StepPlan, day: date, today: date) -> bool:
    """Whether a step of that day is too old to be sent today."""
    return step.fresh_days is not None and (today - day).days > step.fresh_days


def is_late(step: StepPlan, moment: datetime, now: datetime, zone: str) -> bool:
    """Whether it comes so much later that its reader is told: on another day, of exact steps after some minutes."""
    if step.unit in EXACT:
        return now - moment > FEW_MINUTES
    return clock.day_of(now, zone) > clock.day_of(moment, zone)


def fingerprint(steps: Sequence[StepPlan]) -> str:
    """The same steps in the same order are the same ladder. What most steps do not have counts only where it is."""
    return hashlib.sha256(";".join(_mark(step) for step in steps).encode()).hexdigest()


def _mark(step: StepPlan) -> str:
    at = step.at.isoformat() if step.at else ""
    mark = f"{step.anchor}|{step.count}|{step.unit}|{step.is_before}|{at}|{step.fresh_days}|{','.join(step.channels)}"
    mark += "" if step.audience == RECIPIENTS else f"|{step.audience}"
    mark += "" if step.day_on is None else f"|on {step.day_on.isoformat()}"
    return mark + ("|in hours" if step.in_hours else "")


def check_steps(steps: Sequence[StepPlan], *, of_moments: bool = False) -> list[Problem]:
    """Everything that is wrong with these steps, each at its field ("steps.0.count"); no steps are no problem.

    With `of_moments` for records that have moments and know people by name, else for those that have two dates.
    """
    counted = sum(step.anchor != "late" for step in steps)  # escalation comes on top
    problems = [Problem("reminders.steps_too_many", "steps", {"max": MOST_STEPS})] if counted > MOST_STEPS else []
    seen: set[tuple[object, ...]] = set()
    for position, step in enumerate(steps):
        problems += _check(step, f"steps.{position}", of_moments)
        same = _same(step)
        if same in seen and step.count is not None:
            problems.append(Problem("reminders.step_duplicate", f"steps.{position}.count"))
        seen.add(same)
    return problems


def _same(step: StepPlan) -> tuple[object, ...]:
    at = None if step.unit in EXACT else step.at
    whom = "" if step.audience in AUDIENCES else step.audience
    return step.anchor, step.count, step.unit, step.is_before or step.count == 0, at, step.day_on, whom


def _check(step: StepPlan, field: str, of_moments: bool) -> list[Problem]:
    units = (*UNITS, *EXACT) if of_moments and step.anchor in MOMENTS else UNITS
    anchors = (*ANCHORS, *MOMENTS, AT) if of_moments else ANCHORS
    is_known = step.audience in AUDIENCES or (of_moments and bool(NAME.fullmatch(step.audience)))
    return [
        problem
        for is_wrong, problem in (
            (step.count is None, Problem("reminders.step_empty", f"{field}.count")),
            (
                step.count is not None and not _within(step.count, MOST_UNITS),
                Problem("reminders.step_count", f"{field}.count", {"max": MOST_UNITS}),
            ),
            (step.unit not in units, Problem("reminders.step_unit", f"{field}.unit")),
            (step.anchor not in anchors, Problem("reminders.step_anchor", f"{field}.anchor")),
            (not _is_minute(step), Problem("reminders.step_time", f"{field}.at")),
            (not _is_on_a_day(step), Problem("reminders.step_day", f"{field}.day_on")),
            (
                step.fresh_days is not None and not _within(step.fresh_days, MOST_FRESH),
                Problem("reminders.step_fresh", f"{field}.fresh_days", {"max": MOST_FRESH}),
            ),
            (
                not (step.channels or of_moments) or not set(step.channels) <= set(CHANNELS),
                Problem("reminders.step_channels", f"{field}.channels"),
            ),
            (not is_known, Problem("reminders.step_audience", f"{field}.audience")),
        )
        if is_wrong
    ]


def _within(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _is_minute(step: StepPlan) -> bool:
    """A wall time; of moments none, which means the time of day that they have."""
    value: object = step.at
    if value is None:
        return step.anchor in MOMENTS
    return isinstance(value, time) and value.tzinfo is None and not value.second and not value.microsecond


def _is_on_a_day(step: StepPlan) -> bool:
    """A day of its own belongs to anchor "at", which counts nothing from it."""
    value: object = step.day_on
    if step.anchor != AT:
        return value is None
    return isinstance(value, date) and not isinstance(value, datetime) and FIRST <= value <= LAST and not step.count
