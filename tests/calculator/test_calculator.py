"""Items and values: added, edited, switched off; names once, prices sane."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm import calculator
from crm.calculator import rules
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from tests.conftest import Cast
from tests.dumping import Dumper
from tests.firm import a_firm, by, codes


def test_items_and_their_values_come_in_order(cast: Cast) -> None:
    with by(cast.admin) as work:
        late = calculator.create_item(work, name="Licencja", type="licencja", price=Decimal("9.999"), position=5)
        calculator.create_value(work, late, name="B")
        calculator.create_value(work, late, name="A", price=Decimal(0))
        calculator.create_item(work, name="Dźwig", type="przegląd", price=Decimal(0), position=1)
        calculator.create_item(work, name="Winda", type="przegląd", price=Decimal(1))
    with by(cast.vera, writes=False) as work:
        items = calculator.items(work)
    assert [(i.name, i.position) for i in items] == [("Dźwig", 1), ("Licencja", 5), ("Winda", 6)]
    assert items[1].price == Decimal("10.00")
    assert [(v.name, v.position, v.price) for v in items[1].values] == [("B", 1, None), ("A", 2, Decimal("0.00"))]


def test_an_edit_keeps_the_place_unless_told_otherwise(cast: Cast) -> None:
    firm = a_firm(cast)
    with by(cast.mona) as work:
        item = calculator.items(work)[0]
        calculator.edit_item(
            work, item.id, item.version, name="Serwis", type="serwis", price=Decimal(5), position=None, is_active=False
        )
        calculator.edit_value(work, firm.yearly, 1, name="co rok", price=Decimal(7), position=9, is_active=False)
        item = calculator.items(work)[0]
    assert (item.name, item.type, item.price, item.position, item.is_active) == (
        "Serwis",
        "serwis",
        Decimal("5.00"),
        1,
        False,
    )
    assert [(v.name, v.is_active) for v in item.values] == [("co dwa lata", True), ("co rok", False)]


def test_everything_wrong_is_said_at_once_and_nothing_is_written(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    before = dump()
    with pytest.raises(Invalid) as refused, by(cast.admin) as work:
        calculator.create_item(work, name=" ", type="x" * 121, price=Decimal(-1), position=-1)
    assert codes(refused.value.problems) == {
        ("error.required", "name"),
        ("error.too_long", "type"),
        ("calculator.price_wrong", "price"),
        ("calculator.position_wrong", "position"),
    }
    with pytest.raises(Invalid) as taken, by(cast.admin) as work:
        calculator.create_item(work, name=" Przegląd ", type="x", price=Decimal(1))
    assert codes(taken.value.problems) == {("calculator.item_name_taken", "name")}
    with pytest.raises(Invalid) as taken, by(cast.admin) as work:
        calculator.edit_value(work, firm.biennial, 1, name="roczny", price=None, position=1, is_active=True)
    assert codes(taken.value.problems) == {("calculator.value_name_taken", "name")}
    assert dump() == before


@pytest.mark.parametrize("bad", ["", None, "abc", "NaN", "Infinity", "-0.01", "1e12", "999999999999.999", True, [1]])
def test_a_price_that_is_none_is_refused(bad: object) -> None:
    assert rules.amount(bad) is None


def test_unknown_ids_and_old_pages_are_refused(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    with by(cast.mona) as work:
        calculator.edit_value(work, firm.yearly, 1, name="co rok", price=None, position=1, is_active=True)
    before = dump()
    for bad in (0, -1, 99, 2**63, "1 OR 1", None):
        with pytest.raises(NotFound), by(cast.admin) as work:
            calculator.create_value(work, bad, name="x")  # type: ignore[arg-type]
    with pytest.raises(Conflict) as stale, by(cast.admin) as work:
        calculator.edit_value(work, firm.yearly, 1, name="x", price=None, position=1, is_active=True)
    assert stale.value.params["actor_id"] == cast.mona
    assert sorted(stale.value.params["columns"]) == ["name"]
    assert dump() == before


def test_only_those_who_configure_change_prices(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    before = dump()
    for person in (cast.anna, cast.vera):
        with pytest.raises(Forbidden), by(person) as work:
            calculator.create_item(work, name="x", type="y", price=Decimal(1))
        with pytest.raises(Forbidden), by(person) as work:
            calculator.create_value(work, firm.item, name="x")
    assert dump() == before
