"""The oracle of items and their values."""

from __future__ import annotations

from decimal import Decimal

from crm import calculator
from tests.security.rights_terms import (
    OFFICE,
    Op,
)

ORACLE: dict[str, Op] = {
    "calculator.service.items": Op(lambda k, w, x: calculator.items(k)[0], OFFICE, ("*",) * 4),
    "calculator.service.create_item": Op(
        lambda k, w, x: calculator.create_item(k, name="Other", type="other", price=Decimal(1)),
        OFFICE, ("*", "*", "", ""),
    ),
    "calculator.service.edit_item": Op(
        lambda k, w, x: calculator.edit_item(
            k, w.item, 1, name="Other", type="other", price=Decimal(1), position=None, is_active=True
        ),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "calculator.service.create_value": Op(
        lambda k, w, x: calculator.create_value(k, w.item, name="other"),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "calculator.service.edit_value": Op(
        lambda k, w, x: calculator.edit_value(k, w.value, 1, name="other", price=None, position=None, is_active=True),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
}  # fmt: skip
