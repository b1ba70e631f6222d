"""R1: reminders survive a thousand kills, none lost, none doubled; and the check catches designs that lose."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

import probe
import pytest
from smtp import Sink, sink
from sqlalchemy import Engine

from crm import reminders
from crm.clients.tables import Client
from crm.core import config, db
from crm.notifications.tables import Entry, Message
from crm.people.tables import User
from crm.reminders import StepPlan
from crm.reminders.tables import Due
from tests.conftest import NOON, SECRET, Clock
from tests.living import patience

HERE = Path(__file__).parent
ENDS_ON, READERS = date(2026, 3, 17), 100
STEP = StepPlan(7, "day", at=time(9))


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Sink]:
    with sink(tmp_path / "mail", keeps_bodies=False) as running:
        yield running


@dataclass(frozen=True)
class Account:
    """What tables and mail server say afterwards."""

    reminders: int
    fired: int
    rows: int  # of the outbox
    lost: int
    twice: int
    bells_twice: int
    unsent: int
    deliveries: int
    strangers: int  # deliveries whose Message-ID no row has

    def is_kept(self, kills: int) -> bool:
        """What R1 promises."""
        return (
            self.fired == self.rows == self.reminders
            and self.lost == self.twice == self.bells_twice == self.unsent == self.strangers == 0
            and self.reminders <= self.deliveries <= self.reminders + kills
        )


def prepare(count: int, wave: int = 0) -> None:
    """Reminders that are due at once, each to one of many readers; a later wave has readers of its own."""
    probe.register()
    with probe.office() as work:
        readers = [
            User(
                name=f"Reader {n}",
                email=f"r{wave}.{n}@example.test",
                language="pl",
                zone="Europe/Warsaw",
                is_active=True,
            )
            for n in range(READERS)
        ]
        work.session.add_all(readers)
        work.session.flush()
        rows = [
            Client(name=f"Probe {n}", is_company=True, note=ENDS_ON.isoformat(), address=str(readers[n % READERS].id))
            for n in range(count)
        ]
        work.session.add_all(rows)
        work.session.flush()
        ladder = reminders.ladder(work, [STEP])
        reminders.plan_many(work, probe.KIND, [(row.id, ladder, None, ENDS_ON) for row in rows])
    db.engine().dispose()  # the children open their own


def run(settings: config.Settings, clock: Clock, mailbox: Sink, **options: object) -> dict[str, float]:
    environ = os.environ | {
        "CRM_DATABASE_URL": settings.database_url,
        "CRM_SECRET_KEY": SECRET,
        "CRM_DATA": str(settings.data),
        "CRM_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}/?sender=czuwaj@example.test",
        "CRM_TEST_CLOCK": str(clock.path),
        "CRM_LOG_LEVEL": "ERROR",
        "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent), str(HERE.parents[1])]),
    }
    command = [sys.executable, str(HERE / "kill_loop.py"), json.dumps(options)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=patience(280))
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, float] = json.loads(done.stdout)
    print(f"\n{settings.database_url.split(':')[0]} {options}: {found}")
    return found


def account(mailbox: Sink) -> Account:
    with probe.office(writes=False) as work:
        due = work.session.query(Due.id, Due.state, Client.address).join(Client, Client.id == Due.subject_id).all()
        rows = work.session.query(
            Message.ledger_id, Message.person_id, Message.channel, Message.state, Message.message_id
        ).all()
        bells = Counter((entry.subject_id, entry.person_id) for entry in work.session.query(Entry).all())
    told = Counter((row.ledger_id, row.person_id, row.channel) for row in rows)
    wanted = {(row.id, int(row.address), "email") for row in due}
    taken = Counter(message_id for message_id, _ in mailbox.taken())
    return Account(
        reminders=len(due),
        fired=sum(row.state == "fired" for row in due),
        rows=len(rows),
        lost=len(wanted - set(told)) + sum(taken[row.message_id] == 0 for row in rows),
        twice=sum(count > 1 for count in told.values()),
        bells_twice=sum(count > 1 for count in bells.values()),
        unsent=sum(row.state != "sent" for row in rows),
        deliveries=sum(taken.values()),
        strangers=len(set(taken) - {row.message_id for row in rows}),
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("database_url", "schedulers"),
    [("sqlite", 1), ("postgresql", 1), ("postgresql", 4)],
    indirect=["database_url"],
)
def test_a_thousand_kills_lose_nothing_and_double_nothing(
    engine: Engine, settings: config.Settings, clock: Clock, mailbox: Sink, schedulers: int
) -> None:
    prepare(2000)
    run(settings, clock, mailbox, schedulers=schedulers, kills=1000, design="ours", seed=NOON.year + schedulers)
    found = account(mailbox)
    print(found)
    assert found.is_kept(kills=1000), found
    assert found.reminders == 2000


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_four_connections_lose_nothing_and_double_no_more_than_one_did(
    engine: Engine, settings: config.Settings, clock: Clock, mailbox: Sink
) -> None:
    """Whole batches side by side: what stands in the journal is not sent again, though nobody had recorded it."""
    prepare(2000)
    lives = {"longest": 0.4, "between": 150}
    run(settings, clock, mailbox, schedulers=1, kills=40, design="ours, side by side", stage="deliver", seed=5, **lives)
    found = account(mailbox)
    print(found)
    assert found.is_kept(kills=40), found


@pytest.mark.parametrize(
    ("design", "stage"), [("mark, then tell", "remind"), ("tell, then mark", "remind"), ("mark, then send", "deliver")]
)
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_the_same_check_catches_the_losing_designs(
    engine: Engine, settings: config.Settings, clock: Clock, mailbox: Sink, design: str, stage: str
) -> None:
    for attack in range(1, 6):  # a window of a moment is not hit by each sixty kills
        prepare(120, attack)
        run(settings, clock, mailbox, schedulers=1, kills=60, design=design, stage=stage, seed=attack)
        found = account(mailbox)
        print(found)
        if not found.is_kept(kills=60 * attack):
            break
    assert not found.is_kept(kills=60 * attack), found
    assert found.twice if design == "tell, then mark" else found.lost
