"""Ladders, planning, cancelling, explaining."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import probe
import pytest
from sqlalchemy import Engine

from crm import reminders
from crm.core.errors import Forbidden, Invalid, NotFound, NotSignedIn
from crm.core.work import Actor, begin
from crm.flows import remind
from crm.reminders import StepPlan
from tests.conftest import Cast, Clock

MARCH_31 = date(2026, 3, 31)


@pytest.fixture(autouse=True)
def _probe() -> None:
    probe.register()


def test_the_same_steps_are_the_same_ladder(engine: Engine) -> None:
    steps = [StepPlan(30, "day"), StepPlan(1, "week", at=time(8, 30), fresh_days=None, channels=("bell",))]
    with probe.office() as work:
        first = reminders.ladder(work, steps)
        assert reminders.ladder(work, list(steps)) == first
        assert reminders.ladder(work, steps[:1]) != first
        assert reminders.steps_of(work, first) == steps
        assert reminders.ladder(work, []) is None
        assert reminders.steps_of(work, None) == []


def test_a_bad_step_writes_nothing(engine: Engine, dump) -> None:  # type: ignore[no-untyped-def]
    before = dump()
    with probe.office() as work, pytest.raises(Invalid) as refusal:
        reminders.ladder(work, [StepPlan(7, "day"), StepPlan(-1, "day")])
    assert refusal.value.problems[0].field == "steps.1.count"
    assert dump() == before


def test_what_is_internal_is_refused_to_people(cast: Cast) -> None:
    with begin(Actor.person(cast.admin), writes=True) as work:
        for call in (
            lambda: reminders.ladder(work, []),
            lambda: reminders.plan(work, "probe", 1, None, starts_on=None, ends_on=None),
            lambda: reminders.cancel(work, "probe", [1]),
        ):
            with pytest.raises(Forbidden):
                call()


def test_each_step_gets_a_row_at_its_wall_time_in_the_office_zone(cast: Cast) -> None:
    row_id = probe.record([cast.anna], date(2026, 4, 5), [probe.MONTH, probe.WEEK])
    rows = probe.ledger(row_id)
    # Poland turns its clocks on 29 March 2026: 09:00 is 08:00 UTC before and 07:00 UTC after.
    assert [row.due_at for row in rows] == [datetime(2026, 3, 6, 8, tzinfo=UTC), datetime(2026, 3, 29, 7, tzinfo=UTC)]
    assert [row.state for row in rows] == ["planned", "planned"]
    assert all(row.try_at == row.due_at and row.reference_on == date(2026, 4, 5) for row in rows)


def test_the_autumn_change_keeps_nine_at_nine(cast: Cast) -> None:
    row_id = probe.record([cast.anna], date(2026, 10, 26), [StepPlan(1, "day"), StepPlan(2, "day")])
    assert [row.due_at.hour for row in probe.ledger(row_id)] == [7, 8]  # 24 October, then 25 October


def test_steps_without_their_anchor_are_not_planned(cast: Cast) -> None:
    from_start = StepPlan(1, "month", is_before=False, anchor="start")
    row_id = probe.record([cast.anna], None, [probe.WEEK, from_start])
    assert [row.reference_on for row in probe.ledger(row_id)] == [date(2026, 1, 1)]


def test_a_changed_date_cancels_the_old_steps_and_plans_new_ones(cast: Cast) -> None:
    row_id = probe.record([cast.anna], MARCH_31)
    probe.move(row_id, date(2026, 4, 30))
    old, new = probe.ledger(row_id)
    assert (old.state, old.reason) == ("cancelled", "reminders.reason.changed")
    assert (new.state, new.reference_on) == ("planned", date(2026, 4, 30))


def test_a_date_that_moves_away_and_back_is_planned_again(cast: Cast) -> None:
    row_id = probe.record([cast.anna], MARCH_31)
    probe.move(row_id, date(2026, 4, 30))
    probe.move(row_id, MARCH_31)
    assert probe.states(row_id) == ["planned", "cancelled"]
    assert probe.ledger(row_id)[0].reason is None


def test_planning_twice_changes_nothing(cast: Cast, dump) -> None:  # type: ignore[no-untyped-def]
    row_id = probe.record([cast.anna], MARCH_31)
    before = dump()["ledger"]
    probe.move(row_id, MARCH_31)
    assert dump()["ledger"] == before


def test_another_ladder_replaces_the_steps(cast: Cast) -> None:
    row_id = probe.record([cast.anna], MARCH_31, [probe.WEEK])
    probe.move(row_id, MARCH_31, [StepPlan(3, "day")])
    assert sorted(probe.states(row_id)) == ["cancelled", "planned"]
    probe.move(row_id, MARCH_31, [])
    assert probe.states(row_id) == ["cancelled", "cancelled"]


def test_cancelling_reaches_only_what_is_planned_for_these_subjects(cast: Cast) -> None:
    first, second = probe.record([cast.anna], MARCH_31), probe.record([cast.anna], MARCH_31)
    with probe.office() as work:
        reminders.cancel(work, probe.KIND, [first, 10**9])
    assert (probe.states(first), probe.states(second)) == (["cancelled"], ["planned"])


def test_a_row_that_fired_never_fires_again(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([cast.anna], date(2026, 3, 17))
    with probe.office() as work:
        assert remind.fire(work) == 1
    probe.move(row_id, date(2026, 4, 30))
    probe.move(row_id, date(2026, 3, 17))
    assert probe.states(row_id) == ["fired", "cancelled"]
    assert len(probe.mails()) == 1


def test_many_are_planned_in_few_statements(cast: Cast) -> None:
    with probe.office() as work:
        ladder = reminders.ladder(work, [probe.MONTH, probe.WEEK])
        reminders.plan_many(work, "probe", [(n, ladder, None, MARCH_31) for n in range(1, 3001)])
        reminders.plan_many(work, "probe", [(n, ladder, None, date(2026, 5, 1)) for n in range(1, 1501)])
        reminders.plan_many(work, "probe", [])
    with probe.office() as work:
        from sqlalchemy import func, select

        from crm.reminders.tables import Due

        counts = dict(work.session.execute(select(Due.state, func.count()).group_by(Due.state)).tuples().all())
    assert counts == {"planned": 6000, "cancelled": 3000}


def test_explaining_says_what_became_of_each_step(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([cast.anna], date(2026, 3, 17), [StepPlan(20, "day"), probe.WEEK, StepPlan(1, "day")])
    with probe.office() as work:
        remind.fire(work)
    with begin(Actor.person(cast.admin)) as work:
        planned, fired, late = reminders.explain(work, "probe", row_id)
    assert [step.state for step in (planned, fired, late)] == ["planned", "fired", "late"]
    assert (fired.position, fired.day, fired.told) == (1, date(2026, 3, 10), {str(cast.anna): ["bell", "email"]})
    assert [(line.name, line.channel, line.state) for line in fired.lines] == [
        ("Anna", "bell", "told"),
        ("Anna", "email", "waiting"),
    ]
    assert late.reason == "reminders.reason.late"


def test_explaining_asks_for_the_records_own_right(cast: Cast) -> None:
    row_id = probe.record([cast.anna], MARCH_31, owner_id=cast.anna)
    with begin(Actor.nobody()) as work, pytest.raises(NotSignedIn):
        reminders.explain(work, "probe", row_id)
    with begin(Actor.person(cast.anna)) as work:
        assert len(reminders.explain(work, "probe", row_id)) == 1
        with pytest.raises(NotFound):
            reminders.explain(work, "probe", 10**9)
    with begin(Actor.person(cast.carol)) as work, pytest.raises(NotFound):
        reminders.explain(work, "probe", row_id)


def test_a_zone_without_that_time_gets_the_moment_after_the_gap(cast: Cast) -> None:
    with probe.office() as work:
        from crm.core import office

        office.write(work.session, "office.zone", "America/Asuncion")
    row_id = probe.record([cast.anna], date(2023, 10, 2), [StepPlan(1, "day", at=time(0))])
    # On 1 October 2023 Paraguay's clocks went from 00:00 to 01:00, UTC-4 to UTC-3.
    assert probe.ledger(row_id)[0].due_at == datetime(2023, 10, 1, 4, tzinfo=UTC)


def test_a_planned_moment_follows_the_offices_zone(cast: Cast) -> None:
    row_id = probe.record([cast.anna], MARCH_31)
    with probe.office() as work:
        from crm.core import office

        office.write(work.session, "office.zone", "America/New_York")
    probe.move(row_id, MARCH_31)
    assert [(row.state, row.due_at.hour) for row in probe.ledger(row_id)] == [("planned", 13)]
