"""Calculator items and the values they come in."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import ColumnElement, Numeric, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Record, Words, reference


class Item(Record):
    """What can be sold: name, type ("przegląd"), net price in the office's currency, position in lists."""

    __tablename__ = "calculator_items"

    name: Mapped[str] = mapped_column(Words(200), unique=True)
    type: Mapped[str] = mapped_column(Words(120))
    price: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    position: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return true()  # the office's, so everybody's


class ItemValue(Record):
    """A value of an item ("roczny", "co dwa lata"), with a price of its own when given."""

    __tablename__ = "calculator_values"
    __table_args__ = (UniqueConstraint("item_id", "name"),)

    item_id: Mapped[int] = reference("calculator_items.id", index=False)
    name: Mapped[str] = mapped_column(Words(200))
    price: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    position: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return true()  # the office's, so everybody's
