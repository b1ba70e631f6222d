"""The command line: each command against a real database, and `up` with its real children."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from crm import people, start
from crm.__main__ import cli
from crm.core import config, db
from crm.core.work import Actor, begin
from crm.monitoring.tables import Monitoring
from crm.people import sign_ins
from crm.people.tables import User
from tests.conftest import Clock
from tests.living import patience

ROOT = Path(__file__).resolve().parents[2]


def crm(environ: dict[str, str | None], *words: str, stdin: str = "") -> Result:
    result = CliRunner().invoke(cli, list(words), env=environ, input=stdin)
    if db._engine:
        db.engine().dispose()
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_migrate_brings_an_empty_file_forward(environ: dict[str, str | None], tmp_path: Path) -> None:
    fresh = environ | {"CRM_DATABASE_URL": f"sqlite:///{tmp_path / 'deep' / 'fresh.db'}"}
    result = crm(fresh, "migrate")
    assert result.exit_code == 0
    assert "schema" in result.stdout
    assert crm(fresh, "migrate").exit_code == 0


def test_a_wrong_setting_is_named_in_one_line(environ: dict[str, str | None]) -> None:
    result = crm(environ | {"CRM_PORT": "many"}, "migrate")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == ["CRM_PORT: must be a number from 1 to 65535"]


def test_a_newer_schema_is_refused_in_words(environ: dict[str, str | None]) -> None:
    crm(environ, "migrate")
    start.make_ready(config.load({key: value for key, value in environ.items() if value}))
    with db.engine().connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    result = crm(environ, "migrate")
    assert result.exit_code == 1
    assert "newer" in result.stderr


def test_people_are_added_and_get_new_passwords(environ: dict[str, str | None], clock: Clock) -> None:
    added = crm(environ, "user", "add", "Boss@Example.test", "--name", "Boss", "--role", "administrator")
    assert added.exit_code == 0
    (printed,) = re.findall(r"Password: (\S{12,})", added.stdout)
    start.make_ready(config.load({key: value for key, value in environ.items() if value}))
    assert sign_ins.sign_in("boss@example.test", printed, address="127.0.0.1", agent="test")
    reset = crm(environ, "user", "reset", "boss@example.test", "--password-stdin", stdin="a new one, long enough\n")
    assert reset.exit_code == 0
    assert "a new one" not in reset.output
    start.make_ready(config.load({key: value for key, value in environ.items() if value}))
    assert sign_ins.sign_in("boss@example.test", "a new one, long enough", address="127.0.0.1", agent="test")
    with begin(Actor.office()) as work:
        (row,) = people.listing(work).rows
        assert (row.name, row.can_sign_in) == ("Boss", True)


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (["user", "add", "nonsense", "--name", "X", "--role", "viewer"], "", "email"),
        (
            ["user", "add", "a@example.test", "--name", "X", "--role", "viewer", "--password-stdin"],
            "short\n",
            "password",
        ),
        (["user", "reset", "nobody@example.test"], "", "nobody@example.test"),
        (["import", "none.toml"], "", "none.toml"),
        (["export", "a.xlsx", "--as", "nobody@example.test"], "", "nobody@example.test"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    environ: dict[str, str | None], words: list[str], stdin: str, said: str
) -> None:
    result = crm(environ, *words, stdin=stdin)
    assert result.exit_code == 1
    assert said in result.stderr
    start.make_ready(config.load({key: value for key, value in environ.items() if value}))
    with begin(Actor.office()) as work:
        assert work.session.execute(select(func.count(User.id))).scalar_one() == 0


def test_an_import_is_tried_and_then_done(environ: dict[str, str | None], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text("name,nip\nAcme,\nWrong,123\n")
    (folder / "a.toml").write_text(
        'name = "a"\n[[sources]]\nkind = "clients"\nfile = "a.csv"\nkey = "name"\n'
        '[sources.columns]\nname = "name"\nnip = "nip"\n'
    )
    dry = crm(environ, "import", str(folder / "a.toml"), "--dry-run")
    assert dry.exit_code == 0
    assert "a.csv:2: created\n" in dry.stdout
    assert re.search(r"a\.csv:3: refused: nip: .+\n", dry.stdout)
    assert "nothing was written" in dry.stdout
    done = crm(environ, "import", str(folder / "a.toml"))
    assert "a.csv:2" not in done.stdout
    assert "a.csv:3: refused" in done.stdout
    assert "clients: 1 created, 0 updated, 0 unchanged, 0 repeated, 1 refused" in done.stdout


def test_the_demo_is_lively_the_same_every_time_and_only_for_an_empty_office(
    environ: dict[str, str | None], clock: Clock
) -> None:
    first = crm(environ, "demo", "--size", "0.1")
    assert first.exit_code == 0
    for role in ("administrator", "manager", "employee", "viewer"):
        assert re.search(rf"@\S+ +\S{{12}}   {role}\n", first.stdout)
    (email, password) = re.search(r"(\S+@\S+) +(\S{12})   administrator", first.stdout).groups()  # type: ignore[union-attr]
    start.make_ready(config.load({key: value for key, value in environ.items() if value}))
    assert sign_ins.sign_in(email, password, address="127.0.0.1", agent="test")
    with begin(Actor.office()) as work:
        states = select(Monitoring.state, func.count(Monitoring.id)).group_by(Monitoring.state)
        found = dict(work.session.execute(states).tuples().all())
        ends = work.session.execute(select(Monitoring.ends_on)).scalars().all()
        assert work.office.is_set_up
    assert set(found) == {"scheduled", "active", "finished", "cancelled"}
    assert sum(found.values()) == 150
    assert None in ends
    assert any(end and 0 <= (end - date(2026, 3, 10)).days < 40 for end in ends)
    again = crm(environ, "demo")
    assert again.exit_code == 1
    assert "empty" in again.stderr


def test_the_export_holds_what_the_filters_leave(environ: dict[str, str | None], tmp_path: Path) -> None:
    crm(environ, "demo", "--size", "0.05")
    everything, active, manager = (tmp_path / f"{name}.xlsx" for name in ("all", "active", "manager"))
    assert crm(environ, "export", str(everything)).exit_code == 0
    assert crm(environ, "export", str(active), "--state", "active", "--first-to", "2026-03-10").exit_code == 0
    email = "marek.zielinski@instalatorium.example.test"
    assert crm(environ, "export", str(manager), "--as", email).exit_code == 0
    rows = {path: list(openpyxl.load_workbook(path).active.values)[2:] for path in (everything, active, manager)}
    assert len(rows[everything]) == 75
    assert 0 < len(rows[active]) < 75
    assert 0 < len(rows[manager]) <= 75
    start.make_ready(config.load({key: value for key, value in environ.items() if value}))
    with begin(Actor.office()) as work:
        count = select(func.count(Monitoring.id)).where(Monitoring.state == "active")
        assert work.session.execute(count).scalar_one() == len(rows[active])


def test_the_doctor_says_what_is_missing_and_how_to_mend_it(environ: dict[str, str | None], tmp_path: Path) -> None:
    crm(environ, "migrate")
    well = crm(environ, "doctor")
    assert well.exit_code == 0
    assert "✗" not in well.stdout
    assert "! The scheduler has never run" in well.stdout
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (tmp_path / "secret.key").write_text("x" * 40)
    (tmp_path / "secret.key").chmod(0o644)
    ill = crm(environ | {"CRM_SMTP_URL": f"smtp://127.0.0.1:{port}/?sender=a@example.test"}, "doctor")
    assert ill.exit_code == 1
    assert f"✗ The mail server 127.0.0.1:{port}" in ill.stdout
    assert "chmod 600" in ill.stdout
    empty = crm(environ | {"CRM_DATABASE_URL": f"sqlite:///{tmp_path / 'empty.db'}"}, "doctor")
    assert empty.exit_code == 1
    assert "python -m crm migrate" in empty.stdout
    away = crm(environ | {"CRM_DATABASE_URL": f"postgresql://nobody:geheim@127.0.0.1:{port}/x"}, "doctor")
    assert away.exit_code == 1
    assert "CRM_DATABASE_URL" in away.stdout
    assert "geheim" not in away.output


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`python -m crm up` on a fresh database, as a process of its own; its output goes to a file."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("CRM_")}
    environ |= {"CRM_DATABASE_URL": f"sqlite:///{tmp_path / 'up.db'}", "CRM_DATA": str(tmp_path), "CRM_PORT": str(port)}
    environ |= {"CRM_LANGUAGE": "en", "CRM_LOG_LEVEL": "WARNING", "CRM_TICK_SECONDS": "0.5"}
    with (tmp_path / "up.txt").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "crm", "up"], cwd=ROOT, env=environ, stdout=output, stderr=output, text=True
        )
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(patience(30))


def said(folder: Path, pattern: str, process: subprocess.Popen[str]) -> str:
    until = time.monotonic() + patience(60)
    while time.monotonic() < until:
        found = re.search(pattern, (folder / "up.txt").read_text())
        if found:
            return found[0]
        assert process.poll() is None, (folder / "up.txt").read_text()
        time.sleep(0.1)
    raise AssertionError((folder / "up.txt").read_text())


def children(process: subprocess.Popen[str]) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in found.stdout.split()]


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "zombie" not in status.read_text()


@pytest.mark.slow
def test_up_serves_prints_the_code_and_stops_both_on_ctrl_c(
    running: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, address = running
    said(tmp_path, rf"Czuwaj runs at {address}", process)
    said(tmp_path, r"/setup with this one-time code: ([A-Z0-9]{4}-){7}[A-Z0-9]{4}", process)
    with urllib.request.urlopen(f"{address}/healthz") as response:
        assert json.load(response)["database"] == "ok"
    both = children(process)
    assert len(both) == 2
    process.send_signal(signal.SIGINT)
    assert process.wait(patience(30)) == 0
    assert not any(is_alive(pid) for pid in both)


@pytest.mark.slow
def test_when_one_child_dies_the_other_is_stopped_and_the_exit_code_says_so(
    running: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, _ = running
    said(tmp_path, r"Czuwaj runs at", process)
    both = children(process)
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in both}
    (scheduler,) = (pid for pid, command in commands.items() if b"scheduler.py" in command)
    os.kill(scheduler, signal.SIGKILL)
    assert process.wait(patience(30)) != 0
    assert not any(is_alive(pid) for pid in both)
    assert "scheduler" in (tmp_path / "up.txt").read_text()
