"""An idle look reads next to nothing, however much an office holds: it goes by the indexes made for it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, event

from crm import jobs
from crm.core import db
from tests.conftest import Cast

LOOKS = (
    ("remind", "ix_ledger_due"),
    ("remind", "ix_snoozes_due"),
    ("deliver", "ix_outbox_state_id"),
    ("deliver", "ix_outbox_follow_at"),
    ("expire", "ix_monitorings"),
)
LARGE = ("monitorings", "ledger", "outbox", "bell", "snoozes", "tasks", "history")  # an office has few series


def plans_of(run: Any) -> list[str]:
    """The plan of each SELECT that a job asks when there is nothing to do, as an office with statistics has it."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        run()
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)
    with db.engine().connect() as connection:
        selects = [(sql, given) for sql, given in asked if sql.startswith("SELECT")]
        return [
            "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given))
            for sql, given in selects
        ]


@pytest.fixture
def lite(cast: Cast, engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL chooses by statistics; bench/ measures its idle looks")
    jobs.run_once()
    jobs.tidy()


@pytest.mark.parametrize(("name", "index"), LOOKS)
def test_a_look_goes_by_the_index_of_what_is_open(lite: None, name: str, index: str) -> None:
    [job] = [job for job in jobs.JOBS if job.name == name]
    assert index in "\n".join(plans_of(job.run))


@pytest.mark.parametrize("name", ["expire", "visits", "recur", "remind", "digest", "deliver"])
def test_no_look_reads_a_large_table_whole(lite: None, name: str) -> None:
    [job] = [job for job in jobs.JOBS if job.name == name]
    for plan in plans_of(job.run):
        for line in plan.splitlines():
            words = line.split()
            assert not (words[0] == "SCAN" and words[1] in LARGE and "INDEX" not in line), plan
