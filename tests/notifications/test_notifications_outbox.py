"""The outbox: leases, order, limits, retries, and what an account in trouble does to what waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import probe
import pytest

from crm import notifications
from crm.core.config import MailServer
from crm.core.errors import Forbidden
from crm.core.work import Actor, begin
from crm.notifications import outbox, rules
from crm.notifications.routes import Route
from crm.notifications.tables import Message
from crm.notifications.telling import message_row
from tests.conftest import NOON, Cast, Clock

SERVER = MailServer("127.0.0.1", 1, "none", None, None, "a@example.test")
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _environment(cast: Cast) -> Iterator[None]:
    notifications.configure(SERVER, "https://crm.example.org")
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


def put(key: str, address: str = "a@example.test", due_at: datetime = NOON, kind: str = "import.done") -> int:
    from crm.notifications.rendering import Rendered

    with probe.office() as work:
        row = message_row(
            work,
            Rendered(key, key, key, key),
            key=key,
            kind=kind,
            channel="email",
            address=address,
            name="",
            language="en",
            due_at=due_at,
        )
        message = Message(**row)
        work.session.add(message)
        work.session.flush()
        return message.id


def lease(limit: int = 10, by: str = "me", without: tuple[Route, ...] = ()) -> list[str]:
    with probe.office() as work:
        batch = outbox.lease(work, by=by, limit=limit, without=without)
        return [letter.title for letter in batch.letters] if batch else []


def fail(message_id: int, words: str = "451 later", *, is_permanent: bool = False, is_network: bool = False) -> None:
    with probe.office() as work:
        outbox.record_failed(work, message_id, words, is_permanent=is_permanent, is_network=is_network)


def down(words: str = "refused", by: str = "me") -> int:
    with probe.office() as work:
        return outbox.account_down(work, None, words, by=by)


def sent(message_id: int) -> None:
    with probe.office() as work:
        outbox.record_sent(work, message_id)


def one(message_id: int) -> Message:
    with probe.office(writes=False) as work:
        return work.session.get_one(Message, message_id)


def test_letters_are_leased_in_due_order_and_only_once() -> None:
    put("late", "b@example.test", NOON)
    put("early", "c@example.test", NOON - HOUR)
    put("future", due_at=NOON)
    assert lease(2) == ["early", "late"]
    assert lease(2, by="other") == ["future"]
    assert lease() == []


def test_a_letter_that_is_not_due_stays() -> None:
    first = put("k")
    fail(first)
    assert lease() == []


def test_an_expired_lease_goes_back_and_counts_no_attempt(clock: Clock) -> None:
    first = put("k")
    assert lease() == ["k"]
    clock.set(NOON + 2 * MINUTE)
    assert lease(by="other") == []
    clock.set(NOON + 2 * MINUTE + SECOND)
    assert lease(by="other") == ["k"]
    row = one(first)
    assert (row.lost_leases, row.attempts, row.leased_by) == (1, 0, "other")


def test_a_message_that_kills_its_workers_gets_out_of_the_way_and_is_given_up_at_last(clock: Clock) -> None:
    first, moment = put("k", due_at=NOON - HOUR), NOON
    for losses in range(1, rules.MOST_LOST + 1):
        assert lease() == ["k"]
        moment += 2 * MINUTE + SECOND
        clock.set(moment)
        lease(0)  # somebody notices
        row = one(first)
        assert (row.attempts, row.lost_leases) == (0, losses)
        if losses < rules.MOST_LOST:
            assert row.next_try_at - moment == rules.retry_after_losses(losses)
            moment = max(moment, row.next_try_at)
            clock.set(moment)
    assert (one(first).state, one(first).error) == ("failed", "notifications.lease_lost")
    assert [rules.retry_after_losses(n) for n in (1, 5, 6, 7, 99)] == [0 * HOUR, 0 * HOUR, 2 * MINUTE, 4 * MINUTE, HOUR]


def test_a_lease_that_was_lost_often_does_not_hold_the_others(clock: Clock) -> None:
    put("killer", due_at=NOON - HOUR)
    moment = NOON
    for _ in range(rules.PATIENT_LOSSES + 1):
        assert lease(1) == ["killer"]
        moment += 2 * MINUTE + SECOND
        clock.set(moment)
    put("innocent", due_at=moment)
    assert lease() == ["innocent"]


def test_what_was_sent_after_its_lease_ended_is_recorded_as_sent(clock: Clock) -> None:
    first = put("k")
    lease()
    clock.set(NOON + 3 * MINUTE)
    with probe.office() as work:
        outbox.lease(work, by="other", limit=0)
    sent(first)
    row = one(first)
    assert (row.state, row.attempts, row.sent_at, row.leased_by) == ("sent", 1, NOON + 3 * MINUTE, None)


def test_an_outcome_is_recorded_once() -> None:
    first = put("k")
    sent(first)
    fail(first, "late bad news", is_permanent=True)
    assert (one(first).state, one(first).error) == ("sent", None)


def test_releasing_leaves_no_trace() -> None:
    first = put("k")
    lease()
    with probe.office() as work:
        outbox.release(work, by="somebody else")
    assert one(first).state == "leased"
    with probe.office() as work:
        outbox.release(work, by="me")
    row = one(first)
    assert (row.state, row.attempts, row.lost_leases, row.leased_by) == ("waiting", 0, 0, None)


def test_twelve_attempts_outlive_an_outage_of_48_hours(clock: Clock) -> None:
    first, moment = put("k"), NOON
    for attempt in range(1, rules.MOST_ATTEMPTS):
        fail(first, f"451 {attempt}")
        row = one(first)
        assert (row.state, row.attempts, row.error) == ("waiting", attempt, f"451 {attempt}")
        assert row.next_try_at > moment
        moment = row.next_try_at
        clock.set(moment)
        assert lease() == ["k"]
    assert moment - NOON > timedelta(hours=48)
    fail(first, "451 the last")
    assert (one(first).state, one(first).attempts, one(first).error) == ("failed", 12, "451 the last")
    assert lease() == []


def test_the_first_retries_are_quick() -> None:
    waits = [rules.retry_after(attempt, 0.5) for attempt in range(1, 13)]
    assert waits[:4] == [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE]
    assert waits[11] is None
    assert sum((wait for wait in waits if wait), timedelta()) * (1 - rules.JITTER) > timedelta(hours=48)


def test_a_permanent_refusal_ends_at_once_and_blocks_nobody() -> None:
    first = put("first")
    put("second")
    fail(first, "550 no such user", is_permanent=True)
    assert (one(first).state, one(first).error) == ("failed", "550 no such user")
    assert lease() == ["second"]


def test_a_test_message_fails_at_the_first_trouble() -> None:
    first = put("k", kind=rules.TEST)
    fail(first)
    assert one(first).state == "failed"
    second = put("l", kind=rules.TEST)
    down()
    assert (one(second).state, one(second).error) == ("failed", "refused")


def test_nobody_overtakes_a_letter_in_somebodys_hands() -> None:
    put("first", due_at=NOON - HOUR)
    put("second")
    put("elsewhere", "b@example.test")
    assert lease(1) == ["first"]
    assert lease(by="other") == ["elsewhere"]


def test_nobody_overtakes_a_letter_that_waits_for_its_account(clock: Clock) -> None:
    put("first", due_at=NOON - HOUR)
    assert down() == 1
    put("second")
    put("elsewhere", "b@example.test")
    assert lease() == ["elsewhere"]
    clock.set(NOON + MINUTE)
    assert lease() == ["first", "second"]


def test_a_letter_that_failed_for_itself_is_overtaken() -> None:
    first = put("first", due_at=NOON - HOUR)
    fail(first, "450 greylisted")
    put("second")
    assert lease() == ["second"]


def test_a_broken_connection_holds_back_at_first_and_not_for_ever() -> None:
    first = put("first", due_at=NOON - HOUR)
    put("second")
    for _ in range(rules.BROKEN_HOLDS):
        fail(first, "dropped", is_network=True)
        assert lease() == []
    fail(first, "dropped", is_network=True)
    assert lease() == ["second"]


def test_a_test_message_is_held_by_nobody() -> None:
    put("first", due_at=NOON - HOUR)
    down()
    put("test", kind=rules.TEST)
    assert lease() == ["test"]


def test_an_account_that_is_down_takes_one_attempt_from_all_that_is_due() -> None:
    mine, due = put("mine"), put("due", "b@example.test")
    lease(1)
    theirs = put("theirs", "c@example.test")
    with probe.office() as work:
        assert outbox.lease(work, by="other", limit=1) is not None
    assert down("Connection refused") == 2
    assert [(one(i).state, one(i).attempts) for i in (mine, due, theirs)] in (
        [("waiting", 1), ("leased", 0), ("waiting", 1)],
        [("waiting", 1), ("waiting", 1), ("leased", 0)],
    )
    assert one(mine).error == "Connection refused"
    assert 20 * SECOND < one(mine).next_try_at - NOON < 40 * SECOND


def test_when_the_account_works_again_nothing_waits_longer() -> None:
    first, second = put("first"), put("second", "b@example.test")
    down()
    fail(second, "451 own trouble")
    with probe.office() as work:
        outbox.wake(work, None)
    assert one(first).next_try_at == NOON
    assert one(second).next_try_at > NOON


def test_the_limit_per_minute_holds_across_schedulers(clock: Clock) -> None:
    notifications.configure(
        MailServer("127.0.0.1", 1, "none", None, None, "a@b", per_minute=5), "https://crm.example.org"
    )
    ids = [put(f"k{n}", f"{n}@example.test") for n in range(12)]
    assert len(lease(3)) == 3
    assert len(lease(3, by="other")) == 2
    assert lease(by="third") == []
    for message_id in ids[:5]:
        sent(message_id)
    assert lease() == []
    clock.set(NOON + MINUTE - SECOND)
    assert lease() == []
    clock.set(NOON + MINUTE)
    assert len(lease(50)) == 5


def test_without_any_account_it_waits_says_why_and_loses_no_attempt(clock: Clock, cast: Cast) -> None:
    notifications.configure(None, "https://crm.example.org")
    first = put("k")
    assert lease() == []
    row = one(first)
    assert (row.state, row.attempts, row.error) == ("waiting", 0, "notifications.no_account")
    assert row.next_try_at == NOON + 5 * MINUTE
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.create_account(
            work, name="n", host="h", port=25, security="none", username=None, password=None, sender="a@example.test"
        )
    assert lease() == ["k"]


def test_a_letter_for_another_account_goes_out_by_that_one(cast: Cast) -> None:
    with begin(Actor.person(cast.admin), writes=True) as work:
        account_id = notifications.create_account(
            work,
            name="n",
            host="other.test",
            port=25,
            security="none",
            username=None,
            password=None,
            sender="o@example.test",
        )
        notifications.send_test(work, account_id, "a@example.test")
    put("default", "b@example.test")
    with probe.office() as work:
        first = outbox.lease(work, by="me", limit=9)
        second = outbox.lease(work, by="me", limit=9)
    assert first is not None
    assert second is not None
    assert (first.account_id, first.server.host) == (None, "127.0.0.1")
    assert (second.account_id, second.server.host) == (account_id, "other.test")


def test_an_account_can_be_passed_over() -> None:
    put("k")
    assert lease(without=(Route("email", None),)) == []
    assert lease() == ["k"]


def test_what_still_waits_about_a_record_can_be_cancelled() -> None:
    probe.register()
    row_id = probe.record([], None, [])
    with probe.office() as work:
        notifications.tell(work, "monitoring.created", subject_kind="probe", subject_id=row_id, people=[1, 2], key="k")
        outbox.cancel(work, "probe", [row_id])
    assert {mail.state for mail in probe.mails()} == {"cancelled"}
    assert lease() == []


def test_the_outbox_is_the_offices(cast: Cast) -> None:
    with begin(Actor.person(cast.admin), writes=True) as work:
        for call in (
            lambda: outbox.lease(work, by="me", limit=1),
            lambda: outbox.record_sent(work, 1),
            lambda: outbox.record_failed(work, 1, "", is_permanent=True),
            lambda: outbox.wake(work, None),
        ):
            with pytest.raises(Forbidden):
                call()
