"""Clients and their people."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Record, Words, binned, reference


class Client(Record):
    """A company or a person; `name` is what lists show, made of first and last name for a person."""

    __tablename__ = "clients"
    __table_args__ = (Index("ix_clients_name_id", "name", "id"), binned("clients"))

    is_company: Mapped[bool]
    name: Mapped[str] = mapped_column(Words(250))
    first_name: Mapped[str | None] = mapped_column(Words(120))
    last_name: Mapped[str | None] = mapped_column(Words(120))
    nip: Mapped[str | None] = mapped_column(Words(10))  # ten digits
    email: Mapped[str | None] = mapped_column(Words(254))
    phone: Mapped[str | None] = mapped_column(Words(20))  # E.164
    address: Mapped[str | None] = mapped_column(Words(500))
    note: Mapped[str | None] = mapped_column(Words(10000))
    owner_id: Mapped[int | None] = reference("users.id", nullable=True)

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.owner_id.in_(people)


class ClientPerson(Record):
    """A contact person of a client; one of them is the main one."""

    __tablename__ = "client_people"

    client_id: Mapped[int] = reference("clients.id")
    name: Mapped[str] = mapped_column(Words(200))
    position: Mapped[str | None] = mapped_column(Words(120))
    email: Mapped[str | None] = mapped_column(Words(254))
    phone: Mapped[str | None] = mapped_column(Words(20))
    is_main: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.client_id.in_(select(Client.id).where(Client.belongs_to(people)))
