"""What waits is looked at once more before it goes: quiet hours began since, its reader left, its record is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import errand
import probe
import pytest

from crm import clients, jobs, notifications
from crm.clients.tables import Client
from crm.core import clock as clocks
from crm.core.workdays import WEEK
from crm.notifications import aftermath, capping, outbox, rules, telling
from crm.notifications.rendering import Rendered
from crm.notifications.routes import Route
from crm.notifications.tables import Account, Message
from crm.people.tables import User
from crm.reminders import StepPlan
from tests.conftest import NOON, Cast, Clock
from tests.firm import a_mail_account, by, by_office
from tests.notifications.test_gateways import create, sent, telephone, tell

WARSAW = "Europe/Warsaw"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EVENING = datetime(2026, 3, 10, 19, 50, tzinfo=UTC)  # 20:50 in Warsaw
NIGHT = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)
MORNING = datetime(2026, 3, 11, 6, tzinfo=UTC)  # 07:00
TODAY_STEP = StepPlan(0, "day", at=time(9), channels=("bell", "email"))


@pytest.fixture(autouse=True)
def _subjects() -> None:
    probe.register()
    errand.register()


@pytest.fixture(autouse=True)
def _mail(cast: Cast) -> None:
    a_mail_account(cast)


def asleep(person: int) -> None:
    """Quiet from 21:00 to 07:00."""
    with by(person) as work:
        notifications.set_my_quiet(work, weekdays=list(WEEK), begins=time(21), ends=time(7))


def leased() -> list[int]:
    """What could be sent now, by any channel; counted as sent."""
    found: list[int] = []
    while True:
        with by_office() as work:
            batch = outbox.lease(work, by="test", limit=10)
            ids = [letter.id for letter in batch.letters] if batch else []
            outbox.record_all_sent(work, ids)
        found += ids
        if not ids:
            return found


def rows(channel: str = "email") -> Sequence[Message]:
    return sent(channel)


def change(message: Message, **values: Any) -> None:
    with probe.office() as work:
        for name, value in values.items():
            setattr(work.session.get_one(Message, message.id), name, value)


def wall(on: date, hour: int, minute: int = 0) -> datetime:
    return clocks.wall(on, time(hour, minute), WARSAW)


@pytest.mark.parametrize(
    ("written", "back", "morning"),
    [
        (wall(date(2026, 3, 10), 20, 50), wall(date(2026, 3, 10), 23, 30), wall(date(2026, 3, 11), 7)),
        (wall(date(2026, 3, 10), 20, 50), wall(date(2026, 3, 11), 0, 30), wall(date(2026, 3, 11), 7)),
        (wall(date(2026, 3, 28), 20, 50), wall(date(2026, 3, 29), 3, 10), wall(date(2026, 3, 29), 7)),
        (wall(date(2026, 10, 24), 20, 50), wall(date(2026, 10, 25), 2, 30), wall(date(2026, 10, 25), 7)),
    ],
)
def test_what_an_outage_held_until_the_night_comes_in_the_morning(
    cast: Cast, clock: Clock, written: datetime, back: datetime, morning: datetime
) -> None:
    asleep(cast.anna)
    clock.set(written)
    tell([cast.anna, cast.bob])
    clock.set(back)
    mine, other = (next(row for row in rows() if row.person_id == who) for who in (cast.anna, cast.bob))
    assert leased() == [other.id]
    [now] = [row for row in rows() if row.id == mine.id]
    assert (now.state, now.next_try_at, now.deferred_reason) == ("waiting", morning, rules.DEFERRED)
    clock.set(morning - MINUTE)
    assert leased() == []
    clock.set(morning)
    assert leased() == [mine.id]


def test_what_is_urgent_or_was_asked_for_comes_at_night_whatever_held_it(cast: Cast, clock: Clock) -> None:
    asleep(cast.anna)
    clock.set(EVENING)
    tell([cast.anna], "urgent", priority="urgent")
    with by(cast.anna) as work:
        notifications.send_me_a_test(work)
        notifications.tell_now(work.as_office(), cast.anna, "password.changed", path="/me", params={"at": work.now})
    clock.set(NIGHT)
    assert sorted(leased()) == sorted(row.id for row in rows())


def test_what_is_sent_again_at_night_goes_at_night(cast: Cast, clock: Clock) -> None:
    asleep(cast.anna)
    clock.set(EVENING)
    tell([cast.anna])
    [row] = rows()
    leased()
    clock.set(NIGHT)
    with by(cast.admin) as work:
        again = notifications.send_again(work, row.id)
    clock.set(NIGHT + HOUR)
    assert leased() == [again]


def test_an_attempt_that_failed_in_the_evening_is_not_made_at_night(cast: Cast, clock: Clock) -> None:
    asleep(cast.anna)
    clock.set(EVENING)
    tell([cast.anna])
    [row] = rows()
    with by_office() as work:
        batch = outbox.lease(work, by="one", limit=9)
        assert batch is not None
        outbox.record_failed(work, row.id, "451 later", is_permanent=False)
    clock.set(NIGHT)
    assert leased() == []
    clock.set(MORNING)
    assert leased() == [row.id]


def test_deferred_ones_do_not_hold_others_to_the_same_address_up(cast: Cast, clock: Clock) -> None:
    asleep(cast.anna)
    clock.set(EVENING)
    tell([cast.anna], "a")
    clock.set(NIGHT)
    tell([cast.anna], "b", priority="urgent")
    first, second = rows()
    change(first, is_account_trouble=True)
    assert leased() == [second.id]


def test_a_hundred_who_sleep_do_not_keep_one_who_is_awake_from_their_mail(cast: Cast, clock: Clock) -> None:
    asleep(cast.anna)
    clock.set(EVENING)
    for number in range(25):
        tell([cast.anna], f"a{number}")
    tell([cast.bob], "b")
    clock.set(NIGHT)
    found = leased()
    assert [row.person_id for row in rows() if row.id in found] == [cast.bob]


def test_a_mode_switched_while_a_message_waits_neither_doubles_nor_loses_it(cast: Cast, clock: Clock) -> None:
    asleep(cast.anna)
    clock.set(EVENING + 2 * HOUR)
    tell([cast.anna], channels=("bell", "email"))
    with by(cast.anna) as work:
        mode = notifications.add_mode(work, name="Field", channels=["sms"])
        notifications.switch_mode(work, mode)
    clock.set(MORNING)
    assert leased() == [row.id for row in rows()]
    assert len(probe.mails()) == 1


def test_who_left_before_it_went_gets_nothing_by_any_way(cast: Cast, clock: Clock) -> None:
    telephone(cast.anna)
    create(cast.admin)
    tell([cast.anna], channels=("bell", "email", "sms"))
    with probe.office() as work:
        work.session.get_one(User, cast.anna).is_active = False
    assert leased() == []
    assert {(row.state, row.error) for row in probe.mails()} == {("cancelled", rules.INACTIVE)}


def test_who_left_while_it_was_in_hand_is_not_written_to_again(cast: Cast, clock: Clock) -> None:
    """Claimed, deactivated, and the attempt fails: neither another attempt nor another way follows."""
    telephone(cast.anna)
    create(cast.admin)
    tell([cast.anna], channels=("bell", "sms"))
    [row] = rows("sms")
    with by_office() as work:
        assert outbox.lease(work, by="one", limit=9) is not None
    with probe.office() as work:
        work.session.get_one(User, cast.anna).is_active = False
    with by_office() as work:
        outbox.record_failed(work, row.id, "no credit", is_permanent=False)
    clock.set(NOON + HOUR)
    assert leased() == []
    with by_office() as work:
        outbox.record_failed(work, row.id, "no credit", is_permanent=True)
    assert [mail.state for mail in probe.mails()] == ["cancelled"]


def test_a_reminder_of_what_was_done_while_it_waited_is_not_sent(cast: Cast, clock: Clock) -> None:
    done, there = (errand.record({"owner": cast.anna}, name) for name in ("Done", "There"))
    step = StepPlan(0, "minute", False, None, anchor="due", channels=("bell", "email"))
    for row_id in (done, there):
        errand.plan(row_id, [step], {"due": EVENING + 2 * HOUR})
    asleep(cast.anna)
    clock.set(EVENING + 2 * HOUR)
    jobs.remind()
    with probe.office() as work:
        work.session.get_one(Client, done).address = "done"
    clock.set(MORNING)
    assert leased() == [row.id for row in rows() if row.subject_id == there]
    assert [row.error for row in rows() if row.subject_id == done] == ["monitoring.gone_deleted"]


def test_news_of_what_happened_stays_true_when_its_record_is_over(cast: Cast, clock: Clock) -> None:
    asleep(cast.anna)
    clock.set(EVENING + 2 * HOUR)
    tell([cast.anna])
    with probe.office() as work:
        work.session.get_one(Client, rows()[0].subject_id or 0).deleted_at = work.now
    clock.set(MORNING)
    assert leased() == [row.id for row in rows()]


def test_a_record_that_cannot_be_asked_holds_nobody_s_mail_back(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([cast.anna, cast.bob], date(2026, 3, 10), [TODAY_STEP])
    jobs.remind()
    with probe.office() as work:
        work.session.delete(work.session.get_one(Client, row_id))
        for row in work.session.query(Message):
            row.subject_kind = "forgotten kind"
    clock.set(NOON + HOUR)
    assert len(leased()) == 2


def test_a_client_who_took_their_word_back_while_it_was_in_hand_is_not_tried_again(cast: Cast, clock: Clock) -> None:
    with by(cast.admin) as work:
        client = clients.create(work, is_company=True, name="Mill", email="mill@example.test", owner_id=cast.anna)
        given = {"on": date(2026, 3, 10), "source": "telephone"}
        clients.note_consent(work, client, None, "email", is_given=True, **given)
    with by_office() as work:
        known = {"kind": "client.reminder", "channel": "email", "address": "mill@example.test", "name": "Mill"}
        row = telling.message_row(work, Rendered("t", "", "t", "t"), key="c", language="en", client_id=client, **known)
        work.session.add(Message(**row))
    with by_office() as work:
        assert outbox.lease(work, by="one", limit=9) is not None
    with by(cast.admin) as work:
        clients.note_consent(work, client, None, "email", is_given=False, **given)
    [message] = rows()
    assert message.state == "leased"
    with by_office() as work:
        outbox.record_failed(work, message.id, "451 later", is_permanent=False)
    clock.set(NOON + HOUR)
    assert leased() == []
    assert [(row.state, row.error) for row in rows()] == [("cancelled", "clients.consent_withdrawn")]


def test_mail_that_stands_in_for_a_push_waits_for_the_morning_unless_it_is_urgent(cast: Cast, clock: Clock) -> None:
    asleep(cast.anna)
    clock.set(EVENING + 5 * MINUTE)
    pushed(cast.anna, "a")
    pushed(cast.anna, "b", is_urgent=True)
    clock.set(EVENING + 15 * MINUTE)
    with by_office() as work:
        aftermath.follow(work, 10)
    plain, urgent = rows()
    assert (plain.next_try_at, plain.deferred_reason) == (MORNING, rules.DEFERRED)
    assert (urgent.next_try_at, urgent.deferred_reason) == (EVENING + 15 * MINUTE, None)


def pushed(person: int, key: str, **values: Any) -> int:
    """A push that went out just now, and was not seen."""
    row_id = probe.record([person], None, [])
    with by_office() as work:
        known: dict[str, Any] = {"kind": "monitoring.created", "channel": "push", "address": f"push:{person}"}
        known |= {"name": "Anna", "language": "en", "person_id": person, "subject_kind": "probe", "subject_id": row_id}
        row = telling.message_row(work, Rendered("t", "b", "t", "h"), key=f"{key}:{person}:push", **(known | values))
        message = Message(**(row | {"state": "sent", "follow_at": work.now + aftermath.UNSEEN}))
        work.session.add(message)
        work.session.flush()
        return message.id


def test_a_push_whose_reminder_is_over_by_then_is_followed_by_nothing(cast: Cast, clock: Clock) -> None:
    number = pushed(cast.anna, "a", ledger_id=7)
    with probe.office() as work:
        row_id = work.session.get_one(Message, number).subject_id
        work.session.get_one(Client, row_id or 0).deleted_at = work.now
    clock.set(NOON + HOUR)
    with by_office() as work:
        aftermath.follow(work, 10)
    assert rows() == []


def test_one_push_that_cannot_be_followed_stops_neither_the_others_nor_the_post(cast: Cast, clock: Clock) -> None:
    poison, good = pushed(cast.anna, "a", ledger_id=7), pushed(cast.anna, "b")
    with probe.office() as work:
        work.session.get_one(Message, poison).subject_kind = "errand"  # which is not there under that number
        work.session.get_one(Message, poison).subject_id = 10**9
    clock.set(NOON + HOUR)
    jobs.deliver()
    assert [row.key for row in rows()] == [f"b:{cast.anna}:email"]
    with probe.office() as work:
        assert {work.session.get_one(Message, number).follow_at for number in (poison, good)} == {None}


def test_two_other_ways_at_once_are_one_letter(cast: Cast, clock: Clock) -> None:
    telephone(cast.anna)
    create(cast.admin)
    tell([cast.anna], channels=("bell", "sms"))
    [sms] = rows("sms")
    pushed(cast.anna, "k")
    with by_office() as work:
        outbox.record_failed(work, sms.id, "no such number", is_permanent=True)
    clock.set(NOON + HOUR)
    with by_office() as work:
        aftermath.follow(work, 10)
    assert [row.key for row in rows()] == [f"k:{cast.anna}:email"]


def test_the_other_way_s_account_is_down_and_its_letter_waits_for_it_like_any_other(cast: Cast, clock: Clock) -> None:
    telephone(cast.anna)
    create(cast.admin)
    tell([cast.anna], channels=("bell", "sms"))
    for minute in (0, 1, 3, 6, 12):
        clock.set(NOON + minute * MINUTE)
        with by_office() as work:
            outbox.account_down(work, None, "gateway away", by="test", channel="sms")
    [sms], [mail] = rows("sms"), rows()
    assert (sms.state, mail.state) == ("failed", "waiting")
    for hours in (0, 1, 5, 12, 24, 40):
        clock.set(NOON + DAY + hours * HOUR)
        with by_office() as work:
            outbox.account_down(work, None, "server away", by="test")
    clock.set(NOON + 4 * DAY)
    assert leased() == [mail.id]


def test_an_sms_without_a_gateway_goes_by_mail_after_ten_minutes_and_mail_waits_on(cast: Cast, clock: Clock) -> None:
    telephone(cast.anna)
    gateway = create(cast.admin)
    tell([cast.anna], channels=("bell", "sms"))
    with by(cast.admin) as work:
        notifications.delete_account(work, gateway, 1)
    leased()
    assert [row.state for row in rows("sms")] == ["waiting"]
    clock.set(NOON + 11 * MINUTE)
    assert leased() == []  # it is settled here, and the letter goes at the next look
    [mail] = rows()
    assert leased() == [mail.id]
    assert [row.state for row in rows("sms")] == ["failed"]
    assert mail.key == rows("sms")[0].key.removesuffix(":sms") + ":email"


def test_a_letter_that_failed_before_is_no_other_way_for_an_sms_beyond_the_cap(cast: Cast, clock: Clock) -> None:
    telephone(cast.anna)
    create(cast.admin)
    tell([cast.anna], channels=("bell", "email", "sms"))
    [mail], [sms] = rows(), rows("sms")
    change(mail, state="failed")
    with by_office() as work:
        row = work.session.execute(telling.OUTBOX.select().where(telling.OUTBOX.c.id == sms.id)).one()
        assert not aftermath.fall_back(work, row)


def test_what_the_cap_holds_until_next_month_comes_when_the_office_opens_then(cast: Cast, clock: Clock) -> None:
    telephone(cast.anna)
    create(cast.admin)
    tell([cast.anna], channels=("bell", "sms"))
    with by(cast.admin) as work:
        notifications.set_office_preferences(work, {("monitoring.created", "email"): "off"})
    with probe.office() as work:
        work.session.query(Account).filter(Account.kind == "sms").one().monthly_cap = 0
    with by_office() as work:
        server = type("Capped", (), {"monthly_cap": 0})()
        found = work.session.execute(telling.OUTBOX.select().where(telling.OUTBOX.c.channel == "sms")).all()
        assert capping.within_cap(work, Route("sms", None), server, found) == []
    [sms] = rows("sms")
    assert (sms.state, sms.next_try_at) == ("waiting", wall(date(2026, 4, 1), 8))


def test_both_ends_of_a_working_day_that_the_clocks_cut_are_quiet_or_not_as_the_wall_says(
    cast: Cast, clock: Clock
) -> None:
    """Quiet from 01:30 to 02:30, of which spring leaves half an hour and autumn an hour more."""
    with by(cast.anna) as work:
        notifications.set_my_quiet(work, weekdays=list(WEEK), begins=time(1, 30), ends=time(2, 30))
    for number, on in enumerate((date(2026, 3, 29), date(2026, 10, 25))):
        begins = wall(on, 1, 30)
        clock.set(begins)
        tell([cast.anna], f"q{number}")
        [row] = [row for row in rows() if row.key.startswith(f"q{number}:")]
        ends = row.next_try_at
        clock.set(ends - MINUTE)
        assert leased() == []
        clock.set(ends)
        assert leased() == [row.id]
        assert timedelta(0) < ends - begins <= 2 * HOUR
