"""When a step that waits for working hours is heard: in the hours of whoever hears it, and within five working days.

Who is away is heard through their substitute, in that one's hours; who is away and has none is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from crm import people
from crm.core import clock, workdays
from crm.core.access import internal
from crm.core.work import Work
from crm.core.workdays import ONE_DAY
from crm.people import WorkingTime

MOST_DAYS = 5  # of the office's working days: no step waits longer for anybody
KNOWN = "hours of work"  # what the session remembers of them until its transaction ends


def first_heard(
    now: datetime, until: datetime, zone: str, hearer: Callable[[date], WorkingTime | None]
) -> datetime | None:
    """The first moment from now on, and before `until`, at which somebody hears; None when nobody does.

    `hearer` says who hears on a day of that zone: when they work, or None when nobody is there.
    """
    moment = now
    while moment < until:
        day = clock.day_of(moment, zone)
        found = hearer(day)
        opens = found.next_open(moment) if found and found.hours.is_ever_open() else None
        if opens is not None and opens < until and clock.day_of(opens, zone) == day:
            return opens
        moment = clock.day_start(day + ONE_DAY, zone)
    return None


@internal
def heard_from(work: Work, whom: Sequence[int], since: datetime) -> datetime | None:
    """When the first of these people can hear what is due since then; None when nobody does in time."""
    until, zone = _last_moment(work, since), work.office.zone
    found = (first_heard(work.now, until, zone, _hearer(work, person)) for person in whom)
    return min((moment for moment in found if moment is not None), default=None)


@internal
def office_opens(work: Work) -> datetime:
    """Now when the office is open, else when it opens."""
    time = people.office_time(work)
    return workdays.next_open(work.now, time.hours, work.office.zone, time.country)


def _last_moment(work: Work, since: datetime) -> datetime:
    """The end of the last working day that a step due since then may wait for."""
    country, day = people.office_time(work).country, clock.day_of(since, work.office.zone)
    for _ in range(MOST_DAYS):
        day = workdays.next_workday(day + ONE_DAY, country)
    return clock.day_start(day + ONE_DAY, work.office.zone)


def _hearer(work: Work, person: int) -> Callable[[date], WorkingTime | None]:
    """Who hears for this person on a day: they, or on days away who stands in; None where nobody does."""

    def on(day: date) -> WorkingTime | None:
        cover = people.covers(work, day).get(person)
        who = person if cover is None else cover.substitute_id
        return None if who is None else _time(work, who)

    return on


def _time(work: Work, person: int) -> WorkingTime:
    known: dict[int, WorkingTime] = work.session.info.setdefault(KNOWN, {})
    if person not in known:
        known[person] = people.working_time(work, person)
    return known[person]
