"""Lists of tasks: what each view and filter finds, page by page, and the same rows in every outlet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert

from crm import tasks
from crm.core.access import Reach
from crm.core.errors import Forbidden, Invalid
from crm.core.listing import CAP, PAGE
from crm.core.work import Actor
from crm.tasks import Filters
from crm.tasks.tables import Task
from crm.web import tasks as export
from tests.conftest import NOON, Cast
from tests.firm import a_firm, by, by_office
from tests.tasks.helpers import a_task, delegate, move

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def titles(reader: int, **asked: Any) -> list[str]:
    """What the list shows; search, count and export must say the same."""
    filters = Filters(**asked)
    with by(reader, writes=False) as work:
        page = tasks.listing(work, filters)
        assert page.total == tasks.how_many(work, filters)[0] == len(page.rows)
        if work.me.grants.reach("tasks.export") == Reach.ALL:
            assert [row.id for row in tasks.export_rows(work, filters)] == [row.id for row in page.rows]
        return [row.title for row in page.rows]


def test_each_view_shows_what_it_says(cast: Cast) -> None:
    a_task(cast.anna, title="own", due_at=NOON)
    a_task(cast.anna, title="given", people=[cast.bob], due_at=NOON + HOUR)
    a_task(cast.mona, title="asked", people=[cast.anna], due_at=NOON + 2 * HOUR)
    a_task(cast.mona, title="team", team_id=cast.service, due_at=NOON + 3 * HOUR)
    a_task(cast.carol, title="foreign")
    passed = a_task(cast.mona, title="passed", people=[cast.anna], due_at=NOON + 4 * HOUR)
    delegate(cast.anna, passed, person_id=cast.bob)
    assert titles(cast.anna, view="mine") == ["own", "asked"]
    assert titles(cast.anna, view="given") == ["given", "passed"]
    assert titles(cast.anna, view="asked") == ["asked", "team"]
    assert titles(cast.anna, view="team") == ["own", "given", "asked", "team", "passed"]
    assert titles(cast.mona, view="given") == ["asked", "team", "passed"]
    assert titles(cast.anna) == ["own", "given", "asked", "team", "passed"]
    assert titles(cast.carol) == ["foreign"]
    assert len(titles(cast.vera)) == len(titles(cast.admin)) == 6
    assert titles(cast.vera, view="mine") == []


def test_terms_are_those_of_the_readers_day(cast: Cast) -> None:
    """NOON is Tuesday, 12:00 in Warsaw; its day ends at 23:00 UTC, its week on Sunday."""
    moments = {
        "late": NOON - DAY, "earlier": NOON - HOUR, "tonight": datetime(2026, 3, 10, 22, 59, tzinfo=UTC),
        "tomorrow": datetime(2026, 3, 10, 23, tzinfo=UTC), "sunday": datetime(2026, 3, 15, 22, 59, tzinfo=UTC),
        "monday": datetime(2026, 3, 15, 23, tzinfo=UTC),
    }  # fmt: skip
    ids = {name: a_task(cast.anna, title=name, due_at=due) for name, due in moments.items()}
    a_task(cast.anna, title="whenever")
    assert titles(cast.anna, due="overdue") == ["late", "earlier"]
    assert titles(cast.anna, due="today") == ["earlier", "tonight"]
    assert titles(cast.anna, due="week") == ["earlier", "tonight", "tomorrow", "sunday"]
    assert titles(cast.anna) == [*moments, "whenever"]
    assert titles(cast.anna, descending=True) == [*reversed(moments), "whenever"]
    move(cast.anna, ids["late"], "finish")
    assert titles(cast.anna, due="overdue") == ["earlier"]


def test_filters_narrow_each_other(cast: Cast) -> None:
    firm = a_firm(cast)
    a_task(cast.anna, title="Żółw", category="calls", priority="high", subject_kind="client", subject_id=firm.client)
    a_task(cast.anna, title="Wąż", category="calls", description="100% żółty_pas")
    a_task(cast.anna, title="Kot", people=[cast.bob])
    assert titles(cast.anna, text="ŻÓŁ") == ["Żółw", "Wąż"]
    assert titles(cast.anna, text="%") == titles(cast.anna, text="y_p") == ["Wąż"]
    assert titles(cast.anna, category="calls", sort="title") == ["Wąż", "Żółw"]
    assert titles(cast.anna, category="calls", priority="high") == ["Żółw"]
    assert titles(cast.anna, owner_id=cast.bob) == ["Kot"]
    assert titles(cast.anna, states=("offered", "done")) == ["Kot"]
    assert titles(cast.anna, subject_kind="client", subject_id=firm.client) == ["Żółw"]
    assert titles(cast.anna, sort="created", descending=True) == ["Kot", "Wąż", "Żółw"]
    with by(cast.anna) as work:
        assert tasks.categories(work) == ["calls"]
    with by(cast.carol) as work:
        assert tasks.categories(work) == []


def many(cast: Cast, count: int) -> None:
    """Rows as an office would have them after years; written at once."""
    base = {"version": 1, "created_at": NOON, "updated_at": NOON, "state_at": NOON, "priority": "normal"}
    rows = [
        {**base, "title": f"task {n:04}", "state": "accepted", "owner_id": cast.anna if n % 2 else cast.bob,
         "due_at": None if n % 10 == 0 else NOON + timedelta(minutes=n // 3)}
        for n in range(count)
    ]  # fmt: skip
    with by_office() as work:
        work.session.execute(insert(Task), rows)


@pytest.mark.parametrize("asked", [{}, {"descending": True}, {"states": ("accepted", "done")}, {"view": "team"}])
def test_every_row_of_a_long_list_is_reached_once_by_turning_pages(asked: dict[str, Any], cast: Cast) -> None:
    count = CAP + 3 * PAGE + 7
    many(cast, count)
    found, place = [], "1"
    with by(cast.anna, writes=False) as work:
        while place:
            page = tasks.listing(work, Filters(**asked), place)
            found += [row.id for row in page.rows]
            place = page.onward
            assert len(found) <= count
    assert len(found) == len(set(found)) == count


def test_the_workbook_holds_the_rows_of_the_list(cast: Cast) -> None:
    a_task(cast.anna, title="=1+1", due_at=NOON, category="calls")
    a_task(cast.bob, title="Other")
    path, name = export.LIST.workbook(Actor.person(cast.admin), {"category": "calls"})
    rows = list(load_workbook(BytesIO(path.read_bytes())).active.values)
    path.unlink()
    assert name == "tasks-2026-03-10.xlsx"
    assert [(row[0], row[5]) for row in rows if row[6] in ("Anna", "Bob")] == [("=1+1", datetime(2026, 3, 10, 12))]
    path, _ = export.LIST.workbook(Actor.person(cast.bob), {})
    assert "=1+1" not in str(list(load_workbook(BytesIO(path.read_bytes())).active.values))
    path.unlink()
    with pytest.raises(Forbidden):
        export.LIST.workbook(Actor.person(cast.vera), {})


@pytest.mark.parametrize("query", [{"owner": "1 OR 1"}, {"state": "accepted,zzz"}, {"due": "x"}, {"view": "all"}])
def test_a_filter_that_is_nonsense_does_not_widen_the_export(query: dict[str, str], cast: Cast) -> None:
    with pytest.raises(Invalid):
        export.LIST.workbook(Actor.person(cast.admin), query)
