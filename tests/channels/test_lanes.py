"""Several connections of one account: order for each reader, no letter twice, what a stop and a fault leave behind."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import probe
import pytest
from smtp import Sink, sink

from crm import notifications
from crm.channels.email import Connection
from crm.channels.letter import Failed, Letter
from crm.core.config import MailServer
from crm.notifications import journal, lanes, outbox
from crm.notifications.delivery import Round
from tests.conftest import NOON, Cast
from tests.faults.test_faults_delivery import put, use
from tests.living import eventually


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Sink]:
    with sink(tmp_path / "mail", keeps_bodies=False) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_environment() -> Iterator[None]:
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


def letters(count: int, readers: int) -> list[Letter]:
    return [
        Letter(n, "email", f"r{n % readers}@example.test", "", f"L{n}", "t", "h", f"<{n}@x.example>", "en", NOON)
        for n in range(1, count + 1)
    ]


class Slow:
    """A connection that takes its time, differently each time; some letters it refuses."""

    def __init__(self, log: list[tuple[str, int]], refuses: tuple[int, ...] = (), breaks_at: int = 0) -> None:
        self.log, self.refuses, self.breaks_at = log, refuses, breaks_at

    def send(self, letter: Letter) -> None:
        time.sleep((letter.id * 7 % 5) / 1000)
        self.log.append((letter.address, letter.id))
        if letter.id == self.breaks_at:
            raise KeyboardInterrupt
        if letter.id in self.refuses:
            raise Failed("550 no", is_permanent=True)

    def close(self) -> None:
        pass


def run(work: lanes.Lanes, recorded: list[int]) -> None:
    while work.is_open:
        done = work.wait()
        recorded += [letter.id for letter, _ in done]
        work.go_on(done)
    assert work.stop() == []


@pytest.mark.parametrize("lines", [1, 2, 4, 10])
def test_every_letter_goes_once_and_each_reader_gets_theirs_in_order(lines: int) -> None:
    log: list[tuple[str, int]] = []
    recorded: list[int] = []
    unrecorded: set[int] = set()
    run(
        lanes.Lanes(
            [Slow(log, refuses=(5, 8)) for _ in range(lines)], letters(60, 7), lambda one: unrecorded.add(one.id)
        ),
        recorded,
    )
    assert sorted(recorded) == list(range(1, 61))
    assert Counter(number for _, number in log) == Counter(range(1, 61))
    by_reader = defaultdict(list)
    for address, number in log:
        by_reader[address].append(number)
    assert all(numbers == sorted(numbers) for numbers in by_reader.values())
    assert unrecorded == set(range(1, 61)) - {5, 8}


def test_no_connection_goes_on_before_its_last_letter_is_recorded() -> None:
    log: list[tuple[str, int]] = []
    work = lanes.Lanes([Slow(log) for _ in range(4)], letters(40, 40), [].append)
    eventually(lambda: len(log) >= 4, 20)
    time.sleep(0.1)
    assert len(log) == 4  # one each, and nobody has said that they are kept
    done = work.wait()
    time.sleep(0.05)
    assert len(log) == 4
    work.go_on(done)
    work.stop()
    assert len(log) <= 4 + len(done)


def test_with_a_journal_a_connection_is_one_letter_ahead_and_after_a_refusal_none() -> None:
    log: list[tuple[str, int]] = []
    work = lanes.Lanes([Slow(log, refuses=(1,)) for _ in range(4)], letters(40, 40), [].append, ahead=1)
    eventually(lambda: len(log) >= 4 + 3, 20)
    time.sleep(0.1)
    assert len(log) == 4 + 3  # the one that was refused waits
    work.go_on(work.wait())
    work.stop()
    assert len(log) <= 4 + 3 + 7


def test_stopping_finishes_what_is_in_hand_and_begins_nothing() -> None:
    before = threading.active_count()
    for _ in range(20):
        log: list[tuple[str, int]] = []
        work = lanes.Lanes([Slow(log) for _ in range(3)], letters(30, 30), [].append)
        done = work.wait()
        work.go_on(done)
        late = work.stop()
        assert {letter.id for letter, _ in [*done, *late]} == {number for _, number in log}
        assert threading.active_count() == before


def test_what_is_no_fault_of_a_letter_is_raised_where_it_is_recorded_and_nobody_hangs() -> None:
    log: list[tuple[str, int]] = []
    work = lanes.Lanes([Slow(log, breaks_at=3) for _ in range(3)], letters(30, 30), [].append)
    with pytest.raises(KeyboardInterrupt):
        run(work, [])
    work.stop()


def test_a_real_server_gets_everything_once_in_due_order_by_four_connections(cast: Cast, mailbox: Sink) -> None:
    use(mailbox.server)
    put(200, readers=23, due_at=NOON - timedelta(hours=1))
    worker = Round(is_stopping=lambda: False)
    opened: set[int] = set()
    original = Connection.send

    def note(self: Connection, letter: Letter) -> Any:
        opened.add(id(self))
        return original(self, letter)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "send", note)
        assert worker.run() == 200
    assert len(opened) == 4
    rows = probe.mails()
    assert {(row.state, row.attempts) for row in rows} == {("sent", 1)}
    taken = mailbox.taken()
    assert len(taken) == len({message_id for message_id, _ in taken}) == 200
    for address in {row.address for row in rows}:
        wanted = [row.message_id for row in sorted(rows, key=lambda row: row.due_at) if row.address == address]
        assert [message_id for message_id, to in taken if to == address] == wanted


def test_an_account_says_how_many_connections_it_wants(cast: Cast, mailbox: Sink) -> None:
    one = MailServer("127.0.0.1", mailbox.port, "none", None, None, "a@example.test", connections=1)
    use(one)
    put(60, readers=30)
    worker = Round(is_stopping=lambda: False)
    batch = worker.claim()
    assert batch is not None
    assert worker.deliver(batch) == 60
    assert [len(lines) for _, lines in worker._open.values()] == [1]
    worker.close()


def test_all_connections_refused_at_once_cost_one_attempt(cast: Cast) -> None:
    use(MailServer("127.0.0.1", 1, "none", None, None, "a@example.test"))  # nobody listens there
    put(100, readers=50)
    assert Round(is_stopping=lambda: False).run() == 0
    assert {(row.state, row.attempts) for row in probe.mails()} == {("waiting", 1)}


def test_a_stop_in_the_middle_gives_back_what_was_not_begun(cast: Cast, mailbox: Sink) -> None:
    use(mailbox.server)
    put(100, readers=50)
    asked = iter([False] * 4 + [True] * 50)
    sent = Round(is_stopping=lambda: next(asked)).run()
    states = Counter((row.state, row.attempts) for row in probe.mails())
    assert states == {("sent", 1): sent, ("waiting", 0): 100 - sent}
    assert len(mailbox.taken()) == sent
    with probe.office() as work:
        assert outbox.lease(work, by="next", limit=200) is not None


def test_what_a_killed_round_had_sent_stands_in_its_journal_and_is_not_sent_again(
    cast: Cast, mailbox: Sink, tmp_path: Path
) -> None:
    use(mailbox.server)
    put(2)
    first, second = probe.mails()
    mine, living = journal.Journal(), journal.Journal()
    for one, letter in ((mine, first), (living, second)):
        one.open()
        one.note(letter)
    mine.close(is_recorded=False)  # as the end of a process closes it
    assert list(journal.left_behind().values()) == [{first.id: first.message_id}]
    assert Round(is_stopping=lambda: False).run() == 1
    assert [mail.state for mail in probe.mails()] == ["sent", "sent"]
    assert len(mailbox.taken()) == 1
    living.close(is_recorded=True)
    assert list((tmp_path / "deliveries").iterdir()) == []


def test_a_note_of_a_letter_whose_number_is_another_s_by_now_is_not_believed(
    cast: Cast, mailbox: Sink, tmp_path: Path
) -> None:
    """As after a backup was put back: what the number stands for has not gone out."""
    use(mailbox.server)
    put(1)
    (letter,) = probe.mails()
    note = tmp_path / "deliveries" / f"{journal._mark()}-0011223344556677"
    note.parent.mkdir(exist_ok=True)
    note.write_text(f"{letter.id} <of-another-letter@example.test>\n{letter.id}")
    assert Round(is_stopping=lambda: False).run() == 1
    assert len(mailbox.taken()) == 1
    assert not note.exists()


def test_without_a_folder_to_write_to_letters_go_out_all_the_same(
    cast: Cast, mailbox: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_folder", [Path("/dev/null/nowhere")])
    use(mailbox.server)
    put(3)
    assert Round(is_stopping=lambda: False).run() == 3
