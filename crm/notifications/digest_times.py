"""When a digest is due: a wall time on some weekdays, as moments. Pure.

It is asked of calendar days, so a clock change neither doubles nor drops one: a time that spring skips comes an hour
later, one that autumn repeats means its first occurrence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crm.core import clock
from crm.core.workdays import ONE_DAY, WEEK

FRESH = timedelta(hours=3)  # so long after its time a digest still goes out when its day is over


@dataclass(frozen=True)
class Rhythm:
    """At which time on which weekdays, in a zone. No weekdays: every day is asked whether it is a working day."""

    at: time
    weekdays: frozenset[int]
    zone: str

    @classmethod
    def of(cls, at: str, weekdays: Collection[int], zone: str) -> Rhythm:
        """From the form in which the table keeps it."""
        return cls(time.fromisoformat(at), frozenset(weekdays or WEEK), zone)

    def last(self, now: datetime) -> tuple[date, datetime]:
        """The latest of its days whose moment is not in the future."""
        today = clock.day_of(now, self.zone)
        return max(found for found in self._days(today - 8 * ONE_DAY, 10) if found[1] <= now)

    def next(self, now: datetime, done_on: date | None = None) -> datetime:
        """Its first moment in the future, on a day that was not dealt with."""
        today = clock.day_of(now, self.zone)
        first = today + ONE_DAY if done_on == today else today
        return next(moment for _, moment in self._days(first, 10) if moment > now)

    def is_fresh(self, day: date, moment: datetime, now: datetime) -> bool:
        """Whether that day's digest is still worth sending: late on the same day, or only just missed."""
        return clock.day_of(now, self.zone) == day or now - moment < FRESH

    def _days(self, first: date, count: int) -> Iterator[tuple[date, datetime]]:
        for ahead in range(count):
            day = first + timedelta(days=ahead)
            if day.weekday() in self.weekdays:
                yield day, clock.wall(day, self.at, self.zone)
