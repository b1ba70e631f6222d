"""Escalation: who is told of what is late, how long after, and what a note of progress does to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import errand
import probe
import pytest

from crm import jobs, notifications
from crm.core import subjects
from crm.core.errors import Conflict, Forbidden, Invalid
from crm.core.priority import PRIORITIES
from crm.core.work import Actor, begin
from crm.people.tables import User
from crm.reminders import Level, StepPlan, escalation, read_escalation, set_escalation, steps_of
from crm.reminders.escalation import DEFAULTS
from crm.reminders.rules import check_steps
from tests.conftest import Cast, Clock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TERM = datetime(2026, 3, 10, 9, tzinfo=UTC)  # Tuesday, 10:00 in Warsaw
OWN = StepPlan(1, "day", anchor="due", audience="owner")


@pytest.fixture(autouse=True)
def _subjects() -> None:
    errand.register()
    probe.register()


@pytest.fixture
def late_one(cast: Cast, clock: Clock) -> int:
    """Anna's errand, given by Bob; Mona is above Anna, the administrator above Mona."""
    clock.set(TERM - HOUR)
    with probe.office() as work:
        work.session.get_one(User, cast.anna).supervisor_id = cast.mona
        work.session.get_one(User, cast.mona).supervisor_id = cast.admin
    return errand.record({"owner": cast.anna, "delegator": cast.bob})


def plan(row_id: int, priority: str, late_from: datetime = TERM) -> None:
    with probe.office() as work:
        steps = steps_of(work, escalation.ladder_for(work, priority))
    errand.plan(row_id, steps, {"due": TERM, "late": late_from})


def heard(clock: Clock, moment: datetime) -> list[int]:
    """Who is told when the scheduler looks at that moment."""
    before = len(probe.bells())
    clock.set(moment)
    jobs.remind()
    return [entry.person_id for entry in probe.bells()[before:]]


def test_it_goes_up_until_it_is_done(late_one: int, cast: Cast, clock: Clock) -> None:
    plan(late_one, "high")
    assert heard(clock, TERM - timedelta(minutes=1)) == []
    assert heard(clock, TERM) == [cast.anna]
    assert heard(clock, TERM + 4 * HOUR) == [cast.bob]
    assert heard(clock, TERM + DAY) == [cast.mona]
    assert heard(clock, TERM + 3 * DAY) == [cast.admin]
    assert heard(clock, TERM + 30 * DAY) == []
    assert {entry.kind for entry in probe.bells()} == {"task.late"}


def test_a_note_of_progress_begins_the_waiting_anew(late_one: int, cast: Cast, clock: Clock) -> None:
    plan(late_one, "high")
    assert heard(clock, TERM) == [cast.anna]
    clock.set(TERM + 3 * HOUR)
    plan(late_one, "high", TERM + 3 * HOUR)  # what a note does: late_from_at moves
    assert heard(clock, TERM + 3 * HOUR) == []  # whoever wrote it is not told at once
    assert heard(clock, TERM + 4 * HOUR) == []  # the delegator would have been told now
    old = [row for row in errand.ledger(late_one) if row.reason == "reminders.reason.changed"]
    assert {row.state for row in old} == {"cancelled"}
    assert len(old) == 3
    clock.set(TERM + 6 * HOUR)
    assert heard(clock, TERM + 7 * HOUR + timedelta(minutes=1)) == []  # 17:01: the office has closed
    assert heard(clock, TERM + 22 * HOUR) == [cast.bob]


def test_a_note_after_the_delegator_heard_starts_again_from_the_bottom(late_one: int, cast: Cast, clock: Clock) -> None:
    plan(late_one, "urgent")
    assert heard(clock, TERM) == [cast.anna]
    assert heard(clock, TERM + HOUR) == [cast.bob]
    plan(late_one, "urgent", TERM + 2 * HOUR)
    assert heard(clock, TERM + 3 * HOUR) == [cast.bob]
    assert heard(clock, TERM + 6 * HOUR) == [cast.mona]


def test_what_is_urgent_does_not_wait_for_the_morning_and_the_rest_does(
    late_one: int, cast: Cast, clock: Clock
) -> None:
    other = errand.record({"owner": cast.anna, "delegator": cast.bob})
    evening = TERM + 9 * HOUR
    plan(late_one, "urgent", evening)
    plan(other, "high", evening)
    heard(clock, TERM)
    assert heard(clock, evening + 5 * HOUR) == [cast.bob, cast.mona]
    waiting = [row for row in errand.ledger(other) if row.reason == "reminders.reason.out_of_hours"]
    assert [row.try_at for row in waiting] == [datetime(2026, 3, 11, 7, tzinfo=UTC)]
    assert heard(clock, datetime(2026, 3, 11, 7, tzinfo=UTC)) == [cast.bob]


def test_what_is_done_in_time_escalates_to_nobody(late_one: int, cast: Cast, clock: Clock) -> None:
    plan(late_one, "high")
    with begin(Actor.person(cast.anna), writes=True) as work:
        errand._done(work, late_one)
    assert heard(clock, TERM + 4 * HOUR) == []
    assert set(errand.states(late_one)) == {"planned", "suppressed"}


def test_a_ladder_has_ones_own_steps_and_those_of_the_priority_none_twice(cast: Cast) -> None:
    at_term = StepPlan(0, "minute", False, anchor="due", audience="owner")
    with probe.office() as work:
        low = steps_of(work, escalation.ladder_for(work, "low"))
        both = steps_of(work, escalation.ladder_for(work, "low", [OWN]))
        same = steps_of(work, escalation.ladder_for(work, "low", [at_term]))
        assert escalation.ladder_for(work, "low") == escalation.ladder_for(work, "low")
        with pytest.raises(Invalid):
            escalation.ladder_for(work, "low", [StepPlan(-1, "day", anchor="due")])
    assert both == [OWN, *low]
    assert same == [at_term, *low[1:]]
    assert all(step.in_hours for step in low)


@pytest.mark.parametrize(("priority", "channels"), [("normal", ["bell"]), ("high", ["bell", "email"])])
def test_it_goes_by_the_channels_of_its_priority(
    late_one: int, cast: Cast, clock: Clock, priority: str, channels: list[str]
) -> None:
    subject = replace(subjects.of(errand.KIND), priority=lambda work, row_id: priority)
    subjects.register(subject)
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.set_office_channels(work, {"normal": [], "high": ["email"]})
    plan(late_one, priority)
    heard(clock, TERM)
    [row] = [row for row in errand.ledger(late_one) if row.state == "fired"]
    assert row.told == {str(cast.anna): channels}


def test_the_defaults_are_sound(cast: Cast) -> None:
    assert not escalation.check(DEFAULTS)
    with probe.office() as work:
        for priority in PRIORITIES:
            assert not check_steps(escalation.steps_for(work, priority), of_moments=True)
            is_urgent = priority == "urgent"
            assert {step.in_hours for step in escalation.steps_for(work, priority)} == {not is_urgent}
    with begin(Actor.person(cast.admin)) as work:
        assert read_escalation(work).levels == DEFAULTS


def change(cast: Cast, levels: escalation.Levels, version: int | None = None) -> None:
    with begin(Actor.person(cast.admin), writes=True) as work:
        set_escalation(work, levels, version)


def test_the_office_changes_it_for_tasks_saved_from_now_on(late_one: int, cast: Cast, clock: Clock) -> None:
    plan(late_one, "normal")
    change(cast, {"normal": (Level(2, "hour", "supervisor"), Level(30, "minute", "owner"))})
    with begin(Actor.person(cast.admin)) as work:
        card = read_escalation(work)
    assert card.levels["normal"] == (Level(30, "minute", "owner"), Level(2, "hour", "supervisor"))
    assert card.levels["high"] == DEFAULTS["high"]
    assert heard(clock, TERM) == [cast.anna]  # planned before: what was promised stays
    other = errand.record({"owner": cast.anna})
    plan(other, "normal")
    assert heard(clock, TERM + HOUR) == [cast.anna]


def test_nobody_may_be_told_at_all(late_one: int, cast: Cast) -> None:
    change(cast, {"low": ()})
    with probe.office() as work:
        assert escalation.ladder_for(work, "low") is None
        assert escalation.steps_for(work, "normal")


def test_two_at_once_meet(cast: Cast) -> None:
    change(cast, {"low": ()}, 0)
    with pytest.raises(Conflict):
        change(cast, {"low": (Level(1, "day", "owner"),)}, 0)
    change(cast, {"high": ()}, 1)


@pytest.mark.parametrize(
    ("levels", "code", "field"),
    [
        ({"low": (Level(-1, "day", "owner"),)}, "reminders.step_count", "low.0.count"),
        ({"low": (Level(1000, "day", "owner"),)}, "reminders.step_count", "low.0.count"),
        ({"low": (Level(1, "year", "owner"),)}, "reminders.step_unit", "low.0.unit"),
        ({"low": (Level(1, "day", "everybody"),)}, "reminders.step_audience", "low.0.audience"),
        ({"low": (Level(1, "day", "owner"),) * 2}, "reminders.step_duplicate", "low.1.count"),
        (
            {"low": (Level(0, "day", "owner"), Level(0, "hour", "owner"))},
            "reminders.step_duplicate",
            "low.1.count",
        ),
        (
            {"high": tuple(Level(n, "hour", "owner") for n in range(9))},
            "reminders.levels_too_many",
            "high.levels",
        ),
        ({"whenever": ()}, "reminders.priority_unknown", None),
    ],
)
def test_bad_input_is_refused_at_its_field_and_writes_nothing(
    cast: Cast,
    dump: Callable[[], dict[str, list[tuple[object, ...]]]],
    levels: escalation.Levels,
    code: str,
    field: str | None,
) -> None:
    before = dump()
    with pytest.raises(Invalid) as refusal:
        change(cast, levels)
    assert [(problem.code, problem.field) for problem in refusal.value.problems] == [(code, field)]
    assert dump() == before


def test_who_may_not_configure_the_office_changes_nothing(cast: Cast) -> None:
    for person in (cast.mona, cast.anna, cast.vera):
        with begin(Actor.person(person), writes=True) as work, pytest.raises(Forbidden):
            set_escalation(work, {"low": ()})
