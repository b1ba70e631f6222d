"""What may be done with items and values: list, add, edit; what is used is switched off, never deleted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from crm.calculator import rules
from crm.calculator.tables import Item, ItemValue
from crm.core import clean
from crm.core.access import right
from crm.core.errors import Problem, refuse_any
from crm.core.work import Work

VIEW, CONFIGURE = "calculator.view", "calculator.configure"


@dataclass(frozen=True)
class ValueRow:
    """One value of an item; a price of None means the item's."""

    id: int
    version: int
    name: str
    price: Decimal | None
    position: int
    is_active: bool


@dataclass(frozen=True)
class ItemRow:
    """One item with its values, in order."""

    id: int
    version: int
    name: str
    type: str
    price: Decimal
    position: int
    is_active: bool
    values: list[ValueRow]


@right(VIEW)
def items(work: Work) -> list[ItemRow]:
    """Every item with its values, also those that are switched off."""
    values = defaultdict(list)
    ordered = work.visible(ItemValue, VIEW).order_by(ItemValue.position, ItemValue.id)
    for value in work.session.execute(ordered).scalars():
        row = ValueRow(value.id, value.version, value.name, value.price, value.position, value.is_active)
        values[value.item_id].append(row)
    found = work.session.execute(work.visible(Item, VIEW).order_by(Item.position, Item.id)).scalars()
    return [
        ItemRow(item.id, item.version, item.name, item.type, item.price, item.position, item.is_active, values[item.id])
        for item in found
    ]


@right(CONFIGURE)
def create_item(work: Work, *, name: str, type: str, price: Decimal, position: int | None = None) -> int:
    """Add an item, last unless a position is given; its id."""
    name, type = clean.line(name), clean.line(type)
    problems = rules.check_item(name=name, type=type, price=price, position=position)
    refuse_any(problems + _item_name_taken(work, name))
    position = _next(work, select(func.max(Item.position))) if position is None else position
    return _add(work, Item(name=name, type=type, price=rules.amount(price), position=position, is_active=True))


@right(CONFIGURE)
def edit_item(
    work: Work, id: int, version: int, *, name: str, type: str, price: Decimal, position: int | None, is_active: bool
) -> None:
    """Change an item; contracts and monitorings made from it keep what they copied."""
    item = work.fetch(Item, id, CONFIGURE, version)
    name, type = clean.line(name), clean.line(type)
    problems = rules.check_item(name=name, type=type, price=price, position=position)
    refuse_any(problems + _item_name_taken(work, name, item.id))
    item.name, item.type, item.price = name, type, rules.amount(price) or Decimal(0)
    item.position, item.is_active = item.position if position is None else position, is_active
    work.session.flush()


@right(CONFIGURE)
def create_value(
    work: Work, item_id: int, *, name: str, price: Decimal | None = None, position: int | None = None
) -> int:
    """Add a value to an item, last unless a position is given; its id."""
    item = work.fetch(Item, item_id, CONFIGURE)
    name = clean.line(name)
    problems = rules.check_value(name=name, price=price, position=position)
    refuse_any(problems + _value_name_taken(work, item.id, name))
    last = select(func.max(ItemValue.position)).where(ItemValue.item_id == item.id)
    position = _next(work, last) if position is None else position
    own_price = None if price is None else rules.amount(price)
    return _add(work, ItemValue(item_id=item.id, name=name, price=own_price, position=position, is_active=True))


@right(CONFIGURE)
def edit_value(
    work: Work, id: int, version: int, *, name: str, price: Decimal | None, position: int | None, is_active: bool
) -> None:
    """Change a value of an item."""
    value = work.fetch(ItemValue, id, CONFIGURE, version)
    name = clean.line(name)
    problems = rules.check_value(name=name, price=price, position=position)
    refuse_any(problems + _value_name_taken(work, value.item_id, name, value.id))
    value.name, value.price = name, None if price is None else rules.amount(price)
    value.position, value.is_active = value.position if position is None else position, is_active
    work.session.flush()


def _add(work: Work, row: Item | ItemValue) -> int:
    work.session.add(row)
    work.session.flush()
    return row.id


def _next(work: Work, last: Any) -> int:
    found: int | None = work.session.execute(last).scalar_one()
    return 1 if found is None else found + 1


def _item_name_taken(work: Work, name: str, own_id: int | None = None) -> list[Problem]:
    work.lock("calculator names")
    same = select(Item.id).where(Item.name == name, Item.id != (own_id or 0))
    is_taken = work.session.execute(same).first() is not None
    return [Problem("calculator.item_name_taken", "name", {"name": name})] if is_taken else []


def _value_name_taken(work: Work, item_id: int, name: str, own_id: int | None = None) -> list[Problem]:
    work.lock("calculator names")
    same = select(ItemValue.id).where(
        ItemValue.item_id == item_id, ItemValue.name == name, ItemValue.id != (own_id or 0)
    )
    is_taken = work.session.execute(same).first() is not None
    return [Problem("calculator.value_name_taken", "name", {"name": name})] if is_taken else []
