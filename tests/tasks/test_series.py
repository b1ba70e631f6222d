"""Series: each moment makes its task once, on working days, after a silence of the scheduler, as people change it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from crm import tasks
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from crm.core.history import Change
from crm.core.work import Actor, Work, begin
from crm.people.tables import User
from crm.reminders.rules import StepPlan
from crm.tasks import recurring, series, series_lists, series_rules
from crm.tasks.series_rules import SeriesForm
from crm.tasks.series_tables import Series, SeriesEntry
from crm.tasks.tables import Task
from tests.conftest import NOON, Cast, Clock

DAY = timedelta(days=1)


def form(**changed: Any) -> SeriesForm:
    """Every weekday at 13:00 in Warsaw, from the day of NOON (a Tuesday) on; an hour later than now."""
    plain = SeriesForm("Look after the pump", "FREQ=DAILY", date(2026, 3, 10), time(13), priority="high", lasts=60)
    return replace(plain, **changed)


def begun(who: int, **changed: Any) -> int:
    with begin(Actor.person(who), writes=True) as work:
        return series.create(work, form(**{"owner_id": who, **changed}))


def recur() -> int:
    done = 0
    while True:
        with begin(Actor.office(), writes=True) as work:
            more = recurring.make_due(work)
        if not more:
            return done
        done += more


def made(series_id: int) -> list[Task]:
    with begin(Actor.office()) as work:
        found = select(Task).where(Task.series_id == series_id, Task.deleted_at.is_(None)).order_by(Task.occurs_at)
        return list(work.session.execute(found).scalars())


def days(series_id: int) -> list[str]:
    return [f"{task.occurs_at:%d %H:%M}" for task in made(series_id)]


def log(series_id: int) -> list[tuple[str, int]]:
    with begin(Actor.office()) as work:
        found = select(SeriesEntry).where(SeriesEntry.series_id == series_id).order_by(SeriesEntry.id)
        return [(entry.outcome, entry.count) for entry in work.session.execute(found).scalars()]


def card(who: int, series_id: int) -> series_lists.SeriesCard:
    with begin(Actor.person(who)) as work:
        return series_lists.get(work, series_id)


def change(who: int, act: Callable[[Work], object]) -> object:
    with begin(Actor.person(who), writes=True) as work:
        return act(work)


def through(clock: Clock, first: datetime, count: int) -> None:
    """Day by day, as a scheduler that is never off would see it."""
    for day in range(count + 1):
        clock.set(first + day * DAY)
        recur()


def finish(who: int, task: Task) -> None:
    with begin(Actor.person(who), writes=True) as work:
        tasks.move(work, task.id, "finish", None)


# Making


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


# Changing


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


# Refused


def test_two_who_change_it_at_once_meet(cast: Cast) -> None:
    one = begun(cast.anna)
    version = card(cast.anna, one).version
    change(cast.anna, lambda work: series.pause(work, one, version))
    with pytest.raises(Conflict):
        change(cast.anna, lambda work: series.edit(work, one, version, form(owner_id=cast.anna)))


def test_a_series_for_somebody_one_may_not_give_tasks_is_refused(cast: Cast, dump: Any) -> None:
    before = dump()
    for owner in (cast.carol,):
        with pytest.raises(Forbidden):
            begun(cast.anna, owner_id=owner)
    with pytest.raises(Forbidden):
        begun(cast.vera)
    assert dump() == before


def test_of_a_strangers_series_nothing_is_known(cast: Cast, dump: Any) -> None:
    one = begun(cast.carol)
    before = dump()
    for act in (series.pause, series.resume, series.delete):
        with pytest.raises((NotFound, Forbidden)):
            change(cast.anna, lambda work, act=act: act(work, one, None))
    with pytest.raises(NotFound):
        card(cast.anna, one)
    with begin(Actor.person(cast.anna)) as work:
        assert series_lists.listing(work).rows == []
    assert dump() == before


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"title": " "}, "title", "error.required"),
        ({"rule": "FREQ=MINUTELY"}, "rule", "series.rule_too_often"),
        ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rule", "series.rule_never"),
        ({"starts_on": None}, "starts_on", "error.required"),
        ({"starts_on": date(1900, 1, 1)}, "starts_on", "series.start_out"),
        ({"days_ahead": 400}, "days_ahead", "series.number_out"),
        ({"lasts": -1}, "lasts", "series.number_out"),
        ({"mode": "sometimes"}, "mode", "series.mode_unknown"),
        ({"day_off": "work"}, "day_off", "series.day_off_unknown"),
        ({"priority": "hot"}, "priority", "tasks.priority_unknown"),
        ({"owner_id": None}, "owner_id", "error.required"),
    ],
)
def test_bad_input_is_said_at_its_field_and_nothing_is_written(
    cast: Cast, dump: Any, changed: dict[str, Any], field: str, code: str
) -> None:
    before = dump()
    with pytest.raises(Invalid) as refusal:
        begun(cast.anna, **changed)
    assert (field, code) in [(problem.field, problem.code) for problem in refusal.value.problems]
    assert dump() == before


def test_a_preview_says_the_rule_and_its_next_moments(cast: Cast) -> None:
    with begin(Actor.person(cast.anna)) as work:
        words, coming = series_lists.preview(work, form(rule="FREQ=WEEKLY;BYDAY=MO,TH"))
        assert words == "every Monday and Thursday at 1:00\u202fPM"
        assert [f"{moment:%a %d}" for moment in coming] == ["Thu 12", "Mon 16", "Thu 19", "Mon 23", "Thu 26"]
        with pytest.raises(Invalid):
            series_lists.preview(work, form(rule="FREQ=SECONDLY"))


def test_a_list_shows_what_comes_first_and_finds_by_title(cast: Cast) -> None:
    late = begun(cast.anna, title="Late", starts_on=date(2026, 5, 1))
    soon = begun(cast.anna, title="Soon")
    with begin(Actor.person(cast.anna)) as work:
        assert [row.id for row in series_lists.listing(work).rows] == [soon, late]
        assert [row.id for row in series_lists.listing(work, text="lat").rows] == [late]
