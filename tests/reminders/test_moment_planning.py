"""Records with moments: what is planned, moved, cancelled and told again, to whom, and when not yet."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import errand
import probe
import pytest
from sqlalchemy import select

from crm import jobs, reminders
from crm.core import office
from crm.core.work import Actor, begin
from crm.people.tables import User
from crm.reminders import StepPlan, escalation
from crm.reminders.tables import Due
from tests.conftest import NOON, Cast, Clock

TEN = StepPlan(10, "minute", anchor="due", audience="owner")
DAY_BEFORE = StepPlan(1, "day", anchor="due", audience="owner")
LATE = StepPlan(1, "hour", False, anchor="late", audience="delegator")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _subjects() -> None:
    errand.register()
    probe.register()


def run(clock: Clock, moment: datetime) -> int:
    clock.set(moment)
    return jobs.remind()


def test_each_moment_has_its_steps(cast: Cast) -> None:
    row_id = errand.record({"owner": cast.anna})
    friday = StepPlan(0, "day", at=time(8), anchor="at", day_on=date(2026, 3, 13))
    errand.plan(row_id, [TEN, DAY_BEFORE, LATE, friday], {"due": NOON + 7 * DAY, "from": None})
    rows = errand.ledger(row_id)
    assert [row.due_at for row in rows] == [
        datetime(2026, 3, 13, 7, tzinfo=UTC),
        datetime(2026, 3, 16, 8, tzinfo=UTC),
        NOON + 7 * DAY - timedelta(minutes=10),
    ]
    assert [(row.reference_on, row.reference_minute) for row in rows] == [
        (date(2026, 3, 13), 0),
        (date(2026, 3, 17), 660),
        (date(2026, 3, 17), 660),
    ]


def test_planning_twice_changes_nothing(cast: Cast, dump) -> None:  # type: ignore[no-untyped-def]
    row_id = errand.record({"owner": cast.anna})
    moments = {"due": NOON + DAY, "late": NOON + DAY}
    errand.plan(row_id, [TEN, LATE], moments)
    before = dump()["ledger"]
    errand.plan(row_id, [TEN, LATE], moments)
    errand.plan(row_id, [TEN, LATE], {name: moment + timedelta(seconds=59) for name, moment in moments.items()})
    assert dump()["ledger"] == before


def test_a_term_moved_within_the_day_is_told_again_and_an_unmoved_one_is_not(cast: Cast, clock: Clock) -> None:
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, [TEN], {"due": NOON + HOUR})
    assert run(clock, NOON + HOUR) == 1
    errand.plan(row_id, [TEN], {"due": NOON + HOUR})
    assert run(clock, NOON + HOUR) == 0
    errand.plan(row_id, [TEN], {"due": NOON + 5 * HOUR})
    assert run(clock, NOON + 5 * HOUR) == 1
    assert errand.states(row_id) == ["fired", "fired"]
    assert len(probe.bells()) == 2


def test_what_was_planned_for_the_old_moment_is_cancelled_and_comes_back_with_it(cast: Cast, clock: Clock) -> None:
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, [TEN], {"due": NOON + HOUR})
    errand.plan(row_id, [TEN], {"due": NOON + 2 * HOUR})
    old, new = errand.ledger(row_id)
    assert (old.state, old.reason, new.state) == ("cancelled", "reminders.reason.changed", "planned")
    errand.plan(row_id, [TEN], {"due": NOON + HOUR})
    assert errand.states(row_id) == ["planned", "cancelled"]
    errand.plan(row_id, [TEN], {"due": None})
    assert errand.states(row_id) == ["cancelled", "cancelled"]


def test_cancelling_ends_all_of_it(cast: Cast, clock: Clock) -> None:
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, [TEN, DAY_BEFORE, LATE], {"due": NOON + 3 * DAY, "late": NOON + 3 * DAY})
    with probe.office() as work:
        reminders.cancel(work, errand.KIND, [row_id])
    assert errand.states(row_id) == ["cancelled"] * 3
    assert run(clock, NOON + 4 * DAY) == 0


def test_of_steps_that_come_too_late_to_be_planned_only_the_last_is_told(cast: Cast, clock: Clock) -> None:
    steps = [StepPlan(2, "day", anchor="due", audience="owner"), DAY_BEFORE, StepPlan(2, "hour", anchor="due"), TEN]
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, steps, {"due": NOON + 3 * HOUR})  # two of them have passed: the one of a day before is told
    assert [(row.state, row.due_at) for row in errand.ledger(row_id)] == [
        ("planned", datetime(2026, 3, 9, 8, tzinfo=UTC)),
        ("planned", NOON + HOUR),
        ("planned", NOON + 3 * HOUR - timedelta(minutes=10)),
    ]
    jobs.remind()
    errand.plan(row_id, steps, {"due": NOON + 3 * HOUR})
    assert errand.states(row_id) == ["fired", "planned", "planned"]


def test_steps_that_were_planned_in_time_are_all_told_after_the_scheduler_was_off(cast: Cast, clock: Clock) -> None:
    steps = [StepPlan(2, "hour", anchor="due", audience="owner"), TEN]
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, steps, {"due": NOON + 3 * HOUR})
    clock.set(NOON + 4 * HOUR)
    errand.plan(row_id, steps, {"due": NOON + 3 * HOUR})
    assert run(clock, NOON + 4 * HOUR) == 2
    assert [(row.state, row.was_late) for row in errand.ledger(row_id)] == [("fired", True), ("fired", True)]
    assert "this should have reached you on Mar 10, 2026" in probe.mails()[0].text
    assert probe.mails()[0].due_at == NOON + HOUR


def test_another_ladder_tells_nobody_the_same_again(cast: Cast, clock: Clock) -> None:
    row_id, moments = errand.record({"owner": cast.anna, "delegator": cast.bob}), {"due": NOON + HOUR}
    errand.plan(row_id, [TEN], moments)
    run(clock, NOON + HOUR)
    others = [TEN, StepPlan(10, "minute", anchor="due", audience="delegator")]
    errand.plan(row_id, others, moments)
    run(clock, NOON + HOUR)
    assert [entry.person_id for entry in probe.bells()] == [cast.anna, cast.bob]


def test_what_is_told_depends_on_the_step_and_whom_on_its_name(cast: Cast, clock: Clock) -> None:
    row_id = errand.record({"owner": cast.anna, "delegator": cast.bob})
    errand.plan(row_id, [TEN, LATE], {"due": NOON + HOUR, "late": NOON + HOUR})
    run(clock, NOON + 3 * HOUR)
    assert [(entry.person_id, entry.kind, entry.title) for entry in probe.bells()] == [
        (cast.anna, "task.reminder", "Reminder: Errand"),
        (cast.bob, "task.late", "Late: Errand"),
    ]


def supervise(pairs: dict[int, int]) -> None:
    with probe.office() as work:
        for person, supervisor in pairs.items():
            work.session.get_one(User, person).supervisor_id = supervisor


def told(row_id: int) -> list[tuple[str, list[str]]]:
    return [(row.state, sorted(row.told)) for row in errand.ledger(row_id)]


def test_who_is_not_there_is_stood_in_for_by_the_next_one_up(cast: Cast, clock: Clock) -> None:
    supervise({cast.anna: cast.mona, cast.mona: cast.admin})
    row_id = errand.record({"owner": cast.anna})
    names = ("owner", "delegator", "supervisor", "supervisor2", "supervisor3")
    steps = [StepPlan(n, "minute", False, anchor="late", audience=name) for n, name in enumerate(names)]
    errand.plan(row_id, steps, {"late": NOON})
    run(clock, NOON + HOUR)
    assert told(row_id) == [
        ("fired", [str(cast.anna)]),
        ("fired", [str(cast.mona)]),  # nobody delegated it
        ("fired", [str(cast.mona)]),
        ("fired", [str(cast.admin)]),
        ("suppressed", []),
    ]
    assert errand.ledger(row_id)[-1].reason == "reminders.reason.nobody_above"


def test_a_supervisor_who_left_is_passed_over(cast: Cast, clock: Clock) -> None:
    supervise({cast.anna: cast.mona, cast.mona: cast.admin})
    with probe.office() as work:
        work.session.get_one(User, cast.mona).is_active = False
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, [StepPlan(0, "minute", False, anchor="late", audience="supervisor")], {"late": NOON})
    jobs.remind()
    assert told(row_id) == [("fired", [str(cast.admin)])]


def test_a_name_that_means_nobody_is_suppressed_and_gets_another_chance(cast: Cast, clock: Clock) -> None:
    row_id, step = errand.record({}), StepPlan(0, "minute", False, anchor="late", audience="bystander")
    errand.plan(row_id, [step], {"late": NOON})
    jobs.remind()
    [row] = errand.ledger(row_id)
    assert (row.state, row.reason) == ("suppressed", "reminders.reason.nobody")
    errand.plan(row_id, [step], {"late": NOON})
    assert errand.states(row_id) == ["planned"]


def test_a_circle_of_supervisors_ends(cast: Cast, clock: Clock) -> None:
    supervise({cast.anna: cast.bob, cast.bob: cast.anna})
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, [StepPlan(0, "minute", False, anchor="late", audience="supervisor2")], {"late": NOON})
    jobs.remind()
    assert told(row_id) == [("suppressed", [])]


def rezone(zone: str) -> None:
    with probe.office() as work:
        office.write(work.session, "office.zone", zone)
        reminders.rezone(work, zone)


def test_another_zone_moves_wall_times_and_leaves_exact_ones_alone(cast: Cast) -> None:
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, [TEN, DAY_BEFORE], {"due": NOON + 7 * DAY})
    rezone("America/New_York")
    assert [row.due_at for row in errand.ledger(row_id)] == [
        datetime(2026, 3, 16, 13, tzinfo=UTC),
        NOON + 7 * DAY - timedelta(minutes=10),
    ]


SATURDAY = datetime(2026, 3, 14, 12, tzinfo=UTC)
MONDAY_AT_EIGHT = datetime(2026, 3, 16, 7, tzinfo=UTC)
IN_HOURS = StepPlan(1, "hour", False, None, anchor="late", audience="owner", in_hours=True)


def test_outside_working_hours_a_step_waits_and_is_neither_lost_nor_late(cast: Cast, clock: Clock) -> None:
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, [IN_HOURS], {"late": SATURDAY - HOUR})
    assert run(clock, SATURDAY) == 1
    [row] = errand.ledger(row_id)
    assert (row.state, row.due_at, row.try_at) == ("planned", SATURDAY, MONDAY_AT_EIGHT)
    assert (row.reason, row.failures, probe.bells()) == ("reminders.reason.out_of_hours", 0, [])
    assert run(clock, MONDAY_AT_EIGHT - timedelta(seconds=1)) == 0
    assert run(clock, MONDAY_AT_EIGHT) == 1
    [row] = errand.ledger(row_id)
    assert (row.state, row.was_late, row.reason) == ("fired", False, None)
    assert "should have reached you" not in probe.mails()[0].text


def test_planning_again_leaves_a_deferred_step_deferred(cast: Cast, clock: Clock) -> None:
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, [IN_HOURS], {"late": SATURDAY - HOUR})
    run(clock, SATURDAY)
    errand.plan(row_id, [IN_HOURS], {"late": SATURDAY - HOUR})
    assert errand.ledger(row_id)[0].try_at == MONDAY_AT_EIGHT


def test_a_step_deferred_beyond_its_freshness_is_still_told(cast: Cast, clock: Clock) -> None:
    easter = datetime(2026, 4, 3, 18, tzinfo=UTC)  # Good Friday, in the evening; Monday is a holiday in Poland
    tuesday = datetime(2026, 4, 7, 6, tzinfo=UTC)
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, [IN_HOURS], {"late": easter})
    run(clock, easter + HOUR)
    assert errand.ledger(row_id)[0].try_at == tuesday
    run(clock, tuesday + HOUR)
    assert errand.states(row_id) == ["fired"]


def test_a_clock_moved_back_and_forth_over_a_deferral_tells_it_once(cast: Cast, clock: Clock) -> None:
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, [IN_HOURS], {"late": SATURDAY - HOUR})
    for moment in (SATURDAY, SATURDAY - DAY, SATURDAY + HOUR, MONDAY_AT_EIGHT, SATURDAY, MONDAY_AT_EIGHT + DAY):
        run(clock, moment)
    assert len(probe.bells()) == 1


def test_the_poison_among_deferred_ones_is_set_aside_like_any_other(cast: Cast, clock: Clock) -> None:
    row_id = errand.record({"owner": cast.anna})
    errand.plan(row_id, [IN_HOURS], {"late": NOON - HOUR})
    with probe.office() as work:
        work.session.execute(Due.__table__.update().values(subject_kind="forgotten"))  # type: ignore[attr-defined]
    jobs.remind()
    with probe.office() as work:
        row = work.session.execute(select(Due)).scalar_one()
    assert (row_id, row.state, row.failures, row.try_at) == (row.subject_id, "planned", 1, NOON + timedelta(minutes=1))


def test_many_are_planned_at_once(cast: Cast) -> None:
    with probe.office() as work:
        ladder = escalation.ladder_for(work, "high", [TEN])
        moments = {"due": NOON + DAY, "late": NOON + DAY}
        reminders.plan_moments(work, errand.KIND, [(n, ladder, moments) for n in range(1, 1201)])
        rows = work.session.execute(select(Due.state)).scalars().all()
    assert rows == ["planned"] * 1200 * 5


def test_explaining_says_that_a_step_waits_and_what_for(cast: Cast, clock: Clock) -> None:
    row_id = errand.record({"owner": cast.anna, "delegator": cast.bob})
    errand.plan(row_id, [IN_HOURS, StepPlan(3, "day", False, None, anchor="late", audience="delegator")],
                {"late": SATURDAY - HOUR})  # fmt: skip
    run(clock, SATURDAY)
    with begin(Actor.person(cast.admin)) as work:
        later, waiting = reminders.explain(work, errand.KIND, row_id)
        answers = reminders.why_not(work, errand.KIND, row_id, cast.bob)
    assert (waiting.state, waiting.deferred_to) == ("planned", MONDAY_AT_EIGHT)
    assert waiting.reason == "reminders.reason.out_of_hours"
    assert {line.name for line in waiting.lines} == {"Anna"}
    assert ({line.name for line in later.lines}, later.deferred_to) == ({"Bob"}, None)
    assert [(answer.is_yes, answer.reason) for answer in answers] == [
        (False, "reminders.reason.not_recipient"),
        (True, None),
    ]
