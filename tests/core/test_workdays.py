"""Workdays of a country, hours of a week, and the moment at which a door opens next."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.core import clock, workdays
from crm.core.workdays import OFFICE_HOURS, Hours, is_open, is_workday, next_open, next_workday

WARSAW = "Europe/Warsaw"


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _warsaw(text: str) -> datetime:
    on, at = text.split("T")
    return clock.wall(date.fromisoformat(on), time.fromisoformat(at), WARSAW)


def _daily(begins: str, ends: str) -> Hours:
    return Hours.of([[begins, ends]] * 7)


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        ("2026-01-02", True),  # a Friday between two holidays
        ("2026-01-06", False),  # Epiphany
        ("2026-04-06", False),  # Easter Monday, which moves
        ("2026-06-04", False),  # Corpus Christi, which moves along
        ("2026-05-01", False),
        ("2026-05-03", False),  # a holiday on a Sunday is not made up for
        ("2026-05-04", True),
        ("2026-08-15", False),  # on a Saturday
        ("2026-11-11", False),
        ("2026-11-21", False),  # a Saturday
        ("2026-11-23", True),
        ("2024-12-24", True),  # Christmas Eve was a workday …
        ("2025-12-24", False),  # … until 2025
        ("2026-12-24", False),
        ("2026-12-31", True),
    ],
)
def test_polish_workdays(day: str, is_one: bool) -> None:
    assert is_workday(date.fromisoformat(day)) is is_one


def test_another_country_has_other_holidays_and_none_has_none() -> None:
    unity_day = date(2025, 10, 3)
    assert is_workday(unity_day, "PL")
    assert not is_workday(unity_day, "DE")
    assert is_workday(date(2026, 1, 6), "")
    assert not is_workday(date(2026, 1, 4), "")  # a Sunday all the same


def test_an_unknown_country_is_known_to_be_none() -> None:
    assert not workdays.is_country("XX")
    assert not workdays.is_country("")
    assert "PL" in workdays.countries()


def test_days_off_of_our_own_are_off_as_well() -> None:
    bridge = date(2026, 6, 5)
    assert is_workday(bridge)
    assert not is_workday(bridge, also_off={bridge})
    assert next_workday(date(2026, 6, 4), also_off={bridge}) == date(2026, 6, 8)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2026-11-23", "2026-11-23"),  # is one already
        ("2026-11-21", "2026-11-23"),
        ("2026-12-24", "2026-12-28"),  # Eve, two holidays, of which one a Saturday, and the Sunday
        ("2026-05-01", "2026-05-04"),
    ],
)
def test_the_next_workday(day: str, found: str) -> None:
    assert next_workday(date.fromisoformat(day)) == date.fromisoformat(found)


def test_holidays_are_named_in_the_readers_language() -> None:
    assert workdays.holiday_names("PL", 2026, "pl")[date(2026, 1, 1)] == "Nowy Rok"
    assert workdays.holiday_names("PL", 2026, "en")[date(2026, 1, 1)] == "New Year's Day"
    assert workdays.holiday_names("", 2026, "pl") == {}


def test_hours_are_kept_and_read_back() -> None:
    kept = [["08:00", "16:30"], None, ["09:15", "00:00"], None, None, None, None]
    assert Hours.of(kept).kept() == kept
    assert Hours.of([["08:00", "16:00"]]).week[1:] == (None,) * 6  # days that nobody named are closed


@pytest.mark.parametrize(
    ("moment", "is_it"),
    [
        ("2026-11-23T07:59", False),
        ("2026-11-23T08:00", True),
        ("2026-11-23T15:59", True),
        ("2026-11-23T16:00", False),  # the closing moment is outside
        ("2026-11-22T10:00", False),  # a Sunday
        ("2026-11-11T10:00", False),  # a holiday on a Wednesday
    ],
)
def test_open_is_from_the_opening_to_before_the_closing(moment: str, is_it: bool) -> None:
    assert is_open(_warsaw(moment), OFFICE_HOURS, WARSAW) is is_it


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2026-11-23T12:00", "2026-11-23T12:00"),  # open: at once
        ("2026-11-23T03:00", "2026-11-23T08:00"),
        ("2026-11-23T16:00", "2026-11-24T08:00"),
        ("2026-11-20T16:01", "2026-11-23T08:00"),  # over the weekend
        ("2026-12-23T18:00", "2026-12-28T08:00"),  # over Christmas
        ("2026-03-28T12:00", "2026-03-30T08:00"),  # 23 hours in between
        ("2026-10-24T12:00", "2026-10-26T08:00"),  # 25
    ],
)
def test_it_opens_next(asked: str, found: str) -> None:
    assert next_open(_warsaw(asked), OFFICE_HOURS, WARSAW) == _warsaw(found)


def test_eight_in_the_morning_stays_eight_on_both_days_of_change() -> None:
    hours = _daily("08:00", "16:00")
    assert next_open(_at("2026-03-28T20:00"), hours, WARSAW, "") == _at("2026-03-29T06:00")
    assert next_open(_at("2026-10-24T20:00"), hours, WARSAW, "") == _at("2026-10-25T07:00")


def test_hours_that_the_spring_change_skips_are_closed_that_day() -> None:
    hours = _daily("02:00", "03:00")
    assert next_open(_warsaw("2026-03-28T12:00"), hours, WARSAW, "") == _warsaw("2026-03-30T02:00")


def test_hours_inside_the_hour_that_comes_twice_are_open_once() -> None:
    hours = _daily("02:00", "02:30")
    assert is_open(_at("2026-10-25T00:15"), hours, WARSAW, "")  # 02:15, the first time
    assert not is_open(_at("2026-10-25T01:15"), hours, WARSAW, "")  # 02:15 again


@pytest.mark.parametrize("ends", ["00:00", "06:00"])
def test_hours_may_go_to_midnight_and_beyond(ends: str) -> None:
    hours = _daily("22:00", ends)
    assert is_open(_warsaw("2026-11-23T23:59"), hours, WARSAW)
    assert is_open(_warsaw("2026-11-24T05:59"), hours, WARSAW) is (ends == "06:00")
    assert not is_open(_warsaw("2026-11-24T06:00"), hours, WARSAW)


def test_who_never_opens_is_not_waited_for() -> None:
    closed, moment = Hours((None,) * 7), _warsaw("2026-11-23T12:00")
    assert not closed.is_ever_open()
    assert next_open(moment, closed, WARSAW) == moment


_edges = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
_spans = st.one_of(st.none(), st.tuples(_edges, _edges))
_weeks = st.tuples(*[_spans] * 7).map(Hours)
_moments = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))
_zones = st.sampled_from([WARSAW, "UTC", "America/New_York", "Asia/Beirut", "Australia/Lord_Howe", "Africa/Cairo"])
_countries = st.sampled_from(["PL", "DE", "US", ""])


@settings(max_examples=300, deadline=None)
@given(_moments, _weeks, _zones, _countries)
def test_what_is_found_is_open_and_nothing_earlier_is(moment: datetime, hours: Hours, zone: str, country: str) -> None:
    found = next_open(moment, hours, zone, country)
    assert found >= moment
    assert found.tzinfo is not None
    if not is_open(found, hours, zone, country):
        assert found == moment  # only of who is never open
        assert not any(is_open(moment + timedelta(hours=ahead), hours, zone, country) for ahead in range(24 * 30))
    elif found > moment:
        step = (found - moment) / 40
        assert not any(is_open(moment + step * part, hours, zone, country) for part in range(40))
        assert next_open(found, hours, zone, country) == found


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2015, 1, 1), date(2040, 12, 31)), _countries)
def test_the_next_workday_is_one_and_none_lies_between(day: date, country: str) -> None:
    found = next_workday(day, country)
    assert is_workday(found, country)
    between = [day + timedelta(days=ahead) for ahead in range((found - day).days)]
    assert not any(is_workday(earlier, country) for earlier in between)
    assert len(between) < 14
