"""D4 for files: backups taken while files come and go, or killed at any moment; what a backup names, it brings back."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from crm import agenda, jobs
from crm.core import backups, config, db, files_back, kept_files, restoring, shelves
from crm.core.backups import Backup
from crm.core.shelves import PART, Shelf
from crm.core.work import Actor, begin
from crm.flows import nightly
from crm.notifications.tables import Entry
from crm.records import files, shelf
from crm.records.tables import File
from tests.conftest import NOON, SECRET, Cast, Clock
from tests.core.backed_up import no_file_bigger_than
from tests.firm import a_firm, by
from tests.living import ROOT, eventually

BACKUPS, KILLS, FILES = 5, 6, 40
DAY = timedelta(days=1)
LOOP = """
import sys
from pathlib import Path
from crm import start
from crm.core import backups, db
start.make_ready()
print("ready", flush=True)
n = 0
while True:
    n += 1
    backups.write(db.engine(), Path(sys.argv[1]) / f"czuwaj-20260101T{n:06}Z-0001.db")
"""


def pdf(who: object) -> bytes:
    return b"%PDF-1.7\n" + random.Random(str(who)).randbytes(4000)


class Adders:
    """People who never rest: each adds one file after the other and puts an older one away."""

    def __init__(self, client: int, *people: int) -> None:
        self.made: dict[int, list[int]] = {person: [] for person in people}
        self.failures: list[Exception] = []
        self._client, self._stop = client, threading.Event()
        self._threads = [threading.Thread(target=self._add, args=(one,), daemon=True) for one in people]

    def __enter__(self) -> Adders:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)

    def count(self) -> int:
        return sum(len(ids) for ids in self.made.values())

    def _add(self, person: int) -> None:
        mine = self.made[person]
        while not self._stop.is_set():
            try:
                with by(person) as work:
                    made = files.add(work, "client", self._client, "x.pdf", pdf((person, len(mine))))
                    if len(mine) % 3 == 2:
                        files.delete(work, mine[len(mine) // 2], None)
                mine.append(made)
            except Exception as error:
                self.failures.append(error)
                return


@pytest.fixture
def client(cast: Cast) -> int:
    return a_firm(cast).client


@pytest.fixture
def folder(settings: config.Settings) -> Path:
    return settings.data / "files"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def add(person: int, client: int, who: object) -> int:
    with by(person) as work:
        return files.add(work, "client", client, f"{who}.pdf", pdf(who))


def made(engine: Engine, place: Path, number: int = 0) -> Backup:
    return backups.write(engine, place / backups.name(engine, NOON + timedelta(minutes=number)))


def come_back(engine: Engine, path: Path) -> files_back.Back:
    """As the command does it."""
    found = files_back.look(path)
    assert found is not None
    assert found.missing == []
    restoring.restore(engine, path)
    return files_back.bring(found)


def every_row_has_its_bytes() -> int:
    """How many files there are, put away or not; fails when bytes are missing or not what they were."""
    with begin(Actor.office()) as work:
        rows = work.session.execute(select(File.stored_as, File.sha256, File.size)).all()
    for stored_as, digest, size in rows:
        path = shelf.find(stored_as)
        assert path is not None
        raw = path.read_bytes()
        assert (hashlib.sha256(raw).hexdigest(), len(raw)) == (digest, size)
    return len(rows)


def age(folder: Path, days: float) -> None:
    for path in folder.rglob("*"):
        moment = (NOON - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))


def sweep() -> int:
    with begin(Actor.office()) as work:
        return files.sweep(work)


def test_backups_while_files_come_and_go_bring_back_every_byte(
    engine: Engine, cast: Cast, client: int, place: Path, folder: Path
) -> None:
    made_here, before = [], []
    with Adders(client, cast.anna, cast.admin) as adders:
        eventually(lambda: adders.count() > 20, 60, f"adding began: {adders.failures}")
        for n in range(BACKUPS):
            before.append(adders.count())
            made_here.append(made(engine, place, n))
            reached = adders.count()
            eventually(lambda reached=reached: adders.count() > reached, 60, f"adding goes on: {adders.failures}")
    assert adders.failures == []
    counts = []
    for backup in made_here:
        shutil.rmtree(folder)
        back = come_back(engine, backup.path)
        assert back.count == backup.files.count >= every_row_has_its_bytes()
        counts.append(every_row_has_its_bytes())
    assert counts == sorted(counts)
    assert all(count >= at_least for count, at_least in zip(counts, before, strict=True))
    assert sum(backup.files.fresh for backup in made_here) == len(Shelf(place / kept_files.SHELF).sizes())
    age(folder, 2)
    assert sweep() <= made_here[-1].files.count - counts[-1]  # what was added but not yet committed
    assert every_row_has_its_bytes() == counts[-1]


def test_a_file_put_away_and_swept_between_two_backups_comes_back_with_the_first(
    engine: Engine, cast: Cast, client: int, place: Path, folder: Path, clock: Clock
) -> None:
    first, second = add(cast.anna, client, "first"), add(cast.anna, client, "second")
    one = made(engine, place, 1)
    with by(cast.anna) as work:
        files.delete(work, first, None)
    clock.set(NOON + 91 * DAY)
    age(folder, 2)
    jobs.tidy()
    two = made(engine, place, 2)
    assert (one.files.count, two.files.count, two.files.fresh) == (2, 1, 0)
    assert come_back(engine, one.path).count == 1
    clock.set(NOON)
    age(folder, 2)
    assert sweep() == 0
    with by(cast.anna) as work:
        assert files.get(work, first).path.read_bytes() == pdf("first")
        assert files.get(work, second).path.read_bytes() == pdf("second")
    assert come_back(engine, two.path) == files_back.Back(0, 0, 1)


def test_a_file_added_after_the_backup_goes_a_day_after_the_restore_and_no_sooner(
    engine: Engine, cast: Cast, client: int, place: Path, folder: Path
) -> None:
    add(cast.anna, client, "before")
    backup = made(engine, place)
    add(cast.anna, client, "after")
    shutil.rmtree(next(folder.glob("??")))
    come_back(engine, backup.path)
    assert sweep() == 0
    assert every_row_has_its_bytes() == 1


def test_a_backup_that_cannot_copy_the_database_leaves_no_list(
    engine: Engine, cast: Cast, client: int, place: Path
) -> None:
    add(cast.anna, client, "x")
    looks = iter([False])
    with pytest.raises(backups.Fault, match="stopped"):  # after the first file
        backups.write(engine, place / backups.name(engine, NOON), is_stopping=lambda: next(looks, True))
    assert [path.name for path in place.iterdir()] == [kept_files.SHELF]
    assert made(engine, place).files.fresh == 0


def test_a_file_that_no_longer_fits_costs_nobody_the_copy_of_the_database(
    engine: Engine, cast: Cast, client: int, place: Path, clock: Clock
) -> None:
    [job] = [job for job in jobs.JOBS if job.name == nightly.JOB]
    add(cast.anna, client, "small")
    with by(cast.anna) as work:
        files.add(work, "client", client, "big.pdf", b"%PDF-1.7\n" + bytes(8 * 2**20))
    with no_file_bigger_than(8 * 2**20):
        assert jobs.guarded(job)
    assert newest_detail() == (1, 0, 0, 1)
    with begin(Actor.office()) as work:
        told = select(Entry.person_id).where(Entry.kind == nightly.TROUBLE)
        assert list(work.session.execute(told).scalars()) == [cast.admin]
    clock.set(NOON + timedelta(days=1))
    assert jobs.guarded(job)
    assert newest_detail() == (2, 0, 0, 0)


def test_a_damaged_file_is_counted_and_told_and_its_whole_copy_stays(
    engine: Engine, cast: Cast, client: int, place: Path, clock: Clock
) -> None:
    [job] = [job for job in jobs.JOBS if job.name == nightly.JOB]
    add(cast.anna, client, "one")
    add(cast.anna, client, "two")
    assert jobs.guarded(job)
    [path, _] = sorted(shelves.files().folder.glob("??/*"))
    raw = path.read_bytes()
    path.write_bytes(b"?" * 9 + raw[9:])
    clock.set(NOON + timedelta(days=1))
    assert jobs.guarded(job)
    with begin(Actor.office()) as work:
        backup = agenda.desk(work).backup
        told = select(Entry.person_id).where(Entry.kind == nightly.TROUBLE)
        assert list(work.session.execute(told).scalars()) == [cast.admin]
    assert backup is not None
    assert (backup.detail["files"], backup.detail["files_damaged"]) == (2, 1)
    assert Shelf(backups.folder() / kept_files.SHELF).path(path.name).read_bytes() == raw


def newest_detail() -> tuple[Any, ...]:
    """Of the last good backup: files taken, without bytes, unreadable, without room."""
    with begin(Actor.office()) as work:
        backup = agenda.desk(work).backup
    assert backup is not None
    return tuple(backup.detail[f"files{what}"] for what in ("", "_lacking", "_unreadable", "_left_out"))


def test_a_backup_killed_at_any_moment_is_whole_or_not_there(
    engine: Engine, cast: Cast, client: int, place: Path, folder: Path, settings: config.Settings
) -> None:
    for n in range(FILES):
        add(cast.anna, client, n)
    environ = os.environ | {
        "CRM_DATABASE_URL": settings.database_url, "CRM_DATA": str(settings.data), "CRM_SECRET_KEY": SECRET,
    }  # fmt: skip
    chance = random.Random(20261122)
    for n in range(KILLS):
        killed = place / str(n)
        killed.mkdir()
        command = [sys.executable, "-c", LOOP, str(killed)]
        with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.0, 0.5))
            process.send_signal(signal.SIGKILL)
        everything_named_is_whole(killed)
        backups.clean(killed)
        assert not list(killed.glob(f"*{PART}*"))
        good = made(engine, killed)
        assert not list((killed / kept_files.SHELF).rglob(f"*{PART}"))
        assert len(kept_files.read(kept_files.list_of(good.path))) == FILES
    shutil.rmtree(folder)
    assert come_back(engine, good.path).count == FILES == every_row_has_its_bytes()


def everything_named_is_whole(place: Path) -> None:
    """Every backup that has its name has its list, and every byte of it; whatever else has a name is whole, too."""
    store = Shelf(place / kept_files.SHELF)
    sums = {name: kept_files.measure(store.path(name)) for name in store.sizes()}
    assert sums == {name: kept_files.measure(shelves.files().path(name)) for name in sums}
    for path in place.glob("czuwaj-*"):
        if path.is_file() and path.suffix == kept_files.LIST:
            assert kept_files.read(path) == sums
            assert len(sums) == FILES
        elif path.is_file() and PART not in path.name:
            assert backups.verify(db.engine(), path)
            assert kept_files.list_of(path).exists()
