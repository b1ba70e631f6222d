"""Monitorings, their recipients, and the rules that start them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Index, UniqueConstraint, or_, select, text, true
from sqlalchemy.orm import Mapped, mapped_column

from crm.contracts.tables import Contract
from crm.core.db import Record, Words, binned, reference


class Rule(Record):
    """Starts a monitoring when a contract with this item (or this value of it) reaches a status."""

    __tablename__ = "monitoring_rules"

    item_id: Mapped[int] = reference("calculator_items.id")
    value_id: Mapped[int | None] = reference("calculator_values.id", nullable=True)
    status_id: Mapped[int] = reference("contract_statuses.id")
    starts: Mapped[str] = mapped_column(Words(20))  # status_change, contract_start, contract_signed
    duration: Mapped[int]
    unit: Mapped[str] = mapped_column(Words(10))  # day, week, month, year
    ladder_id: Mapped[int] = reference("ladders.id", index=False)
    assigned_id: Mapped[int | None] = reference("users.id", nullable=True)  # None: the contract's owner
    cancels_on_leave: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0, server_default="0")

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return true()  # the office's, so everybody's


class RuleRecipient(Record):
    """Whom a rule's monitorings tell; `kind` is person, team, contract_owner or client_owner."""

    __tablename__ = "rule_recipients"

    rule_id: Mapped[int] = reference("monitoring_rules.id")
    kind: Mapped[str] = mapped_column(Words(20))
    person_id: Mapped[int | None] = reference("users.id", nullable=True)
    team_id: Mapped[int | None] = reference("teams.id", nullable=True)


class Monitoring(Record):
    """A watch over a service: from the first to the last day, both included; no last day means without end.

    States: scheduled, active, finished, cancelled. Own: assigned to me, or my contract.
    """

    __tablename__ = "monitorings"
    __table_args__ = (
        UniqueConstraint("line_id", "rule_id", "starts_on"),
        Index("ix_monitorings_ends_on_id", "ends_on", "id"),
        Index("ix_monitorings_starts_on_id", "starts_on", "id"),
        Index("ix_monitorings_title_id", "title", "id"),
        Index("ix_monitorings_state_ends_on", "state", "ends_on", "id"),
        Index("ix_monitorings_assigned_id_ends_on", "assigned_id", "ends_on", "id"),
        # few indexes begin with the state, because every change of it is paid for in each of them
        Index(
            "ix_monitorings_scheduled",
            "starts_on",
            "id",
            sqlite_where=text("state = 'scheduled'"),
            postgresql_where=text("state = 'scheduled'"),
        ),
        binned("monitorings"),
    )

    title: Mapped[str] = mapped_column(Words(250))
    type: Mapped[str] = mapped_column(Words(120), index=True)
    client_id: Mapped[int] = reference("clients.id")
    contract_id: Mapped[int] = reference("contracts.id")
    line_id: Mapped[int | None] = reference("contract_lines.id", nullable=True, index=False)
    rule_id: Mapped[int | None] = reference("monitoring_rules.id", nullable=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(Words(10))
    assigned_id: Mapped[int | None] = reference("users.id", nullable=True, index=False)
    ladder_id: Mapped[int | None] = reference("ladders.id", nullable=True, index=False)
    note: Mapped[str | None] = mapped_column(Words(10000))

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        people = list(people)
        # asked row by row, so that a list can be walked in its order: `contract_id IN (…)` would gather all of theirs
        owner = select(Contract.owner_id).where(Contract.id == cls.contract_id).correlate(cls).scalar_subquery()
        return or_(cls.assigned_id.in_(people), owner.in_(people))

    @classmethod
    def ways_to(cls, people: Iterable[int]) -> list[ColumnElement[bool]]:
        """Conditions that together are `belongs_to`, each of which an index answers by itself."""
        people = list(people)
        theirs = select(Contract.id).where(Contract.owner_id.in_(people))
        return [cls.assigned_id.in_(people), cls.contract_id.in_(theirs)]


class MonitoringRecipient(Record):
    """Whom one monitoring tells; kinds as for rules, resolved anew whenever something is told."""

    __tablename__ = "monitoring_recipients"

    monitoring_id: Mapped[int] = reference("monitorings.id")
    kind: Mapped[str] = mapped_column(Words(20))
    person_id: Mapped[int | None] = reference("users.id", nullable=True)
    team_id: Mapped[int | None] = reference("teams.id", nullable=True)
