"""The morning digest comes once a day at its time, or says why it did not."""

from __future__ import annotations

import multiprocessing
import os
import threading
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from crm import jobs, notifications, people, start, tasks
from crm.core import config
from crm.flows import digest_contents
from crm.notifications import digests, rules
from crm.notifications.tables import Entry
from crm.people.tables import User
from tests.conftest import Cast, Clock
from tests.firm import by, by_office
from tests.flows.digest_steps import TOMORROW, at, late_task, letters, on, row, tick

# Once


def test_it_comes_at_its_time_once_and_the_next_is_tomorrows(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    assert row(cast.anna).next_at == at(TOMORROW)
    clock.set(at(TOMORROW) - timedelta(seconds=1))
    assert tick() == []
    clock.set(at(TOMORROW))
    [mail] = tick()
    assert (mail.person_id, mail.channel, mail.address) == (cast.anna, "email", "anna@example.test")
    assert mail.key == f"digest:{cast.anna}:2026-03-11"
    for minute in (1, 60, 600):
        clock.set(at(TOMORROW) + timedelta(minutes=minute))
        assert len(tick()) == 1
    kept = row(cast.anna)
    assert (kept.next_at, kept.last_outcome, kept.version) == (at(TOMORROW + timedelta(days=1)), digests.SENT, 1)
    with by_office() as work:
        kinds = set(work.session.execute(select(Entry.kind)).scalars())
    assert rules.DIGEST not in kinds, "it rings no bell"


def test_without_a_wish_nobody_gets_one_and_who_switches_it_off_gets_no_more(cast: Cast, clock: Clock) -> None:
    late_task(cast.anna)
    clock.set(at(TOMORROW))
    assert tick() == []
    on(cast.anna)
    with by(cast.anna) as work:
        notifications.set_my_digest(work, is_on=False)
    clock.set(at(TOMORROW, 12))
    assert tick() == []
    assert row(cast.anna).next_at is None


def test_a_scheduler_that_was_off_in_the_morning_sends_it_later_the_same_day(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    clock.set(at(TOMORROW, 16.5))
    assert [mail.key for mail in tick()] == [f"digest:{cast.anna}:2026-03-11"]
    assert row(cast.anna).next_at == at(TOMORROW + timedelta(days=1))


@pytest.mark.parametrize(("hour", "count"), [(9, 1), (5, 0)])
def test_after_days_off_there_is_one_digest_and_not_one_a_day(cast: Cast, clock: Clock, hour: int, count: int) -> None:
    on(cast.anna, weekdays=(0, 1, 2, 3, 4, 5, 6))
    late_task(cast.anna)
    back = TOMORROW + timedelta(days=3)
    clock.set(at(back, hour))
    assert len(tick()) == count
    clock.set(at(back, 10))
    assert [mail.key for mail in tick()] == [f"digest:{cast.anna}:{back.isoformat()}"]


def test_the_clock_moved_back_and_forth_doubles_nothing(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    for hours in (0, -1, 1, -24, 0, 24, -24, 1, 24, 0):
        clock.set(at(TOMORROW, 8) + timedelta(hours=hours))
        tick()
    keys = [mail.key for mail in letters()]
    assert len(keys) == len(set(keys)) == 2  # tomorrow's, and that of the day to which the clock was moved forth


def test_a_digest_that_is_set_to_later_on_the_same_day_does_not_come_again(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    clock.set(at(TOMORROW))
    tick()
    clock.set(at(TOMORROW, 8))
    on(cast.anna, at=time(9))
    assert row(cast.anna).next_at == at(TOMORROW + timedelta(days=1), 9)
    clock.set(at(TOMORROW, 10))
    assert len(tick()) == 1


def test_two_schedulers_at_the_same_moment_send_it_once(cast: Cast, clock: Clock) -> None:
    for person in (cast.anna, cast.bob, cast.carol, cast.mona):
        on(person)
        late_task(person)
    clock.set(at(TOMORROW))
    start_line, failures = threading.Barrier(4), list[BaseException]()

    def scheduler() -> None:
        try:
            start_line.wait()
            jobs.digest()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=scheduler) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(mail.person_id or 0 for mail in letters()) == sorted([cast.anna, cast.bob, cast.carol, cast.mona])


def _die_in_the_middle(settings: config.Settings) -> None:
    """A scheduler that is gone after it has written the letter, before anything is committed."""
    start.make_ready(settings)
    settle = digests.settle

    def dying(*given: Any, **named: Any) -> None:
        settle(*given, **named)
        os._exit(9)

    digests.settle = dying  # type: ignore[assignment]
    jobs.digest()


def test_a_scheduler_that_dies_in_the_middle_leaves_nothing_half_done(
    cast: Cast, clock: Clock, settings: config.Settings
) -> None:
    on(cast.anna)
    late_task(cast.anna)
    clock.set(at(TOMORROW))
    child = multiprocessing.get_context("spawn").Process(target=_die_in_the_middle, args=(settings,))
    child.start()
    child.join()
    assert child.exitcode == 9
    assert letters() == []
    assert len(tick()) == 1


def test_one_that_cannot_be_made_is_tried_again_and_keeps_nobody_waiting(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (cast.anna, cast.bob):
        on(person)
        late_task(person)
    clock.set(at(TOMORROW))
    whole = digest_contents.sections

    def poisoned(work: Any, person_id: int, tokens: Any) -> Any:
        if person_id == cast.anna:
            raise ValueError("poison")
        return whole(work, person_id, tokens)

    monkeypatch.setattr(digest_contents, "sections", poisoned)
    assert [mail.person_id for mail in tick()] == [cast.bob]
    kept = row(cast.anna)
    assert (kept.last_outcome, kept.next_at) == (digests.FAILED, at(TOMORROW, 7.25))
    monkeypatch.setattr(digest_contents, "sections", whole)
    clock.set(at(TOMORROW, 7.25))
    assert [mail.person_id for mail in tick()] == [cast.bob, cast.anna]


def test_both_clock_changes_are_right(cast: Cast, clock: Clock) -> None:
    on(cast.anna, weekdays=tuple(range(7)))
    late_task(cast.anna)
    for first in (date(2026, 3, 28), date(2026, 10, 24)):
        for ahead in range(3):
            day = first + timedelta(days=ahead)
            clock.set(at(day) - timedelta(seconds=1))
            tick()
            before = len(letters())
            clock.set(at(day))
            assert [mail.key[-10:] for mail in tick()[before:]] == [day.isoformat()]
    assert at(date(2026, 3, 29)) == datetime(2026, 3, 29, 5, tzinfo=UTC)
    assert at(date(2026, 10, 25)) == datetime(2026, 10, 25, 6, tzinfo=UTC)


def test_it_is_due_by_the_readers_own_zone(cast: Cast, clock: Clock) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.anna).zone = "America/New_York"
    on(cast.anna)
    late_task(cast.anna)
    assert row(cast.anna).next_at == datetime(2026, 3, 10, 11, tzinfo=UTC) + timedelta(days=1)
    with by_office() as work:  # she moves; the moment that was kept is only one at which to look
        work.session.get_one(User, cast.anna).zone = "America/Los_Angeles"
    clock.set(datetime(2026, 3, 11, 11, tzinfo=UTC))
    assert tick() == []
    clock.set(datetime(2026, 3, 11, 14, tzinfo=UTC))
    assert len(tick()) == 1


# Whether


def test_nothing_to_say_sends_nothing_and_says_so(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    clock.set(at(TOMORROW))
    assert tick() == []
    with by(cast.anna, writes=False) as work:
        card = notifications.my_digest(work)
    assert (card.last_outcome, card.last_at, card.next_at) == (
        digests.EMPTY, at(TOMORROW), at(TOMORROW + timedelta(days=1)),
    )  # fmt: skip
    late_task(cast.anna)
    clock.set(at(TOMORROW, 9))
    assert tick() == [], "that day is dealt with"


def test_working_days_are_the_readers_own_and_holidays_are_none(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    with by(cast.anna) as work:
        people.set_my_time(work, {2: None})  # Wednesday off
        assert notifications.my_digest(work).next_at == at(TOMORROW + timedelta(days=1))
    clock.set(at(TOMORROW))
    assert tick() == []
    assert row(cast.anna).last_outcome == digests.DAY_OFF
    clock.set(at(date(2026, 4, 6)))  # Easter Monday
    assert tick() == []
    clock.set(at(date(2026, 4, 7)))
    assert len(tick()) == 1


def test_who_is_away_that_day_gets_none(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    with by(cast.anna) as work:
        people.add_my_absence(work, first_on=TOMORROW, last_on=TOMORROW, substitute_id=cast.bob)
    clock.set(at(TOMORROW))
    assert tick() == []
    assert row(cast.anna).last_outcome == digests.AWAY
    clock.set(at(TOMORROW + timedelta(days=1)))
    assert [mail.person_id for mail in tick()] == [cast.anna]


@pytest.mark.parametrize("how", ["office", "person", "left"])
def test_a_preference_holds_it_back_and_says_so(cast: Cast, clock: Clock, how: str) -> None:
    on(cast.anna)
    late_task(cast.anna)
    if how == "office":
        with by(cast.admin) as work:
            notifications.set_office_preferences(work, {(rules.DIGEST, "email"): "off"})
    elif how == "person":
        with by(cast.anna) as work:
            notifications.set_my_preferences(work, {(rules.DIGEST, "email"): False})
    else:
        with by_office() as work:
            work.session.execute(update(User).where(User.id == cast.anna).values(is_active=False))
    clock.set(at(TOMORROW))
    assert tick() == []
    reasons = {"office": rules.OFF_OFFICE, "person": rules.OFF_PERSON, "left": rules.INACTIVE}
    assert row(cast.anna).last_outcome == reasons[how]


def test_no_other_channel_can_be_chosen_for_it(cast: Cast) -> None:
    with by(cast.anna, writes=False) as work:
        states = notifications.my_preferences(work).states
    assert [pair for pair in states if pair[0] == rules.DIGEST] == [(rules.DIGEST, "email")]


def test_quiet_hours_defer_it_and_it_counts_what_they_held_back(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    with by(cast.anna) as work:
        notifications.set_my_quiet(work, weekdays=list(range(7)), begins=time(20), ends=time(8))
    clock.set(at(date(2026, 3, 10), 22))
    with by(cast.mona) as work:
        tasks.create(work, title="In the night", people=[cast.anna])
    clock.set(at(TOMORROW))
    [mail] = tick()
    assert (mail.next_try_at, mail.deferred_reason) == (at(TOMORROW, 8), rules.DEFERRED)
    assert "1 message waited for the end of your quiet hours" in mail.text
