"""R2 and R4: four schedulers double nothing; limits hold, nobody waits for the refused, a stop loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import probe
import pytest
from smtp import Faulty, Sink, sink
from sqlalchemy import Engine, update
from sqlalchemy.exc import OperationalError

from crm import jobs, notifications
from crm.core import config, db
from crm.core.config import MailServer
from crm.notifications import delivery
from crm.notifications.rendering import Rendered
from crm.notifications.tables import Message
from crm.notifications.telling import message_row
from tests.conftest import NOON, SECRET, Cast, Clock
from tests.living import patience

ROOT = Path(__file__).resolve().parents[2]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Sink]:
    with sink(tmp_path / "mail", keeps_bodies=False) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_environment() -> Iterator[None]:
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


def put(count: int, readers: int = 5, due_at: datetime = NOON) -> None:
    with probe.office() as work:
        work.session.add_all(
            Message(
                **message_row(
                    work,
                    Rendered(f"Letter {n}", "", f"text {n}", f"<p>{n}</p>"),
                    key=f"{due_at.isoformat()}:{n}",
                    kind="import.done",
                    channel="email",
                    address=f"r{n % readers}@example.test",
                    name=f"Reader {n % readers}",
                    language="pl",
                    due_at=due_at + timedelta(seconds=n),
                )
            )
            for n in range(count)
        )


def use(server: MailServer) -> None:
    notifications.configure(server, "https://crm.example.org")


def pass_time(clock: Clock, *, is_long: bool = False) -> datetime | None:
    """Move the clock to the next try (or to the last one of all); None when nothing waits for a later one."""
    with probe.office(writes=False) as work:
        later = Message.next_try_at > work.now
        tries = work.session.query(Message.next_try_at).filter(Message.state == "waiting", later)
        found = tries.order_by(Message.next_try_at.desc() if is_long else Message.next_try_at).first()
    if found is None:
        return None
    clock.set(found[0])
    return found[0]


@pytest.mark.slow
def test_four_schedulers_at_once_double_nothing_among_3000_messages(
    engine: Engine, settings: config.Settings, clock: Clock, mailbox: Sink
) -> None:
    put(3000, readers=300, due_at=NOON - timedelta(hours=2))
    db.engine().dispose()
    environ = os.environ | {
        "CRM_DATABASE_URL": settings.database_url,
        "CRM_SECRET_KEY": SECRET,
        "CRM_DATA": str(settings.data),
        "CRM_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}/?sender=czuwaj@example.test",
        "CRM_TEST_CLOCK": str(clock.path),
    }
    command = [sys.executable, str(ROOT / "scheduler.py"), "--once"]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for one in running:
        _, errors = one.communicate(timeout=patience(250))
        # Where four wait their turn at one file for long, one may give up and say so; the next round goes on.
        assert one.returncode == 0 or b"database is locked" in errors, errors.decode()[-2000:]
    if any(one.returncode for one in running):
        subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True, timeout=patience(250))
    taken = mailbox.taken()
    assert len(taken) == 3000
    assert len({message_id for message_id, _ in taken}) == 3000
    rows = probe.mails()
    assert {row.state for row in rows} == {"sent"}
    assert {row.attempts for row in rows} == {1}
    in_due_order = {address: [m for m, a in taken if a == address] for address in {a for _, a in taken}}
    wanted = {
        address: [row.message_id for row in sorted(rows, key=lambda row: row.due_at) if row.address == address]
        for address in in_due_order
    }
    assert in_due_order == wanted


def test_the_limit_per_minute_holds_after_an_outage(cast: Cast, clock: Clock, mailbox: Sink) -> None:
    from dataclasses import replace

    use(replace(mailbox.server, per_minute=7))
    put(20)
    sent = []
    for minute in range(4):
        clock.set(NOON + minute * MINUTE)
        sent.append(jobs.deliver())
    assert sent == [7, 7, 6, 0]


def test_one_refused_address_does_not_hold_the_others(cast: Cast, mailbox: Sink) -> None:
    use(mailbox.server)
    put(20)
    with probe.office() as work:
        work.session.execute(update(Message).where(Message.id % 5 == 0).values(address="not an address"))
    assert jobs.deliver() == 16
    assert Counter(mail.state for mail in probe.mails()) == {"sent": 16, "failed": 4}


def test_a_server_that_stops_after_some_letters_costs_the_rest_no_attempt(cast: Cast, clock: Clock) -> None:
    server = Faulty("well")
    use(server.server())
    put(10, readers=10)
    sent = [0]
    original = delivery.Connection.send

    def count(self: delivery.Connection, letter: object) -> None:
        original(self, letter)  # type: ignore[arg-type]
        sent[0] += 1
        if sent[0] == 4:
            server.mode = "421 at MAIL"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery.Connection, "send", count)
        assert jobs.deliver() == 4
    assert Counter((mail.state, mail.attempts) for mail in probe.mails()) == {("sent", 1): 4, ("waiting", 0): 6}
    server.mode = "well"
    assert jobs.deliver() == 6
    server.close()


def test_told_to_stop_it_finishes_the_letter_at_hand(cast: Cast, mailbox: Sink) -> None:
    use(mailbox.server)
    put(10)
    stops = iter([False, False, False, False, True, True, True])
    assert delivery.Round(is_stopping=lambda: next(stops)).run() == 3
    assert Counter((mail.state, mail.attempts) for mail in probe.mails()) == {("sent", 1): 3, ("waiting", 0): 7}
    assert len(mailbox.taken()) == 3


def test_nothing_is_sent_inside_a_transaction(cast: Cast, mailbox: Sink, settings: config.Settings) -> None:
    use(mailbox.server)
    put(3)
    original = delivery.Connection.send

    def look(self: delivery.Connection, letter: object) -> None:
        assert db.engine().pool.checkedout() == 0  # type: ignore[attr-defined]
        original(self, letter)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery.Connection, "send", look)
        assert jobs.deliver() == 3


def test_a_letter_sent_while_the_database_went_away_is_not_sent_again(cast: Cast, clock: Clock, mailbox: Sink) -> None:
    use(mailbox.server)
    put(3)
    good, original = db.engine(), delivery.Connection.send

    def send_and_lose(self: delivery.Connection, letter: object) -> None:
        original(self, letter)  # type: ignore[arg-type]
        db.use(db.connect("sqlite:////no/such/folder/at.all"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery.Connection, "send", send_and_lose)
        with pytest.raises(OperationalError):
            jobs.deliver()
    db.use(good)
    clock.set(NOON + 3 * MINUTE)
    jobs.deliver()
    assert {mail.state for mail in probe.mails()} == {"sent"}
    assert len(mailbox.taken()) == 3
