"""The list of all monitorings: filters, order, pages, the same rows in the export, nobody's but one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from crm import monitoring
from crm.core.errors import Forbidden, NotFound
from crm.monitoring import Filters, MonitoringRow
from crm.monitoring.lists import ExportRow
from tests.conftest import Cast
from tests.firm import TODAY, Firm, a_contract, a_firm, a_watch, by


def titles(person: int, **filters: object) -> list[str]:
    with by(person, writes=False) as work:
        return [row.title for row in monitoring.listing(work, Filters(**filters)).rows]  # type: ignore[arg-type]


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


@pytest.fixture
def watches(cast: Cast, firm: Firm) -> dict[str, int]:
    """a ends first, b later, c never; a and b hang on anna's contract, c on carol's."""
    hers = a_contract(cast, firm, number="U/100%")
    foreign = a_contract(cast, firm, owner_id=cast.carol, number="U/2000")
    day = timedelta(1)
    return {
        "a": a_watch(cast, hers, title="a Żuraw", starts_on=TODAY, ends_on=TODAY + 10 * day, type="Dźwig"),
        "b": a_watch(
            cast, hers, title="b_Winda", starts_on=TODAY + day, ends_on=TODAY + 20 * day, assigned_id=cast.bob
        ),
        "c": a_watch(cast, foreign, title="c Rampa", starts_on=TODAY - day, ends_on=None),
    }


def test_the_order_is_by_last_day_without_end_last_whichever_way(cast: Cast, watches: dict[str, int]) -> None:
    assert titles(cast.admin) == ["a Żuraw", "b_Winda", "c Rampa"]
    assert titles(cast.admin, descending=True) == ["b_Winda", "a Żuraw", "c Rampa"]
    assert titles(cast.admin, sort="starts_on") == ["c Rampa", "a Żuraw", "b_Winda"]
    assert titles(cast.admin, sort="title", descending=True) == ["c Rampa", "b_Winda", "a Żuraw"]
    assert titles(cast.admin, sort="note") == titles(cast.admin)


def test_every_filter_narrows(cast: Cast, firm: Firm, watches: dict[str, int]) -> None:
    assert titles(cast.admin, first_from=TODAY, first_to=TODAY) == ["a Żuraw"]
    assert titles(cast.admin, last_from=TODAY + timedelta(11), last_to=TODAY + timedelta(20)) == ["b_Winda"]
    assert titles(cast.admin, states=("scheduled",)) == ["b_Winda"]
    assert titles(cast.admin, states=("active", "scheduled")) == ["a Żuraw", "b_Winda", "c Rampa"]
    assert titles(cast.admin, person_id=cast.bob) == ["b_Winda"]
    assert titles(cast.admin, type="DŹWIG") == ["a Żuraw"]
    assert titles(cast.admin, client_id=firm.client) == ["a Żuraw", "b_Winda", "c Rampa"]
    assert titles(cast.admin, client_id=firm.client + 1) == []
    assert titles(cast.admin, no_end=True) == ["c Rampa"]
    assert titles(cast.anna, mine=True) == ["a Żuraw", "b_Winda"]
    assert titles(cast.bob, mine=True) == ["b_Winda"]
    assert titles(cast.admin, mine=True) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ŻURAW", ["a Żuraw"]),
        ("łódzkie WODO", ["a Żuraw", "b_Winda", "c Rampa"]),
        ("u/2000", ["c Rampa"]),
        ("100%", ["a Żuraw", "b_Winda"]),
        ("%", ["a Żuraw", "b_Winda"]),
        ("_", ["b_Winda"]),
        ("\\", []),
        ("' OR 1=1 --", []),
        ("\x00\ud800", []),
    ],
)
def test_text_is_looked_for_as_it_stands_in_any_case(
    cast: Cast, watches: dict[str, int], text: str, found: list[str]
) -> None:
    assert titles(cast.admin, text=text) == found


def test_everybody_sees_what_their_right_reaches_in_lists_counts_and_exports(
    cast: Cast, watches: dict[str, int]
) -> None:
    seen = {cast.admin: "abc", cast.mona: "abc", cast.anna: "ab", cast.bob: "ab", cast.carol: "c", cast.vera: "abc"}
    for person, expected in seen.items():
        with by(person, writes=False) as work:
            page = monitoring.listing(work, Filters())
            assert "".join(row.title[0] for row in page.rows) == expected
            assert (page.total, page.is_capped) == (len(expected), False)
            assert monitoring.how_many(work, Filters()) == (len(expected), False)
            types = set(monitoring.types(work))
            assert types == {row.type for row in page.rows}


def as_listed(rows: Iterable[ExportRow]) -> list[MonitoringRow]:
    """Rows of an export without what only workbooks show."""
    names = [field.name for field in fields(MonitoringRow)]
    return [MonitoringRow(**{name: getattr(row, name) for name in names}) for row in rows]


def test_the_export_is_the_list_and_never_more(cast: Cast, watches: dict[str, int]) -> None:
    exported = {cast.admin: "abc", cast.mona: "abc", cast.anna: "ab", cast.bob: "b", cast.carol: "c"}
    for person, expected in exported.items():
        with by(person, writes=False) as work:
            assert "".join(row.title[0] for row in monitoring.export_rows(work, Filters())) == expected
    with by(cast.admin, writes=False) as work:
        filters = Filters(text="u/2000", sort="title")
        assert as_listed(monitoring.export_rows(work, filters)) == monitoring.listing(work, filters).rows
    with pytest.raises(Forbidden), by(cast.vera, writes=False) as work:
        monitoring.export_rows(work, Filters())


def test_a_row_says_everything_a_list_shows(cast: Cast, firm: Firm, watches: dict[str, int]) -> None:
    with by(cast.bob, writes=False) as work:
        row = monitoring.listing(work, Filters(person_id=cast.bob)).rows[0]
    assert row == MonitoringRow(
        id=watches["b"],
        version=1,
        title="b_Winda",
        type="gwarancja",
        client_id=firm.client,
        client="Łódzkie Wodociągi",
        contract_id=row.contract_id,
        contract="U/100%",
        starts_on=TODAY + timedelta(1),
        ends_on=TODAY + timedelta(20),
        state="scheduled",
        assigned_id=cast.bob,
        assigned="Bob",
    )


def test_pages_follow_each_other_and_the_export_has_them_all(cast: Cast, firm: Firm) -> None:
    contract = a_contract(cast, firm)
    with by(cast.admin) as work:
        for number in range(120):
            monitoring.create(
                work, contract, title=f"{number:03}", type="x", starts_on=TODAY, ends_on=date(2027, 1, 1 + number % 3)
            )
    with by(cast.admin, writes=False) as work:
        pages = [monitoring.listing(work, Filters(), page) for page in (1, 2, 3, 4)]
        everything = as_listed(monitoring.export_rows(work, Filters()))
        strange = [monitoring.listing(work, Filters(), page).number for page in (0, -5, 2**70)]
    assert [len(page.rows) for page in pages] == [50, 50, 20, 20]
    assert [row for page in pages[:3] for row in page.rows] == everything
    assert len({row.id for row in everything}) == 120
    assert strange == [1, 1, 1]


def test_a_contract_s_tab_shows_current_ones_and_finished_ones_behind_a_switch(
    cast: Cast, watches: dict[str, int]
) -> None:
    with by(cast.anna) as work:
        monitoring.cancel(work, watches["a"], 1)
        contract = monitoring.get(work, watches["a"]).contract_id
        assert [row.title for row in monitoring.of_contract(work, contract)] == ["b_Winda"]
        assert [row.title for row in monitoring.of_contract(work, contract, finished=True)] == ["a Żuraw"]
    with pytest.raises(NotFound), by(cast.carol, writes=False) as work:
        monitoring.of_contract(work, contract)


def test_the_first_page_is_read_in_the_order_of_an_index(cast: Cast, engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL chooses by statistics; SQLite's plan shows that the order needs no sorting")
    from crm.monitoring import lists

    for sort, index in (("ends_on", "ends_on_id"), ("starts_on", "starts_on_id"), ("title", "title_id")):
        filters = Filters(sort=sort)
        with by(cast.admin, writes=False) as work:
            ids = lists._ordered(lists.matching_ids(work, filters), filters).limit(50)
            sql = str(ids.compile(engine, compile_kwargs={"literal_binds": True}))
            plan = work.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").all()
        assert index in str(plan), plan
        assert "TEMP B-TREE" not in str(plan), plan
