"""What a step means."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm.reminders import StepPlan, check_steps, step_day
from crm.reminders.rules import fingerprint, is_stale


@pytest.mark.parametrize(
    ("step", "reference", "day"),
    [
        (StepPlan(7, "day"), date(2026, 3, 31), date(2026, 3, 24)),
        (StepPlan(0, "day"), date(2026, 3, 31), date(2026, 3, 31)),
        (StepPlan(2, "week"), date(2026, 1, 5), date(2025, 12, 22)),
        (StepPlan(1, "month"), date(2026, 3, 31), date(2026, 2, 28)),
        (StepPlan(1, "month"), date(2024, 3, 31), date(2024, 2, 29)),
        (StepPlan(12, "month"), date(2024, 2, 29), date(2023, 2, 28)),
        (StepPlan(1, "month", is_before=False), date(2026, 1, 31), date(2026, 2, 28)),
        (StepPlan(3, "day", is_before=False), date(2026, 12, 30), date(2027, 1, 2)),
    ],
)
def test_a_step_knows_its_day_also_at_the_end_of_short_months(step: StepPlan, reference: date, day: date) -> None:
    assert step_day(step, reference) == day


@given(some.integers(0, 3660), some.sampled_from(["day", "week", "month"]), some.booleans(), some.dates())
def test_no_step_leaves_the_calendar(count: int, unit: str, is_before: bool, reference: date) -> None:
    found = step_day(StepPlan(count, unit, is_before), reference)
    assert date(1900, 1, 1) <= found <= date(9998, 12, 31)


@pytest.mark.parametrize(
    ("step", "code", "field"),
    [
        (StepPlan(None, "day"), "reminders.step_empty", "steps.0.count"),  # type: ignore[arg-type]
        (StepPlan(-1, "day"), "reminders.step_count", "steps.0.count"),
        (StepPlan(3661, "day"), "reminders.step_count", "steps.0.count"),
        (StepPlan(True, "day"), "reminders.step_count", "steps.0.count"),
        (StepPlan("7", "day"), "reminders.step_count", "steps.0.count"),  # type: ignore[arg-type]
        (StepPlan(7, "fortnight"), "reminders.step_unit", "steps.0.unit"),
        (StepPlan(7, "day", anchor="middle"), "reminders.step_anchor", "steps.0.anchor"),
        (StepPlan(7, "day", at=time(9, 0, 1)), "reminders.step_time", "steps.0.at"),
        (StepPlan(7, "day", at="9:00"), "reminders.step_time", "steps.0.at"),  # type: ignore[arg-type]
        (StepPlan(7, "day", fresh_days=-1), "reminders.step_fresh", "steps.0.fresh_days"),
        (StepPlan(7, "day", channels=()), "reminders.step_channels", "steps.0.channels"),
        (StepPlan(7, "day", channels=("pigeon",)), "reminders.step_channels", "steps.0.channels"),
    ],
)
def test_a_bad_step_is_refused_at_its_field(step: StepPlan, code: str, field: str) -> None:
    assert [(problem.code, problem.field) for problem in check_steps([step])] == [(code, field)]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = check_steps([StepPlan(7, "day"), StepPlan(7, "day"), StepPlan(None, "x")])  # type: ignore[arg-type]
    assert [(p.code, p.field) for p in found] == [
        ("reminders.step_duplicate", "steps.1.count"),
        ("reminders.step_empty", "steps.2.count"),
        ("reminders.step_unit", "steps.2.unit"),
    ]


def test_twenty_steps_are_enough() -> None:
    assert not check_steps([StepPlan(n, "day") for n in range(20)])
    assert check_steps([StepPlan(n, "day") for n in range(21)])[0].code == "reminders.steps_too_many"


def test_no_steps_are_no_problem() -> None:
    assert check_steps([]) == []


def test_any_difference_makes_another_ladder() -> None:
    step = StepPlan(7, "day")
    others = [
        StepPlan(8, "day"), StepPlan(7, "week"), StepPlan(7, "day", False), StepPlan(7, "day", at=time(10)),
        StepPlan(7, "day", fresh_days=None), StepPlan(7, "day", anchor="start"), StepPlan(7, "day", channels=("bell",)),
    ]  # fmt: skip
    assert len({fingerprint([one]) for one in [step, *others]}) == 8
    assert fingerprint([step]) == fingerprint([StepPlan(7, "day")])


def test_freshness_counts_calendar_days() -> None:
    step = StepPlan(7, "day", fresh_days=3)
    assert not is_stale(step, date(2026, 3, 1), date(2026, 3, 4))
    assert is_stale(step, date(2026, 3, 1), date(2026, 3, 5))
    assert not is_stale(StepPlan(7, "day", fresh_days=None), date(2000, 1, 1), date(2026, 3, 5))
