"""Series: each moment makes its task once, on working days, after a silence of the scheduler, or from completion."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, select

from crm import tasks
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.people.tables import User
from crm.reminders.rules import StepPlan
from crm.tasks import series_lists, series_rules
from crm.tasks.series_tables import Series
from tests.conftest import NOON, Cast, Clock
from tests.tasks.series_steps import DAY, begun, card, days, finish, log, made, recur, through


def test_a_task_is_made_when_its_moment_comes_and_only_once(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna)
    assert recur() == 0  # an hour to go
    clock.set(NOON + timedelta(hours=1))
    assert recur() == 1
    assert recur() == 0
    (task,) = made(one)
    assert (task.title, task.owner_id, task.priority, task.state) == (
        "Look after the pump",
        cast.anna,
        "high",
        "accepted",
    )
    assert task.from_at == task.occurs_at == NOON + timedelta(hours=1)
    assert task.due_at == NOON + timedelta(hours=2)
    clock.set(NOON + DAY + timedelta(hours=1))
    recur()
    assert days(one) == ["10 12:00", "11 12:00"]


def test_two_schedulers_at_once_make_it_once(cast: Cast, clock: Clock) -> None:
    all_of_them = [begun(cast.anna, title=f"Series {n}") for n in range(6)]
    clock.set(NOON + 2 * DAY)
    barrier = threading.Barrier(4)

    def race() -> None:
        barrier.wait()
        recur()

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    recur()
    assert [days(one) for one in all_of_them] == [["10 12:00", "11 12:00"]] * 6


def test_a_task_is_made_days_ahead_and_carries_its_checklist_and_ladder(cast: Cast) -> None:
    steps = [StepPlan(1, "day")]
    one = begun(cast.anna, rule="FREQ=WEEKLY", days_ahead=8, checklist=["Oil", "Filter"], steps=steps)
    recur()
    assert days(one) == ["10 12:00", "17 12:00"]
    first = made(one)[0]
    assert first.ladder_id is not None
    with begin(Actor.person(cast.anna)) as work:
        assert [part.text for part in tasks.get(work, first.id).checklist] == ["Oil", "Filter"]


def test_nine_o_clock_stays_nine_o_clock_over_both_clock_changes(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, rule="FREQ=MONTHLY;BYMONTHDAY=28", starts_at=time(9))
    for month in range(3, 12):
        clock.set(datetime(2026, month, 28, 12, tzinfo=UTC))
        recur()
    assert [task.occurs_at.hour for task in made(one)] == [8, 7, 7, 7, 7, 7, 7, 8, 8]


def test_days_off_are_skipped_or_moved_on(cast: Cast, clock: Clock) -> None:
    """6 April 2026 is Easter Monday; 5 April its Sunday."""
    plain = {"rule": "FREQ=WEEKLY;BYDAY=MO,TU", "starts_on": date(2026, 4, 1)}
    skipped, moved, as_is = (begun(cast.anna, day_off=way, **plain) for way in ("skip", "move", "as_is"))
    through(clock, datetime(2026, 3, 31, 12, tzinfo=UTC), 14)
    assert days(skipped) == ["07 11:00", "13 11:00", "14 11:00"]
    assert days(moved) == ["07 11:00", "13 11:00", "14 11:00"]  # Monday's meets Tuesday's own
    assert days(as_is) == ["06 11:00", "07 11:00", "13 11:00", "14 11:00"]


def test_a_moved_one_takes_place_on_the_next_working_day(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, rule="FREQ=MONTHLY;BYMONTHDAY=1", starts_on=date(2026, 5, 1), day_off="move")
    through(clock, datetime(2026, 4, 30, 12, tzinfo=UTC), 33)
    assert days(one) == ["04 11:00", "01 11:00"]  # 1 May is a holiday before a weekend, 1 June a Monday


def test_after_days_off_the_last_few_are_made_and_the_rest_is_noted(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna)
    clock.set(NOON + 30 * DAY - timedelta(hours=2))
    recur()
    assert len(made(one)) == series_rules.MOST_MISSED  # of the week before; today's own is an hour away
    assert log(one)[0] == ("late", 25)
    assert log(one)[1:] == [("made", 1)] * 5


def test_an_hourly_series_does_not_flood_after_a_weekend(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, rule="FREQ=HOURLY")
    clock.set(NOON + 3 * DAY)
    recur()
    today = sum(1 for task in made(one) if task.occurs_at.date() == date(2026, 3, 13))
    assert len(made(one)) <= series_rules.MOST_MISSED + today + 1


def test_no_more_than_so_many_stay_open(cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series_rules, "MOST_OPEN", 2)
    one = begun(cast.anna, rule="FREQ=DAILY", days_ahead=4)
    recur()
    assert len(made(one)) == 2
    assert log(one)[0] == ("full", 2)


def test_a_person_who_has_left_gets_none_and_the_log_says_why(cast: Cast, clock: Clock) -> None:
    one = begun(cast.admin, owner_id=cast.anna)
    with begin(Actor.office(), writes=True) as work:
        work.session.get_one(User, cast.anna).is_active = False
    clock.set(NOON + 2 * timedelta(hours=1))
    recur()
    assert made(one) == []
    with begin(Actor.person(cast.admin)) as work:
        (entry,) = series_lists.log(work, one)
    assert (entry.outcome, entry.reason) == ("failed", "tasks.person_gone")


def test_a_series_that_breaks_keeps_no_other_waiting(cast: Cast, clock: Clock) -> None:
    broken, sound = begun(cast.anna), begun(cast.anna)
    with begin(Actor.office(), writes=True) as work:
        work.session.get_one(Series, broken).rule = "FREQ=NEVER"
    clock.set(NOON + 2 * timedelta(hours=1))
    recur()
    assert len(made(sound)) == 1
    assert log(broken) == [("failed", 1)]


def test_who_gives_a_series_to_another_hears_of_its_tasks(cast: Cast, clock: Clock) -> None:
    one = begun(cast.mona, owner_id=cast.anna)
    clock.set(NOON + 2 * timedelta(hours=1))
    recur()
    (task,) = made(one)
    assert (task.owner_id, task.delegator_id, task.state) == (cast.anna, cast.mona, "accepted")


def test_it_ends_after_its_count(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, rule="FREQ=DAILY;COUNT=2")
    clock.set(NOON + 4 * DAY)
    recur()
    assert days(one) == ["10 12:00", "11 12:00"]
    assert card(cast.anna, one).state == "ended"


def test_the_scheduler_makes_no_form_stale(cast: Cast, clock: Clock, engine: Engine) -> None:
    one = begun(cast.anna)
    version = card(cast.anna, one).version
    clock.set(NOON + 2 * DAY)
    recur()
    assert card(cast.anna, one).version == version
    with begin(Actor.office()) as work:
        told = select(Change.id).where(Change.kind == "task_series", Change.row_id == one, Change.action == "changed")
        assert work.session.execute(told).all() == []


# Counted from completion


def test_the_next_is_counted_from_when_the_last_was_done(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, rule="FREQ=MONTHLY;INTERVAL=3", mode="completion")
    clock.set(NOON + timedelta(hours=1))
    recur()
    clock.set(datetime(2026, 7, 20, 6, tzinfo=UTC))  # long after it was due
    recur()
    (first,) = made(one)
    finish(cast.anna, first)
    recur()
    assert card(cast.anna, one).next_at == datetime(2026, 10, 20, 11, tzinfo=UTC)
    clock.set(datetime(2026, 10, 20, 11, tzinfo=UTC))
    recur()
    assert [task.occurs_at.date() for task in made(one)] == [date(2026, 3, 10), date(2026, 10, 20)]


def test_done_in_the_morning_it_is_not_back_the_same_day(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, mode="completion")
    clock.set(NOON + timedelta(hours=1))
    recur()
    clock.set(NOON + DAY - timedelta(hours=3))
    finish(cast.anna, made(one)[0])
    recur()
    assert card(cast.anna, one).next_at == NOON + 2 * DAY + timedelta(hours=1)


def test_a_count_holds_from_completion_to_completion(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, rule="FREQ=DAILY;COUNT=2", mode="completion")
    for day in range(5):
        clock.set(NOON + day * DAY + timedelta(hours=2))
        recur()
        for task in made(one):
            if task.state == "accepted":
                finish(cast.anna, task)
    recur()
    assert len(made(one)) == 2
    assert card(cast.anna, one).state == "ended"
