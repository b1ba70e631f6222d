"""The jobs and the clockwork: each guarded, each leaving its beat; once, dry, and until told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import probe
import pytest
from smtp import Sink, sink
from sqlalchemy import Engine, select

from crm import jobs, notifications
from crm.core import config, db
from crm.core.beats import Beat
from crm.jobs import Job
from crm.people.tables import SignIn, Throttle
from tests.conftest import NOON, SECRET, Cast, Clock
from tests.living import eventually, patience

ROOT = Path(__file__).resolve().parents[2]
END = date(2026, 3, 17)


@pytest.fixture(autouse=True)
def _probe() -> Iterator[None]:
    probe.register()
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Sink]:
    with sink(tmp_path / "mail") as running:
        yield running


def beats() -> dict[str, tuple[int, str | None]]:
    with probe.office(writes=False) as work:
        return {beat.job: (beat.done, beat.error) for beat in work.session.execute(select(Beat)).scalars()}


def scheduler(settings: config.Settings, clock: Clock, *options: str, **more: str) -> subprocess.Popen[bytes]:
    environ = os.environ | {
        "CRM_DATABASE_URL": settings.database_url,
        "CRM_SECRET_KEY": SECRET,
        "CRM_DATA": str(settings.data),
        "CRM_TEST_CLOCK": str(clock.path),
        "CRM_TICK_SECONDS": "0.2",
        "CRM_LANGUAGE": "en",
        **more,
    }
    command = [sys.executable, str(ROOT / "scheduler.py"), *options]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_one_pass_does_everything_that_is_due(cast: Cast, clock: Clock, mailbox: Sink) -> None:
    notifications.configure(mailbox.server, "https://crm.example.org")
    for n in range(3):
        probe.record([cast.anna, cast.bob], END + timedelta(days=n))
    assert jobs.run_once() == []
    expected = {"expire": 0, "remind": 1, "deliver": 2, "tidy": 0, "back_up": 1, "beat": 0}
    assert {name: beats()[name] for name in expected} == {name: (done, None) for name, done in expected.items()}
    assert {message["To"] for message in mailbox.messages()} == {"Anna <anna@example.test>", "Bob <bob@example.test>"}
    assert {message["Subject"] for message in mailbox.messages()} == {"Monitoring ends in 7 days: Probe"}
    assert jobs.run_once() == []
    assert len(mailbox.messages()) == 2


def test_a_failing_job_stops_no_other_and_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise RuntimeError("secret words that no page may show")

    ran: list[str] = []
    monkeypatch.setattr(jobs, "JOBS", (Job("expire", fail), Job("remind", lambda: ran.append("remind") or 0)))
    assert jobs.run_once() == ["expire"]
    assert ran == ["remind"]
    assert beats() == {"expire": (0, "RuntimeError"), "remind": (0, None)}


def test_an_unreadable_database_is_survived(cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    good = db.engine()
    db.use(db.connect(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}"))
    assert jobs.run_once() == [job.name for job in jobs.JOBS]
    db.use(good)
    assert jobs.run_once() == []


def test_what_nobody_needs_goes(cast: Cast, clock: Clock) -> None:
    def sign_in(name: str, **more: Any) -> SignIn:
        values = {"created_at": NOON, "seen_at": NOON, "expires_at": NOON, "address": "", "agent": ""} | more
        return SignIn(user_id=cast.anna, token_hash=name, **values)

    month = timedelta(days=31)
    with probe.office() as work:
        work.session.add_all(
            [
                sign_in("open", expires_at=NOON + month),
                sign_in("ended long ago", expires_at=NOON + month, ended_at=NOON - month),
                sign_in("expired long ago", expires_at=NOON - month),
                sign_in("expired just now"),
                Throttle(subject="account:x", failures=3, until_at=NOON - timedelta(minutes=1)),
            ]
        )
    assert jobs.tidy() == 3
    with probe.office(writes=False) as work:
        assert set(work.session.execute(select(SignIn.token_hash)).scalars()) == {"open", "expired just now"}


def test_the_outlook_tells_and_writes_nothing(cast: Cast, dump: Callable[[], Any]) -> None:
    probe.record([cast.anna], END)
    before = dump()
    lines = list(jobs.outlook())
    assert "1 reminder is due" in lines
    assert "0 messages are waiting to be sent" in lines
    assert any(line.startswith("Mar 10, 2026") for line in lines)
    assert dump() == before


def test_a_dry_run_of_the_program_writes_nothing(
    cast: Cast, settings: config.Settings, clock: Clock, dump: Callable[[], Any]
) -> None:
    probe.record([cast.anna], END)
    before = dump()
    running = scheduler(settings, clock, "--dry-run")
    output, errors = running.communicate(timeout=patience(60))
    assert running.returncode == 0, errors.decode()
    assert b"1 reminder is due" in output
    assert dump() == before


def test_a_wrong_setting_is_named(settings: config.Settings, clock: Clock, engine: Engine) -> None:
    running = scheduler(settings, clock, "--once", CRM_TIMEZONE="Mars/Olympus")
    _, errors = running.communicate(timeout=patience(60))
    assert running.returncode == 1
    assert b"CRM_TIMEZONE" in errors


def test_a_database_that_was_not_migrated_is_said(settings: config.Settings, clock: Clock, tmp_path: Path) -> None:
    running = scheduler(settings, clock, "--once", CRM_DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}")
    _, errors = running.communicate(timeout=patience(60))
    assert running.returncode == 1
    assert b"run migrate" in errors


def test_once_says_by_its_exit_code_that_a_job_failed(cast: Cast, settings: config.Settings, clock: Clock) -> None:
    with probe.office() as work:
        from sqlalchemy import text

        work.session.execute(text("ALTER TABLE bell RENAME TO bell_away"))
    running = scheduler(settings, clock, "--once")
    running.communicate(timeout=patience(60))
    assert running.returncode == 1
    found = beats()
    assert found["tidy"][1] is not None
    assert found["beat"][1] is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_clockwork_runs_until_told_to_stop(
    cast: Cast, settings: config.Settings, clock: Clock, mailbox: Sink, number: signal.Signals
) -> None:
    running = scheduler(settings, clock, CRM_SMTP_URL=f"smtp://127.0.0.1:{mailbox.port}/?sender=a@example.test")
    try:
        eventually(lambda: "beat" in beats(), 40)
        with probe.office() as work:
            notifications.tell_summary(work, cast.anna, "import.done", "k", {"source": "a.csv"})
        eventually(lambda: len(mailbox.taken()) == 1, 40)
        running.send_signal(number)
        _, errors = running.communicate(timeout=patience(30))
        assert running.returncode == 0, errors.decode()[-2000:]
        assert b"the scheduler stopped" in errors
    finally:
        running.kill()
    assert probe.mails()[0].state == "sent"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_clockwork_waits_for_a_database_that_is_not_ready(
    engine: Engine, settings: config.Settings, clock: Clock
) -> None:
    path = Path(str(engine.url.database))
    engine.dispose()
    hidden = path.with_suffix(".hidden")
    path.rename(hidden)
    running = scheduler(settings, clock)
    try:
        time.sleep(4)
        assert running.poll() is None
        path.unlink(missing_ok=True)
        hidden.rename(path)
        eventually(lambda: "beat" in beats(), 40)
    finally:
        running.terminate()
        running.wait(30)
