"""Another ladder, another zone: what was told is not told again, what is planned moves along."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import probe
import pytest
from sqlalchemy import Engine

from crm import reminders
from crm.flows import remind
from crm.reminders import StepPlan
from tests.conftest import Cast, Clock

END = date(2026, 4, 9)  # thirty days after the held day


@pytest.fixture(autouse=True)
def _probe() -> None:
    probe.register()


def plan_again(row_id: int, steps: list[StepPlan]) -> None:
    with probe.office() as work:
        reminders.plan(work, probe.KIND, row_id, reminders.ladder(work, steps), starts_on=None, ends_on=END)


def fire() -> None:
    with probe.office() as work:
        remind.fire(work)


def states(row_id: int) -> list[tuple[date, str]]:
    return sorted((row.due_at.date(), row.state) for row in probe.ledger(row_id))


def test_a_step_added_to_the_ladder_does_not_tell_the_others_again(cast: Cast) -> None:
    row_id = probe.record([cast.anna], END, [StepPlan(30, "day")])
    fire()
    plan_again(row_id, [StepPlan(30, "day"), StepPlan(7, "day")])
    fire()
    assert states(row_id) == [(date(2026, 3, 10), "fired"), (date(2026, 4, 2), "planned")]


def test_a_later_hour_of_the_same_day_is_not_told_again(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([cast.anna], END, [StepPlan(30, "day")])
    fire()
    plan_again(row_id, [StepPlan(30, "day", at=time(15))])
    clock.set(datetime(2026, 3, 10, 18, tzinfo=UTC))
    fire()
    assert states(row_id) == [(date(2026, 3, 10), "fired")]


def test_the_next_end_is_told_by_the_new_ladder(cast: Cast) -> None:
    row_id = probe.record([cast.anna], END, [StepPlan(30, "day")])
    fire()
    with probe.office() as work:
        ladder = reminders.ladder(work, [StepPlan(30, "day"), StepPlan(7, "day")])
        reminders.plan(work, probe.KIND, row_id, ladder, starts_on=None, ends_on=date(2027, 4, 9))
    assert states(row_id) == [
        (date(2026, 3, 10), "fired"),
        (date(2027, 3, 10), "planned"),
        (date(2027, 4, 2), "planned"),
    ]


def test_what_is_planned_keeps_its_wall_time_when_the_office_moves(cast: Cast, engine: Engine) -> None:
    row_id = probe.record([cast.anna], END, [StepPlan(30, "day"), StepPlan(7, "day")])
    fire()
    with probe.office() as work:
        reminders.rezone(work, "Asia/Tokyo")
    moments = sorted(row.due_at for row in probe.ledger(row_id))
    assert moments == [datetime(2026, 3, 10, 8, tzinfo=UTC), datetime(2026, 4, 2, 0, tzinfo=UTC)]
