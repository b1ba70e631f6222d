"""Imports calculator items."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from crm import calculator
from crm.calculator import rules
from crm.calculator.tables import Item
from crm.core.access import right
from crm.core.work import Work
from crm.flows.imports.kinds import Current, Kind, Values

COLUMNS = ("name", "type", "price", "position")


def kept(values: Values) -> Values:
    """Prices in the form in which they are stored; wrong ones stay, for the service to refuse."""
    found = dict(values)
    if found.get("price") is not None:
        price = rules.amount(found["price"])
        found["price"] = found["price"] if price is None else price
    return {name: "" if name in ("name", "type") and value is None else value for name, value in found.items()}


@right("imports.create")
def current(work: Work, ids: Collection[int]) -> dict[int, Current]:
    """The items of these ids that are not in the bin."""
    rows = work.session.execute(work.visible(Item, "calculator.view").where(Item.id.in_(ids))).scalars()
    return {
        row.id: Current(row.version, {name: getattr(row, name) for name in COLUMNS} | {"is_active": row.is_active})
        for row in rows
    }


@right("imports.create")
def create(work: Work, values: Values, is_told: bool) -> int:
    """Add one item."""
    return calculator.create_item(work, **values)


@right("imports.create")
def edit(work: Work, id: int, old: Current, values: Values, is_told: bool) -> None:
    """Change one item; one that was switched off stays so."""
    calculator.edit_item(work, id, old.version, **values)


KIND = Kind(
    Item, {"type": "", "price": Decimal(0)}, frozenset({"type", "price", "position"}), kept, current, create, edit
)
