"""What ends when, for pictures: counted by month and type, one by one for a timeline, and how much is urgent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select

from crm.core.access import right
from crm.core.work import Work
from crm.monitoring import lists, rules
from crm.monitoring.lists import VIEW, MonitoringRow
from crm.monitoring.rules import Filters
from crm.monitoring.tables import Monitoring

MOST_BARS = 60
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
OVER, THIS_WEEK, THIS_MONTH, LATER = URGENCIES = ("over", "week", "month", "later")


@dataclass(frozen=True)
class MonthCount:
    """How many monitorings of a type end in the month that begins on `month`."""

    month: date
    type: str
    count: int


@dataclass(frozen=True)
class Bar:
    """One monitoring of a timeline and how urgent its end is (of URGENCIES)."""

    row: MonitoringRow
    urgency: str


@dataclass(frozen=True)
class Figure:
    """A count (of `listing.CAP` when it stopped there) beside the filters of the list that shows what was counted."""

    name: str
    count: int
    filters: Filters


@right(VIEW)
def ends_by_month(work: Work, filters: Filters, first: date, months: int) -> list[MonthCount]:
    """How many of what the filters list end in each of these months, by type; months without an end are left out."""
    start = first.replace(day=1)
    within = replace(filters, last_from=start, last_to=start + relativedelta(months=months, days=-1))
    ids = lists.matching_ids(work, within)
    days = select(Monitoring.ends_on, Monitoring.type, func.count()).where(Monitoring.id.in_(ids))
    counts: Counter[tuple[date, str]] = Counter()
    for day, type, count in work.session.execute(days.group_by(Monitoring.ends_on, Monitoring.type)).all():
        if day is not None:
            counts[day.replace(day=1), type] += count
    return [MonthCount(month, type, count) for (month, type), count in sorted(counts.items())]


@right(VIEW)
def timeline(work: Work, filters: Filters, first: date, months: int) -> tuple[list[Bar], bool]:
    """What the filters list and what ends in these months, by its end; at most MOST_BARS, and whether there is more."""
    start = first.replace(day=1)
    within = replace(filters, last_from=start, last_to=start + relativedelta(months=months, days=-1))
    ordered = lists.matching_ids(work, within).order_by(Monitoring.ends_on, Monitoring.id).limit(MOST_BARS + 1)
    ids = list(work.session.execute(ordered).scalars())
    rows = lists.rows(work.as_office(), ids[:MOST_BARS])
    return [Bar(row, urgency(row.ends_on, row.state, work.today)) for row in rows], len(ids) > MOST_BARS


@right(VIEW)
def figures(work: Work, filters: Filters) -> list[Figure]:
    """How much of what the filters list ends within a week, within thirty days, and never."""
    open_only = replace(filters, states=rules.OPEN, last_from=None, last_to=None)
    asked = {
        THIS_WEEK: replace(open_only, last_from=work.today, last_to=work.today + WEEK),
        THIS_MONTH: replace(open_only, last_from=work.today, last_to=work.today + MONTH),
        "no_end": replace(open_only, no_end=True),
    }
    return [Figure(name, lists.how_many(work, found)[0], found) for name, found in asked.items()]


def urgency(ends_on: date | None, state: str, today: date) -> str:
    """How urgent an end is: over (also what was cancelled), within a week, within thirty days, later."""
    if state not in rules.OPEN or (ends_on is not None and ends_on < today):
        return OVER
    if ends_on is None or ends_on > today + MONTH:
        return LATER
    return THIS_WEEK if ends_on <= today + WEEK else THIS_MONTH
