"""A list page beside the bare driver that executes the same statements, and a far page beside the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, text

from bench import databases, office
from bench.report import Line
from bench.timing import interleaved, shown
from crm import monitoring
from crm.core import db
from crm.core.work import Actor, begin
from crm.monitoring import Filters

DEAREST, FARTHEST = 6, 1.5
OPEN = Filters(states=("scheduled", "active"))


def measure(size: int, kinds: tuple[str, ...], rounds: int) -> list[Line]:
    """The lines of this part."""
    found: list[Line] = []
    for kind in kinds:
        settings = databases.ready(kind, size)
        connection = databases.bare(settings.database_url)
        far = _far(size)
        pages = {
            "all, by end": (Filters(), 1, office.ADMIN),
            "open ones, by end": (OPEN, 1, office.ADMIN),
            "an employee's team": (Filters(), 1, office.EMPLOYEE),
            "far": (Filters(), far, office.ADMIN),
        }
        runs: dict[str, Callable[[], object]] = {}
        for name, (filters, place, who) in pages.items():
            runs[f"ours {name}"] = lambda f=filters, p=place, w=who: page(f, p, w)  # type: ignore[misc]
            runs[f"bare {name}"] = _replay(connection, statements(lambda f=filters, p=place, w=who: page(f, p, w)))  # type: ignore[misc]
        took = interleaved(runs, rounds)
        where = f"{kind}, {size:,}"
        for name in list(pages)[:-1]:
            ours, bare = took[f"ours {name}"], took[f"bare {name}"]
            found.append(
                Line("a", f"list page ({name}) : bare driver", where, shown(ours), shown(bare), ours / bare, DEAREST)
            )
        near, distant = took["ours all, by end"], took["ours far"]
        what = f"page {_far_page(size):,} : page 1"
        found.append(Line("a", what, where, shown(distant), shown(near), distant / near, FARTHEST))
        connection.close()
        db.engine().dispose()
    return found


def page(filters: Filters, place: int | str, who: int) -> None:
    """What the page of monitorings reads."""
    with begin(Actor.signed_in(who)) as work:
        assert len(monitoring.listing(work, filters, place).rows) == 50


def statements(run: Callable[[], object]) -> list[tuple[str, Any]]:
    """Every statement that a run executes, with its parameters."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        found.append((statement, parameters))

    event.listen(db.engine(), "before_cursor_execute", note)
    run()
    event.remove(db.engine(), "before_cursor_execute", note)
    return found


def _replay(connection: Any, executed: list[tuple[str, Any]]) -> Callable[[], None]:
    executed = [(statement, parameters) for statement, parameters in executed if statement != "BEGIN"]

    def run() -> None:
        cursor = connection.cursor()
        cursor.execute("BEGIN")
        for statement, parameters in executed:
            cursor.execute(statement, parameters)
            cursor.fetchall()
        cursor.execute("ROLLBACK")

    return run


def _far_page(size: int) -> int:
    return min(10_000, size // 100)


def _far(size: int) -> str:
    """The place of a page in the middle of the list, as turning page by page leads to it."""
    before = (_far_page(size) - 1) * 50
    row = text(
        "SELECT id, ends_on FROM monitorings WHERE deleted_at IS NULL AND ends_on IS NOT NULL ORDER BY ends_on, id LIMIT 1 OFFSET :n"
    )
    with db.engine().connect() as connection:
        id, ends_on = connection.execute(row, {"n": before - 1}).one()
    return f"{_far_page(size)}.after.{id}.{ends_on}"
