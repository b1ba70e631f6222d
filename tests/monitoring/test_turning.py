"""Turning the pages of long lists: every row once, forwards and backwards, and always along an index."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert, text

from crm import contracts, jobs, monitoring
from crm.core import db
from crm.core.listing import CAP, PAGE
from crm.core.places import NUMBERED, Order, understood
from crm.core.work import Actor, begin
from crm.monitoring import Filters
from crm.monitoring.tables import Monitoring
from tests.conftest import NOON, Cast
from tests.firm import TODAY, Firm, a_contract, a_firm, by

MANY = CAP + 3 * PAGE + 7
FAR = NUMBERED + 1


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


@pytest.fixture
def many(cast: Cast, firm: Firm, engine: Engine) -> int:
    """More monitorings than are counted, of three people, with equal ends, without ends, in two states."""
    contract = a_contract(cast, firm, cast.anna)
    row = {"type": "x", "client_id": firm.client, "contract_id": contract, "starts_on": TODAY, "version": 1}
    stamps = {"created_at": NOON, "updated_at": NOON}
    rows = [
        {
            **row,
            **stamps,
            "title": f"{n * 7919 % MANY:05} ż.{n % 3}",
            "ends_on": None if n % 9 == 0 else TODAY + timedelta(n * 31 % 97),
            "state": "active" if n % 4 else "scheduled",
            "assigned_id": [cast.anna, cast.carol, None][n % 3],
        }
        for n in range(MANY)
    ]
    with engine.connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
        connection.execute(insert(Monitoring), rows)
        connection.commit()
    return contract


def walked(person: int, filters: Filters, start: str, way: str) -> list[list[int]]:
    """The ids of page after page, from a place on."""
    found: list[list[int]] = []
    with by(person, writes=False) as work:
        place = start
        while place:
            page = monitoring.listing(work, filters, place)
            found.append([row.id for row in page.rows])
            place = getattr(page, way)
            assert len(found) < 60
    return found


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", ["ends_on", "starts_on", "title"])
def test_every_row_is_met_once_onward_and_back(sort: str, descending: bool, cast: Cast, many: int) -> None:
    for filters in (Filters(sort=sort, descending=descending), Filters(("x"), sort=sort, descending=descending)):
        with by(cast.admin, writes=False) as work:
            every = [row.id for row in monitoring.export_rows(work, filters)]
        onward = walked(cast.admin, filters, "1", "onward")
        assert [id for page in onward for id in page] == every
        assert [len(page) for page in onward[:-1]] == [PAGE] * (len(onward) - 1)
        back = walked(cast.admin, filters, "last", "back")
        met = [id for page in reversed(back) for id in page]
        assert met[-4 * PAGE :] == every[-4 * PAGE :]
        assert set(met) == set(every)
        assert back[-1] == every[:PAGE]


def test_states_and_reach_are_kept_on_every_page(cast: Cast, many: int) -> None:
    for person, filters in (
        (cast.admin, Filters(states=("active", "scheduled"))),
        (cast.bob, Filters(states=("active", "scheduled"), sort="title")),
        (cast.anna, Filters(mine=True)),
    ):
        pages = walked(person, filters, "1", "onward")
        met = [id for page in pages for id in page]
        with by(person, writes=False) as work:
            assert sorted(met) == monitoring.ids(work, filters, most=10_000)
        assert len(met) == len(set(met)) == MANY
    with by(cast.carol, writes=False) as work:
        page = monitoring.listing(work, Filters())
    assert (page.total, page.is_capped, page.pages) == (len(range(1, MANY, 3)), False, 8)


def test_what_a_page_says_of_itself(cast: Cast, many: int) -> None:
    with by(cast.admin, writes=False) as work:
        first, last = monitoring.listing(work, Filters()), monitoring.listing(work, Filters(), "last")
        beyond = monitoring.listing(work, Filters(), monitoring.listing(work, Filters(), NUMBERED).onward)
    assert (first.first, first.last, first.total, first.is_capped, first.pages) == (1, 50, CAP, True, NUMBERED)
    assert (first.back, first.onward) == ("", "2")
    assert (last.number, last.first, last.onward) == (0, 0, "")
    assert (beyond.number, beyond.first, beyond.last, beyond.back) == (FAR, CAP + 1, CAP + PAGE, str(NUMBERED))


NO_PLACES = ["", "x", "-1", "0", "21.after", "21.after.x.2027-01-01", "21.after.5.31.12.2027", "21.beside.5.2027-01-01"]
NO_PLACES += ["21.after.99999999999999999999.2027-01-01", "1; DROP TABLE", "last.", "21.before.5.9999-99-99", "9" * 40]


@pytest.mark.parametrize("place", NO_PLACES)
def test_a_place_that_is_none_is_the_first_page(place: str, cast: Cast, many: int) -> None:
    with by(cast.admin, writes=False) as work:
        assert monitoring.listing(work, Filters(), place) == monitoring.listing(work, Filters(), 1)


def test_places_survive_the_address_and_rows_that_are_gone(cast: Cast, many: int) -> None:
    order = Order(Monitoring.id, Monitoring.title)
    for text_ in ("7", "21.after.4711.a title. with: dots ż", "0.before.1.", "last"):
        assert str(understood(text_, order)) == text_
    with by(cast.admin, writes=False) as work:
        far = date(2190, 1, 1)
        assert monitoring.listing(work, Filters(), f"99.after.{2**62}.{far}").rows  # those without an end come after
        assert monitoring.listing(work, Filters(descending=True), "99.before.1.2190-01-01").number == 1


def test_contracts_are_turned_like_monitorings(cast: Cast, firm: Firm) -> None:
    for _ in range(3):
        a_contract(cast, firm, ends_on=date(2027, 1, 1))
    with by(cast.admin, writes=False) as work:
        for sort in ("number", "ends_on", "created", "nonsense"):
            page = contracts.listing(work, sort=sort, page="9")
            assert (page.number, len(page.rows), page.onward) == (1, 3, "")


PLANS: dict[str, tuple[dict[str, Any], str]] = {
    "first page": ({}, "ix_monitorings_ends_on_id"),
    "deep page": ({"page": f"{FAR}.after.5.2026-06-01"}, "ix_monitorings_ends_on_id"),
    "deep page downwards": ({"descending": True, "page": f"{FAR}.after.5.2026-06-01"}, "ix_monitorings_ends_on_id"),
    "last page": ({"page": "last"}, "ix_monitorings_ends_on_id"),
    "by title": ({"sort": "title", "page": f"{FAR}.after.5.00100"}, "ix_monitorings_title_id"),
    "open ones": ({"states": ("active", "scheduled")}, "ix_monitorings_state_ends_on"),
}


def plans(work: Any, run: Any) -> str:
    """How the database finds what a run asks of monitorings, statement by statement."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine(), "before_cursor_execute", note)
    run()
    event.remove(db.engine(), "before_cursor_execute", note)
    connection: Connection = work.session.connection()
    is_lite = connection.dialect.name == "sqlite"
    if not is_lite:  # a table of this size would be read whole: what the indexes could do is asked
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_bitmapscan = off"))
    explain = "EXPLAIN QUERY PLAN " if is_lite else "EXPLAIN "
    ordered = [(sql, given) for sql, given in asked if "FROM monitorings" in sql and "ORDER BY" in sql]
    return "\n".join(str(row[-1]) for sql, given in ordered for row in connection.exec_driver_sql(explain + sql, given))


@pytest.mark.parametrize("name", PLANS)
def test_no_page_sorts_or_reads_the_table(name: str, cast: Cast, many: int) -> None:
    asked, index = PLANS[name]
    page = asked.get("page", 1)
    filters = Filters(**{key: value for key, value in asked.items() if key != "page"})
    with by(cast.admin, writes=False) as work:
        work.session.execute(text("ANALYZE monitorings"))
        found = plans(work, lambda: monitoring.listing(work, filters, page))
    assert index in found, found
    assert "SCAN monitorings\n" not in found + "\n", found
    assert "Seq Scan" not in found, found
    if name != "open ones":  # the few first of each state are merged
        assert "TEMP B-TREE" not in found, found
        assert "Sort" not in found, found


def test_looking_whether_anything_has_ended_reads_an_index(cast: Cast, many: int) -> None:
    with begin(Actor.office(), writes=True) as work:
        work.session.execute(text("ANALYZE monitorings"))
        starts = plans(work, lambda: monitoring.start_scheduled(work, 10))
    with begin(Actor.office(), writes=True) as work:
        ends = plans(work, lambda: monitoring.finish_ended(work, 10))
    assert "ix_monitorings_scheduled" in starts, starts
    assert "ix_monitorings_state_ends_on" in ends, ends
    for plan in (starts, ends):
        assert "Seq Scan" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def test_tidying_lets_sqlite_know_how_its_indexes_are_filled(cast: Cast, many: int, engine: Engine) -> None:
    jobs.tidy()
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            found = connection.execute(text("SELECT stat FROM sqlite_stat1 WHERE idx = 'ix_monitorings_state_ends_on'"))
            assert found.scalar_one()
