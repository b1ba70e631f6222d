"""R4: two days without a mail server, whatever it looks like: all arrives, in due order, never faster than allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import probe
import pytest
from smtp import Faulty

from crm import jobs, notifications
from crm.core import clock as held_clock
from crm.notifications import rules
from tests.conftest import NOON, Cast, Clock
from tests.faults.test_faults_delivery import pass_time, put, use
from tests.faults.test_faults_delivery_modes import TICK, by_reader, got

LIMIT = 7
MINUTE = timedelta(minutes=1)
OVER = NOON + timedelta(hours=48)


@pytest.fixture(autouse=True)
def _no_environment() -> Iterator[None]:
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


def wait_it_out(clock: Clock) -> int:
    """Two days in which nothing gets through, while more is to be sent; how many letters there are."""
    put(20)
    count, moment = 20, NOON
    while moment < OVER:
        jobs.deliver()
        while moment >= (due_at := NOON + timedelta(hours=12) * (count // 10 - 1)):  # a retry may wait for longer
            put(10, due_at=due_at)
            count += 10
        moment = pass_time(clock) or moment + MINUTE
        clock.set(min(moment, OVER))
    return count


def deliver_all(clock: Clock) -> None:
    """Look every quarter of a minute, until nothing waits."""
    while any(row.state == "waiting" for row in probe.mails()):
        if jobs.deliver() or pass_time(clock) is None:
            clock.set(held_clock.now() + TICK)


def most_in_a_minute(moments: list[datetime]) -> int:
    return max(sum(1 for other in moments if one <= other < one + MINUTE) for one in moments)


@pytest.mark.parametrize("mode", ["refused", "421 greeting", "dropped at once", "auth refused"])
def test_an_outage_of_48_hours_is_outlived_in_due_order_and_within_the_limit(
    cast: Cast, clock: Clock, mode: str
) -> None:
    server = Faulty(mode)
    use(replace(server.server(user="apikey" if "auth" in mode else None), per_minute=LIMIT))
    if mode == "refused":
        server.close()
    count = wait_it_out(clock)
    assert {row.state for row in probe.mails()} == {"waiting"}
    if mode == "refused":
        server = Faulty("well", port=server.port)
    server.mode = "auth accepted" if "auth" in mode else "well"
    deliver_all(clock)
    rows = probe.mails()
    assert len(rows) == len(server.arrivals) == count >= 50
    assert {row.state for row in rows} == {"sent"}
    assert max(row.attempts for row in rows) <= rules.MOST_ATTEMPTS
    assert got(server) == by_reader(rows)
    assert most_in_a_minute([at for at, _, _ in server.arrivals]) <= LIMIT
    server.close()


def test_what_broke_off_after_the_server_had_taken_it_counts_against_the_limit(cast: Cast, clock: Clock) -> None:
    server = Faulty("dropped after the dot")
    use(replace(server.server(), per_minute=LIMIT))
    put(20, readers=20, due_at=NOON - timedelta(hours=1))
    for _ in range(6):
        jobs.deliver()
        clock.set(held_clock.now() + TICK)
    server.mode = "well"
    deliver_all(clock)
    assert {row.state for row in probe.mails()} == {"sent"}
    assert {message_id for _, _, message_id in server.arrivals} == {row.message_id for row in probe.mails()}
    assert most_in_a_minute([at for at, _, _ in server.arrivals]) <= LIMIT
    server.close()


@pytest.mark.parametrize("mode", ["well", "451 after DATA", "421 at RCPT"])
def test_several_connections_together_keep_to_the_limit(
    cast: Cast, clock: Clock, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.notifications.delivery.WORTH", 2)
    server = Faulty(mode, only=("r0@example.test",))
    use(replace(server.server(), per_minute=LIMIT))
    put(20, readers=10, due_at=NOON - timedelta(hours=1))
    for _ in range(16):  # four minutes
        jobs.deliver()
        clock.set(held_clock.now() + TICK)
    assert len({to for _, to, _ in server.arrivals}) == (10 if mode == "well" else 9)
    assert most_in_a_minute([at for at, _, _ in server.arrivals]) <= LIMIT
    server.close()
