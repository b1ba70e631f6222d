"""A contract's card: everything about one contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from crm.calculator.tables import Item, ItemValue
from crm.clients.tables import Client
from crm.contracts import rules
from crm.contracts.tables import Contract, Line, Status, StatusChange
from crm.core.access import right
from crm.core.work import Work
from crm.people.tables import User

VIEW = "contracts.view"


@dataclass(frozen=True)
class LineRow:
    """One line with its names and its net value."""

    id: int
    item_id: int
    item: str
    value_id: int | None
    value: str | None
    quantity: Decimal
    price: Decimal
    net: Decimal
    position: int


@dataclass(frozen=True)
class ChangeRow:
    """One step through the statuses."""

    at: datetime
    by: str | None
    from_name: str | None
    to_name: str
    comment: str | None


@dataclass(frozen=True)
class ContractCard:
    """Everything about one contract; changes come newest first."""

    id: int
    version: int
    number: str
    client_id: int
    client: str
    owner_id: int | None
    owner: str | None
    status_id: int
    status: str
    colour: str
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    note: str | None
    lines: list[LineRow]
    changes: list[ChangeRow]


@right(VIEW)
def get(work: Work, id: int) -> ContractCard:
    """One contract with its lines and its way through the statuses."""
    row = work.fetch(Contract, id, VIEW)
    status = work.session.get_one(Status, row.status_id)
    owner = work.session.get(User, row.owner_id) if row.owner_id else None
    return ContractCard(
        id=row.id,
        version=row.version,
        number=row.number,
        client_id=row.client_id,
        client=work.session.get_one(Client, row.client_id).name,
        owner_id=row.owner_id,
        owner=owner.name if owner else None,
        status_id=row.status_id,
        status=status.name,
        colour=status.colour,
        signed_on=row.signed_on,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        note=row.note,
        lines=_line_rows(work, row.id),
        changes=_changes(work, row.id),
    )


def _line_rows(work: Work, contract_id: int) -> list[LineRow]:
    columns = (
        Line.id,
        Line.item_id,
        Item.name,
        Line.value_id,
        ItemValue.name,
        Line.quantity,
        Line.price,
        Line.position,
    )
    found = select(*columns).join(Item, Item.id == Line.item_id).outerjoin(ItemValue, ItemValue.id == Line.value_id)
    kept = found.where(Line.contract_id == contract_id, Line.deleted_at.is_(None)).order_by(Line.position, Line.id)
    rows = work.session.execute(kept).tuples()
    return [LineRow(*row[:7], net=rules.net(row[5], row[6]), position=row[7]) for row in rows]


def _changes(work: Work, contract_id: int) -> list[ChangeRow]:
    found = select(StatusChange, User.name).outerjoin(User, User.id == StatusChange.by_id)
    newest = found.where(StatusChange.contract_id == contract_id).order_by(StatusChange.id.desc())
    names = dict(work.session.execute(select(Status.id, Status.name)).tuples().all())
    return [
        ChangeRow(row.at, by, names.get(row.from_id or 0), names.get(row.to_id, ""), row.comment)
        for row, by in work.session.execute(newest).tuples()
    ]
