"""Imports calculator items; joined rows bring the values of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm import calculator
from crm.calculator import rules
from crm.calculator.tables import Item, ItemValue
from crm.core import clean
from crm.core.access import right
from crm.core.work import Work
from crm.flows.imports.kinds import Current, Kind, Values

COLUMNS = ("name", "type", "price", "position")


def kept(values: Values) -> Values:
    """Prices in the form in which they are stored; wrong ones stay, for the service to refuse."""
    found = dict(values)
    if found.get("price") is not None:
        found["price"] = _price(found["price"])
    for part in found.pop("parts", ()):
        there = dict(found.get("values", {}))
        old = there.get(clean.key(part.get("value")), (None, None))
        price = old[1] if part.get("value_price") is None else _price(part["value_price"])
        there[clean.key(part.get("value"))] = (old[0] or part.get("value"), price)
        found["values"] = there
    return {name: "" if name in ("name", "type") and value is None else value for name, value in found.items()}


@right("imports.create")
def current(work: Work, ids: Collection[int]) -> dict[int, Current]:
    """The items of these ids that are not in the bin, with their values by name."""
    rows = work.session.execute(work.visible(Item, "calculator.view").where(Item.id.in_(ids))).scalars().all()
    values: dict[int, dict[str, tuple[str, Decimal | None]]] = {row.id: {} for row in rows}
    for value in work.session.execute(_values(work, ids)).scalars():
        values[value.item_id][clean.key(value.name)] = (value.name, value.price)
    return {row.id: Current(row.version, _plain(row) | {"values": values[row.id]}) for row in rows}


@right("imports.create")
def create(work: Work, values: Values, is_told: bool) -> int:
    """Add one item with its values."""
    found = kept(values)
    id = calculator.create_item(work, **{name: found[name] for name in COLUMNS if name in found})
    for name, price in found.get("values", {}).values():
        calculator.create_value(work, id, name=name or "", price=price)
    return id


@right("imports.create")
def edit(work: Work, id: int, old: Current, values: Values, is_told: bool) -> None:
    """Change one item; one that was switched off stays so, and values that the file does not name stay."""
    own = {name: values[name] for name in (*COLUMNS, "is_active") if name in values}
    if any(old.values[name] != value for name, value in own.items()):
        calculator.edit_item(work, id, old.version, **own)
    there = {clean.key(value.name): value for value in work.session.execute(_values(work, [id])).scalars()}
    for key, (name, price) in _changed(old.values["values"], values["values"]).items():
        row = there.get(key)
        if row is None:
            calculator.create_value(work, id, name=name or "", price=price)
        else:
            fields = {"position": row.position, "is_active": row.is_active}
            calculator.edit_value(work, row.id, row.version, name=row.name, price=price, **fields)


def _values(work: Work, ids: Collection[int]) -> Any:
    found = select(ItemValue).where(ItemValue.item_id.in_(ids), work.scope(ItemValue, "calculator.view"))
    return found.order_by(ItemValue.position, ItemValue.id)


def _plain(row: Item) -> Values:
    return {name: getattr(row, name) for name in COLUMNS} | {"is_active": row.is_active}


def _price(value: object) -> object:
    price = rules.amount(value)
    return value if price is None else price


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in new.items() if old.get(key) != value}


KIND = Kind(
    Item,
    "calculator.view",
    {"type": "", "price": Decimal(0)},
    frozenset({"type", "price", "position"}),
    kept,
    current,
    create,
    edit,
)
