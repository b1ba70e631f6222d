"""R4: whom a server refuses, hangs up on or keeps waiting blocks nobody else, whatever the number of connections."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import probe
import pytest
from smtp import Faulty

from crm import jobs, notifications
from crm.channels.email import Connection
from crm.channels.letter import Failed, Letter
from crm.core import clock as held_clock
from crm.notifications import delivery, rules
from crm.notifications.delivery import Round
from tests.conftest import NOON, Cast, Clock
from tests.faults.test_faults_delivery import pass_time, put, use
from tests.faults.test_faults_delivery_modes import TICK, by_reader, got, hurry, spare
from tests.living import patience

BAD = "r0@example.test"  # the first of five readers: his letters are the first in each batch
ENDS = {
    # mode: words of the server, attempts
    "550 at RCPT": ("550 5.1.1 no such user ółć", 1),
    "550 and gone": ("550 5.7.1 go away", 1),
    "554 at DATA": ("554 not from you", 1),
    "554 after DATA": ("554 no spam here", 1),
    "451 at DATA": ("451 not yet", rules.MOST_ATTEMPTS),
    "421 at RCPT": ("421 4.7.0 not to this one", rules.MOST_ATTEMPTS),
    "dropped at RCPT": ("Connection unexpectedly closed", rules.MOST_ATTEMPTS),
    "silent after the dot": ("Connection unexpectedly closed: timed out", rules.MOST_ATTEMPTS),
}


@pytest.fixture(autouse=True)
def _no_environment() -> Iterator[None]:
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


@pytest.fixture
def lines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """So many connections work on twenty letters."""
    monkeypatch.setattr(delivery, "WORTH", 20 // request.param)
    return int(request.param)


@pytest.fixture
def faulty(request: pytest.FixtureRequest, cast: Cast) -> Iterator[Faulty]:
    """It treats one of five readers badly."""
    server = Faulty(request.param, only=(BAD,))
    use(server.server())
    yield server
    server.close()


def others_got_theirs(server: Faulty) -> None:
    rows = [row for row in probe.mails() if row.address != BAD]
    assert Counter((row.state, row.attempts) for row in rows) == {("sent", 1): len(rows)}
    assert {to: ids for to, ids in got(server).items() if to != BAD} == by_reader(rows)


@pytest.mark.parametrize(
    ("faulty", "lines"),
    [*((mode, 1) for mode in ENDS), *((mode, 4) for mode in ("550 and gone", "421 at RCPT", "dropped at RCPT"))],
    indirect=True,
)
def test_one_reader_s_fault_costs_the_others_nothing_and_ends_in_failed(
    faulty: Faulty, lines: int, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_silent = faulty.mode.startswith("silent")
    if is_silent:
        hurry(monkeypatch, faulty, 15)
        spare(monkeypatch, "silent")
    put(20, readers=20 if is_silent else 5)
    for _ in range(2):  # within the first two looks
        jobs.deliver()
        clock.set(held_clock.now() + TICK)
    others_got_theirs(faulty)
    for _ in range(100):
        jobs.deliver()
        if pass_time(clock, is_long=True) is None:
            break
    words, attempts = ENDS[faulty.mode]
    rows = [row for row in probe.mails() if row.address == BAD]
    assert Counter((row.state, row.attempts) for row in rows) == {("failed", attempts): len(rows)}
    assert all(row.error and row.error.startswith(words) for row in rows), {row.error for row in rows}


@pytest.mark.parametrize("lines", [1, 4], indirect=True)
def test_after_a_broken_connection_nothing_overtakes(cast: Cast, clock: Clock, lines: int) -> None:
    server = Faulty("dropped at RCPT", only=(BAD,))
    use(server.server())
    put(20)
    original = Connection.send

    def break_once(self: Connection, letter: Letter) -> None:
        try:
            original(self, letter)
        finally:
            server.mode = "well" if letter.address == BAD else server.mode

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "send", break_once)
        jobs.deliver()
    clock.set(NOON + timedelta(minutes=1))
    jobs.deliver()
    rows = probe.mails()
    assert {row.state for row in rows} == {"sent"}
    assert got(server) == by_reader(rows)
    server.close()


def test_a_fault_of_ours_with_one_letter_holds_no_other(cast: Cast, clock: Clock) -> None:
    server = Faulty("well")
    use(server.server())
    put(20, readers=20)
    original = Connection.send

    def stumble(self: Connection, letter: Letter) -> None:
        if letter.address == BAD:
            raise ZeroDivisionError
        original(self, letter)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "send", stumble)
        assert jobs.deliver() == 19
        while pass_time(clock):
            jobs.deliver()
    [first] = [row for row in probe.mails() if row.address == BAD]
    assert (first.state, first.attempts, first.error) == ("failed", rules.MOST_ATTEMPTS, "ZeroDivisionError")
    server.close()


@pytest.mark.parametrize("lines", [4], indirect=True)
def test_a_server_that_takes_one_connection_only_gets_everything_by_one(cast: Cast, lines: int) -> None:
    server = Faulty("well", most=1)
    use(server.server())
    put(20, readers=20)
    assert jobs.deliver() == 20
    assert Counter((row.state, row.attempts) for row in probe.mails()) == {("sent", 1): 20}
    assert len(server.arrivals) == 20
    server.close()


@pytest.mark.parametrize("lines", [2], indirect=True)
def test_a_letter_in_one_connection_s_hands_is_not_given_to_another_worker(cast: Cast, lines: int) -> None:
    """While one connection still hands a letter over, the account's other one is told to come later."""
    server = Faulty("well")
    use(server.server())
    put(20, readers=2)
    in_hand, may_end = threading.Event(), threading.Event()
    original = Connection.send

    def slowly(self: Connection, letter: Letter) -> None:
        if letter.address != BAD:
            assert in_hand.wait(patience(20))
            raise Failed("421 enough for now", is_account=True)
        original(self, letter)
        if len(server.arrivals) == 2:
            in_hand.set()
            assert may_end.wait(patience(20))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "send", slowly)
        one = threading.Thread(target=Round(is_stopping=may_end.is_set).run)
        one.start()
        assert in_hand.wait(patience(20))
        time.sleep(0.5)  # long enough for the refusal to be recorded
        patch.setattr(Connection, "send", original)
        Round(is_stopping=lambda: False).run()
        may_end.set()
        one.join(patience(20))
    jobs.deliver()
    assert {row.state for row in probe.mails()} == {"sent"}
    assert set(Counter(message_id for _, _, message_id in server.arrivals).values()) == {1}
    server.close()
