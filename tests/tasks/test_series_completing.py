"""A series that counts from completion goes on whatever becomes of its tasks, and never keeps the scheduler busy."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import update

from crm import tasks
from crm.people.tables import User
from crm.tasks import recurring
from crm.tasks.series_rules import COMPLETION, SCHEDULE
from crm.tasks.tables import Task
from tests.conftest import NOON, Cast, Clock
from tests.firm import by, by_office
from tests.tasks.series_steps import DAY, begun, card, days, finish, log, made

MONDAY = date(2026, 3, 16)  # NOON is the Tuesday before


def rounds(most: int = 8) -> list[int]:
    """How many series each look of the scheduler dealt with, up to the first that found none; it has to come."""
    found = []
    for _ in range(most):
        with by_office() as work:
            found.append(recurring.make_due(work))
        if not found[-1]:
            return found
    raise AssertionError(f"it never ends: {found}")


def put_away(who: int, task: Task) -> None:
    with by(who) as work:
        tasks.bin(work, task.id, None)


def leave(person: int) -> None:
    with by_office() as work:
        work.session.execute(update(User).where(User.id == person).values(is_active=False))


@pytest.mark.parametrize(
    ("rule", "first", "ahead", "then"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", MONDAY, 7, datetime(2026, 3, 23)),
        ("FREQ=MONTHLY;BYMONTHDAY=20", date(2026, 3, 20), 14, datetime(2026, 4, 20)),
        ("FREQ=DAILY;INTERVAL=30", MONDAY, 7, datetime(2026, 4, 9)),  # thirty days after it was done
    ],
)
def test_done_before_its_day_it_comes_again_after_that_day(
    cast: Cast, clock: Clock, rule: str, first: date, ahead: int, then: datetime
) -> None:
    id = begun(cast.anna, rule=rule, starts_on=first, starts_at=time(13), mode=COMPLETION, days_ahead=ahead)
    rounds()
    finish(cast.anna, made(id)[0])
    rounds()
    next_at = card(cast.anna, id).coming[0]
    assert next_at.date() == then.date()
    clock.set(next_at - timedelta(days=ahead))
    rounds()
    assert [one.occurs_at for one in made(id)][-1] == next_at
    assert len(made(id)) == 2


def test_put_into_the_bin_before_its_day_it_comes_again_the_day_after(cast: Cast, clock: Clock) -> None:
    id = begun(cast.anna, starts_on=date(2026, 3, 11), mode=COMPLETION, days_ahead=3)
    rounds()
    put_away(cast.anna, made(id)[0])
    rounds()
    assert days(id) == ["12 12:00"]


def test_a_refusal_is_written_down_once_for_each_moment(cast: Cast, clock: Clock) -> None:
    id = begun(cast.admin, owner_id=cast.bob, mode=COMPLETION)
    clock.set(NOON + timedelta(hours=2))
    rounds()
    finish(cast.bob, made(id)[0])
    rounds()
    leave(cast.bob)
    clock.set(NOON + DAY + timedelta(hours=2))
    rounds()
    assert log(id) == [("made", 1), ("failed", 1)]
    clock.set(NOON + 3 * DAY + timedelta(hours=2))
    rounds()
    assert log(id) == [("made", 1), ("failed", 1), ("failed", 1), ("failed", 1)]


def test_a_series_that_brings_nothing_further_waits_an_hour(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fault may make the next moment stand still: the others, and all reminders, go on."""
    stuck, other = begun(cast.anna), begun(cast.anna)
    clock.set(NOON + timedelta(hours=2))
    moments = recurring.upcoming

    def broken(work, row, *, before=None, **more):  # type: ignore[no-untyped-def]
        return [] if row.id == stuck and before is not None else moments(work, row, before=before, **more)

    with monkeypatch.context() as patch:
        patch.setattr(recurring, "upcoming", broken)
        rounds()
    assert (days(stuck), days(other)) == ([], ["10 12:00"])
    clock.set(NOON + timedelta(hours=3))
    rounds()
    assert days(stuck) == ["10 12:00"]


RULES = [
    "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYMONTHDAY=20", "FREQ=DAILY;COUNT=3",
    "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=HOURLY;INTERVAL=7", "FREQ=WEEKLY;UNTIL=20260325T000000Z",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_whatever_people_do_the_scheduler_comes_to_an_end(cast: Cast, clock: Clock, seed: int) -> None:
    chance = random.Random(seed)
    ids = []
    for _ in range(4):
        ids.append(
            begun(
                cast.anna,
                rule=chance.choice(RULES),
                starts_on=date(2026, 3, 10) + chance.randrange(5) * DAY,
                starts_at=time(chance.randrange(24)),
                mode=chance.choice([COMPLETION, COMPLETION, SCHEDULE]),
                days_ahead=chance.choice([0, 0, 1, 7, 14]),
                day_off=chance.choice(["as_is", "skip", "move"]),
            )
        )
    for _ in range(10):
        rounds(60)
        for id in ids:
            for task in made(id):
                if task.state == "accepted" and chance.random() < 0.5:
                    chance.choice([finish, put_away])(cast.anna, task)
        clock.set(recurring.clock.now() + chance.randrange(1, 60) * timedelta(hours=1))
    for id in ids:
        moments = [one.occurs_at for one in made(id)]
        assert len(moments) == len(set(moments))
