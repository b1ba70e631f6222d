"""The log of the scheduler's runs: what is noted, what is counted in one row, what goes, what is kept in memory."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError

from crm.core import runs
from crm.core.runs import Fault, JobRun, Run, Waiting
from crm.core.work import Actor, begin
from tests.conftest import NOON

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def run(job: str = "remind", at: Any = NOON, **more: Any) -> Run:
    return Run(job, at, at + timedelta(seconds=1), **more)


def note(*made: Run) -> None:
    with begin(Actor.office(), writes=True) as work:
        for one in made:
            runs.note(work.session, one)


def rows() -> list[JobRun]:
    with begin(Actor.office()) as work:
        return list(work.session.execute(select(JobRun).order_by(JobRun.id)).scalars())


def test_only_runs_that_did_something_took_long_or_failed_are_notable() -> None:
    assert not run().is_notable
    assert run(done=1).is_notable
    assert run(error="locked").is_notable
    assert run(seconds=runs.LONG_SECONDS).is_notable


def test_equal_failures_in_a_row_are_one_row(engine: Engine) -> None:
    note(*(run(at=NOON + n * MINUTE, error="locked", error_id=f"id{n}") for n in range(5)))
    [row] = rows()
    assert (row.times, row.error_id, row.started_at) == (5, "id4", NOON)
    assert row.ended_at == NOON + 4 * MINUTE + timedelta(seconds=1)


@pytest.mark.parametrize(
    "second",
    [
        run(at=NOON + MINUTE, error="disk_full"),
        run("deliver", NOON + MINUTE, error="locked"),
        run(at=NOON + timedelta(hours=1), error="locked"),
    ],
    ids=["another failure", "another job", "much later"],
)
def test_what_is_not_the_same_failure_is_a_row_of_its_own(engine: Engine, second: Run) -> None:
    note(run(error="locked"), second)
    assert [row.times for row in rows()] == [1, 1]


def test_a_good_run_between_two_failures_parts_them(engine: Engine) -> None:
    note(run(error="locked"), run(at=NOON + MINUTE, done=3), run(at=NOON + 2 * MINUTE, error="locked"))
    assert [(row.error, row.done) for row in rows()] == [("locked", 0), (None, 3), ("locked", 0)]


def test_the_detail_keeps_how_long_it_took(engine: Engine) -> None:
    note(run(done=1, seconds=1.234, detail={"file": "a.db"}))
    assert rows()[0].detail == {"file": "a.db", "seconds": 1.23}


def test_old_runs_go_and_the_last_good_one_of_each_job_stays(engine: Engine) -> None:
    long_ago = NOON - timedelta(days=200)
    note(
        run(at=long_ago, done=1),
        run("back_up", long_ago, done=1),
        run(at=NOON - timedelta(days=100), error="locked"),
        run(at=NOON - timedelta(days=80), error="locked"),
        run(at=NOON - timedelta(days=20), done=1),
        run(at=NOON - DAY, done=1),
    )
    with begin(Actor.office(), writes=True) as work:
        assert runs.forget(work.session, work.now, limit=500) == 3
    assert [(row.job, row.error, (NOON - row.started_at).days) for row in rows()] == [
        ("back_up", None, 200),
        ("remind", "locked", 80),
        ("remind", None, 1),
    ]


def test_what_cannot_be_written_is_kept_equal_ones_as_one() -> None:
    waiting = Waiting()
    waiting.keep([run(error="away", error_id="a"), run("deliver", error="away")])
    waiting.keep([run(at=NOON + MINUTE, error="away", error_id="b"), run("deliver", NOON + MINUTE, error="locked")])
    taken = waiting.take()
    assert [(one.job, one.error, one.times, one.error_id) for one in taken] == [
        ("remind", "away", 2, "b"),
        ("deliver", "away", 1, None),
        ("deliver", "locked", 1, None),
    ]
    assert waiting.take() == []


def test_it_keeps_a_bounded_number() -> None:
    waiting = Waiting()
    waiting.keep([run(at=NOON + n * MINUTE, error=f"kind {n}") for n in range(500)])
    taken = waiting.take()
    assert len(taken) == runs.MOST_KEPT
    assert taken[-1].error == "kind 499"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OperationalError("INSERT secret", {}, Exception("database or disk is full")), "disk_full"),
        (OperationalError("x", {}, Exception("disk I/O error")), "disk_full"),
        (OperationalError("x", {}, Exception("attempt to write a readonly database")), "read_only"),
        (OperationalError("x", {}, Exception("cannot execute UPDATE in a read-only transaction")), "read_only"),
        (OperationalError("x", {}, Exception("database is locked")), "locked"),
        (OperationalError("x", {}, Exception("unable to open database file")), "away"),
        (OperationalError("x", {}, Exception("server closed the connection unexpectedly")), "away"),
        (OperationalError("x", {}, Exception("no such table: secrets")), "OperationalError"),
        (OSError(28, "No space left on device", "/some/path"), "disk_full"),
        (Fault("no_pg_tools"), "no_pg_tools"),
        (ValueError("a secret"), "ValueError"),
    ],
)
def test_a_failure_is_named_by_its_kind_and_never_by_its_words(error: Exception, kind: str) -> None:
    assert runs.kind_of(error) == kind
