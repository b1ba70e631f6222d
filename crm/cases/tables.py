"""Cases, and the kinds that the office gives them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Index, true
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Record, Words, binned, reference


class CaseKind(Record):
    """A kind of case (inquiry, service report, sale …): unique name, a colour (#rrggbb), its place in the list."""

    __tablename__ = "case_kinds"

    name: Mapped[str] = mapped_column(Words(120), unique=True)
    colour: Mapped[str] = mapped_column(Words(7))
    position: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return true()  # the office's, so everybody's


class Case(Record):
    """Something that a client wants and that somebody answers for, until its term or without one.

    States: new, in_progress, waiting, done, cancelled; only `cases.move` writes them.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_due_on_id", "due_on", "id"),
        Index("ix_cases_state_due_on", "state", "due_on", "id"),
        Index("ix_cases_owner_id_due_on", "owner_id", "due_on", "id"),
        Index("ix_cases_priority_due_on", "priority", "due_on", "id"),
        binned("cases"),
    )

    number: Mapped[str] = mapped_column(Words(20), unique=True)
    title: Mapped[str] = mapped_column(Words(250))
    kind_id: Mapped[int] = reference("case_kinds.id")
    client_id: Mapped[int] = reference("clients.id")
    contact_id: Mapped[int | None] = reference("client_people.id", nullable=True)
    owner_id: Mapped[int | None] = reference("users.id", nullable=True, index=False)
    state: Mapped[str] = mapped_column(Words(12))
    priority: Mapped[str] = mapped_column(Words(10))
    due_on: Mapped[date | None]
    description: Mapped[str | None] = mapped_column(Words(10000))

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.owner_id.in_(people)
