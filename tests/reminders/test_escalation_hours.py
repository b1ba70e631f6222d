"""Escalation falls into the working hours of whoever hears it, and never waits for somebody who does not come."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import errand
import probe
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import jobs, people, reminders
from crm.core import clock as clocks
from crm.core.workdays import OFFICE_HOURS, WEEK, Hours
from crm.people import WorkingTime
from crm.people.tables import User
from crm.reminders import StepPlan
from crm.reminders.hours import first_heard
from tests.conftest import Cast, Clock
from tests.firm import by

WARSAW = "Europe/Warsaw"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TERM = datetime(2026, 3, 10, 9, tzinfo=UTC)  # Tuesday, 10:00 in Warsaw
TODAY = date(2026, 3, 10)
OFFICE = WorkingTime(OFFICE_HOURS, WARSAW, "PL")


@pytest.fixture(autouse=True)
def _subjects() -> None:
    errand.register()
    probe.register()


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return clocks.wall(date(2026, month, day), time(hour, minute), WARSAW)


def step(audience: str = "owner", count: int = 1) -> StepPlan:
    return StepPlan(count, "hour", False, None, 7, anchor="late", channels=("bell",), audience=audience, in_hours=True)


@pytest.fixture
def late_one(cast: Cast, clock: Clock) -> int:
    """Anna's errand, given by Bob; Mona is above Anna."""
    clock.set(TERM)
    with probe.office() as work:
        work.session.get_one(User, cast.anna).supervisor_id = cast.mona
    return errand.record({"owner": cast.anna, "delegator": cast.bob})


def works(person: int, week: dict[int, tuple[time, time] | None]) -> None:
    with by(person) as work:
        people.set_my_time(work, week)


def away(person: int, first: date, last: date, substitute: int | None = None) -> None:
    with by(person) as work:
        people.add_my_absence(work, first_on=first, last_on=last, substitute_id=substitute)


def heard(clock: Clock, moment: datetime) -> list[int]:
    before = len(probe.bells())
    clock.set(moment)
    jobs.remind()
    return [entry.person_id for entry in probe.bells()[before:]]


def test_each_step_falls_into_the_hours_of_whoever_hears_it(late_one: int, cast: Cast, clock: Clock) -> None:
    works(cast.anna, dict.fromkeys(WEEK, (time(12), time(20))))
    works(cast.bob, {1: None, 2: (time(6), time(10))})
    errand.plan(late_one, [step(), step("delegator", 2)], {"late": TERM - HOUR})
    assert heard(clock, TERM) == []  # 10:00: anna begins at noon
    assert [row.try_at for row in errand.ledger(late_one)] == [at(10, 12), at(10, 11)]
    assert heard(clock, at(10, 11)) == []  # bob is off on Tuesdays
    assert heard(clock, at(10, 12)) == [cast.anna]
    assert heard(clock, at(11, 5, 59)) == []
    assert heard(clock, at(11, 6)) == [cast.bob]
    assert errand.states(late_one) == ["fired", "fired"]


def test_who_works_when_the_office_is_closed_hears_it_then(late_one: int, cast: Cast, clock: Clock) -> None:
    with probe.office() as work:
        work.session.get_one(User, cast.anna).zone = "America/New_York"
    errand.plan(late_one, [step()], {"late": at(10, 18)})
    assert heard(clock, at(10, 19)) == [cast.anna]  # 14:00 there


def test_who_is_away_hears_it_when_they_are_back(late_one: int, cast: Cast, clock: Clock) -> None:
    away(cast.anna, TODAY, TODAY + 2 * DAY)
    errand.plan(late_one, [step()], {"late": TERM - HOUR})
    assert heard(clock, TERM) == []
    assert [row.try_at for row in errand.ledger(late_one)] == [at(13, 8)]
    assert heard(clock, at(13, 8)) == [cast.anna]


def test_a_substitute_hears_it_in_their_own_hours(late_one: int, cast: Cast, clock: Clock) -> None:
    works(cast.carol, dict.fromkeys(WEEK, (time(13), time(15))))
    away(cast.anna, TODAY, TODAY + 60 * DAY, cast.carol)
    errand.plan(late_one, [step()], {"late": TERM - HOUR})
    assert heard(clock, at(10, 12, 59)) == []
    assert heard(clock, at(10, 13)) == [cast.anna, cast.carol]


def test_who_does_not_come_within_five_working_days_is_stood_in_for_by_the_next_one_up(
    late_one: int, cast: Cast, clock: Clock
) -> None:
    away(cast.anna, TODAY, TODAY + 20 * DAY)
    errand.plan(late_one, [step()], {"late": TERM - HOUR})
    with by(cast.admin) as work:
        [explained] = reminders.explain(work, errand.KIND, late_one)
    assert {line.name for line in explained.lines} == {"Bob"}
    assert heard(clock, TERM) == [cast.bob]


def test_where_nobody_is_there_the_office_s_hours_decide(late_one: int, cast: Cast, clock: Clock) -> None:
    for person in (cast.anna, cast.bob, cast.mona):
        works(person, dict.fromkeys(WEEK))
    errand.plan(late_one, [step()], {"late": at(10, 18)})
    assert heard(clock, at(10, 19)) == []
    assert heard(clock, at(11, 8)) == [cast.anna]


def test_an_absence_that_is_made_longer_each_time_stops_nothing(late_one: int, cast: Cast, clock: Clock) -> None:
    alone = errand.record({"owner": cast.carol})
    errand.plan(alone, [step()], {"late": TERM - HOUR})
    told, day = list[int](), TODAY
    for _ in range(9):
        away(cast.carol, day, day)
        told += heard(clock, at(day.day, 10)) + heard(clock, at(day.day, 15))
        day += DAY
    assert (told, errand.states(alone)) == ([cast.carol], ["fired"])
    [row] = errand.ledger(alone)
    assert row.settled_at is not None
    assert row.settled_at <= at(18, 15)  # five working days after the 10th is the 17th


def test_planning_again_and_a_clock_that_jumps_tell_it_once(late_one: int, cast: Cast, clock: Clock) -> None:
    works(cast.anna, dict.fromkeys(WEEK, (time(12), time(20))))
    for moment in (TERM, at(10, 11), at(10, 13), TERM, at(10, 14), at(12, 13)):
        clock.set(moment)
        errand.plan(late_one, [step()], {"late": TERM - HOUR})
        jobs.remind()
    assert [entry.person_id for entry in probe.bells()] == [cast.anna]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (at(28, 10), at(30, 8)),  # Saturday before the clocks go forward
        (clocks.wall(date(2026, 10, 24), time(10), WARSAW), clocks.wall(date(2026, 10, 26), time(8), WARSAW)),
        (at(3, 17, month=4), at(7, 8, month=4)),  # Good Friday; Easter Monday is a holiday
        (at(10, 9), at(10, 9)),
    ],
)
def test_eight_o_clock_stays_eight_o_clock(now: datetime, found: datetime) -> None:
    assert first_heard(now, now + 9 * DAY, WARSAW, lambda _day: OFFICE) == found


def test_nobody_is_heard_where_nobody_is_there() -> None:
    assert first_heard(TERM, TERM + 9 * DAY, WARSAW, lambda _day: None) is None
    closed = WorkingTime(Hours((None,) * 7), WARSAW, "PL")
    assert first_heard(TERM, TERM + 9 * DAY, WARSAW, lambda _day: closed) is None
    assert first_heard(TERM, TERM, WARSAW, lambda _day: OFFICE) is None


_moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
_zones = st.sampled_from([WARSAW, "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut"])
_weeks = st.sampled_from([OFFICE_HOURS, Hours(((time(22), time(6)),) * 7), Hours(((time(9), time(0)),) * 7)])


@given(_moments, _zones, _zones, _weeks, st.frozensets(st.integers(0, 6), max_size=6))
def test_it_is_never_early_never_beyond_the_end_and_somebody_works_then(
    now: datetime, office: str, home: str, week: Hours, off: frozenset[int]
) -> None:
    theirs, until = WorkingTime(week, home, "PL"), now + 8 * DAY
    found = first_heard(now, until, office, lambda day: None if day.weekday() in off else theirs)
    if found is not None:
        assert now <= found < until
        assert theirs.is_open(found)
        assert clocks.day_of(found, office).weekday() not in off
