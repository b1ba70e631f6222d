"""When a rule happens: wall times in a zone by python-dateutil, mapped to moments, at a bounded cost however far on."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise

from dateutil.rrule import DAILY, HOURLY, MINUTELY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

from crm.core import clock
from crm.core.errors import Problem
from crm.core.rrule import MOST, SHORTEST, Rule, held, held_day, parse

__all__ = [
    "MOST",
    "Rule",
    "begun",
    "carried",
    "check",
    "held",
    "held_day",
    "moment_of",
    "occurrences",
    "outright",
    "parse",
]

NAMES = {
    "YEARLY": YEARLY,
    "MONTHLY": MONTHLY,
    "WEEKLY": WEEKLY,
    "DAILY": DAILY,
    "HOURLY": HOURLY,
    "MINUTELY": MINUTELY,
}
UNITS = {"DAILY": timedelta(days=1), "HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1)}
DAYS_LOOKED_AT = 40_000  # more than a century of days: what has not happened by then is taken for never
TIMES_LOOKED_AT = 20_000
FEBRUARY, LEAP = 2, 2024
CHANGED = timedelta(days=2)  # further than any change of clocks moves an occurrence
SHIFTED = timedelta(days=45)  # further than any row of days off does
Fit = Callable[[date], date | None]


def begun(rule: Rule, start: date) -> Rule:
    """The rule as people mean it who begin on the 29th, 30th or 31st: a shorter month has it on its last day.

    RFC 5545 leaves such months out (3.3.10); what says its own days is kept to them.
    """
    own = rule.months or rule.month_days or rule.year_days or rule.weeks or rule.days or rule.places
    if start.day <= SHORTEST or own or rule.hours or rule.minutes:
        return rule
    if rule.freq == "MONTHLY":
        return held(rule, start.day)
    if rule.freq == "YEARLY" and start.month == FEBRUARY:
        return replace(held(rule, start.day), months=(FEBRUARY,))
    return rule


def carried(rule: Rule, start: date, former: Rule, began: date) -> Rule:
    """The rule of what goes on from this start where another rule, begun earlier, leaves off: a start on the last day
    of a month that was too short only stands in for the day that was wanted, and that stays wanted."""
    wanted = held_day(begun(former, began))
    is_last = (start + timedelta(days=1)).day == 1
    if not wanted or rule.freq != former.freq or not is_last or start.day >= wanted:
        return rule
    if rule.freq == "MONTHLY":
        return begun(rule, date(LEAP, 1, wanted))
    return begun(rule, date(LEAP, FEBRUARY, 29)) if start.month == FEBRUARY else rule


def outright(rule: Rule, start: date) -> Rule:
    """The rule with all that it would take from its start said outright: the same moments, whatever its start."""
    if rule.days or rule.month_days or rule.year_days or rule.weeks:
        return rule
    if rule.freq == "WEEKLY":
        return replace(rule, days=((start.weekday(), 0),))
    if rule.freq not in ("MONTHLY", "YEARLY"):
        return rule
    months = rule.months or ((start.month,) if rule.freq == "YEARLY" else ())
    return replace(rule, months=months, month_days=(start.day,))


def occurrences(
    rule: Rule,
    start: datetime,
    zone: str,
    *,
    after: datetime | None = None,
    before: datetime | None = None,
    limit: int = MOST,
    excluded: Iterable[datetime] = (),
    added: Iterable[datetime] = (),
    fit: Fit | None = None,
) -> list[datetime]:
    """The first `limit` moments (UTC) of a rule that starts at a wall time, in order, each once: later than `after`,
    and no later than `before`.

    A wall time that the spring change skips moves forward by the gap (3.3.5), one that the autumn change repeats is
    its first. `excluded` and `added` are wall times (EXDATE, RDATE). `fit` says on which day an occurrence of a day
    takes place: that one or a later one at the same wall time, or not at all.
    """
    near = start
    if after is not None:
        near = after.astimezone(clock.zone(zone)).replace(tzinfo=None) - (SHIFTED if fit else CHANGED)
    missing = {moment_of(wall, zone) for wall in excluded}
    of_rule = _until(rule, _walls(rule, start, near), zone)
    walls = heapq.merge(of_rule, sorted(wall for wall in added if wall >= near))
    found: list[datetime] = []
    for moment in _in_order(walls, zone, missing, fit):
        if len(found) >= limit or (before is not None and moment > before):
            break
        if (after is None or moment > after) and (not found or moment > found[-1]):
            found.append(moment)
    return found


def check(rule: Rule, start: datetime, zone: str, field: str = "rule") -> list[Problem]:
    """Why a rule that is well written still cannot be worked by: it never happens, or far too often."""
    if not start.second == start.microsecond == 0 or start.tzinfo is not None or not clock.is_zone(zone):
        return [Problem("series.start_wrong", field)]
    if rule.until is not None and rule.until < moment_of(start, zone):
        return [Problem("series.ends_before", field)]
    found = occurrences(rule, start, zone, limit=MOST + 1 if rule.has_end else 200)
    if not found:
        return [Problem("series.rule_never", field)]
    if rule.has_end:
        return [Problem("series.rule_too_many", field, {"max": MOST})] if len(found) > MOST else []
    # the hour that clocks skip puts two wall times closer together than the rule says: an hour in wall time counts
    wall = [moment.astimezone(clock.zone(zone)).replace(tzinfo=None) for moment in found]
    least = min((later - former for former, later in pairwise(wall)), default=timedelta(days=1))
    return [Problem("series.rule_too_often", field)] if least < timedelta(hours=1) else []


class _Enough(Exception):
    """More days were looked at than any sensible rule needs."""


class _Fence(tuple[int, ...]):
    """The weekdays of a rule; gives the search up when it has been asked of too many days.

    python-dateutil looks for the next day up to the year 9999, and nothing else ends it where there is none.
    """

    asked = 0

    def __contains__(self, day: object) -> bool:
        self.asked += 1
        if self.asked > DAYS_LOOKED_AT:
            raise _Enough()
        return super().__contains__(day)


def _walls(rule: Rule, start: datetime, near: datetime) -> Iterator[datetime]:
    """Wall times of the rule in order: all of them where they are counted, else from the period that holds `near`."""
    try:
        by = _expander(rule, start, start if rule.count is not None else max(start, near))
        by._byweekday = _Fence(by._byweekday or range(7))  # type: ignore[attr-defined]
        kept = (wall for wall in islice(by, TIMES_LOOKED_AT) if wall >= start)
        yield from islice(kept, rule.count)
    except (_Enough, ValueError, TypeError, OverflowError):  # dateutil has a word of its own for each kind of never
        return


def _expander(rule: Rule, start: datetime, near: datetime) -> rrule:
    """The rule for python-dateutil, begun with a whole period; what it would take from its start is said outright."""
    rule = outright(rule, start.date())
    months, month_days, days = rule.months, rule.month_days, _days(rule)
    hours = rule.hours or (None if rule.freq in ("HOURLY", "MINUTELY") else (start.hour,))
    minutes = rule.minutes or (None if rule.freq == "MINUTELY" else (start.minute,))
    return rrule(
        NAMES[rule.freq],  # type: ignore[arg-type]
        dtstart=_period(rule, start, near),
        interval=rule.interval,
        wkst=rule.week_start,
        bymonth=months or None,
        bymonthday=month_days or None,
        byyearday=rule.year_days or None,
        byweekno=rule.weeks or None,
        byweekday=[weekday(day, nth) if nth else weekday(day) for day, nth in days] or None,
        byhour=hours,
        byminute=minutes,
        bysecond=0,
        bysetpos=rule.places or None,
    )


def _days(rule: Rule) -> tuple[tuple[int, int], ...]:
    """Its weekdays; beside numbered ones "each Monday" is every numbered Monday (dateutil would take both to hold)."""
    if not any(nth for _, nth in rule.days):
        return rule.days
    most = 53 if rule.freq == "YEARLY" and not rule.months else 5
    return tuple((day, one) for day, nth in rule.days for one in ([nth] if nth else range(1, most + 1)))


def _period(rule: Rule, start: datetime, near: datetime) -> datetime:
    """The beginning of the last period of the rule that begins no later than `near`."""
    step = rule.interval
    if rule.freq == "YEARLY":
        return datetime(near.year - (near.year - start.year) % step, 1, 1)  # noqa: DTZ001 - wall time
    if rule.freq == "MONTHLY":
        first = start.year * 12 + start.month - 1
        month = near.year * 12 + near.month - 1
        year, place = divmod(month - (month - first) % step, 12)
        return datetime(year, place + 1, 1)  # noqa: DTZ001 - wall time
    if rule.freq == "WEEKLY":
        monday = datetime.combine(start.date(), time()) - timedelta(days=(start.weekday() - rule.week_start) % 7)
        return monday + (near - monday) // timedelta(weeks=step) * timedelta(weeks=step)
    begin = start
    if rule.freq != "MINUTELY":
        begin = start.replace(minute=0, hour=0 if rule.freq == "DAILY" else start.hour)
    length = UNITS[rule.freq] * step
    return begin + (near - begin) // length * length


def _until(rule: Rule, walls: Iterator[datetime], zone: str) -> Iterator[datetime]:
    for wall in walls:
        if rule.until is not None and moment_of(wall, zone) > rule.until:
            return
        yield wall


def _in_order(walls: Iterable[datetime], zone: str, missing: set[datetime], fit: Fit | None) -> Iterator[datetime]:
    """Their moments in order: what a gap of the clocks or a day off moves on waits for what comes before it."""
    waiting: list[datetime] = []
    for wall in walls:
        moment = moment_of(wall, zone)
        if moment not in missing:
            day = fit(wall.date()) if fit else wall.date()
            if day is not None:
                heapq.heappush(waiting, moment_of(datetime.combine(day, wall.time()), zone))
        is_skipped = moment.astimezone(clock.zone(zone)).replace(tzinfo=None) != wall
        while waiting and waiting[0] <= moment and not is_skipped:
            yield heapq.heappop(waiting)
    while waiting:
        yield heapq.heappop(waiting)


def moment_of(wall: datetime, zone: str) -> datetime:
    """The moment at which clocks in the zone show this."""
    return clock.wall(wall.date(), wall.time(), zone)
