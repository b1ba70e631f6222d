"""Quiet hours: the moment from which a message may be delivered; what falls into them waits and is never dropped. Pure.

A stretch of wall time on some weekdays is what quiet hours and modes of work have in common.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from crm.core import clock, workdays
from crm.core.priority import NORMAL, URGENT
from crm.core.workdays import ONE_DAY, WEEK, Hours, Span

LONGEST = timedelta(days=31)  # longer than that nobody is left alone: over New Year and a strike, not for ever


@dataclass(frozen=True)
class Stretch:
    """From–to on some weekdays, as wall time; one that ends no later than it begins goes on into the next day."""

    weekdays: frozenset[int]
    span: Span

    @classmethod
    def of(cls, weekdays: Collection[int], begins: str | None, ends: str | None) -> Stretch | None:
        """From the form in which tables keep it; None when there is none."""
        if not weekdays or begins is None or ends is None:
            return None
        return cls(frozenset(weekdays), (time.fromisoformat(begins), time.fromisoformat(ends)))

    def end_after(self, moment: datetime, zone: str) -> datetime | None:
        """When the stretch that this moment lies in ends; None when it lies in none."""
        today = clock.day_of(moment, zone)
        for day in (today - ONE_DAY, today):
            begins, ends = workdays.edges(day, self.span, zone)
            if day.weekday() in self.weekdays and begins <= moment < ends:
                return ends
        return None

    def is_endless(self) -> bool:
        """Whether it never ends: all day long on every day."""
        return len(self.weekdays) == len(WEEK) and self.span[0] == self.span[1]


@dataclass(frozen=True)
class Quiet:
    """When one person is not to be disturbed: in a stretch, outside of working hours, or both."""

    stretch: Stretch | None = None
    hours: Hours | None = None
    country: str = ""


NOTHING = Quiet()


def deliver_from(now: datetime, quiet: Quiet, zone: str, priority: str = NORMAL) -> datetime:
    """This moment, or the first one after it that is not quiet; what is urgent is delivered at once.

    Where quiet hours and time off leave no gap within a month, the quiet hours alone decide.
    """
    if priority == URGENT:
        return now
    moment = now
    while moment - now < LONGEST:
        later = _later(moment, quiet, zone)
        if later is None:
            return moment
        moment = later
    return deliver_from(now, Quiet(quiet.stretch), zone) if quiet.hours else now


def _later(moment: datetime, quiet: Quiet, zone: str) -> datetime | None:
    """The end of what is quiet at this moment; None when nothing is."""
    ends = quiet.stretch.end_after(moment, zone) if quiet.stretch else None
    if ends is not None:
        return ends
    if quiet.hours is None:
        return None
    opens = workdays.next_open(moment, quiet.hours, zone, quiet.country)
    return opens if opens > moment else None
