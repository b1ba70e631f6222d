"""Service visits: a monitoring's schedule makes tasks for whom it is assigned to, follows it and ends with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm import jobs, monitoring
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from crm.core.work import Actor, begin
from crm.flows import service_visits
from crm.flows.service_visits import Visits
from crm.tasks.series_tables import Series
from crm.tasks.tables import Task
from tests.conftest import NOON, Cast, Clock
from tests.firm import a_contract, a_firm, a_rule, a_watch, by, edited, move

PLAIN = Visits("Service visit", starts_on=date(2026, 4, 10))
[VISITS] = [job for job in jobs.JOBS if job.name == "visits"]


@pytest.fixture
def watch(cast: Cast) -> int:
    return a_watch(cast, a_contract(cast, a_firm(cast)), assigned_id=cast.anna)


def scheduled(who: int, watch: int, **changed: Any) -> int:
    with by(who) as work:
        return service_visits.schedule(work, watch, None, replace(PLAIN, **changed))


def look() -> None:
    assert all(jobs.guarded(job) for job in jobs.JOBS if job.name in ("visits", "recur"))


def visits(watch: int) -> list[Task]:
    with begin(Actor.office()) as work:
        found = select(Task).where(
            Task.subject_kind == "monitoring", Task.subject_id == watch, Task.deleted_at.is_(None)
        )
        return list(work.session.execute(found.order_by(Task.occurs_at)).scalars())


def series_of(watch: int) -> Series | None:
    with begin(Actor.office()) as work:
        return work.session.execute(select(Series).where(Series.service_of == watch)).scalar_one_or_none()


def test_a_quarterly_schedule_makes_tasks_ahead_for_the_assigned_person(cast: Cast, clock: Clock, watch: int) -> None:
    scheduled(cast.anna, watch)
    look()
    assert visits(watch) == []
    clock.set(datetime(2026, 3, 27, 8, tzinfo=UTC))  # 14 days ahead of 10 April, 9:00
    look()
    look()
    (task,) = visits(watch)
    assert (task.title, task.owner_id, task.from_at) == (
        "Service visit",
        cast.anna,
        datetime(2026, 4, 10, 7, tzinfo=UTC),
    )
    clock.set(datetime(2026, 6, 27, 8, tzinfo=UTC))
    look()
    assert [one.from_at.date() for one in visits(watch)] == [date(2026, 4, 10), date(2026, 7, 10)]


def test_a_visit_on_a_day_off_moves_to_the_next_working_day(cast: Cast, clock: Clock, watch: int) -> None:
    scheduled(cast.anna, watch, starts_on=date(2026, 5, 1))
    clock.set(datetime(2026, 4, 21, 8, tzinfo=UTC))
    look()
    assert [task.from_at.date() for task in visits(watch)] == [date(2026, 5, 4)]


def test_what_follows_goes_to_whom_the_monitoring_is_assigned_then(cast: Cast, clock: Clock, watch: int) -> None:
    scheduled(cast.anna, watch)
    clock.set(datetime(2026, 4, 1, 8, tzinfo=UTC))
    look()
    with by(cast.admin) as work:
        edited(work, watch, assigned_id=cast.bob)
    clock.set(datetime(2026, 7, 1, 8, tzinfo=UTC))
    look()
    assert [task.owner_id for task in visits(watch)] == [cast.anna, cast.bob]


def test_a_cancelled_monitoring_ends_its_visits(cast: Cast, clock: Clock, watch: int) -> None:
    scheduled(cast.anna, watch)
    clock.set(datetime(2026, 4, 1, 8, tzinfo=UTC))
    look()
    with by(cast.admin) as work:
        monitoring.cancel(work, watch, None)
    look()
    assert visits(watch) == []  # the one still to come went, too
    clock.set(datetime(2026, 12, 1, 8, tzinfo=UTC))
    look()
    assert visits(watch) == []


def test_a_finished_monitoring_ends_its_visits_and_keeps_what_was(cast: Cast, clock: Clock, watch: int) -> None:
    scheduled(cast.anna, watch)
    clock.set(datetime(2026, 4, 11, 8, tzinfo=UTC))
    look()
    with by(cast.admin) as work:
        edited(work, watch, ends_on=date(2026, 5, 1))
    clock.set(datetime(2026, 9, 1, 8, tzinfo=UTC))
    jobs.run_once()
    assert [task.from_at.date() for task in visits(watch)] == [date(2026, 4, 10)]
    row = series_of(watch)
    assert row is not None
    assert row.next_at is None


def test_between_two_looks_a_cancelled_monitoring_makes_no_visit(cast: Cast, clock: Clock, watch: int) -> None:
    scheduled(cast.anna, watch)
    with by(cast.admin) as work:
        monitoring.cancel(work, watch, None)
    clock.set(datetime(2026, 4, 1, 8, tzinfo=UTC))
    assert jobs.guarded(jobs.Job("recur", jobs.recur))
    assert visits(watch) == []


def test_a_rule_plans_visits_for_every_monitoring_it_starts(cast: Cast, clock: Clock) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    with by(cast.admin) as work:
        service_visits.plan(work, rule, None, replace(PLAIN, title="Quarterly visit"))
    (watch,) = move(cast.anna, a_contract(cast, firm), firm.active)
    with by(cast.admin) as work:
        edited(work, watch, assigned_id=cast.anna)
    look()
    look()
    row = series_of(watch)
    assert row is not None
    assert (row.title, row.starts_on, row.owner_id) == ("Quarterly visit", date(2026, 6, 10), cast.anna)
    with by(cast.admin) as work:
        assert service_visits.of_rule(work, rule).title == "Quarterly visit"


def test_visits_taken_away_from_a_monitoring_do_not_come_back_by_its_rule(cast: Cast) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    (watch,) = move(cast.anna, a_contract(cast, firm), firm.active)
    with by(cast.admin) as work:
        edited(work, watch, assigned_id=cast.anna)
        service_visits.plan(work, rule, None, PLAIN)
    look()
    with by(cast.admin) as work:
        service_visits.unschedule(work, watch, None)
    look()
    with by(cast.admin) as work:
        assert service_visits.of_monitoring(work, watch) is None
    assert scheduled(cast.admin, watch) == series_of(watch).id  # by hand they do
    with by(cast.admin) as work:
        assert service_visits.of_monitoring(work, watch).title == "Service visit"


def test_a_plan_that_was_switched_off_begins_nothing(cast: Cast) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    with by(cast.admin) as work:
        service_visits.plan(work, rule, None, PLAIN, is_active=False)
    (watch,) = move(cast.anna, a_contract(cast, firm), firm.active)
    with by(cast.admin) as work:
        edited(work, watch, assigned_id=cast.anna)
    look()
    assert series_of(watch) is None


def test_changed_it_says_what_it_is_told_and_two_at_once_meet(cast: Cast, watch: int) -> None:
    scheduled(cast.anna, watch)
    with by(cast.anna) as work:
        version = service_visits.of_monitoring(work, watch).version
        service_visits.schedule(work, watch, version, replace(PLAIN, title="Oil", starts_at=time(8)))
    with by(cast.anna) as work:
        found = service_visits.of_monitoring(work, watch)
        assert (found.title, found.starts_at) == ("Oil", time(8))
        with pytest.raises(Conflict):
            service_visits.schedule(work, watch, version, PLAIN)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"rule": "FREQ=MINUTELY"}, "rule"),
        ({"days_ahead": -1}, "days_ahead"),
        ({"starts_on": None}, "starts_on"),
    ],
)
def test_bad_input_is_said_and_nothing_is_written(
    cast: Cast, watch: int, dump: Any, changed: dict[str, Any], field: str
) -> None:
    before = dump()
    with pytest.raises(Invalid) as refusal:
        scheduled(cast.anna, watch, **changed)
    assert field in [problem.field for problem in refusal.value.problems]
    assert dump() == before


def test_nobody_assigned_or_nothing_watched_any_more_is_said(cast: Cast, watch: int) -> None:
    with by(cast.admin) as work:
        edited(work, watch, assigned_id=None)
    with pytest.raises(Invalid, match=r"series\.nobody_assigned"):
        scheduled(cast.admin, watch)
    with by(cast.admin) as work:
        monitoring.cancel(work, watch, None)
    with pytest.raises(Invalid, match=r"monitoring\.not_open"):
        scheduled(cast.admin, watch)


def test_who_may_not_change_the_monitoring_may_not_schedule_visits(cast: Cast, watch: int, dump: Any) -> None:
    before = dump()
    with pytest.raises(Forbidden):
        scheduled(cast.vera, watch)
    with pytest.raises(NotFound):
        scheduled(cast.carol, watch)
    with pytest.raises(Forbidden), by(cast.anna) as work:
        service_visits.plan(work, 1, None, PLAIN)
    assert dump() == before


def test_four_schedulers_begin_a_rules_visits_once(cast: Cast) -> None:
    import threading

    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    watches = [watch for _ in range(4) for watch in move(cast.anna, a_contract(cast, firm), firm.active)]
    with by(cast.admin) as work:
        for watch in watches:
            edited(work, watch, assigned_id=cast.anna)
        service_visits.plan(work, rule, None, PLAIN)
    threads = [threading.Thread(target=VISITS.run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    look()
    with begin(Actor.office()) as work:
        assert len(work.session.execute(select(Series.id)).all()) == len(watches) == 4


def test_the_first_look_of_a_day_off_the_scheduler_is_no_flood(cast: Cast, clock: Clock, watch: int) -> None:
    scheduled(cast.anna, watch, rule="FREQ=WEEKLY", starts_on=date(2026, 3, 11))
    clock.set(NOON + timedelta(days=200))
    look()
    assert len(visits(watch)) <= 4
