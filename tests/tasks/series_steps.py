"""What tests of series do again and again: begin one, let the scheduler look, finish its tasks, read its log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from crm import tasks
from crm.core.work import Actor, Work, begin
from crm.tasks import recurring, series, series_lists
from crm.tasks.series_rules import SeriesForm
from crm.tasks.series_tables import SeriesEntry
from crm.tasks.tables import Task
from tests.conftest import Clock

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
