"""Done-when 5: the public sales pipeline comes in, twice the same, and its reminders arrive message by message."""

from __future__ import annotations

import calendar
import csv
import email
import os
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from crm import jobs, people, start
from crm.calculator.tables import Item
from crm.clients.tables import Client
from crm.contracts.tables import Contract, Status
from crm.core import config, db
from crm.core.work import Actor, begin
from crm.flows import imports
from crm.monitoring.tables import Monitoring, Rule
from crm.notifications.tables import Entry, Message
from crm.people.tables import User
from crm.records.tables import Import
from tests.conftest import SECRET, SHARED, Clock
from tests.living import patience

ROOT = Path(__file__).resolve().parents[2]
MAPPING = ROOT / "docs" / "examples" / "crm-sales.toml"
FIRST, LAST = date(2018, 3, 1), date(2018, 6, 1)
CREATED = {"people": 41, "clients": 85, "items": 7, "contracts": 6711}

pytestmark = [
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"the sales data is not here: {SHARED}"),
    pytest.mark.slow,
    pytest.mark.timeout(900),
]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Warsaw"))


def settings(url: str, folder: Path, smtp: str = "") -> config.Settings:
    environ = {"CRM_DATABASE_URL": url, "CRM_SECRET_KEY": SECRET, "CRM_DATA": str(folder), "CRM_SMTP_URL": smtp}
    return config.load(environ, folder)


def import_all() -> imports.Report:
    return imports.run(imports.load(MAPPING), SHARED, actor=Actor.office())


def outcomes(report: imports.Report, outcome: str) -> dict[str, int]:
    return {kind: report.counts[kind, outcome] for kind in CREATED}


def figures() -> dict[str, Any]:
    """What the office holds."""
    tables = (User, Client, Item, Contract, Rule, Monitoring, Message, Entry)
    with begin(Actor.office()) as work:
        found: dict[str, Any] = {
            table.__tablename__: work.session.execute(select(func.count(table.id))).scalar_one() for table in tables
        }
        by_status = select(Status.name, func.count(Contract.id)).join(Contract, Contract.status_id == Status.id)
        found["by status"] = dict(work.session.execute(by_status.group_by(Status.name)).tuples().all())
        states = select(Monitoring.state, func.count(Monitoring.id)).group_by(Monitoring.state)
        found["by state"] = dict(work.session.execute(states).tuples().all())
        lost = select(func.count(Monitoring.id)).join(Contract, Contract.id == Monitoring.contract_id)
        lost = lost.join(Status, Status.id == Contract.status_id).where(Status.name != "Won")
        found["watched though not won"] = work.session.execute(lost).scalar_one()
        found["most watches a contract"] = (
            work.session.execute(
                select(func.count(Monitoring.id))
                .group_by(Monitoring.contract_id)
                .order_by(func.count(Monitoring.id).desc())
            )
            .scalars()
            .first()
        )
    return found


EXPECTED = {
    "users": 41,
    "clients": 85,
    "calculator_items": 7,
    "contracts": 6711,
    "monitoring_rules": 7,
    "monitorings": 4238,
    "outbox": 0,
    "bell": 0,
    "by status": {"Won": 4238, "Lost": 2473},
    "by state": {"active": 4238},
    "watched though not won": 0,
    "most watches a contract": 1,
}


@dataclass
class Sales:
    """The imported office as a file to copy, and what the import said."""

    file: Path
    report: imports.Report


@pytest.fixture(scope="module")
def sales(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Sales:
    """Imported at noon of the first day, office time, on SQLite."""
    folder = tmp_path_factory.mktemp("sales")
    clock = Clock(folder / "clock")
    clock.set(noon(FIRST))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_TEST_CLOCK", str(clock.path))
        shutil.copy(sqlite_template, folder / "crm.db")
        ready(settings(f"sqlite:///{folder / 'crm.db'}", folder))
        report = import_all()
        db.engine().dispose()
    return Sales(folder / "crm.db", report)


@pytest.fixture
def office(sales: Sales, tmp_path: Path, clock: Clock) -> Path:
    """A copy of the imported office, the clock at noon of the first day."""
    shutil.copy(sales.file, tmp_path / "crm.db")
    clock.set(noon(FIRST))
    return tmp_path / "crm.db"


def ready(found: config.Settings) -> None:
    start.make_ready(found)
    with begin(Actor.office(), writes=True) as work:
        people.ensure_roles(work)


def test_the_first_import_makes_exactly_what_the_files_hold(sales: Sales, office: Path) -> None:
    start.make_ready(settings(f"sqlite:///{office}", office.parent))
    assert outcomes(sales.report, "created") == CREATED
    assert sales.report.refused == []
    assert figures() == EXPECTED


def test_the_second_import_changes_nothing(office: Path) -> None:
    start.make_ready(settings(f"sqlite:///{office}", office.parent))
    with begin(Actor.office()) as work:
        versions = work.session.execute(select(Contract.id, Contract.version).order_by(Contract.id)).all()
    report = import_all()
    assert outcomes(report, "unchanged") == CREATED
    assert outcomes(report, "created") == outcomes(report, "updated") == dict.fromkeys(CREATED, 0)
    assert figures() == EXPECTED
    with begin(Actor.office()) as work:
        assert versions == work.session.execute(select(Contract.id, Contract.version).order_by(Contract.id)).all()
        assert work.session.execute(select(Import.id).where(Import.ended_at.is_(None))).all() == []


def test_people_have_addresses_roles_and_supervisors_but_no_sign_in(office: Path) -> None:
    start.make_ready(settings(f"sqlite:///{office}", office.parent))
    with begin(Actor.office()) as work:
        rows = {row.name: row for row in people.listing(work).rows}
    with (SHARED / "sales_teams.csv").open(newline="") as file:
        for line in csv.DictReader(file):
            assert rows[line["sales_agent"]].supervisor == line["manager"]
    assert rows["Moses Frase"].email == "moses.frase@example.test"
    assert not any(row.can_sign_in for row in rows.values())
    assert {row.roles for row in rows.values()} == {rows["Moses Frase"].roles}


# --- what the reminders must be, from the file alone: csv and datetime, nothing of ours -------------------------------


def last_day(closed: date) -> date:
    """Twelve months from the closing date, less a day."""
    year = closed.year + 1
    day = min(closed.day, calendar.monthrange(year, closed.month)[1])
    return date(year, closed.month, day) - timedelta(days=1)


def won() -> Iterator[tuple[str, str, date]]:
    """Address of the seller, number of the contract, last day of its watch."""
    with (SHARED / "sales_pipeline.csv").open(newline="") as file:
        for row, line in enumerate(csv.DictReader(file), start=2):
            if line["deal_stage"] == "Won":
                month, day, year = (int(part) for part in line["close_date"].split("/"))
                closed = date(year, month, day)
                yield f"{line['sales_agent'].lower().replace(' ', '.')}@example.test", f"CS/{row:05}", last_day(closed)


def expected_mails() -> Counter[tuple[str, str, date]]:
    """(recipient, contract, day) of every reminder: at the first noon at or after its day, at most three days late."""
    found: Counter[tuple[str, str, date]] = Counter()
    for address, number, ends in won():
        for days in (30, 7):
            planned = ends - timedelta(days=days)
            sent = max(planned, FIRST)
            if planned <= LAST and (sent - planned).days <= 3:
                found[address, number, sent] += 1
    return found


def test_the_file_itself_gives_the_figures_of_the_issue() -> None:
    assert expected_mails().total() == 2666
    assert sum(ends < LAST for _, _, ends in won()) == 1268


# --- what really arrives ----------------------------------------------------------------------------------------------


@dataclass
class Sink:
    """A real SMTP server that keeps every message with the day on which it came."""

    clock: Clock
    mails: list[tuple[date, str, EmailMessage]] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        moment = datetime.fromisoformat(self.clock.path.read_text()).astimezone(ZoneInfo("Europe/Warsaw"))
        self.mails.extend((moment.date(), address, message) for address in envelope.rcpt_tos)
        return "250 kept"


@pytest.fixture
def sink(clock: Clock) -> Iterator[tuple[Sink, str]]:
    kept = Sink(clock)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    yield kept, f"smtp://127.0.0.1:{port}/?sender=czuwaj@example.test"
    server.stop()


def run_script(found: config.Settings, smtp: str, clock: Clock) -> None:
    """`python scheduler.py --once`, as a cron job would."""
    environ = os.environ | {
        "CRM_DATABASE_URL": found.database_url,
        "CRM_SECRET_KEY": SECRET,
        "CRM_DATA": str(found.data),
        "CRM_SMTP_URL": smtp,
        "CRM_TEST_CLOCK": str(clock.path),
        "CRM_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "scheduler.py", "--once"]
    ended = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=patience(300), check=False
    )
    assert ended.returncode == 0, ended.stderr[-2000:]


def numbers(message: EmailMessage) -> set[str]:
    body = message.get_body(("plain",))
    assert body is not None
    return set(re.findall(r"CS/\d{5}", body.get_content()))


def test_three_months_of_noons_bring_exactly_the_reminders_that_the_file_asks_for(
    office: Path, clock: Clock, sink: tuple[Sink, str]
) -> None:
    kept, smtp = sink
    found = settings(f"sqlite:///{office}", office.parent, smtp)
    start.make_ready(found)
    day, by_script = FIRST, {FIRST, date(2018, 4, 15), LAST}
    while day <= LAST:
        clock.set(noon(day))
        if day in by_script:
            run_script(found, smtp, clock)
        else:
            assert jobs.run_once() == []
        day += timedelta(days=1)
    arrived: Counter[tuple[str, str, date]] = Counter()
    for came, address, message in kept.mails:
        (number,) = numbers(message)
        arrived[address, number, came] += 1
    wanted = expected_mails()
    assert arrived - wanted == Counter()
    assert wanted - arrived == Counter()
    assert arrived.total() == 2666
    assert len({message["Message-ID"] for _, _, message in kept.mails}) == 2666
    assert figures()["by state"] == {"finished": 1268, "active": 4238 - 1268}


def test_one_pass_on_the_first_of_june_finishes_what_has_ended(office: Path, clock: Clock) -> None:
    start.make_ready(settings(f"sqlite:///{office}", office.parent))
    clock.set(noon(LAST))
    assert jobs.expire() == 1268
    assert jobs.expire() == 0
    assert figures()["by state"] == {"finished": 1268, "active": 4238 - 1268}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_gives_the_same_figures_and_the_same_pass(database_url: str, clock: Clock, tmp_path: Path) -> None:
    clock.set(noon(LAST))
    ready(settings(database_url, tmp_path))
    try:
        assert outcomes(import_all(), "created") == CREATED
        assert figures() == EXPECTED
        assert jobs.expire() == 1268
        assert figures()["by state"] == {"finished": 1268, "active": 4238 - 1268}
        again = import_all()
        assert outcomes(again, "unchanged") == CREATED
        assert figures()["by state"] == {"finished": 1268, "active": 4238 - 1268}
    finally:
        db.engine().dispose()
