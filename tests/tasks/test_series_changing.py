"""A series as people change it: paused, edited, split, one date left out or changed alone, ended, deleted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm import tasks
from crm.core.errors import Invalid, NotFound
from crm.core.work import Actor, begin
from crm.tasks import recurring, series, series_alone, series_rules
from crm.tasks.series_tables import Series, SeriesEntry
from tests.conftest import NOON, Cast, Clock
from tests.tasks.series_steps import DAY, begun, card, change, days, form, made, recur, through


def test_paused_it_makes_nothing_and_resumed_it_does_not_catch_up(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna)
    change(cast.anna, lambda work: series.pause(work, one, None))
    clock.set(NOON + 5 * DAY)
    recur()
    assert made(one) == []
    assert card(cast.anna, one).state == "paused"
    change(cast.anna, lambda work: series.resume(work, one, None))
    clock.set(NOON + 6 * DAY)
    recur()
    assert days(one) == ["15 12:00"]


def test_the_whole_series_changes_with_the_tasks_that_nobody_has_begun(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, days_ahead=3)
    recur()
    assert days(one) == ["10 12:00", "11 12:00", "12 12:00"]
    with begin(Actor.person(cast.anna), writes=True) as work:
        tasks.move(work, made(one)[1].id, "start", None)
    fresh = form(owner_id=cast.anna, title="Look twice", rule="FREQ=DAILY;INTERVAL=2", days_ahead=5)
    change(cast.anna, lambda work: series.edit(work, one, None, fresh))
    recur()
    assert [(task.title, task.occurs_at.day) for task in made(one)] == [
        ("Look twice", 10),
        ("Look after the pump", 11),  # begun: it stays as it is
        ("Look twice", 12),
        ("Look twice", 14),
    ]


def test_changed_back_the_days_that_went_come_back(cast: Cast) -> None:
    one = begun(cast.anna, days_ahead=3)
    recur()
    for rule in ("FREQ=DAILY;INTERVAL=2", "FREQ=DAILY"):
        change(
            cast.anna, lambda work, r=rule: series.edit(work, one, None, form(owner_id=cast.anna, rule=r, days_ahead=3))
        )
        recur()
    assert days(one) == ["10 12:00", "11 12:00", "12 12:00"]


def test_this_and_what_follows_goes_on_as_a_series_of_its_own(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, days_ahead=3)
    recur()
    at = NOON + DAY + timedelta(hours=1)
    later = form(owner_id=cast.anna, title="Later", starts_on=date(2026, 3, 11), days_ahead=3)
    two = change(cast.anna, lambda work: series.split(work, one, None, at, later))
    recur()
    assert (days(one), days(two)) == (["10 12:00"], ["11 12:00", "12 12:00"])
    assert {task.title for task in made(two)} == {"Later"}
    clock.set(NOON + 10 * DAY)
    recur()
    assert days(one) == ["10 12:00"]
    assert card(cast.anna, one).state == "ended"


def test_split_at_an_overdue_one_the_tasks_since_then_go_along(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna)
    through(clock, NOON + timedelta(hours=1), 2)
    at = NOON + DAY + timedelta(hours=1)
    later = form(owner_id=cast.anna, title="Later")
    two = change(cast.anna, lambda work: series.split(work, one, None, at, later))
    recur()
    assert (days(one), days(two)) == (["10 12:00"], ["11 12:00", "12 12:00"])


def test_split_it_counts_on_where_it_was(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, rule="FREQ=DAILY;COUNT=4")
    at = NOON + 2 * DAY + timedelta(hours=1)
    again = form(owner_id=cast.anna, rule="FREQ=DAILY;COUNT=4")
    two = change(cast.anna, lambda work: series.split(work, one, None, at, again))
    through(clock, NOON + timedelta(hours=1), 8)
    assert (days(one), days(two)) == (["10 12:00", "11 12:00"], ["12 12:00", "13 12:00"])


def test_a_series_is_split_only_where_it_comes(cast: Cast) -> None:
    one = begun(cast.anna)
    with pytest.raises(Invalid, match=r"series\.moment_unknown"):
        change(cast.anna, lambda work: series.split(work, one, None, NOON, form(owner_id=cast.anna)))


def test_one_moment_is_left_out(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, days_ahead=1)
    recur()
    for day in (0, 2):
        at = NOON + day * DAY + timedelta(hours=1)
        change(cast.anna, lambda work, at=at: series.leave_out(work, one, None, at))
    clock.set(NOON + 3 * DAY)
    recur()
    assert [task.occurs_at.day for task in made(one)] == [11, 13]


def test_one_moment_still_to_come_is_changed_alone(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna)
    recur()
    at = NOON + 2 * DAY + timedelta(hours=1)
    early = change(cast.anna, lambda work: series_alone.make_now(work, one, None, at))
    assert change(cast.anna, lambda work: series_alone.make_now(work, one, None, at)) == early
    with pytest.raises(Invalid, match=r"series\.moment_unknown"):
        change(cast.anna, lambda work: series_alone.make_now(work, one, None, at + timedelta(hours=1)))
    clock.set(NOON + 9 * DAY)
    recur()
    assert [task.id for task in made(one) if task.occurs_at == at] == [early]
    with begin(Actor.office()) as work:
        left = select(SeriesEntry).where(SeriesEntry.series_id == one, SeriesEntry.outcome == series_rules.LATE)
        assert sum(row.count for row in work.session.execute(left).scalars()) == 9 - len(made(one))


def test_ended_before_a_moment_it_keeps_what_was_before(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, days_ahead=3)
    recur()
    change(cast.anna, lambda work: series.end(work, one, None, NOON + DAY + timedelta(hours=1)))
    clock.set(NOON + 9 * DAY)
    recur()
    assert days(one) == ["10 12:00"]


def test_deleted_it_takes_what_nobody_has_begun_along(cast: Cast, clock: Clock) -> None:
    one = begun(cast.admin, days_ahead=3)
    recur()
    with begin(Actor.person(cast.admin), writes=True) as work:
        tasks.move(work, made(one)[0].id, "start", None)
    change(cast.admin, lambda work: series.delete(work, one, None))
    clock.set(NOON + 9 * DAY)
    recur()
    assert days(one) == ["10 12:00"]
    with pytest.raises(NotFound):
        card(cast.admin, one)


def test_a_task_that_somebody_deleted_is_not_made_again(cast: Cast, clock: Clock) -> None:
    one = begun(cast.admin, days_ahead=3)
    recur()
    with begin(Actor.person(cast.admin), writes=True) as work:
        tasks.bin(work.as_office(), made(one)[1].id, None)
    with begin(Actor.office(), writes=True) as work:
        row = work.session.get_one(Series, one)
        recurring.set_next(work, row, after=NOON)  # asked again for the same days
    recur()
    assert days(one) == ["10 12:00", "12 12:00"]
