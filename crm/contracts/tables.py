"""Contracts, lines, statuses and the changes between them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Index, Numeric, select, true
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Id, Record, Words, binned, reference


class Status(Record):
    """A contract status: unique name, unique colour (#rrggbb), position; new contracts get the first one."""

    __tablename__ = "contract_statuses"

    name: Mapped[str] = mapped_column(Words(120), unique=True)
    colour: Mapped[str] = mapped_column(Words(7), unique=True)
    position: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return true()  # the office's, so everybody's


class Contract(Record):
    """A contract; only `contracts.set_status` writes `status_id` and `status_on`."""

    __tablename__ = "contracts"
    __table_args__ = (
        Index("ix_contracts_ends_on_id", "ends_on", "id"),
        Index("ix_contracts_status_id_number", "status_id", "number"),
        binned("contracts"),
    )

    number: Mapped[str] = mapped_column(Words(80), unique=True)
    client_id: Mapped[int] = reference("clients.id")
    owner_id: Mapped[int | None] = reference("users.id", nullable=True)
    status_id: Mapped[int] = reference("contract_statuses.id", index=False)
    status_on: Mapped[date]  # day of the last change of status
    signed_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Words(10000))

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.owner_id.in_(people)


class Line(Record):
    """What the contract is about: item × value × quantity × net unit price in the office's currency."""

    __tablename__ = "contract_lines"

    contract_id: Mapped[int] = reference("contracts.id")
    item_id: Mapped[int] = reference("calculator_items.id")
    value_id: Mapped[int | None] = reference("calculator_values.id", nullable=True)
    quantity: Mapped[Decimal] = mapped_column(Numeric(12, 3))
    price: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    position: Mapped[int]

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.contract_id.in_(select(Contract.id).where(Contract.belongs_to(people)))


class StatusChange(Base):
    """A step of a contract through its statuses."""

    __tablename__ = "contract_status_changes"

    contract_id: Mapped[int] = reference("contracts.id")
    from_id: Mapped[int | None] = mapped_column(Id)
    to_id: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(Id)
    comment: Mapped[str | None] = mapped_column(Words(2000))
