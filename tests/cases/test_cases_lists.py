"""Lists of cases: what each filter asks for, every page of every order, and that all outlets show the same rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from crm import cases, clients
from crm.cases import Filters
from crm.cases.tables import Case
from crm.core.errors import Forbidden
from crm.core.work import Work
from crm.flows import bin as to_bin
from tests.conftest import NOON, Cast
from tests.firm import by, by_office

TODAY = date(2026, 3, 10)
ROUNDS = 24  # pages of fifty: more than the thousand rows that are counted


@pytest.fixture
def kinds(cast: Cast) -> list[int]:
    with by(cast.admin) as work:
        return [cases.create_kind(work, name=name, colour="#2d78d2") for name in ("Inquiry", "Sale")]


@pytest.fixture
def shop(cast: Cast, kinds: list[int]) -> dict[str, int]:
    """Cases by name: anna's three, bob's (of anna's team), carol's, nobody's; one of anna's is in the bin."""
    with by(cast.admin) as work:
        mill = clients.create(work, is_company=True, name="Młyn", owner_id=cast.anna)
        dyer = clients.create(work, is_company=True, name="Farbiarnia", owner_id=cast.carol)

        def add(title: str, owner: int, client: int = mill, **more: Any) -> int:
            return cases.create(work, client_id=client, owner_id=owner, **{"kind_id": kinds[0], **more}, title=title)

        found = {
            "late": add("Late roof", cast.anna, due_on=TODAY - timedelta(days=1)),
            "soon": add("Soon", cast.anna, due_on=TODAY + timedelta(days=2), priority="urgent"),
            "never": add("Never 100%", cast.anna, dyer, kind_id=kinds[1]),
            "bob": add("Bob's", cast.bob, due_on=TODAY),
            "carol": add("Carol's", cast.carol, dyer, due_on=TODAY - timedelta(days=9)),
            "nobody": add("Nobody's", cast.admin, due_on=TODAY + timedelta(days=30)),
            "gone": add("Gone", cast.anna),
        }
        cases.assign(work, found["nobody"], None, None)
        to_bin.delete_case(work, found["gone"], None)
        cases.move(work, found["carol"], "done", None)
    return found


def listed(person: int, shop: dict[str, int], **asked: Any) -> list[str]:
    names = {row_id: name for name, row_id in shop.items()}
    with by(person, writes=False) as work:
        return [names[row.id] for row in cases.listing(work, Filters(**asked)).rows]


def test_terms_come_first_and_what_has_none_comes_last(cast: Cast, shop: dict[str, int]) -> None:
    assert listed(cast.admin, shop) == ["carol", "late", "bob", "soon", "nobody", "never"]
    assert listed(cast.admin, shop, descending=True) == ["nobody", "soon", "bob", "late", "carol", "never"]
    assert listed(cast.admin, shop, sort="newest") == ["nobody", "carol", "bob", "never", "soon", "late"]


def test_each_filter_asks_for_its_rows(cast: Cast, shop: dict[str, int], kinds: list[int]) -> None:
    with by(cast.admin, writes=False) as work:
        dyer = cases.get(work, shop["carol"]).client_id
    asked: list[tuple[dict[str, Any], list[str]]] = [
        ({"text": "ROOF"}, ["late"]),
        ({"text": "c-2026-0002"}, ["soon"]),
        ({"text": "farbi"}, ["carol", "never"]),
        ({"text": "100%"}, ["never"]),
        ({"text": "%"}, ["never"]),
        ({"kind_id": kinds[1]}, ["never"]),
        ({"states": ("done",)}, ["carol"]),
        ({"states": ("new", "done"), "client_id": dyer}, ["carol", "never"]),
        ({"priority": "urgent"}, ["soon"]),
        ({"owner_id": cast.anna}, ["late", "soon", "never"]),
        ({"overdue": True}, ["late"]),
        ({"overdue": True, "owner_id": cast.bob}, []),
        ({"kind_id": 999}, []),
    ]
    for given, wanted in asked:
        assert listed(cast.admin, shop, **given) == wanted, given


def test_the_reach_of_the_right_to_view_decides_in_every_outlet(cast: Cast, shop: dict[str, int]) -> None:
    seen = {
        cast.admin: ["carol", "late", "bob", "soon", "nobody", "never"],
        cast.anna: ["late", "bob", "soon", "never"],
        cast.carol: ["carol"],
        cast.vera: ["carol", "late", "bob", "soon", "nobody", "never"],
    }
    for person, names in seen.items():
        assert listed(person, shop) == names
        with by(person, writes=False) as work:
            assert cases.ids(work, Filters(), most=99) == sorted(shop[name] for name in names)
            assert cases.ids(work, Filters(), most=1) == [min(shop[name] for name in names)]
    assert listed(cast.anna, shop, owner_id=cast.carol) == []


def test_the_export_holds_the_rows_of_the_list_in_its_order(cast: Cast, shop: dict[str, int]) -> None:
    for filters in (Filters(), Filters(text="farbi"), Filters(overdue=True), Filters(sort="newest", descending=True)):
        with by(cast.mona, writes=False) as work:
            shown = cases.listing(work, filters).rows
            assert [replace(row, description=None) for row in cases.export_rows(work, filters)] == shown
    for person in (cast.anna, cast.vera):
        with pytest.raises(Forbidden), by(person, writes=False) as work:
            list(cases.export_rows(work, Filters()))


def test_filters_go_through_an_address_unchanged_and_nonsense_is_as_if_it_were_not_there() -> None:
    full = Filters("text", ("new", "done"), 3, "high", 4, 5, True, "newest", True)
    assert Filters.of(full.query()) == full
    assert Filters().query() == {}
    nonsense: list[dict[str, object]] = [
        {"state": "x,,", "kind": "1 OR 1", "priority": "enormous", "owner": "-1", "client": str(2**63)},
        {"sort": "number; DROP", "desc": "yes", "overdue": "true", "kind": "٣", "owner": ["x"], "q": None},
    ]
    for query in nonsense:
        assert Filters.of(query) == Filters()


def many(work: Work, first: Case, count: int) -> None:
    """So many cases beside one, with terms that repeat, every fifth without one."""
    rows = [
        {
            "number": f"C-2020-{number:05}", "title": "One of many", "kind_id": first.kind_id,
            "client_id": first.client_id, "owner_id": first.owner_id, "priority": "normal", "version": 1,
            "state": ("new", "waiting", "done")[number % 3],
            "due_on": None if number % 5 == 0 else TODAY + timedelta(days=number % 90),
            "created_at": NOON, "updated_at": NOON,
        }
        for number in range(count)
    ]  # fmt: skip
    work.session.execute(insert(Case), rows)


def pages(work: Work, filters: Filters) -> Iterable[cases.CaseRow]:
    """Every page, as somebody who turns on and on."""
    place: int | str = 1
    for _ in range(ROUNDS + 6):
        page = cases.listing(work, filters, place)
        yield from page.rows
        if not page.onward:
            return
        place = page.onward
    raise AssertionError("no end")


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"states": ("new", "waiting")}, {"sort": "newest"}, {"sort": "newest", "descending": True},
        {"descending": True}, {"states": ("new",), "sort": "newest"}, {"priority": "normal"}, {"owner_id": -1},
        {"overdue": True}, {"text": "many"},
    ],
    ids=str,
)  # fmt: skip
def test_beyond_the_first_thousand_each_row_comes_once_and_in_order(
    cast: Cast, shop: dict[str, int], asked: dict[str, Any]
) -> None:
    with by_office() as work:
        many(work, work.session.get_one(Case, shop["late"]), 50 * ROUNDS)
    filters = Filters(**{**asked, **({"owner_id": cast.anna} if "owner_id" in asked else {})})
    with by(cast.admin, writes=False) as work:
        found = list(pages(work, filters))
        wanted = [row.id for row in cases.export_rows(work, filters)]
    assert [row.id for row in found] == wanted
    assert len(set(wanted)) == len(wanted)
