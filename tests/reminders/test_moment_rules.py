"""What a step means that counts from a moment, or stands on a day of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm.reminders import StepPlan, check_steps
from crm.reminders.rules import Reference, due_at, fingerprint, is_late, reference_of

WARSAW = "Europe/Warsaw"
ZONES = (
    "Europe/Warsaw", "America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut", "America/Asuncion", "Australia/Lord_Howe",
    "Asia/Kathmandu", "America/St_Johns", "UTC",
)  # fmt: skip
TERM = datetime(2026, 3, 30, 12, 30, tzinfo=UTC)  # Monday after Poland's spring change, 14:30 there
moments = some.datetimes(datetime(1975, 1, 1), datetime(2037, 12, 31)).map(
    lambda value: value.replace(second=0, microsecond=0, tzinfo=UTC)
)


def due(step: StepPlan, moment: datetime, zone: str = WARSAW) -> datetime:
    reference = reference_of(step, {"from": moment, "due": moment, "late": moment})
    assert reference is not None
    return due_at(step, reference, zone)


@pytest.mark.parametrize(
    ("step", "moment"),
    [
        (StepPlan(10, "minute", anchor="due"), datetime(2026, 3, 30, 12, 20, tzinfo=UTC)),
        (StepPlan(2, "hour", anchor="from"), datetime(2026, 3, 30, 10, 30, tzinfo=UTC)),
        (StepPlan(4, "hour", False, anchor="late"), datetime(2026, 3, 30, 16, 30, tzinfo=UTC)),
        (StepPlan(0, "minute", anchor="due"), TERM),
        (StepPlan(1, "day", anchor="due"), datetime(2026, 3, 29, 7, tzinfo=UTC)),  # 09:00, the clocks have changed
        (StepPlan(2, "day", anchor="due"), datetime(2026, 3, 28, 8, tzinfo=UTC)),  # 09:00, they have not
        (StepPlan(2, "day", at=None, anchor="due"), datetime(2026, 3, 28, 13, 30, tzinfo=UTC)),  # 14:30 as the term
        (StepPlan(0, "day", at=None, anchor="due"), TERM),
        (StepPlan(1, "week", at=time(16), anchor="due"), datetime(2026, 3, 23, 15, tzinfo=UTC)),
        (StepPlan(1, "month", at=time(8), anchor="due"), datetime(2026, 2, 28, 7, tzinfo=UTC)),
    ],
)
def test_a_step_counts_exactly_or_by_the_calendar_of_the_office(step: StepPlan, moment: datetime) -> None:
    assert due(step, TERM) == moment


def test_days_count_from_the_date_that_the_moment_has_in_the_office() -> None:
    late_evening = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)  # 00:30 of the 11th in Warsaw
    assert due(StepPlan(1, "day", anchor="due"), late_evening) == datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert due(StepPlan(1, "day", anchor="due"), late_evening, "UTC") == datetime(2026, 3, 9, 9, tzinfo=UTC)


def test_a_step_on_a_day_of_its_own_needs_no_moment() -> None:
    friday = StepPlan(0, "day", at=time(8), anchor="at", day_on=date(2026, 3, 27))
    reference = reference_of(friday, {})
    assert reference == Reference(date(2026, 3, 27))
    assert due_at(friday, reference, WARSAW) == datetime(2026, 3, 27, 7, tzinfo=UTC)
    assert due_at(friday, reference, "America/New_York") == datetime(2026, 3, 27, 12, tzinfo=UTC)


@given(moments, some.sampled_from(ZONES), some.integers(0, 800), some.booleans())
def test_nine_o_clock_stays_nine_o_clock_whatever_the_clocks_do(
    moment: datetime, zone: str, count: int, is_before: bool
) -> None:
    found = due(StepPlan(count, "day", is_before, anchor="due"), moment, zone).astimezone(ZoneInfo(zone))
    assert (found.hour, found.minute) == (9, 0)
    days = (found.date() - moment.astimezone(ZoneInfo(zone)).date()).days
    assert days == (-count if is_before else count)


@given(moments, some.sampled_from(ZONES), some.integers(1, 800), some.booleans())
def test_the_same_time_of_day_is_kept_except_where_it_does_not_exist(
    moment: datetime, zone: str, count: int, is_before: bool
) -> None:
    local = moment.astimezone(ZoneInfo(zone))
    found = due(StepPlan(count, "day", is_before, None, anchor="due"), moment, zone).astimezone(ZoneInfo(zone))
    wanted = datetime.combine(local.date() + timedelta(days=-count if is_before else count), local.time())
    gap = found.replace(tzinfo=None) - wanted
    assert timedelta() <= gap <= timedelta(hours=1)
    assert not found.fold
    if gap:  # that time of day was skipped: going there and back does not come to the same
        there = wanted.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
        assert there.replace(tzinfo=None) != wanted


@given(moments, some.sampled_from(ZONES), some.integers(0, 3660), some.sampled_from(["minute", "hour"]))
def test_minutes_and_hours_are_as_long_as_they_are_everywhere(
    moment: datetime, zone: str, count: int, unit: str
) -> None:
    span = timedelta(minutes=count) if unit == "minute" else timedelta(hours=count)
    assert due(StepPlan(count, unit, anchor="due"), moment, zone) == moment - span
    assert due(StepPlan(count, unit, False, anchor="due"), moment, zone) == moment + span


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        ("America/Sao_Paulo", date(2018, 11, 4), time(0), datetime(2018, 11, 4, 3)),  # midnight is skipped: 01:00
        ("America/Sao_Paulo", date(2018, 11, 4), time(0, 30), datetime(2018, 11, 4, 3, 30)),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 15), datetime(2026, 4, 23, 22, 15)),  # skipped: 01:15
        ("Asia/Beirut", date(2026, 3, 29), time(0), datetime(2026, 3, 28, 22)),  # midnight is skipped
        ("Europe/Warsaw", date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30)),  # skipped: 03:30
        ("Europe/Warsaw", date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30)),  # twice: the first
        ("America/Sao_Paulo", date(2019, 2, 16), time(23, 30), datetime(2019, 2, 17, 1, 30)),  # twice: the first
        ("Asia/Beirut", date(2026, 10, 24), time(23, 30), datetime(2026, 10, 24, 20, 30)),  # twice: the first
    ],
)
def test_gaps_are_stepped_over_and_of_folds_the_first_counts(zone: str, day: date, at: time, utc: datetime) -> None:
    noon_after = datetime.combine(day + timedelta(days=3), time(12), ZoneInfo(zone))
    assert due(StepPlan(3, "day", at=at, anchor="due"), noon_after, zone) == utc.replace(tzinfo=UTC)
    own = StepPlan(0, "day", at=at, anchor="at", day_on=day)
    assert due_at(own, Reference(day), zone) == utc.replace(tzinfo=UTC)


def test_a_moment_in_the_second_of_two_equal_hours_stays_where_it_is() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 for the second time in Warsaw
    assert due(StepPlan(0, "day", at=None, anchor="due"), second) == second
    assert due(StepPlan(10, "minute", anchor="due"), second) == second - timedelta(minutes=10)
    assert due(StepPlan(1, "day", at=None, anchor="due"), second) == datetime(2026, 10, 24, 0, 30, tzinfo=UTC)


@given(moments, some.integers(0, 59))
def test_what_the_ledger_keeps_of_a_moment_is_its_minute(moment: datetime, second: int) -> None:
    there = moment.replace(second=second).astimezone(timezone(timedelta(hours=5, minutes=45)))
    reference = reference_of(StepPlan(5, "minute", anchor="due"), {"due": there})
    assert reference is not None
    assert reference.moment == moment
    assert reference == Reference(moment.date(), moment.hour * 60 + moment.minute)


def test_a_moment_that_is_not_there_gives_nothing() -> None:
    assert reference_of(StepPlan(5, "minute", anchor="due"), {"due": None, "from": TERM}) is None
    assert reference_of(StepPlan(5, "minute", anchor="late"), {}) is None


def test_ladders_of_before_keep_their_fingerprints() -> None:
    steps = [StepPlan(30, "day"), StepPlan(2, "week", at=time(8, 30), fresh_days=None, channels=("bell",))]
    assert fingerprint(steps) == "344a42a126f2da93cfcbfdbf2ae5e1529d2c7751126224525a4b245f6f6cdbdc"
    own = StepPlan(14, "day", audience="own")
    assert fingerprint([own]) == "5261c3edae2b0c8386bd7c339cd588279403d8b8601e69643f17bbbfc86804e9"


def test_any_difference_of_the_new_ones_makes_another_ladder() -> None:
    step = StepPlan(1, "day", anchor="due")
    others = [
        StepPlan(1, "day", anchor="from"), StepPlan(1, "day", at=None, anchor="due"),
        StepPlan(1, "hour", anchor="due"), StepPlan(1, "day", anchor="due", audience="owner"),
        StepPlan(1, "day", anchor="due", in_hours=True), StepPlan(1, "day", anchor="due", audience="delegator"),
        StepPlan(0, "day", anchor="at", day_on=date(2026, 3, 27)),
        StepPlan(0, "day", anchor="at", day_on=date(2026, 3, 28)),
    ]  # fmt: skip
    assert len({fingerprint([one]) for one in [step, *others]}) == 9


FRIDAY = date(2026, 3, 27)


@pytest.mark.parametrize(
    ("step", "code", "field"),
    [
        (StepPlan(7, "minute"), "reminders.step_unit", "steps.0.unit"),  # minutes before a date
        (StepPlan(7, "second", anchor="due"), "reminders.step_unit", "steps.0.unit"),
        (StepPlan(0, "hour", anchor="at", day_on=FRIDAY), "reminders.step_unit", "steps.0.unit"),
        (StepPlan(7, "day", anchor="whenever"), "reminders.step_anchor", "steps.0.anchor"),
        (StepPlan(7, "day", at=None), "reminders.step_time", "steps.0.at"),  # a date has no time of day
        (StepPlan(0, "day", at=None, anchor="at", day_on=FRIDAY), "reminders.step_time", "steps.0.at"),
        (StepPlan(0, "day", anchor="at"), "reminders.step_day", "steps.0.day_on"),
        (StepPlan(1, "day", anchor="at", day_on=FRIDAY), "reminders.step_day", "steps.0.day_on"),
        (StepPlan(0, "day", anchor="at", day_on=TERM), "reminders.step_day", "steps.0.day_on"),
        (StepPlan(0, "day", anchor="at", day_on=date(9999, 1, 1)), "reminders.step_day", "steps.0.day_on"),
        (StepPlan(1, "day", day_on=FRIDAY), "reminders.step_day", "steps.0.day_on"),
        (StepPlan(1, "day", audience="Her Majesty"), "reminders.step_audience", "steps.0.audience"),
        (StepPlan(1, "day", audience="x" * 21), "reminders.step_audience", "steps.0.audience"),
    ],
)
def test_a_bad_step_is_refused_at_its_field(step: StepPlan, code: str, field: str) -> None:
    assert [(problem.code, problem.field) for problem in check_steps([step], of_moments=True)] == [(code, field)]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (StepPlan(7, "day", anchor="due"), "reminders.step_anchor"),
        (StepPlan(7, "hour"), "reminders.step_unit"),
        (StepPlan(0, "day", anchor="at", day_on=FRIDAY), "reminders.step_anchor"),
        (StepPlan(7, "day", audience="supervisor"), "reminders.step_audience"),
    ],
)
def test_records_with_two_dates_take_no_moments_and_no_names(step: StepPlan, code: str) -> None:
    assert code in [problem.code for problem in check_steps([step])]


def test_what_is_for_others_is_no_duplicate() -> None:
    steps = [StepPlan(0, "minute", False, anchor="late", audience=name) for name in ("owner", "delegator")]
    assert check_steps(steps, of_moments=True) == []
    same = [StepPlan(1, "hour", at=at, anchor="due") for at in (time(9), time(10), None)]  # an hour is an hour
    assert [problem.code for problem in check_steps(same, of_moments=True)] == ["reminders.step_duplicate"] * 2


def test_escalation_comes_on_top_of_twenty_steps() -> None:
    own = [StepPlan(n, "day", anchor="due") for n in range(20)]
    assert not check_steps([*own, StepPlan(1, "hour", False, anchor="late")], of_moments=True)
    assert check_steps([*own, StepPlan(20, "day", anchor="due")], of_moments=True)[0].code == "reminders.steps_too_many"


def test_an_exact_step_is_late_after_a_quarter_of_an_hour_others_on_another_day() -> None:
    exact, calendar = StepPlan(10, "minute", anchor="due"), StepPlan(1, "day", anchor="due")
    morning = datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert not is_late(exact, morning, morning + timedelta(minutes=15), WARSAW)
    assert is_late(exact, morning, morning + timedelta(minutes=16), WARSAW)
    assert not is_late(calendar, morning, datetime(2026, 3, 10, 22, 59, tzinfo=UTC), WARSAW)
    assert is_late(calendar, morning, datetime(2026, 3, 10, 23, 0, tzinfo=UTC), WARSAW)
