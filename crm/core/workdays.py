"""Days and hours of work: weekends, a country's public holidays, and when somebody's door is open. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from crm.core import clock

COUNTRY = "PL"
WEEK = range(7)  # Monday is 0, as everywhere in Python
WEEKEND = frozenset({5, 6})
ONE_DAY = timedelta(days=1)
LONGEST_SEARCH = 400  # days; whoever is not open within a year is never open
Span = tuple[time, time]  # from–to; "to" at 00:00 means the midnight that ends the day


@dataclass(frozen=True)
class Hours:
    """Working hours of a week: for each weekday, Monday first, from–to, or None when closed."""

    week: tuple[Span | None, ...]

    @classmethod
    def of(cls, kept: Sequence[Sequence[str] | None]) -> Hours:
        """From the form in which settings keep them: seven times `["08:00", "16:00"]` or None."""
        spans = [(time.fromisoformat(day[0]), time.fromisoformat(day[1])) if day else None for day in kept]
        return cls(tuple(spans[:7]) + (None,) * (7 - len(spans)))

    def kept(self) -> list[list[str] | None]:
        """The other way round."""
        return [[f"{edge:%H:%M}" for edge in span] if span else None for span in self.week]

    def on(self, day: date) -> Span | None:
        """From–to of that day's weekday; public holidays are not looked at."""
        return self.week[day.weekday()]

    def is_ever_open(self) -> bool:
        """Whether any weekday is open at all."""
        return any(self.week)


OFFICE_HOURS = Hours(tuple((time(8), time(16)) if day not in WEEKEND else None for day in WEEK))


@lru_cache(maxsize=512)
def holiday_names(country: str, year: int, language: str | None = None) -> dict[date, str]:
    """The public holidays of a year, named in that language when the country's calendar knows it; do not change it."""
    if not is_country(country):
        return {}
    known = holidays.list_localized_countries().get(country, [])
    spoken = next((code for code in known if language and code.split("_")[0] == language), None)
    return dict(sorted(holidays.country_holidays(country, years=year, language=spoken).items()))


@lru_cache(maxsize=1)
def countries() -> tuple[str, ...]:
    """The countries (ISO 3166) whose public holidays we know."""
    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))


def is_country(country: str) -> bool:
    """Whether we know the public holidays of this country; "" stands for a place without any."""
    return country in countries()


def is_holiday(day: date, country: str = COUNTRY, also_off: Collection[date] = ()) -> bool:
    """Whether this is a public holiday, or a day off of our own."""
    return day in also_off or day in holiday_names(country, day.year)


def is_workday(day: date, country: str = COUNTRY, also_off: Collection[date] = ()) -> bool:
    """Whether people work on this day: neither Saturday, Sunday nor a day off."""
    return day.weekday() not in WEEKEND and not is_holiday(day, country, also_off)


def next_workday(day: date, country: str = COUNTRY, also_off: Collection[date] = ()) -> date:
    """This day when it is a workday, else the first one after it."""
    while not is_workday(day, country, also_off):
        day += ONE_DAY
    return day


def opening(
    day: date, hours: Hours, zone: str, country: str = COUNTRY, also_off: Collection[date] = ()
) -> tuple[datetime, datetime] | None:
    """The moments between which it is open on that day; None when it is closed, also when a clock change skips it."""
    span = hours.on(day)
    if span is None or is_holiday(day, country, also_off):
        return None
    begins, ends = edges(day, span, zone)
    return (begins, ends) if begins < ends else None


def edges(day: date, span: Span, zone: str) -> tuple[datetime, datetime]:
    """From–to of a day as moments; what ends no later than it begins ends on the day after."""
    last = day if span[1] > span[0] else day + ONE_DAY
    return clock.wall(day, span[0], zone), clock.wall(last, span[1], zone)


def is_open(moment: datetime, hours: Hours, zone: str, country: str = COUNTRY, also_off: Collection[date] = ()) -> bool:
    """Whether this moment lies in the working hours; the closing moment itself does not."""
    day = clock.day_of(moment, zone)
    # yesterday too: hours that end at midnight may, after a clock change, reach into the day after
    for on in (day - ONE_DAY, day):
        found = opening(on, hours, zone, country, also_off)
        if found and found[0] <= moment < found[1]:
            return True
    return False


def next_open(
    moment: datetime, hours: Hours, zone: str, country: str = COUNTRY, also_off: Collection[date] = ()
) -> datetime:
    """This moment when it is open, else the next moment at which it opens; of who never opens, this moment.

    Wall time: 08:00 stays 08:00 across both clock changes; weekdays that are closed and holidays are passed over.
    """
    if is_open(moment, hours, zone, country, also_off):
        return moment
    day = clock.day_of(moment, zone)
    for ahead in range(LONGEST_SEARCH if hours.is_ever_open() else 0):
        found = opening(day + timedelta(days=ahead), hours, zone, country, also_off)
        if found and found[0] > moment:
            return found[0]
    return moment
