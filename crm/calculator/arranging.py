"""Items and values put in order, copied, and taken away when nothing has ever used them."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from crm.calculator.service import CONFIGURE
from crm.calculator.tables import Item, ItemValue
from crm.core import ordering
from crm.core.access import internal, right
from crm.core.i18n import t
from crm.core.work import Work

ITEM_NAME, VALUE_NAME = 200, 200


@right(CONFIGURE)
def move_item(work: Work, id: int, by: int) -> None:
    """Move an item up (negative) or down the list."""
    item = work.fetch(Item, id, CONFIGURE)
    work.lock("calculator order")
    ordering.move(work, Item, list(work.session.execute(_items()).scalars()), item.id, by)
    work.session.flush()


@right(CONFIGURE)
def move_value(work: Work, id: int, by: int) -> None:
    """Move a value up (negative) or down among its item's."""
    value = work.fetch(ItemValue, id, CONFIGURE)
    work.lock("calculator order")
    siblings = _values(value.item_id)
    ordering.move(work, ItemValue, list(work.session.execute(siblings).scalars()), value.id, by)
    work.session.flush()


@right(CONFIGURE)
def copy_item(work: Work, id: int) -> tuple[int, dict[int, int]]:
    """A copy of an item with its values, last in the list; its id, and which value became which.

    The rules that watch it are the matter of `flows.catalogue`.
    """
    item = work.fetch(Item, id, CONFIGURE)
    work.lock("calculator names")
    taken = list(work.session.execute(select(Item.name)).scalars())
    last = work.session.execute(select(func.max(Item.position))).scalar_one() or 0
    name = ordering.copy_name(item.name, taken, ITEM_NAME, t("arrange.copy_word"))
    copy = Item(name=name, type=item.type, price=item.price, position=last + 1, is_active=item.is_active)
    work.session.add(copy)
    work.session.flush()
    values = list(work.session.execute(_values(item.id)).scalars())
    copies = [_value(value, copy.id, value.name, value.position) for value in values]
    work.session.add_all(copies)
    work.session.flush()
    return copy.id, {old.id: new.id for old, new in zip(values, copies, strict=True)}


@right(CONFIGURE)
def copy_value(work: Work, id: int) -> int:
    """A copy of a value, last among its item's; its id."""
    value = work.fetch(ItemValue, id, CONFIGURE)
    work.lock("calculator names")
    of_item = ItemValue.item_id == value.item_id
    taken = list(work.session.execute(select(ItemValue.name).where(of_item)).scalars())
    last = work.session.execute(select(func.max(ItemValue.position)).where(of_item)).scalar_one()
    name = ordering.copy_name(value.name, taken, VALUE_NAME, t("arrange.copy_word"))
    copy = _value(value, value.item_id, name, last + 1)
    work.session.add(copy)
    work.session.flush()
    return copy.id


@internal
def bin_item(work: Work, id: int, version: int | None) -> None:
    """Put an item and its values into the bin; whether anything uses it, `flows.catalogue` has looked."""
    item = work.fetch(Item, id, CONFIGURE, version)
    values = work.session.execute(_values(item.id)).scalars()
    for row in (item, *values):
        row.deleted_at = work.now
    work.session.flush()


@internal
def bin_value(work: Work, id: int, version: int | None) -> None:
    """Put a value into the bin; whether anything uses it, `flows.catalogue` has looked."""
    work.fetch(ItemValue, id, CONFIGURE, version).deleted_at = work.now
    work.session.flush()


def _value(value: ItemValue, item_id: int, name: str, position: int) -> ItemValue:
    return ItemValue(item_id=item_id, name=name, price=value.price, position=position, is_active=value.is_active)


def _items() -> Select[Item]:
    return select(Item).where(Item.deleted_at.is_(None)).order_by(Item.position, Item.id)


def _values(item_id: int) -> Select[ItemValue]:
    alive = (ItemValue.item_id == item_id) & ItemValue.deleted_at.is_(None)
    return select(ItemValue).where(alive).order_by(ItemValue.position, ItemValue.id)
