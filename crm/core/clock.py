"""The clock: the only place that asks what time it is, and wall time in zones."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

VARIABLE = "CRM_TEST_CLOCK"


def now() -> datetime:
    """This moment in UTC; the moment held by the file in CRM_TEST_CLOCK while that is set."""
    path = os.environ.get(VARIABLE)
    return _held(Path(path)) if path else datetime.now(UTC)


def is_test() -> bool:
    """Whether a test clock is set, which every page and log must say."""
    return bool(os.environ.get(VARIABLE))


def _held(path: Path) -> datetime:
    moment = datetime.fromisoformat(path.read_text(encoding="utf-8").strip())
    if moment.tzinfo is None:
        raise ValueError(f"{VARIABLE}: {path} holds a moment without a zone")
    return moment.astimezone(UTC)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name; ZoneInfoNotFoundError (a KeyError) or ValueError if there is none."""
    return ZoneInfo(name)


def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone."""
    try:
        zone(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def day_of(moment: datetime, zone_name: str) -> date:
    """The calendar day of a moment as people in that zone write it."""
    return moment.astimezone(zone(zone_name)).date()


def wall(on: date, at: time, zone_name: str) -> datetime:
    """The UTC moment at which clocks in the zone show `at` on that day.

    A time that the spring change skips is moved forward by the gap (02:30 becomes 03:30), one that the
    autumn change repeats means its first occurrence: PEP 495, fold=0.
    """
    return datetime.combine(on, at, tzinfo=zone(zone_name)).astimezone(UTC)


def day_start(on: date, zone_name: str) -> datetime:
    """The first moment of a day in the zone, also where midnight does not exist on that day."""
    moment = wall(on, time(0), zone_name)
    while day_of(moment, zone_name) < on:
        moment += timedelta(minutes=15)
    return moment
