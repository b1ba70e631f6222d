"""Recurrence: what published documents list, both clock changes, properties, what is refused, the same cost far on."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.core import clock, workdays
from crm.core.errors import Invalid
from crm.core.recurrence import begun, check, occurrences, parse
from crm.core.rrule import STEPS, WEEKDAYS, Rule
from tests.core.recurrence_vectors import DATEUTIL, RFC, SUITE, Case, cases

NEW_YORK, WARSAW = "America/New_York", "Europe/Warsaw"
ALL = cases()


def wall_of(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(clock.zone(zone)).replace(tzinfo=None)


def moment_of(wall: datetime, zone: str) -> datetime:
    return clock.wall(wall.date(), wall.time(), zone)


def rule_in(text: str, zone: str) -> Rule:
    """The rule with its end at the same wall time in this zone as the document means in New York."""
    rule = parse(text)
    if rule.until is None or zone == NEW_YORK:
        return rule
    values = {**rule.__dict__, "until": moment_of(wall_of(rule.until, NEW_YORK), zone)}
    return Rule(**values)


def test_there_are_more_than_two_hundred_cases_each_asked_in_three_ways() -> None:
    assert len(RFC) >= 41
    assert len(DATEUTIL) >= 38
    assert len(SUITE) >= 112
    assert len({(case.vector.start, case.vector.rule) for case in ALL}) >= 170
    assert len(ALL) >= 500
    assert len({case.name for case in ALL}) == len(ALL)


@pytest.mark.parametrize("zone", [NEW_YORK, WARSAW])
@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_rule_happens_when_the_document_says(case: Case, zone: str) -> None:
    vector, after = case.vector, case.after and moment_of(case.after, zone)
    limit = len(case.expected) + (0 if vector.is_open else 5)
    found = occurrences(
        rule_in(vector.rule, zone),
        vector.start,
        zone,
        after=after,
        limit=limit,
        excluded=vector.excluded,
        added=vector.added,
    )
    assert [wall_of(moment, zone) for moment in found] == list(case.expected)


@pytest.mark.parametrize("vector", RFC, ids=lambda vector: vector.name)
def test_a_rule_reads_back_as_it_was_written(vector: object) -> None:
    rule = parse(vector.rule)
    assert parse(rule.text) == rule


# Both clock changes of a year


def test_nine_o_clock_stays_nine_o_clock_across_both_changes() -> None:
    rule, start = parse("FREQ=DAILY"), datetime(2026, 3, 27, 9)
    spring = occurrences(rule, start, WARSAW, limit=4)
    assert [f"{moment:%d %H:%M}" for moment in spring] == ["27 08:00", "28 08:00", "29 07:00", "30 07:00"]
    autumn = occurrences(rule, start, WARSAW, after=datetime(2026, 10, 23, 12, tzinfo=UTC), limit=3)
    assert [f"{moment:%d %H:%M}" for moment in autumn] == ["24 07:00", "25 08:00", "26 08:00"]


def test_a_time_that_does_not_exist_moves_forward_by_the_gap() -> None:
    found = occurrences(parse("FREQ=DAILY"), datetime(2026, 3, 28, 2, 30), WARSAW, limit=3)
    assert [f"{wall_of(moment, WARSAW):%d %H:%M}" for moment in found] == ["28 02:30", "29 03:30", "30 02:30"]


def test_a_time_that_happens_twice_is_the_first_of_the_two() -> None:
    found = occurrences(parse("FREQ=DAILY"), datetime(2026, 10, 24, 2, 30), WARSAW, limit=3)
    assert [f"{moment:%d %H:%M}" for moment in found] == ["24 00:30", "25 00:30", "26 01:30"]


def test_what_a_gap_moves_waits_for_what_comes_before_it_and_is_not_doubled() -> None:
    rule = parse("FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,30")
    found = occurrences(rule, datetime(2026, 3, 29), WARSAW, limit=4)
    assert [f"{wall_of(moment, WARSAW):%d %H:%M}" for moment in found] == [
        "29 03:00",
        "29 03:30",
        "30 02:00",
        "30 02:30",
    ]


def test_a_day_that_a_zone_left_out_is_not_an_end() -> None:
    found = occurrences(parse("FREQ=DAILY"), datetime(2011, 12, 28, 9), "Pacific/Apia", limit=3)
    assert [wall_of(moment, "Pacific/Apia").day for moment in found] == [28, 29, 31]  # there was no 30th


def test_every_hour_by_the_clock_leaves_out_what_the_clock_leaves_out() -> None:
    rule, start = parse("FREQ=HOURLY;COUNT=5"), datetime(2026, 3, 29, 0)
    found = [f"{wall_of(moment, WARSAW):%H:%M}" for moment in occurrences(rule, start, WARSAW)]
    assert found == ["00:00", "01:00", "03:00", "04:00"]


# Properties

RULES = st.builds(
    Rule,
    freq=st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]),
    interval=st.integers(1, 10),
    week_start=st.integers(0, 6),
    months=st.lists(st.integers(1, 12), max_size=3, unique=True).map(tuple),
    hours=st.lists(st.integers(4, 23), max_size=2, unique=True).map(tuple),
    days=st.lists(st.tuples(st.integers(0, 6), st.just(0)), max_size=3, unique=True).map(tuple),
)
STARTS = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0))
ZONES = st.sampled_from([NEW_YORK, WARSAW, "Australia/Lord_Howe", "UTC"])


@given(RULES, STARTS, ZONES)
@settings(max_examples=80)
def test_occurrences_increase_from_the_start_on(rule: Rule, start: datetime, zone: str) -> None:
    found = occurrences(rule, start, zone, limit=12)
    assert all(former < later for former, later in pairwise(found))
    assert all(moment >= moment_of(start, zone) for moment in found)


@given(RULES, STARTS.map(lambda at: at.replace(hour=12)), ZONES)
@settings(max_examples=60)
def test_the_wall_time_stays_the_same_all_year(rule: Rule, start: datetime, zone: str) -> None:
    hours = set(rule.hours) or {start.hour}
    for moment in occurrences(rule, start, zone, limit=12):
        wall = wall_of(moment, zone)
        assert wall.hour in hours
        assert wall.minute == start.minute


@given(RULES, STARTS, ZONES, st.integers(1, 10))
@settings(max_examples=60)
def test_asked_later_the_same_comes_as_from_the_start(rule: Rule, start: datetime, zone: str, place: int) -> None:
    whole = occurrences(rule, start, zone, limit=24)
    if len(whole) > place:
        assert occurrences(rule, start, zone, after=whole[place - 1], limit=24 - place) == whole[place:24]


@given(st.text(max_size=60))
def test_no_text_is_more_than_refused(text: str) -> None:
    problems = ()
    try:
        parse(text)
    except Invalid as refusal:
        problems = refusal.problems
    assert all(problem.field == "rule" for problem in problems)


# Cost


@pytest.mark.parametrize(
    "text",
    ["FREQ=DAILY", "FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;BYDAY=20MO"],
)
def test_ten_years_on_costs_what_the_first_year_costs(text: str) -> None:
    rule, start = parse(text), datetime(2016, 1, 1, 9)
    first, far = (_fastest(rule, start, datetime(year, 6, 1, tzinfo=UTC)) for year in (2016, 2026))
    assert far < 2 * first + 0.002


def _fastest(rule: Rule, start: datetime, after: datetime) -> float:
    best = 9.0
    for _ in range(7):
        began = time.process_time()
        occurrences(rule, start, WARSAW, after=after, limit=20)
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=FR",  # begun on a Thursday
        "FREQ=MONTHLY;BYDAY=2MO;BYMONTHDAY=31",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=3",
        "FREQ=MINUTELY;INTERVAL=60;BYMINUTE=7;COUNT=3",
        "FREQ=MINUTELY;INTERVAL=1440;BYHOUR=3",
    ],
)
def test_what_never_happens_is_found_out_soon(text: str) -> None:
    began = time.process_time()
    assert occurrences(parse(text), datetime(2026, 1, 1, 9), WARSAW) == []
    assert [p.code for p in check(parse(text), datetime(2026, 1, 1, 9), WARSAW)] == ["series.rule_never"]
    assert time.process_time() - began < 5


# What is refused


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "series.rule_needed"),
        ("every monday", "series.rule_part"),
        ("FREQ=SECONDLY", "series.rule_seconds"),
        ("FREQ=DAILY;BYSECOND=1", "series.rule_seconds"),
        ("FREQ=FORTNIGHTLY", "series.rule_frequency"),
        ("INTERVAL=2", "series.rule_frequency"),
        ("FREQ=DAILY;INTERVAL=0", "series.rule_interval"),
        ("FREQ=DAILY;INTERVAL=-1", "series.rule_interval"),
        ("FREQ=DAILY;INTERVAL=3651", "series.rule_interval"),
        ("FREQ=YEARLY;INTERVAL=11", "series.rule_interval"),
        ("FREQ=DAILY;INTERVAL=two", "series.rule_part"),
        ("FREQ=DAILY;COUNT=0", "series.rule_count"),
        ("FREQ=DAILY;COUNT=1001", "series.rule_count"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z", "series.rule_ends"),
        ("FREQ=DAILY;UNTIL=20270101", "series.rule_until"),
        ("FREQ=DAILY;UNTIL=20270101T000000", "series.rule_until"),
        ("FREQ=DAILY;UNTIL=20271301T000000Z", "series.rule_until"),
        ("FREQ=DAILY;FREQ=WEEKLY", "series.rule_twice"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "series.rule_range"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "series.rule_range"),
        ("FREQ=YEARLY;BYMONTH=13", "series.rule_range"),
        ("FREQ=YEARLY;BYMONTH=-1", "series.rule_range"),
        ("FREQ=YEARLY;BYYEARDAY=367", "series.rule_range"),
        ("FREQ=YEARLY;BYWEEKNO=54", "series.rule_range"),
        ("FREQ=DAILY;BYHOUR=24", "series.rule_range"),
        ("FREQ=DAILY;BYMINUTE=60", "series.rule_range"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "series.rule_range"),
        ("FREQ=MONTHLY;BYDAY=54MO", "series.rule_part"),
        ("FREQ=MONTHLY;BYDAY=PN", "series.rule_part"),
        ("FREQ=DAILY;WKST=XX", "series.rule_part"),
        ("FREQ=DAILY;BYEASTER=0", "series.rule_part"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "series.rule_together"),
        ("FREQ=WEEKLY;BYDAY=1MO", "series.rule_together"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "series.rule_together"),
        ("FREQ=MONTHLY;BYYEARDAY=1", "series.rule_together"),
        ("FREQ=DAILY;BYWEEKNO=1", "series.rule_together"),
        ("FREQ=MONTHLY;BYSETPOS=1", "series.rule_places"),
        ("FREQ=DAILY;" + "BYHOUR=" + ",".join(["9"] * 300), "error.too_long"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse(text)
    assert code in [problem.code for problem in refusal.value.problems]


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        parse("FREQ=WEEKLY;INTERVAL=0;BYMONTHDAY=40;UNTIL=tomorrow")
    codes = {problem.code for problem in refusal.value.problems}
    assert codes >= {"series.rule_interval", "series.rule_range", "series.rule_until", "series.rule_together"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FREQ=MINUTELY", "series.rule_too_often"),
        ("FREQ=MINUTELY;INTERVAL=59", "series.rule_too_often"),
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=0,30", "series.rule_too_often"),
        ("FREQ=MINUTELY;UNTIL=20270101T000000Z", "series.rule_too_many"),
        ("FREQ=DAILY;UNTIL=20200101T000000Z", "series.ends_before"),
    ],
)
def test_a_rule_that_would_flood_the_office_is_refused(text: str, code: str) -> None:
    assert [problem.code for problem in check(parse(text), datetime(2026, 1, 1, 9), WARSAW)] == [code]


@pytest.mark.parametrize("text", ["FREQ=HOURLY", "FREQ=MINUTELY;INTERVAL=60", "FREQ=MINUTELY;COUNT=20", *STEPS])
def test_a_rule_that_is_bearable_is_taken(text: str) -> None:
    rule = parse(text if "=" in text else f"FREQ={text};COUNT=10")
    assert check(rule, datetime(2026, 3, 28, 9), WARSAW) == []


def test_a_start_with_seconds_or_in_no_zone_is_refused() -> None:
    rule = parse("FREQ=DAILY")
    assert check(rule, datetime(2026, 1, 1, 9, 0, 7), WARSAW)
    assert check(rule, datetime(2026, 1, 1, 9), "Europe/Nowhere")


# Days off


def test_occurrences_on_days_off_are_left_out_or_moved_on() -> None:
    """1 and 3 May 2026 are holidays, 2 May a Saturday, 3 May a Sunday; 4 May is a Monday."""
    rule, start = parse("FREQ=DAILY;COUNT=6"), datetime(2026, 4, 30, 9)
    left = occurrences(rule, start, WARSAW, fit=lambda day: day if workdays.is_workday(day) else None)
    assert [wall_of(moment, WARSAW).date() for moment in left] == [
        date(2026, 4, 30),
        date(2026, 5, 4),
        date(2026, 5, 5),
    ]
    moved = occurrences(rule, start, WARSAW, fit=workdays.next_workday)
    assert moved == left  # four of them meet on Monday, where one is enough


def test_what_is_moved_past_a_later_one_comes_after_it() -> None:
    """Saturday 15:00 moves to Monday 15:00, behind Monday 9:00."""
    rule = parse("FREQ=WEEKLY;BYDAY=SA,MO;BYHOUR=9,15")
    found = occurrences(rule, datetime(2026, 5, 9, 9), WARSAW, fit=workdays.next_workday, limit=3)
    assert [f"{wall_of(moment, WARSAW):%a %d %H}" for moment in found] == ["Mon 11 09", "Mon 11 15", "Mon 18 09"]


def test_asked_after_a_day_that_took_one_in_it_is_not_given_again() -> None:
    rule, start = parse("FREQ=MONTHLY;BYMONTHDAY=1"), datetime(2026, 5, 1, 9)
    first = occurrences(rule, start, WARSAW, fit=workdays.next_workday, limit=2)
    assert occurrences(rule, start, WARSAW, after=first[0], fit=workdays.next_workday, limit=1) == first[1:]


def test_where_nobody_ever_works_nothing_happens() -> None:
    began = time.process_time()
    assert occurrences(parse("FREQ=DAILY"), datetime(2026, 5, 1, 9), WARSAW, fit=lambda day: None) == []
    assert time.process_time() - began < 5


def test_plain_and_numbered_weekdays_of_one_rule_add_up() -> None:
    """Every Monday, and the first Tuesday: the RFC adds them up where python-dateutil lets both hold."""
    found = occurrences(parse("FREQ=MONTHLY;BYDAY=MO,1TU"), datetime(2026, 6, 1, 9), WARSAW, limit=7)
    assert [wall_of(moment, WARSAW).day for moment in found] == [1, 2, 8, 15, 22, 29, 6]


def test_positions_count_in_the_whole_of_the_first_week_too() -> None:
    """Begun on a Wednesday: the week's first of Monday and Friday was before it, and does not become the Friday."""
    found = occurrences(parse("FREQ=WEEKLY;BYDAY=MO,FR;BYSETPOS=1"), datetime(2026, 6, 3, 9), WARSAW, limit=2)
    assert [wall_of(moment, WARSAW).date() for moment in found] == [date(2026, 6, 8), date(2026, 6, 15)]


def test_weekdays_are_those_of_the_rfc() -> None:
    for day, name in enumerate(WEEKDAYS):
        found = occurrences(parse(f"FREQ=WEEKLY;BYDAY={name}"), datetime(2026, 6, 1, 9), "UTC", limit=1)
        assert found == [datetime(2026, 6, 1, 9, tzinfo=UTC) + timedelta(days=day)]


# What people mean who begin at the end of a month


def walls(rule: str, start: datetime, limit: int) -> list[str]:
    held = begun(parse(rule), start)
    return [f"{wall_of(moment, WARSAW):%Y-%m-%d}" for moment in occurrences(held, start, WARSAW, limit=limit)]


def test_a_quarter_from_the_thirtieth_does_not_leave_out_february() -> None:
    found = walls("FREQ=MONTHLY;INTERVAL=3", datetime(2026, 11, 30, 9), 6)
    assert found == ["2026-11-30", "2027-02-28", "2027-05-30", "2027-08-30", "2027-11-30", "2028-02-29"]


def test_a_month_from_the_last_day_keeps_to_last_days() -> None:
    found = walls("FREQ=MONTHLY", datetime(2027, 1, 31, 9), 5)
    assert found == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]


def test_a_year_from_the_leap_day_comes_every_year() -> None:
    found = walls("FREQ=YEARLY", datetime(2028, 2, 29, 9), 5)
    assert found == ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("FREQ=MONTHLY", 28),
        ("FREQ=MONTHLY;BYMONTHDAY=31", 31),
        ("FREQ=MONTHLY;BYDAY=-1FR", 30),
        ("FREQ=YEARLY", 31),
        ("FREQ=WEEKLY", 31),
        ("FREQ=DAILY;INTERVAL=10", 30),
    ],
)
def test_a_rule_that_says_its_days_or_always_has_them_is_left_as_it_is(rule: str, day: int) -> None:
    assert begun(parse(rule), datetime(2026, 12, day, 9)) == parse(rule)
