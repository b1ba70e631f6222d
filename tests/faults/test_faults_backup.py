"""D4: backups taken under constant writes; each restores to a whole database in which everything fits together."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text

from crm import people
from crm.clients.tables import Client
from crm.core import backups, config, db, restoring, schema
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.flows import nightly
from crm.notifications.tables import Entry
from tests.conftest import NOON, Clock, _admin, _named
from tests.living import eventually

BACKUPS = 5


class Writers:
    """Threads that never rest: each transaction makes a pair of clients and changes an older one."""

    def __init__(self, count: int) -> None:
        self.done: Counter[int] = Counter()
        self.failures: list[Exception] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(n,), daemon=True) for n in range(count)]

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)

    def _write(self, who: int) -> None:
        while not self._stop.is_set():
            try:
                self._one(who, self.done[who])
            except Exception as error:
                self.failures.append(error)
                return
            self.done[who] += 1

    def _one(self, who: int, number: int) -> None:
        with begin(Actor.office(), writes=True) as work:
            pair = [Client(name=f"{who}/{number}", is_company=True, note=side) for side in ("a", "b")]
            work.session.add_all(pair)
            older = work.session.query(Client).filter_by(name=f"{who}/{number // 2}", note="a").first()
            if older is not None:
                older.address = f"changed {number}"


@pytest.fixture
def new_engine(request: pytest.FixtureRequest, engine: Engine, tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    """Empty databases of the same kind."""
    made: list[tuple[Engine, str]] = []

    def make() -> Engine:
        name = f"restored_{uuid.uuid4().hex[:8]}"
        url = f"sqlite:///{tmp_path / name}.db"
        if engine.dialect.name == "postgresql":
            server = request.getfixturevalue("postgres_url")
            _admin(server, f"CREATE DATABASE {name}")
            url = config._database(_named(server, name), Path("/"))
        made.append((db.connect(url), name))
        return made[-1][0]

    yield make
    for one, name in made:
        one.dispose()
        if engine.dialect.name == "postgresql":
            _admin(request.getfixturevalue("postgres_url"), f"DROP DATABASE {name} WITH (FORCE)")


def fits_together(engine: Engine) -> int:
    """How many clients there are; fails unless every pair is complete and history tells of every version."""
    schema.check(engine)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        pairs = select(Client.name, func.count()).group_by(Client.name)
        assert {count for _, count in connection.execute(pairs)} <= {2}
        told = select(Change.row_id, func.count()).where(Change.kind == "clients").group_by(Change.row_id)
        assert dict(connection.execute(told).tuples().all()) == dict(
            connection.execute(select(Client.id, Client.version)).tuples().all()
        )
        return int(connection.execute(select(func.count()).select_from(Client)).scalar_one())


def test_backups_under_constant_writes_restore_to_whole_databases(
    engine: Engine, tmp_path: Path, new_engine: Callable[[], Engine]
) -> None:
    folder, paths, before = tmp_path / "backups", [], []
    folder.mkdir()
    with Writers(2) as writers:
        eventually(lambda: sum(writers.done.values()) > 20, 30, f"writing began: {writers.failures}")
        for n in range(BACKUPS):
            before.append(sum(writers.done.values()))
            name = backups.name(engine, NOON + timedelta(minutes=n))
            paths.append(backups.write(engine, folder / name).path)
            reached = sum(writers.done.values())
            eventually(lambda reached=reached: sum(writers.done.values()) > reached, 30, "writing goes on")
    assert writers.failures == []
    engine.dispose()
    counts = []
    for path in paths:
        fresh = new_engine()
        assert restoring.is_empty(fresh)
        restoring.restore(fresh, path)
        counts.append(fits_together(fresh))
    assert counts == sorted(counts)
    assert all(count >= 2 * written for count, written in zip(counts, before, strict=True))
    assert counts[-1] <= fits_together(engine)


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> Path:
    """An office with an administrator; where its nightly backups go."""
    with begin(Actor.office(), writes=True) as work:
        role = people.role_id(work, "administrator")
        people.create(work, name="Ada", email="ada@example.test", language="en", role_ids=[role])
    return tmp_path / "backups"


def take_and_note() -> int:
    """As the scheduler does it; how many were taken."""
    from crm import jobs

    [job] = [job for job in jobs.JOBS if job.name == nightly.JOB]
    before = len(taken())
    assert jobs.guarded(job)
    return len(taken()) - before


def taken() -> list[Path]:
    """The backups that are there, without their lists."""
    return [path for path in backups.folder().glob("czuwaj-*") if backups.moment_of(path)]


def test_one_backup_a_day_after_the_hour(office: Path, clock: Clock) -> None:
    assert take_and_note() == 1  # noon: two o'clock has passed, and there is none yet
    assert take_and_note() == 0
    clock.set(NOON + timedelta(hours=13, minutes=59))  # 01:59 in Warsaw
    assert take_and_note() == 0
    clock.set(NOON + timedelta(hours=14, minutes=1))
    assert take_and_note() == 1
    clock.set(NOON + timedelta(days=5))  # the machine was off for days: one, at once
    assert take_and_note() == 1
    assert take_and_note() == 0


def told() -> list[str]:
    """What administrators were told of backups."""
    with begin(Actor.office()) as work:
        found = select(Entry.title).where(Entry.kind == nightly.TROUBLE, Entry.person_id == 1)
        return list(work.session.execute(found).scalars())


def test_a_backup_that_failed_is_tried_again_an_hour_later_and_told(
    office: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crm import agenda, jobs

    [job] = [job for job in jobs.JOBS if job.name == nightly.JOB]
    with monkeypatch.context() as patch:
        patch.setattr(nightly, "SPARE", 10**15)
        (office).mkdir()
        (office / "czuwaj-20260101T000000Z-0001.db").write_text("an older one")
        assert not jobs.guarded(job)
    assert jobs.guarded(job)
    assert len(list(office.iterdir())) <= 2  # not again within the hour: the older one, and the lock
    assert len(told()) == 1  # the administrator
    clock.set(NOON + timedelta(minutes=61))
    assert take_and_note() == 1
    assert len(told()) == 1
    with begin(Actor.office()) as work:
        rows = agenda.log(work, agenda.RunFilters()).rows
    assert [(row.job, row.error, row.done) for row in rows] == [("back_up", None, 1), ("back_up", "disk_full", 0)]


def test_an_empty_installation_needs_no_backup(engine: Engine, clock: Clock) -> None:
    assert take_and_note() == 0


def test_while_one_scheduler_backs_up_another_passes_by(office: Path, engine: Engine) -> None:
    office.mkdir()
    with backups.alone(engine, office) as is_alone:
        assert is_alone
        assert take_and_note() == 0
    assert take_and_note() == 1


def test_the_next_one_may_begin_as_soon_as_one_is_done(office: Path, engine: Engine) -> None:
    office.mkdir()
    for _ in range(50):
        with backups.alone(engine, office) as is_alone:
            assert is_alone
