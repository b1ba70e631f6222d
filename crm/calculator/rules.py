"""What is true of items and their values: names, types, prices."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from crm.core import clean
from crm.core.errors import Problem

MOST = Decimal(10) ** 12  # what the column holds, exclusive
GROSZ = Decimal("0.01")
POSITIONS = 1_000_000


def amount(value: object) -> Decimal | None:
    """A net price with two decimals (halves up); None when it is no number from 0 to below a million million."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number < MOST:
        return None
    rounded = number.quantize(GROSZ, ROUND_HALF_UP)
    return rounded if rounded < MOST else None


def check_item(*, name: str, type: str, price: object, position: int | None) -> list[Problem]:
    """What is wrong with an item's fields."""
    found = clean.check(name, "name", 200, is_needed=True) + clean.check(type, "type", 120, is_needed=True)
    return found + _check_price(price) + _check_position(position)


def check_value(*, name: str, price: object, position: int | None) -> list[Problem]:
    """What is wrong with a value's fields; a price of None means the item's."""
    found = clean.check(name, "name", 200, is_needed=True)
    return found + ([] if price is None else _check_price(price)) + _check_position(position)


def _check_price(price: object) -> list[Problem]:
    return [Problem("calculator.price_wrong", "price")] if amount(price) is None else []


def _check_position(position: int | None) -> list[Problem]:
    if position is None or 0 <= position <= POSITIONS:
        return []
    return [Problem("calculator.position_wrong", "position", {"max": POSITIONS})]
