"""Lists of monitorings: page by page, for a contract, and everything filtered for export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core import listing as lists
from crm.core import matching
from crm.core.access import internal, right
from crm.core.listing import Page
from crm.core.work import Work
from crm.monitoring import rules
from crm.monitoring.rules import Filters
from crm.monitoring.tables import Monitoring
from crm.people.tables import User

VIEW, EXPORT = "monitoring.view", "monitoring.export"
CHUNK = 500
_SORTED_BY: dict[str, Any] = {
    "ends_on": Monitoring.ends_on,
    "starts_on": Monitoring.starts_on,
    "title": Monitoring.title,
}
_ROW = (
    select(
        Monitoring.id,
        Monitoring.version,
        Monitoring.title,
        Monitoring.type,
        Monitoring.client_id,
        Client.name,
        Monitoring.contract_id,
        Contract.number,
        Monitoring.starts_on,
        Monitoring.ends_on,
        Monitoring.state,
        Monitoring.assigned_id,
        User.name,
    )
    .join(Client, Client.id == Monitoring.client_id)
    .join(Contract, Contract.id == Monitoring.contract_id)
    .outerjoin(User, User.id == Monitoring.assigned_id)
)


@dataclass(frozen=True)
class MonitoringRow:
    """One monitoring as lists and workbooks show it."""

    id: int
    version: int
    title: str
    type: str
    client_id: int
    client: str
    contract_id: int
    contract: str
    starts_on: date
    ends_on: date | None
    state: str
    assigned_id: int | None
    assigned: str | None


@right(VIEW)
def listing(work: Work, filters: Filters, page: int = 1) -> Page[MonitoringRow]:
    """One page of what the filters ask for; those without an end come last when sorted by it."""
    number = min(max(page, 1), 10**9)
    ids = _filtered(work, filters)
    total, is_capped = lists.count(work.session, ids)
    ordered = _ordered(ids, filters).limit(lists.PAGE).offset((number - 1) * lists.PAGE)
    found = list(work.session.execute(ordered).scalars())
    return Page(rows(work.as_office(), found), number, total, is_capped)


@right(EXPORT)
def export_rows(work: Work, filters: Filters) -> Iterator[MonitoringRow]:
    """Everything that the same filters list and this right reaches, in the same order, chunk by chunk."""
    ids = _filtered(work, filters).where(work.scope(Monitoring, EXPORT))
    found = list(work.session.execute(_ordered(ids, filters)).scalars())
    for start in range(0, len(found), CHUNK):
        yield from rows(work.as_office(), found[start : start + CHUNK])


@right(VIEW)
def of_contract(work: Work, contract_id: int, *, finished: bool = False) -> list[MonitoringRow]:
    """A contract's open monitorings, or its finished and cancelled ones, by last day."""
    contract = work.fetch(Contract, contract_id, "contracts.view")
    states = tuple(s for s in rules.STATES if s not in rules.OPEN) if finished else rules.OPEN
    filters = Filters(contract_id=contract.id, states=states)
    ids = _ordered(_filtered(work, filters), filters).limit(lists.CAP)
    return rows(work.as_office(), list(work.session.execute(ids).scalars()))


@right(VIEW)
def types(work: Work) -> list[str]:
    """The types that visible monitorings have, for a filter to choose from."""
    found = select(Monitoring.type).where(work.scope(Monitoring, VIEW)).distinct()
    return list(work.session.execute(found.order_by(Monitoring.type).limit(lists.CAP)).scalars())


@right(VIEW)
def how_many(work: Work, filters: Filters) -> tuple[int, bool]:
    """How many rows the list with these filters has, and whether counting stopped at the cap."""
    return lists.count(work.session, _filtered(work, filters))


def _filtered(work: Work, filters: Filters) -> Select[int]:
    ids = select(Monitoring.id).where(work.scope(Monitoring, VIEW))
    bounds: tuple[tuple[Any, Callable[[Any], ColumnElement[bool]]], ...] = (
        (filters.first_from, Monitoring.starts_on.__ge__),
        (filters.first_to, Monitoring.starts_on.__le__),
        (filters.last_from, Monitoring.ends_on.__ge__),
        (filters.last_to, Monitoring.ends_on.__le__),
        (filters.person_id, Monitoring.assigned_id.__eq__),
        (filters.client_id, Monitoring.client_id.__eq__),
        (filters.contract_id, Monitoring.contract_id.__eq__),
        (filters.states, Monitoring.state.in_),
        (filters.type, lambda type: func.lower(Monitoring.type) == type.lower()),
    )
    for value, condition in bounds:
        if value:
            ids = ids.where(condition(value))
    if filters.no_end:
        ids = ids.where(Monitoring.ends_on.is_(None))
    if filters.mine:
        me = work.me.person_id
        ids = ids.where(Monitoring.belongs_to([me] if me else []))
    return ids.where(_says(filters.text)) if filters.text else ids


def _says(text: str) -> Any:
    clients = select(Client.id).where(matching.contains(text, Client.name))
    contracts = select(Contract.id).where(matching.contains(text, Contract.number))
    return (
        matching.contains(text, Monitoring.title)
        | Monitoring.client_id.in_(clients)
        | Monitoring.contract_id.in_(contracts)
    )


def _ordered(ids: Select[int], filters: Filters) -> Select[int]:
    column = _SORTED_BY.get(filters.sort, Monitoring.ends_on)
    if filters.descending:
        return ids.order_by(column.desc().nulls_last(), Monitoring.id.desc())
    return ids.order_by(column.asc().nulls_last(), Monitoring.id)


@internal
def rows(work: Work, ids: Sequence[int]) -> list[MonitoringRow]:
    """The rows of these ids, in their order; whoever asks has made sure that the reader may see them."""
    if not ids:
        return []
    found: Any = work.session.execute(_ROW.where(Monitoring.id.in_(ids)))
    by_id = {row[0]: MonitoringRow(*row) for row in found}
    return [by_id[i] for i in ids]
