"""What the log of runs is told: what was done, what failed under a number, what could not be written at first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import probe
import pytest
from sqlalchemy import select

from crm import jobs
from crm.core import beats, db
from crm.core.beats import Beat
from crm.core.runs import JobRun, Outcome
from crm.jobs import Job
from tests.conftest import NOON, Cast, Clock
from tests.living import eventually


@pytest.fixture(autouse=True)
def _nothing_waits() -> Iterator[None]:
    jobs._unwritten.take()
    yield
    jobs._unwritten.take()
    beats.use_tick(15)


def log() -> list[tuple[str, int, str | None, int]]:
    with probe.office(writes=False) as work:
        rows = work.session.execute(select(JobRun).order_by(JobRun.id)).scalars()
        return [(row.job, row.done, row.error, row.times) for row in rows]


def fails() -> int:
    raise RuntimeError("secret words")


def test_idle_runs_move_only_the_beat(cast: Cast) -> None:
    assert jobs.guarded(Job("remind", lambda: 0))
    assert log() == []
    with probe.office(writes=False) as work:
        beat = work.session.query(Beat).one()
    assert beat.detail.keys() == {"seconds", "every", "machine"}


def test_a_run_that_did_something_is_noted_with_its_detail(cast: Cast) -> None:
    assert jobs.guarded(Job("back_up", lambda: Outcome(1, {"file": "x.db"})))
    assert log() == [("back_up", 1, None, 1)]


def test_a_job_that_fails_every_tick_is_one_row_whose_number_is_in_the_log(
    cast: Cast, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    from crm import start

    start.log_to_stderr()
    for n in range(5):
        clock.set(NOON + timedelta(seconds=15 * n))
        assert not jobs.guarded(Job("remind", fails))
    assert log() == [("remind", 0, "RuntimeError", 5)]
    with probe.office(writes=False) as work:
        number = work.session.execute(select(JobRun.error_id)).scalar_one()
    assert number in capsys.readouterr().err


def test_what_could_not_be_written_is_written_once_it_can_be(cast: Cast, clock: Clock, tmp_path: Path) -> None:
    good = db.engine()
    db.use(db.connect(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}"))
    for n in range(4):
        clock.set(NOON + timedelta(seconds=15 * n))
        assert not jobs.guarded(Job("remind", fails))
        assert not jobs.guarded(Job("beat", lambda: 0))
    db.use(good)
    assert jobs.guarded(Job("beat", lambda: 0))
    assert log() == [("remind", 0, "RuntimeError", 4), ("beat", 0, "away", 4)]
    assert jobs.guarded(Job("beat", lambda: 0))
    assert len(log()) == 2


def test_a_job_that_runs_aside_keeps_nobody_waiting_and_runs_once_at_a_time(cast: Cast) -> None:
    go_on, begun = threading.Event(), []

    def slow() -> int:
        begun.append(1)
        go_on.wait(20)
        return 1

    job = Job("slow", slow, is_aside=True)
    jobs.look(job)
    jobs.look(job)
    assert jobs.guarded(Job("beat", lambda: 0))
    go_on.set()
    jobs.wait_for_those_aside()
    assert begun == [1]
    assert log() == [("slow", 1, None, 1)]


def test_a_long_job_gives_signs_of_life(cast: Cast, clock: Clock) -> None:
    beats.use_tick(0)
    clock.set(NOON + timedelta(minutes=5))
    assert jobs._all(lambda _work: 0) == 0
    with probe.office(writes=False) as work:
        assert beats.last(work.session) == NOON + timedelta(minutes=5)


def test_the_nightly_backup_runs_in_the_scheduler_beside_the_others(cast: Cast, clock: Clock) -> None:
    [job] = [job for job in jobs.JOBS if job.name == "back_up"]
    assert job.is_aside
    jobs.look(job)
    eventually(lambda: log() == [("back_up", 1, None, 1)], 30, "the backup is noted")
