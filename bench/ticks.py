"""What the passing of days costs: `jobs.expire` beside a loop over all rows; a whole tick, busy and idle, as data grow."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, text

from bench import databases, office
from bench.peers import erpnext_daily
from bench.report import Line
from bench.timing import shown
from crm import jobs
from crm.core import clock, db

DUE, FASTER, GROWTH, IDLE = 1000, 50, 3, 0.1


def expiry(size: int, kinds: tuple[str, ...], rounds: int) -> list[Line]:
    """A thousand have ended: ours beside the peer."""
    found = []
    for kind in kinds:
        settings = databases.ready(kind, size)
        connection = databases.bare(settings.database_url)
        jobs.expire()

        def loop(connection: Any = connection, is_lite: bool = kind == "sqlite") -> int:
            today = clock.day_of(clock.now(), "Europe/Warsaw")
            return erpnext_daily.run(connection, today, clock.now().replace(tzinfo=None), is_lite=is_lite)

        loop()  # what the office's spread left for it
        ours, peer = _in_turn({"ours": jobs.expire, "peer": loop}, _end, rounds).values()
        where = f"{kind}, {size:,}, {DUE:,} ending"
        found.append(
            Line("b", "loop over all rows : jobs.expire", where, shown(ours), shown(peer), peer / ours, FASTER, True)
        )
        connection.close()
        _vacuum()
        db.engine().dispose()
    return found


def growth(small: int, big: int, kinds: tuple[str, ...], rounds: int) -> list[Line]:
    """A whole tick with a thousand ending and five hundred reminders due, and an idle one, as the office grows."""
    return [line for kind in kinds for line in _grown("f", "tick", kind, small, big, rounds, _busy)]


def steps(small: int, big: int, kinds: tuple[str, ...], rounds: int) -> list[Line]:
    """A whole tick with a thousand reminders due, and an idle one, as the planned steps grow."""
    what = "tick among planned steps"
    return [line for kind in kinds for line in _grown("g", what, kind, small, big, rounds, _remind, office.plan_more)]


def _grown(
    part: str,
    what: str,
    kind: str,
    small: int,
    big: int,
    rounds: int,
    prepare: Callable[[], None],
    fill: Callable[[Engine, int], object] = lambda engine, size: None,
) -> list[Line]:
    took: dict[tuple[int, str], float] = {}
    for size in (small, big):
        databases.ready(kind, size)
        fill(db.engine(), size)
        jobs.run_once()
        for name, make_ready in (("busy", prepare), ("idle", _nothing)):
            took[size, name] = _in_turn({name: _tick}, make_ready, rounds)[name]
        db.engine().dispose()
    less, more, idle = took[small, "busy"], took[big, "busy"], took[big, "idle"]
    grew = Line(part, f"busy {what} at {big:,} : at {small:,}", kind, shown(more), shown(less), more / less, GROWTH)
    rests = Line(part, f"idle {what} : busy", f"{kind}, {big:,}", shown(idle), shown(more), idle / more, IDLE)
    return [grew, rests]


def _in_turn(runs: dict[str, Callable[[], object]], prepare: Callable[[], None], rounds: int) -> dict[str, float]:
    took: dict[str, list[float]] = {name: [] for name in runs}
    for round_ in range(rounds + 1):
        for name, run in runs.items():
            prepare()
            gc.collect()
            before = time.perf_counter()
            done = run()
            if round_:
                took[name].append(time.perf_counter() - before)
            assert prepare is not _end or done == DUE, f"{name}: {done}"
    return {name: statistics.median(times) for name, times in took.items()}


def _vacuum() -> None:
    """The loop leaves a million dead rows on PostgreSQL for what is measured next."""
    if db.engine().dialect.name == "postgresql":
        with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT", crm_may_commit=True) as connection:
            connection.execute(text("VACUUM (FULL, ANALYZE) monitorings"))


def _tick() -> None:
    assert not jobs.run_once()


def _nothing() -> None:
    return None


def _end() -> None:
    _prepare(lambda connection, today: office.make_due(connection, DUE, today))


def _busy() -> None:
    def both(connection: Any, today: Any) -> None:
        office.make_due(connection, DUE, today)
        office.make_reminders_due(connection, DUE // 2, clock.now() - timedelta(seconds=1))

    _prepare(both)


def _remind() -> None:
    soon = clock.now() - timedelta(seconds=1)
    _prepare(lambda connection, _today: office.make_reminders_due(connection, DUE, soon))


def _prepare(change: Callable[[Any, Any], None]) -> None:
    with db.engine().connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
        change(connection, clock.day_of(clock.now(), "Europe/Warsaw"))
        connection.commit()
    settle = "CHECKPOINT" if db.engine().dialect.name == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)"
    with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT", crm_may_commit=True) as connection:
        connection.execute(text(settle))  # what preparing wrote is not the measured one's to write
