"""What is true of series: how they count, what they do on days off, their fields and limits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from crm.core import recurrence
from crm.core.errors import Invalid, Problem
from crm.core.recurrence import Rule
from crm.reminders.rules import StepPlan

SCHEDULE, COMPLETION = MODES = ("schedule", "completion")
AS_IS, SKIP, MOVE = DAYS_OFF = ("as_is", "skip", "move")
MADE, LATE, FULL, FAILED, SKIPPED, ALONE = OUTCOMES = ("made", "late", "full", "failed", "skipped", "alone")
BY_HAND = (SKIPPED, ALONE)  # somebody's doing: left out; its task changed and no other
RUNNING, PAUSED, ENDED = STATES = ("running", "paused", "ended")
MOST_AHEAD, MOST_LASTS = 366, 366 * 24 * 60
MOST_OPEN = 500  # open tasks of one series
FRESH = timedelta(days=7)  # what was missed longer ago is not made any more
MOST_MISSED = 5  # nor are, of what was missed since, more than the last so many
FIRST, LAST = date(1970, 1, 1), date(2199, 12, 31)
When = tuple[str, date, time]  # a rule as text, the first day, the time


@dataclass(frozen=True)
class SeriesForm:
    """What people say of a series: the task as it will be, and when it comes back."""

    title: str
    rule: str
    starts_on: date | None
    starts_at: time | None
    owner_id: int | None = None
    description: str | None = None
    subject_kind: str | None = None
    subject_id: int | None = None
    priority: str = "normal"
    category: str | None = None
    checklist: Sequence[str] = ()
    steps: Sequence[StepPlan] = ()
    lasts: int | None = None
    mode: str = SCHEDULE
    days_ahead: int = 0
    day_off: str = AS_IS
    zone: str | None = None

    @property
    def details(self) -> dict[str, Any]:
        """What the task itself will say."""
        names = ("title", "description", "subject_kind", "subject_id", "priority", "category")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Checked:
    """A rule that was read, and what is wrong with the form around it."""

    rule: Rule | None
    problems: list[Problem] = field(default_factory=list)


def check(form: SeriesForm, zone: str) -> Checked:
    """Everything that is wrong with when a series comes back, each at its field."""
    found = [Problem("error.required", name) for name in ("starts_on", "starts_at") if getattr(form, name) is None]
    found += [Problem("error.required", "owner_id")] if form.owner_id is None else []
    found += [Problem("series.mode_unknown", "mode")] if form.mode not in MODES else []
    found += [Problem("series.day_off_unknown", "day_off")] if form.day_off not in DAYS_OFF else []
    found += _within("days_ahead", form.days_ahead, MOST_AHEAD)
    found += _within("lasts", form.lasts, MOST_LASTS) if form.lasts is not None else []
    if form.starts_on is not None and not FIRST <= form.starts_on <= LAST:
        found.append(Problem("series.start_out", "starts_on", {"first": FIRST.year, "last": LAST.year}))
    try:
        rule = recurrence.parse(form.rule)
    except Invalid as refusal:
        return Checked(None, [*found, *refusal.problems])
    if not any(problem.field in ("starts_on", "starts_at") for problem in found):
        found += recurrence.check(recurrence.begun(rule, start_of(form)), start_of(form), zone)
    return Checked(rule, found)


def start_of(form: SeriesForm) -> datetime:
    """The first moment as a wall time."""
    return datetime.combine(form.starts_on or FIRST, (form.starts_at or time()).replace(second=0, microsecond=0))


def missed(moments: Sequence[datetime], now: datetime, today: datetime) -> set[datetime]:
    """Which of these due moments are not made up for: those long gone, and all but the last few of earlier days."""
    past = [moment for moment in moments if moment < today]
    fresh = [moment for moment in past if now - moment <= FRESH]
    return set(past) - set(fresh[-MOST_MISSED:])


def make_at(moment: datetime | None, days_ahead: int) -> datetime | None:
    """When the task of a moment is made."""
    return None if moment is None else moment - timedelta(days=days_ahead)


def state(*, is_paused: bool, next_at: datetime | None, is_waiting: bool) -> str:
    """Whether a series runs, rests or is over."""
    if is_paused:
        return PAUSED
    return RUNNING if next_at is not None or is_waiting else ENDED


def without(moments: Sequence[datetime], excluded: Collection[str]) -> list[datetime]:
    """The moments that nobody has left out."""
    gone = {datetime.fromisoformat(one) for one in excluded}
    return [moment for moment in moments if moment not in gone]


def is_same(one: When, other: When) -> bool:
    """Whether two rules come at the same moments until they end: then what was left out of one stays out."""
    return _outright(*one) == _outright(*other)


def _outright(text: str, starts_on: date, starts_at: time) -> tuple[Rule, date, time]:
    rule = replace(recurrence.parse(text), count=None, until=None)
    return recurrence.outright(recurrence.begun(rule, starts_on), starts_on), starts_on, starts_at


def _within(name: str, value: object, most: int) -> list[Problem]:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
        return []
    return [Problem("series.number_out", name, {"max": most})]
