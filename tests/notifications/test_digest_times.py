"""When a digest is due: one moment a day, across both clock changes, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.core import clock
from crm.core.workdays import WEEK
from crm.notifications.digest_times import FRESH, Rhythm

WARSAW = "Europe/Warsaw"
DAILY = Rhythm.of("07:00", [], WARSAW)


def warsaw(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.zone(WARSAW)).astimezone(UTC)


@pytest.mark.parametrize("spring_or_autumn", [date(2026, 3, 27), date(2026, 10, 23)])
def test_seven_in_the_morning_stays_seven_across_both_clock_changes(spring_or_autumn: date) -> None:
    moment = clock.wall(spring_or_autumn, time(6), WARSAW)
    for ahead in range(5):
        moment = DAILY.next(moment)
        assert moment == clock.wall(spring_or_autumn + timedelta(days=ahead), time(7), WARSAW)


def test_a_time_that_spring_skips_comes_once_and_one_that_autumn_repeats_comes_once() -> None:
    half_past_two = Rhythm.of("02:30", [], WARSAW)
    for day, offset in ((date(2026, 3, 29), 1.5), (date(2026, 10, 25), 0.5)):
        begins = clock.day_start(day, WARSAW)
        found = half_past_two.next(begins)
        assert found == datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=offset)
        assert half_past_two.next(found) >= clock.day_start(day + timedelta(days=1), WARSAW)


def test_only_chosen_weekdays_are_its_days() -> None:
    monday_and_friday = Rhythm.of("07:00", [0, 4], WARSAW)
    assert monday_and_friday.next(warsaw("2026-03-10T12:00")) == warsaw("2026-03-13T07:00")
    assert monday_and_friday.last(warsaw("2026-03-10T12:00")) == (date(2026, 3, 9), warsaw("2026-03-09T07:00"))
    assert monday_and_friday.last(warsaw("2026-03-09T06:59"))[0] == date(2026, 3, 6)


def test_a_day_that_was_dealt_with_does_not_come_again() -> None:
    early = warsaw("2026-03-10T05:00")
    assert DAILY.next(early) == warsaw("2026-03-10T07:00")
    assert DAILY.next(early, date(2026, 3, 10)) == warsaw("2026-03-11T07:00")
    assert DAILY.next(early, date(2026, 3, 9)) == warsaw("2026-03-10T07:00")


def test_late_on_the_same_day_is_fresh_and_yesterday_only_just_after_it() -> None:
    day, moment = DAILY.last(warsaw("2026-03-10T22:00"))
    assert DAILY.is_fresh(day, moment, warsaw("2026-03-10T23:59"))
    assert not DAILY.is_fresh(day, moment, warsaw("2026-03-11T00:00"))
    night = Rhythm.of("23:59", [], WARSAW)
    day, moment = night.last(warsaw("2026-03-11T00:01"))
    assert day == date(2026, 3, 10)
    assert night.is_fresh(day, moment, moment + FRESH - timedelta(seconds=1))
    assert not night.is_fresh(day, moment, moment + FRESH)


_moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
_zones = st.sampled_from([WARSAW, "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Pacific/Apia"])
_times = st.times().map(lambda at: f"{at:%H:%M}")


@given(_moments, _times, st.lists(st.sampled_from(list(WEEK))), _zones)
def test_the_last_is_not_in_the_future_the_next_is_and_no_day_lies_between(
    now: datetime, at: str, weekdays: list[int], zone: str
) -> None:
    rhythm = Rhythm.of(at, weekdays, zone)
    day, last = rhythm.last(now)
    following = rhythm.next(now)
    assert last <= now < following
    assert day.weekday() in rhythm.weekdays
    assert rhythm.last(following)[1] == following
    assert rhythm.next(last) == following
