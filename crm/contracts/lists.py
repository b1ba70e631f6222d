"""Lists of contracts, page by page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, select

from crm.clients.tables import Client
from crm.contracts import rules
from crm.contracts.tables import Contract, Line, Status
from crm.core import listing as lists
from crm.core import matching, places
from crm.core.access import right
from crm.core.listing import Choice, Page
from crm.core.places import Order
from crm.core.work import Work
from crm.people.tables import User

VIEW = "contracts.view"
SORTS: dict[str, Order] = {
    "number": Order(Contract.id, Contract.number),
    "ends_on": Order(Contract.id, Contract.ends_on, lowest=date.min),
    "created": Order(Contract.id),
}


@dataclass(frozen=True)
class ContractRow:
    """One contract as lists show it; `net` is the sum of its lines."""

    id: int
    number: str
    client_id: int
    client: str
    status_id: int
    status: str
    colour: str
    owner_id: int | None
    owner: str | None
    starts_on: date | None
    ends_on: date | None
    net: Decimal


@right(VIEW)
def listing(
    work: Work,
    *,
    text: str = "",
    status_id: int | None = None,
    owner_id: int | None = None,
    client_id: int | None = None,
    sort: str = "number",
    descending: bool = True,
    page: int | str = 1,
) -> Page[ContractRow]:
    """One page of the contracts whose number or client's name contains the text; no end comes last."""
    asked = _asked(text, status_id, owner_id, client_id)
    ids, people = asked.where(work.scope(Contract, VIEW)), work.whose(VIEW)
    # in the list's order, and not by the owner's index
    walked = [] if people is None else [asked.where((Contract.owner_id + 0).in_(people))]
    order = replace(SORTS.get(sort, SORTS["number"]), descending=descending)
    found = places.find(work.session, ids, order, page, gathered=[ids] if text.strip() else (), walked=walked)
    return found.of(_rows(work, found.ids))


@right(VIEW)
def ids(
    work: Work, *, text: str = "", status_id: int | None = None, owner_id: int | None = None, most: int
) -> list[int]:
    """The ids of everything that the same filters list, by id, at most so many."""
    found = _asked(text, status_id, owner_id, None).where(work.scope(Contract, VIEW)).order_by(Contract.id).limit(most)
    return list(work.session.execute(found).scalars())


@right(VIEW)
def choices(work: Work, text: str = "") -> list[Choice]:
    """At most fifty visible contracts whose number contains the text, by number."""
    found = select(Contract.id, Contract.number).where(work.scope(Contract, VIEW))
    if text.strip():
        found = found.where(matching.contains(text, Contract.number))
    rows = work.session.execute(found.order_by(Contract.number).limit(lists.PAGE)).tuples()
    return [Choice(id, number) for id, number in rows]


def _asked(text: str, status_id: int | None, owner_id: int | None, client_id: int | None) -> Select[int]:
    ids = select(Contract.id).where(Contract.deleted_at.is_(None))
    if text.strip():
        clients = select(Client.id).where(matching.contains(text, Client.name))
        ids = ids.where(matching.contains(text, Contract.number) | Contract.client_id.in_(clients))
    for column, value in (
        (Contract.status_id, status_id),
        (Contract.owner_id, owner_id),
        (Contract.client_id, client_id),
    ):
        if value is not None:
            ids = ids.where(column == value)
    return ids


def _rows(work: Work, ids: list[int]) -> list[ContractRow]:
    if not ids:
        return []
    columns = (
        Contract.id,
        Contract.number,
        Contract.client_id,
        Client.name,
        Contract.status_id,
        Status.name,
        Status.colour,
        Contract.owner_id,
        User.name,
        Contract.starts_on,
        Contract.ends_on,
    )
    joined = (
        select(*columns)
        .join(Client, Client.id == Contract.client_id)
        .join(Status, Status.id == Contract.status_id)
        .outerjoin(User, User.id == Contract.owner_id)
        .where(Contract.id.in_(ids))
    )
    nets = _nets(work, ids)
    by_id = {row[0]: ContractRow(*row, net=nets[row[0]]) for row in work.session.execute(joined).tuples()}
    return [by_id[i] for i in ids]


def _nets(work: Work, ids: list[int]) -> dict[int, Decimal]:
    """Summed here, exactly: SQLite would sum decimals as floats."""
    found = select(Line.contract_id, Line.quantity, Line.price)
    nets: dict[int, Decimal] = defaultdict(lambda: Decimal("0.00"))
    kept = found.where(Line.contract_id.in_(ids), Line.deleted_at.is_(None))
    for contract_id, quantity, price in work.session.execute(kept).tuples():
        nets[contract_id] += rules.net(quantity, price)
    return nets
