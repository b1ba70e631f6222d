"""Putting a bell entry off: read until then, back exactly once, whatever the clock does and whoever is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import errand
import probe
import pytest
from sqlalchemy import Engine, select

from crm import jobs, notifications
from crm.core import db
from crm.core.errors import Forbidden, Invalid, NotFound, NotSignedIn
from crm.core.work import Actor, Work, begin
from crm.notifications import service
from crm.notifications.snoozing import until
from crm.notifications.tables import Entry, Snooze
from tests.conftest import NOON, Cast, Clock
from tests.dumping import Dumper

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _subjects() -> None:
    errand.register()
    probe.register()


def told(person: int, name: str = "Errand") -> int:
    """An entry of this person about an errand of theirs."""
    row_id = errand.record({"owner": person}, name)
    with probe.office() as work:
        notifications.tell(
            work, "task.reminder", subject_kind=errand.KIND, subject_id=row_id, people=[person], key=f"e:{row_id}"
        )
    return probe.bells()[-1].id


def doing(person: int, what: Callable[[Work], object]) -> None:
    with begin(Actor.person(person), writes=True) as work:
        what(work)


def put_off(person: int, entry: int, by: timedelta, reason: str = "") -> None:
    doing(person, lambda work: notifications.snooze(work, entry, work.now + by, reason))


def is_unread(entry: int) -> bool:
    with probe.office(writes=False) as work:
        return work.session.get_one(Entry, entry).read_at is None


def snoozes() -> list[Snooze]:
    with probe.office(writes=False) as work:
        return list(work.session.execute(select(Snooze).order_by(Snooze.id)).scalars())


def test_a_stranger_puts_nothing_off(cast: Cast, dump: Dumper) -> None:
    entry = told(cast.anna)
    before = dump()
    for call in (
        lambda work: notifications.snooze(work, entry, work.now + HOUR),
        lambda work: notifications.wake(work, entry),
        lambda work: notifications.finish(work, entry),
    ):
        with begin(Actor.nobody(), writes=True) as work, pytest.raises(NotSignedIn):
            call(work)
    assert dump() == before


def test_others_entries_are_not_to_be_found(cast: Cast, dump: Dumper) -> None:
    entry = told(cast.anna)
    before = dump()
    for wrong in (entry, 10**9, 0, -1):
        with begin(Actor.person(cast.bob), writes=True) as work, pytest.raises(NotFound):
            notifications.snooze(work, wrong, work.now + HOUR)
        with begin(Actor.person(cast.bob), writes=True) as work, pytest.raises(NotFound):
            notifications.finish(work, wrong)
    assert dump() == before


def test_what_is_put_off_is_read_until_then_and_says_why(cast: Cast, clock: Clock) -> None:
    entry = told(cast.anna)
    put_off(cast.anna, entry, HOUR, "  at the dentist's ")
    assert not is_unread(entry)
    with begin(Actor.person(cast.anna)) as work:
        [row] = notifications.entries(work, only_snoozed=True).rows
        assert notifications.newest_unread(work) == []
        assert notifications.entries(work, only_unread=True).rows == []
    assert (row.snoozed_until, row.reason, row.read_at) == (NOON + HOUR, "at the dentist's", NOON)


def test_it_comes_back_at_its_moment_and_on_top(cast: Cast, clock: Clock) -> None:
    first, second = told(cast.anna, "First"), told(cast.anna, "Second")
    put_off(cast.anna, first, HOUR)
    clock.set(NOON + HOUR - timedelta(seconds=1))
    assert jobs.remind() == 0
    clock.set(NOON + HOUR)
    assert jobs.remind() == 1
    with begin(Actor.person(cast.anna)) as work:
        shown = notifications.newest_unread(work)
    assert [(row.id, row.shown_at) for row in shown] == [(first, NOON + HOUR), (second, NOON)]
    assert [(row.state, row.settled_at) for row in snoozes()] == [("woken", NOON + HOUR)]


def test_a_clock_moved_back_and_forth_brings_it_back_once(cast: Cast, clock: Clock) -> None:
    entry = told(cast.anna)
    put_off(cast.anna, entry, HOUR)
    for moment in (NOON + 30 * timedelta(minutes=1), NOON - DAY, NOON + 2 * HOUR):
        clock.set(moment)
        jobs.remind()
    assert is_unread(entry)
    doing(cast.anna, lambda work: notifications.mark_read(work, entry))
    for moment in (NOON, NOON + HOUR, NOON - DAY, NOON + 3 * DAY):
        clock.set(moment)
        assert jobs.remind() == 0
    assert not is_unread(entry)


def test_a_second_time_replaces_the_first_and_both_are_kept(cast: Cast, clock: Clock) -> None:
    entry = told(cast.anna)
    put_off(cast.anna, entry, HOUR, "first")
    put_off(cast.anna, entry, 3 * HOUR, "second")
    clock.set(NOON + 2 * HOUR)
    assert jobs.remind() == 0
    clock.set(NOON + 3 * HOUR)
    assert jobs.remind() == 1
    assert [(row.reason, row.state) for row in snoozes()] == [("first", "ended"), ("second", "woken")]


def test_it_can_be_brought_back_earlier(cast: Cast, clock: Clock) -> None:
    entry = told(cast.anna)
    put_off(cast.anna, entry, HOUR)
    doing(cast.anna, lambda work: notifications.wake(work, entry))
    assert is_unread(entry)
    with begin(Actor.person(cast.anna), writes=True) as work, pytest.raises(NotFound):
        notifications.wake(work, entry)
    clock.set(NOON + DAY)
    assert jobs.remind() == 0


def test_reading_it_ends_the_putting_off(cast: Cast, clock: Clock) -> None:
    entry = told(cast.anna)
    put_off(cast.anna, entry, HOUR)
    doing(cast.anna, lambda work: notifications.mark_read(work, entry))
    clock.set(NOON + DAY)
    assert jobs.remind() == 0
    assert not is_unread(entry)


def test_of_what_is_over_by_then_nothing_comes_back(cast: Cast, clock: Clock) -> None:
    entry, other = told(cast.anna), told(cast.anna)
    put_off(cast.anna, entry, HOUR)
    put_off(cast.anna, other, HOUR)
    doing(cast.anna, lambda work: notifications.finish(work, entry))
    doing(cast.anna, lambda work: errand._done(work, work.session.get_one(Entry, other).subject_id or 0))
    clock.set(NOON + DAY)
    assert jobs.remind() == 1
    assert (is_unread(entry), is_unread(other)) == (False, False)
    assert [row.state for row in snoozes()] == ["ended", "ended"]


@pytest.mark.parametrize(
    ("by", "reason", "code", "field"),
    [
        (timedelta(), "", "inbox.snooze_past", "snooze_until"),
        (-HOUR, "", "inbox.snooze_past", "snooze_until"),
        (400 * DAY, "", "inbox.snooze_far", "snooze_until"),
        (HOUR, "x" * 301, "error.too_long", "snooze_reason"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_writes_nothing(
    cast: Cast, dump: Dumper, by: timedelta, reason: str, code: str, field: str
) -> None:
    entry = told(cast.anna)
    before = dump()
    with pytest.raises(Invalid) as refusal:
        put_off(cast.anna, entry, by, reason)
    assert [(problem.code, problem.field) for problem in refusal.value.problems] == [(code, field)]
    assert dump() == before


def test_done_is_said_from_the_bell_by_whoever_may(cast: Cast, dump: Dumper) -> None:
    row_id = errand.record({"owner": cast.anna})
    with probe.office() as work:
        notifications.tell(
            work, "task.reminder", subject_kind=errand.KIND, subject_id=row_id, people=[cast.anna, cast.mona], key="e"
        )
    mine, hers = (next(one.id for one in probe.bells() if one.person_id == who) for who in (cast.anna, cast.mona))
    with begin(Actor.person(cast.anna)) as work:
        [row] = notifications.entries(work).rows
    assert (row.may_finish, row.reassign) == (True, f"/client?id={row_id}&tab=hand")
    before = dump()
    with begin(Actor.person(cast.mona), writes=True) as work, pytest.raises(Forbidden):
        notifications.finish(work, hers)
    assert dump() == before
    doing(cast.anna, lambda work: notifications.finish(work, mine))
    with begin(Actor.person(cast.anna)) as work:
        [row] = notifications.entries(work).rows
    assert (row.may_finish, row.reassign, row.read_at) == (False, None, NOON)


def test_what_cannot_be_done_from_the_bell_has_no_such_button(cast: Cast) -> None:
    row_id = probe.record([], None, [])
    with probe.office() as work:
        notifications.tell(
            work, "monitoring.ending", subject_kind="probe", subject_id=row_id, people=[cast.anna], key="e"
        )
    [entry] = probe.bells()
    with begin(Actor.person(cast.anna), writes=True) as work:
        assert not notifications.entries(work).rows[0].may_finish
        with pytest.raises(NotFound):
            notifications.finish(work, entry.id)


def test_what_is_put_off_is_not_forgotten_with_old_entries(cast: Cast, clock: Clock) -> None:
    kept, gone = told(cast.anna), told(cast.anna)
    clock.set(NOON + 360 * DAY)
    put_off(cast.anna, kept, 10 * DAY)
    put_off(cast.anna, gone, HOUR)
    doing(cast.anna, lambda work: notifications.mark_read(work, gone))
    clock.set(NOON + 366 * DAY)
    with probe.office() as work:
        notifications.forget(work, limit=100)
    assert [entry.id for entry in probe.bells()] == [kept]
    assert [row.entry_id for row in snoozes()] == [kept]


def test_only_the_office_wakes(cast: Cast) -> None:
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Forbidden):
        notifications.wake_due(work)
    with begin(Actor.person(cast.admin)) as work, pytest.raises(Forbidden):
        service.entry_rows(work, [])


def test_kills_in_the_middle_neither_lose_nor_double(cast: Cast, clock: Clock, engine: Engine) -> None:
    """Forty entries; workers die at every place of the waking, before and after the commit."""
    entries = [told(cast.anna, f"Errand {n}") for n in range(40)]
    for entry in entries:
        put_off(cast.anna, entry, HOUR)
    clock.set(NOON + HOUR)
    for statements in (1, 2, 3, 5, 8, 0):
        engine.dispose()
        child = os.fork()
        if child == 0:
            _wake_and_die(statements)
        os.waitpid(child, 0)
    woken = [row for row in snoozes() if row.state == "woken"]
    assert sorted(row.entry_id for row in woken) == [entry for entry in entries if is_unread(entry)]
    while jobs.remind():
        pass
    assert {row.state for row in snoozes()} == {"woken"}
    assert len(snoozes()) == 40
    assert all(is_unread(entry) for entry in entries)


def _wake_and_die(statements: int) -> None:
    """Wake a few, and die by SIGKILL in that statement; 0: after the commit."""
    from sqlalchemy import event

    left = iter(range(1, statements))

    def step(*_: object) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    if statements:
        event.listen(db.engine(), "before_cursor_execute", step)
    with probe.office() as work:
        notifications.wake_due(work, limit=7)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("choice", "now", "zone", "moment"),
    [
        ("minutes", NOON, "Europe/Warsaw", NOON + timedelta(minutes=10)),
        ("hour", NOON, "Europe/Warsaw", NOON + HOUR),
        ("tomorrow", NOON, "Europe/Warsaw", datetime(2026, 3, 11, 8, tzinfo=UTC)),
        ("tomorrow", datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "Europe/Warsaw", datetime(2026, 3, 30, 7, tzinfo=UTC)),
        ("tomorrow", datetime(2026, 3, 28, 20, tzinfo=UTC), "Europe/Warsaw", datetime(2026, 3, 29, 7, tzinfo=UTC)),
        ("tomorrow", datetime(2026, 3, 11, 2, tzinfo=UTC), "America/New_York", datetime(2026, 3, 11, 13, tzinfo=UTC)),
    ],
)
def test_quick_choices_mean_the_readers_own_clock(choice: str, now: datetime, zone: str, moment: datetime) -> None:
    assert until(choice, now, zone) == moment
