"""Backups: their names, what is kept, what is refused, who waits for whom; and the way back."""

from __future__ import annotations

import random
import sqlite3
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from crm.core import backups, beats, copies, db, kept_files, office, pgtools, restoring, schema
from crm.core.runs import Fault
from crm.core.work import Actor, begin
from crm.people.tables import Team
from tests.conftest import NOON, Clock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def rename(name: str) -> None:
    with begin(Actor.office(), writes=True) as work:
        office.write(work.session, "office.name", name)


def fill(count: int) -> None:
    with begin(Actor.office(), writes=True) as work:
        work.session.add_all(Team(name=f"Team {n} {'x' * 100}") for n in range(count))


def name_now() -> str:
    with begin(Actor.office()) as work:
        return work.office.name


def made(engine: Engine, folder: Path) -> Path:
    return backups.write(engine, folder / backups.name(engine, NOON)).path


def fault_of(action: object, *arguments: object) -> str:
    with pytest.raises(Fault) as caught:
        action(*arguments)  # type: ignore[operator]
    return caught.value.kind


def test_the_name_says_moment_and_schema(engine: Engine) -> None:
    name = backups.name(engine, NOON)
    assert name.startswith(f"czuwaj-20260310T110000Z-{schema.newest()}.")
    assert backups.moment_of(Path(name)) == NOON
    assert backups.moment_of(Path("czuwaj.db")) is None


def test_a_backup_is_whole_private_and_alone_in_its_folder(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "it's a folder"
    folder.mkdir()
    path = made(engine, folder)
    assert {one.name for one in folder.iterdir()} == {path.name, kept_files.list_of(path).name}
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}
    assert backups.verify(engine, path) == schema.newest()


def test_a_file_that_is_there_is_not_overwritten(engine: Engine, tmp_path: Path) -> None:
    path = made(engine, tmp_path)
    before = path.read_bytes()
    assert fault_of(backups.write, engine, path) == "backup_exists"
    assert path.read_bytes() == before


def test_what_a_killed_one_left_beside_it_does_not_spoil_the_next(engine: Engine, tmp_path: Path) -> None:
    rename("whole")
    path = tmp_path / "chosen.db"
    for left in (".part", ".part-journal"):
        Path(f"{path}{left}").write_bytes(random.Random(2).randbytes(5000))
    backups.write(engine, path)
    assert {one.name for one in tmp_path.glob("chosen*")} == {"chosen.db", "chosen.db.files"}
    assert restoring.restore(engine, path) == schema.newest()
    assert name_now() == "whole"


def test_a_backup_that_is_stopped_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    with pytest.raises(Fault, match="stopped"):
        backups.write(engine, folder / backups.name(engine, NOON), is_stopping=lambda: True)
    assert list(folder.iterdir()) == []


def test_a_database_that_is_not_there_is_not_made_by_copying(tmp_path: Path) -> None:
    gone = tmp_path / "gone.db"
    assert fault_of(copies.copy_sqlite, f"sqlite:///{gone}", tmp_path / "copy.db") == "away"
    assert not gone.exists()


def test_what_is_no_backup_or_not_whole_is_refused(engine: Engine, tmp_path: Path) -> None:
    path = made(engine, tmp_path)
    whole = path.read_bytes()
    for broken in (b"", b"no backup at all", whole[: len(whole) // 2], _scratched(whole)):
        path.write_bytes(broken)
        assert fault_of(restoring.refuse_unfit, engine, path) == "backup_broken"
    assert fault_of(restoring.refuse_unfit, engine, tmp_path / "none.db") == "no_backup"
    assert fault_of(restoring.refuse_unfit, engine, tmp_path) == "no_backup"


def _scratched(whole: bytes) -> bytes:
    """The head is well, what comes after it is noise."""
    return whole[:2000] + random.Random(1).randbytes(len(whole) - 2000)


def test_a_backup_of_a_newer_program_is_refused(engine: Engine, tmp_path: Path) -> None:
    with engine.connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    path = made(engine, tmp_path)
    assert "-9999." in path.name
    assert fault_of(restoring.refuse_unfit, engine, path) == "backup_newer"


def test_fourteen_days_and_eight_weeks_are_kept() -> None:
    nights = [datetime(2026, 3, 10, 1, tzinfo=UTC) - n * DAY for n in range(200)]
    kept = backups.kept(nights)
    assert {night for night in nights if (nights[0] - night).days < backups.DAILY} <= kept
    weeks = sorted({night.isocalendar()[:2] for night in nights})[-backups.WEEKLY :]
    assert {night.isocalendar()[:2] for night in kept} == set(weeks)
    assert backups.DAILY < len(kept) <= backups.DAILY + backups.WEEKLY


def test_of_one_day_the_newest_is_kept() -> None:
    assert backups.kept([NOON, NOON + HOUR, NOON - HOUR]) == {NOON + HOUR}


def test_an_office_that_slept_for_months_keeps_its_last_backups() -> None:
    assert backups.kept([NOON - 300 * DAY, NOON - 299 * DAY]) == {NOON - 300 * DAY, NOON - 299 * DAY}


def test_cleaning_removes_what_is_old_or_half_written_and_nothing_else(tmp_path: Path) -> None:
    old = tmp_path / "czuwaj-20250101T010000Z-0001.db"
    half = tmp_path / "czuwaj-20260309T010000Z-0006.db.part"
    beside = tmp_path / "czuwaj-20260309T010000Z-0006.db.part-journal"
    strange = tmp_path / "czuwaj-notes.db"
    fresh = [tmp_path / f"czuwaj-{NOON - n * DAY:{backups.MOMENT}}-0006.db" for n in range(60)]
    for path in (old, half, beside, strange, *fresh):
        path.touch()
    gone = backups.clean(tmp_path)
    assert {old, half, beside} < set(gone)
    assert strange.exists()
    assert fresh[0].exists()
    assert len(list(tmp_path.glob("czuwaj-2026*"))) <= backups.DAILY + backups.WEEKLY


def test_only_one_backs_up_at_a_time(engine: Engine, tmp_path: Path) -> None:
    with backups.alone(engine, tmp_path) as first:
        assert first
        with backups.alone(engine, tmp_path) as second:
            assert not second
    with backups.alone(engine, tmp_path) as again:
        assert again


def test_the_way_back(engine: Engine, tmp_path: Path) -> None:
    rename("before")
    path = made(engine, tmp_path)
    rename("after")
    assert restoring.restore(engine, path) == schema.newest()
    assert name_now() == "before"
    rename("writable again")
    assert name_now() == "writable again"


def test_a_restore_that_fails_leaves_everything_as_it_was(engine: Engine, tmp_path: Path) -> None:
    rename("as it was")
    path = made(engine, tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    if engine.dialect.name == "sqlite":
        assert fault_of(restoring.refuse_unfit, engine, path) == "backup_broken"
    else:
        assert fault_of(restoring.restore, engine, path) == "restore_failed"
    assert name_now() == "as it was"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_of_the_first_release_is_brought_forward(engine: Engine, tmp_path: Path) -> None:
    old = tmp_path / "czuwaj-20261121T120000Z-0001.db"
    with sqlite3.connect(old) as raw:
        raw.executescript((Path(__file__).parent / "releases" / "0.1.0.sql").read_text(encoding="utf-8"))
    assert restoring.refuse_unfit(engine, old) == "0001"
    assert restoring.restore(engine, old) == schema.newest()
    schema.check(engine)
    assert old.exists()


def test_a_database_without_tables_is_empty(engine: Engine, tmp_path: Path) -> None:
    assert not restoring.is_empty(engine)
    assert restoring.is_empty(db.connect(f"sqlite:///{tmp_path / 'not there.db'}"))


def test_a_fresh_beat_and_an_open_connection_show_that_somebody_works_here(engine: Engine, clock: Clock) -> None:
    assert restoring.in_use(engine) is None
    other = db.connect(engine.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        connection.execute(text("SELECT 1"))
        assert restoring.in_use(engine) == "connections"
    other.dispose()
    assert restoring.in_use(engine) is None
    with begin(Actor.office(), writes=True) as work:
        beats.record(work.session, "beat", NOON, NOON, 0)
    assert restoring.in_use(engine) == "beat"
    clock.set(NOON + HOUR)
    assert restoring.in_use(engine) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_writers_do_not_wait_for_a_backup(engine: Engine, tmp_path: Path) -> None:
    """While the copy is being made (held half-way), somebody else writes at once."""
    fill(2000)
    halfway, go_on = threading.Event(), threading.Event()

    target, looks = tmp_path / backups.name(engine, NOON), iter(range(20))

    def hold() -> bool:
        if next(looks, None) is None:  # in the middle of the copy, its read transaction open
            halfway.set()
            go_on.wait(20)
        return False

    done = threading.Thread(target=lambda: backups.write(engine, target, is_stopping=hold))
    done.start()
    try:
        assert halfway.wait(20)
        rename("written meanwhile")
    finally:
        go_on.set()
        done.join(60)
    assert name_now() == "written meanwhile"
    assert backups.verify(engine, target) == schema.newest()


def test_programs_that_are_too_old_or_missing_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fault_of(pgtools.find, "pg_dump", 999) == "no_pg_tools"
    monkeypatch.setattr(pgtools, "_candidates", lambda _name: iter(()))
    assert fault_of(pgtools.find, "pg_dump", 1) == "no_pg_tools"


def test_the_password_is_on_no_command_line() -> None:
    engine = db.connect("postgresql+psycopg://me:canary'%20x@127.0.0.1:5/office?sslmode=require")
    said = pgtools.address(engine.url)
    assert "canary" not in said
    assert said == "host='127.0.0.1' port='5' user='me' dbname='office' sslmode='require'"
