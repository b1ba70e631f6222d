"""What was put off comes back outside of the app as well: once a snooze, and not when it was read or done meanwhile."""

from __future__ import annotations

import os
import signal
import threading
from datetime import UTC, datetime, time, timedelta

import errand
import probe
import pytest
from sqlalchemy import Engine, event

from crm import jobs, notifications
from crm.core import db
from crm.core.work import Actor, begin
from crm.core.workdays import WEEK
from crm.notifications import aftermath, service
from crm.notifications.tables import Entry, Message
from crm.people.tables import User
from tests.conftest import NOON, Cast, Clock
from tests.firm import by
from tests.notifications.test_push import AGENT, PUBLIC
from tests.notifications.test_replacing import in_field, with_phone
from tests.notifications.test_snoozing import DAY, HOUR, doing, is_unread, put_off, snoozes, told

EVENING = datetime(2026, 3, 10, 21, 30, tzinfo=UTC)  # 22:30 in Warsaw
MORNING = datetime(2026, 3, 11, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _subjects() -> None:
    errand.register()
    probe.register()


def device(person: int) -> None:
    with by(person) as work:
        notifications.subscribe(work, **PUBLIC, agent=AGENT)


def only_bell(person: int) -> None:
    """News comes to the bell alone, so that every message there is tells again."""
    with by(person) as work:
        notifications.set_my_channels(work, {"normal": []})


def again() -> list[Message]:
    return [mail for mail in probe.mails() if "~" in mail.key]


def back_after(person: int, by_: timedelta = HOUR, clock: Clock | None = None) -> int:
    entry = told(person)
    put_off(person, entry, by_)
    if clock:
        clock.set(NOON + by_)
        jobs.remind()
    return entry


def test_who_has_a_device_gets_a_push_and_nothing_else(cast: Cast, clock: Clock) -> None:
    device(cast.anna)
    entry = back_after(cast.anna, clock=clock)
    [push] = again()
    [bell] = probe.bells()
    assert (push.channel, push.person_id, push.kind, push.title) == ("push", cast.anna, "task.reminder", bell.title)
    assert (push.path, push.due_at, push.subject_id) == (f"/client?id={bell.subject_id}", NOON + HOUR, bell.subject_id)
    assert is_unread(entry)


def test_who_has_none_gets_it_as_such_news_comes_to_them(cast: Cast, clock: Clock) -> None:
    back_after(cast.anna, clock=clock)
    [mail] = again()
    assert mail.channel == "email"
    assert "You put this off until" in mail.text
    assert "You put this off until" in mail.html


def test_to_whom_such_news_rings_the_bell_only_it_does_so_again(cast: Cast, clock: Clock) -> None:
    only_bell(cast.anna)
    entry = back_after(cast.anna, clock=clock)
    assert (again(), is_unread(entry)) == ([], True)


def test_in_a_mode_its_channels_take_the_push_s_place(cast: Cast, clock: Clock) -> None:
    device(cast.anna)
    with_phone(cast.anna)
    in_field(cast.anna, ["sms"])
    back_after(cast.anna, clock=clock)
    assert [mail.channel for mail in again()] == ["sms"]


def test_what_is_switched_off_stays_off_and_the_usual_way_is_taken(cast: Cast, clock: Clock) -> None:
    device(cast.anna)
    with by(cast.admin) as work:
        notifications.set_office_preferences(work, {("task.reminder", "push"): "off"})
    back_after(cast.anna, clock=clock)
    assert [mail.channel for mail in again()] == ["email"]


def test_quiet_hours_defer_it_and_reading_it_meanwhile_withdraws_it(cast: Cast, clock: Clock) -> None:
    with by(cast.anna) as work:
        notifications.set_my_quiet(work, weekdays=list(WEEK), begins=time(21), ends=time(7))
    first, second = told(cast.anna, "First"), told(cast.anna, "Second")
    for entry in (first, second):
        put_off(cast.anna, entry, EVENING - NOON)
    clock.set(EVENING)
    jobs.remind()
    assert [(mail.state, mail.next_try_at) for mail in again()] == [("waiting", MORNING)] * 2
    doing(cast.anna, lambda work: notifications.mark_read(work, first))
    assert [mail.state for mail in again()] == ["cancelled", "waiting"]
    doing(cast.anna, service.mark_all_read)
    assert [mail.error for mail in again()] == ["notifications.read_at_bell"] * 2


def test_each_time_it_is_put_off_it_is_told_once(cast: Cast, clock: Clock) -> None:
    entry = back_after(cast.anna, clock=clock)
    put_off(cast.anna, entry, HOUR)
    for moment in (NOON, NOON + 2 * HOUR, NOON + HOUR, NOON + 3 * DAY):
        clock.set(moment)
        jobs.remind()
    assert [mail.key.split("~")[1].split(":")[0] for mail in again()] == [str(one.id) for one in snoozes()]
    assert len(again()) == 2


def test_a_scheduler_that_was_away_for_days_tells_it_when_it_is_there_again(cast: Cast, clock: Clock) -> None:
    back_after(cast.anna)
    clock.set(NOON + 5 * DAY)
    jobs.run_once()
    jobs.run_once()
    assert len(again()) == 1


def test_what_was_read_woken_or_done_meanwhile_is_not_told(cast: Cast, clock: Clock) -> None:
    read, woken, done, over = (told(cast.anna, name) for name in ("Read", "Woken", "Done", "Over"))
    for entry in (read, woken, done, over):
        put_off(cast.anna, entry, HOUR)
    doing(cast.anna, lambda work: notifications.mark_read(work, read))
    doing(cast.anna, lambda work: notifications.wake(work, woken))
    doing(cast.anna, lambda work: notifications.finish(work, done))
    doing(cast.anna, lambda work: errand._done(work, work.session.get_one(Entry, over).subject_id or 0))
    clock.set(NOON + DAY)
    jobs.remind()
    assert again() == []


def test_who_left_meanwhile_is_told_nothing_and_nobody_else_either(cast: Cast, clock: Clock) -> None:
    back_after(cast.anna)
    with probe.office() as work:
        work.session.get_one(User, cast.anna).is_active = False
    clock.set(NOON + HOUR)
    jobs.remind()
    assert again() == []


def test_who_may_no_longer_see_the_record_learns_no_names(cast: Cast, clock: Clock) -> None:
    with probe.office() as work:
        work.session.get_one(User, cast.anna).password_hash = "x"
    row_id = errand.record({}, "Secret lift")
    with probe.office() as work:
        told_ = {"subject_kind": errand.KIND, "subject_id": row_id, "people": [cast.anna]}
        notifications.tell(work, "task.reminder", **told_, key="e")
        [entry] = work.session.query(Entry).all()
        entry.title, number = "Secret lift", entry.id
    put_off(cast.anna, number, HOUR)
    clock.set(NOON + HOUR)
    jobs.remind()
    [mail] = again()
    assert "Secret" not in mail.title + mail.text + mail.html + (mail.short or "")


def test_a_push_that_nobody_saw_is_followed_by_mail_unless_the_entry_was_read(cast: Cast, clock: Clock) -> None:
    device(cast.anna)
    first, second = told(cast.anna, "First"), told(cast.anna, "Second")
    for entry in (first, second):
        put_off(cast.anna, entry, HOUR)
    clock.set(NOON + HOUR)
    jobs.remind()
    with probe.office() as work:
        for row in work.session.query(Message).filter(Message.key.contains("~")):
            row.state, row.follow_at = "sent", NOON + HOUR + aftermath.UNSEEN
    doing(cast.anna, lambda work: notifications.mark_read(work, first))
    clock.set(NOON + HOUR + aftermath.UNSEEN)
    with probe.office() as work:
        aftermath.follow(work, 10)
    assert [(mail.channel, mail.title) for mail in again() if mail.channel == "email"] == [
        ("email", next(bell.title for bell in probe.bells() if bell.id == second))
    ]


def test_one_that_cannot_be_told_again_is_back_at_the_bell_and_holds_no_other_up(cast: Cast, clock: Clock) -> None:
    poison, good = told(cast.anna), told(cast.anna)
    for entry in (poison, good):
        put_off(cast.anna, entry, HOUR)
    with probe.office() as work:
        row = work.session.get_one(Entry, poison)
        row.kind = "task.reminder"
        work.session.get_one(errand.Client, row.subject_id or 0).note = "{not json"
        row.subject_kind = "probe"  # whose last day is read from the note: it cannot be told
    clock.set(NOON + HOUR)
    jobs.remind()
    assert (is_unread(poison), is_unread(good)) == (True, True)
    assert {one.state for one in snoozes()} == {"woken"}
    assert good in {int(bell.id) for bell in probe.bells()}
    assert len([mail for mail in again() if mail.channel == "email"]) >= 1


def test_several_schedulers_at_once_tell_it_once(cast: Cast, clock: Clock) -> None:
    for number in range(25):
        put_off(cast.anna, told(cast.anna, f"Errand {number}"), HOUR)
    clock.set(NOON + HOUR)
    workers = [threading.Thread(target=jobs.remind) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(again()) == len({mail.key for mail in again()}) == 25


def test_kills_in_the_middle_neither_lose_nor_double_what_is_told_again(
    cast: Cast, clock: Clock, engine: Engine
) -> None:
    for number in range(12):
        put_off(cast.anna, told(cast.anna, f"Errand {number}"), HOUR)
    clock.set(NOON + HOUR)
    for statements in (2, 5, 9, 14, 20, 30, 0):
        engine.dispose()
        child = os.fork()
        if child == 0:
            _wake_and_die(statements)
        os.waitpid(child, 0)
    woken = {one.id for one in snoozes() if one.state == "woken"}
    assert {int(mail.key.split("~")[1].split(":")[0]) for mail in again()} == woken
    while jobs.remind():
        pass
    assert len(again()) == len(snoozes()) == 12


def _wake_and_die(statements: int) -> None:
    """Wake a few, and die by SIGKILL in that statement; 0: after the commit."""
    left = iter(range(1, statements))

    def step(*_: object) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    if statements:
        event.listen(db.engine(), "before_cursor_execute", step)
    with begin(Actor.office(), writes=True) as work:
        notifications.wake_due(work, limit=5)
    os.kill(os.getpid(), signal.SIGKILL)
