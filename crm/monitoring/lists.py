"""Lists of monitorings: page by page, for a contract, and everything filtered for export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core import listing as lists
from crm.core import matching, places
from crm.core.access import internal, right
from crm.core.listing import Page
from crm.core.places import Order
from crm.core.work import Work
from crm.monitoring import kinds, rules
from crm.monitoring.rules import Filters
from crm.monitoring.tables import Monitoring
from crm.people.tables import User

VIEW, EXPORT = "monitoring.view", "monitoring.export"
CHUNK = 1_000  # rows fetched at a time by an export
_WATCH: Any = Monitoring.__table__.c  # columns of tables, not of classes: a list's statements are built anew each time
_CLIENT: Any = Client.__table__
_CONTRACT: Any = Contract.__table__
_PERSON: Any = User.__table__
_SORTED_BY = {name: _WATCH[name] for name in rules.SORTS}
_SHOWN = (
    _WATCH.id,
    _WATCH.version,
    _WATCH.title,
    _WATCH.type,
    _WATCH.client_id,
    _CLIENT.c.name,
    _WATCH.contract_id,
    _CONTRACT.c.number,
    _WATCH.starts_on,
    _WATCH.ends_on,
    _WATCH.state,
    _WATCH.assigned_id,
    _PERSON.c.name,
)


def _with_names(chosen: Select[Any]) -> Select[Any]:
    """What a list shows of the chosen monitorings, the names of their client, contract and person included."""
    return (
        chosen.with_only_columns(*_SHOWN)
        .join(_CLIENT, _CLIENT.c.id == _WATCH.client_id)
        .join(_CONTRACT, _CONTRACT.c.id == _WATCH.contract_id)
        .outerjoin(_PERSON, _PERSON.c.id == _WATCH.assigned_id)
    )


_ROWS = _with_names(select(_WATCH.id).where(_WATCH.id.in_(bindparam("ids", expanding=True))))


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


@dataclass(frozen=True)
class ExportRow(MonitoringRow):
    """The same with what only workbooks show."""

    note: str | None


@right(VIEW)
def listing(work: Work, filters: Filters, page: int | str = 1) -> Page[MonitoringRow]:
    """One page of what the filters ask for; those without an end come last when sorted by it."""
    ids, order = _matching(work, filters), _order(filters)
    ways, walked = _ways(work, filters), _walked(work, filters)
    found = places.find(work.session, ids, order, page, gathered=ways, walked=walked)
    return found.of(rows(work.as_office(), found.ids))


@right(VIEW)
def matching_ids(work: Work, filters: Filters) -> Select[int]:
    """The ids of everything visible that the filters ask for, as a query without an order."""
    return _matching(work, filters)


@right(VIEW)
def ids(work: Work, filters: Filters, *, most: int) -> list[int]:
    """The ids of everything that the same filters list, at most so many, by id."""
    found = _matching(work, filters).order_by(_WATCH.id).limit(most)
    return list(work.session.execute(found).scalars())


@right(EXPORT)
def export_rows(work: Work, filters: Filters) -> Iterator[ExportRow]:
    """Everything that the same filters list and this right reaches, in the same order, as it streams in."""
    chosen = _ordered(_matching(work, filters).where(work.scope(Monitoring, EXPORT)), filters)
    every = _with_names(chosen).add_columns(_WATCH.note)
    found = work.session.connection().execute(every, execution_options={"yield_per": CHUNK})
    return (ExportRow(*row) for row in found)


@right(VIEW)
def of_contract(work: Work, contract_id: int, *, finished: bool = False) -> list[MonitoringRow]:
    """A contract's open monitorings, or its finished and cancelled ones, by last day."""
    contract = work.fetch(Contract, contract_id, "contracts.view")
    states = tuple(s for s in rules.STATES if s not in rules.OPEN) if finished else rules.OPEN
    filters = Filters(contract_id=contract.id, states=states)
    ids = _ordered(_matching(work, filters), filters).limit(lists.CAP)
    return rows(work.as_office(), list(work.session.execute(ids).scalars()))


@right(VIEW)
def types(work: Work) -> list[str]:
    """The types that visible monitorings have, for a filter to choose from."""
    ways = _ways(work, Filters())
    few = lists.few(work.session, ways) if ways else None
    return kinds.of(work.session, few) if few is not None else kinds.seen(work.session, _matching(work, Filters()))


@right(VIEW)
def how_many(work: Work, filters: Filters) -> tuple[int, bool]:
    """How many rows the list with these filters has, and whether counting stopped at the cap."""
    ways = _ways(work, filters)
    if not ways:
        return lists.count(work.session, _matching(work, filters))
    few = lists.few(work.session, ways)
    return (lists.CAP, True) if few is None else (len(few), False)


def _matching(work: Work, filters: Filters) -> Select[int]:
    people = _whose(work, filters)
    ids = _asked(work, filters)
    return ids if people is None else ids.where(Monitoring.belongs_to(people))


def _ways(work: Work, filters: Filters) -> list[Select[int]]:
    """Selects that together give the same rows: what is assigned, and what is of one's contracts, by an index each.

    None are needed where another index finds them; a search for text is one way, because it must not be asked twice.
    """
    people = _whose(work, filters)
    if filters.text:
        return [_matching(work, filters)]
    if people is None or filters.client_id or filters.contract_id:
        return []
    return [_asked(work, filters).where(way) for way in Monitoring.ways_to(people)]


def _walked(work: Work, filters: Filters) -> list[Select[int]]:
    """Selects that together give the same rows in the list's order: one a state where an index begins with it."""
    states = filters.states
    if not states or len(set(states)) == len(rules.STATES):
        return []
    if _SORTED_BY.get(filters.sort) is _WATCH.ends_on:
        return [_matching(work, replace(filters, states=(state,))) for state in dict.fromkeys(states)]
    is_one = _WATCH.state.concat("").in_(states)  # not by the state's own index, which has another order
    return [_matching(work, replace(filters, states=())).where(is_one)]


def _whose(work: Work, filters: Filters) -> frozenset[int] | None:
    """The people whose monitorings are asked for and may be seen; None: everybody's, or the filters see to it."""
    people = work.whose(VIEW)
    if filters.mine:
        mine = frozenset(id for id in (work.me.person_id,) if id is not None)
        people = mine if people is None else people & mine
    return None if people is not None and filters.person_id in people else people


def _asked(work: Work, filters: Filters) -> Select[int]:
    ids = select(_WATCH.id).where(_WATCH.deleted_at.is_(None))
    bounds: tuple[tuple[Any, Callable[[Any], ColumnElement[bool]]], ...] = (
        (filters.first_from, _WATCH.starts_on.__ge__),
        (filters.first_to, _WATCH.starts_on.__le__),
        (filters.last_from, _WATCH.ends_on.__ge__),
        (filters.last_to, _WATCH.ends_on.__le__),
        (filters.person_id, _WATCH.assigned_id.__eq__),
        (filters.client_id, _WATCH.client_id.__eq__),
        (filters.contract_id, _WATCH.contract_id.__eq__),
        (filters.states, _WATCH.state.in_),
        (filters.type, lambda type: kinds.condition(work.session, type)),
    )
    for value, condition in bounds:
        if value:
            ids = ids.where(condition(value))
    if filters.no_end:
        ids = ids.where(_WATCH.ends_on.is_(None))
    return ids.where(_says(filters.text)) if filters.text else ids


def _says(text: str) -> Any:
    clients = select(Client.id).where(matching.contains(text, Client.name))
    contracts = select(Contract.id).where(matching.contains(text, Contract.number))
    return matching.contains(text, _WATCH.title) | _WATCH.client_id.in_(clients) | _WATCH.contract_id.in_(contracts)


def _order(filters: Filters) -> Order:
    column = _SORTED_BY.get(filters.sort, _WATCH.ends_on)
    return Order(_WATCH.id, column, filters.descending, date.min if column.nullable else None)


def _ordered(ids: Select[int], filters: Filters) -> Select[int]:
    column = _SORTED_BY.get(filters.sort, _WATCH.ends_on)
    if filters.descending:
        return ids.order_by(column.desc().nulls_last(), _WATCH.id.desc())
    return ids.order_by(column.asc().nulls_last(), _WATCH.id)


@internal
def rows(work: Work, ids: Sequence[int]) -> list[MonitoringRow]:
    """The rows of these ids, in their order; whoever asks has made sure that the reader may see them."""
    if not ids:
        return []
    found: Any = work.session.connection().execute(_ROWS, {"ids": list(ids)})
    by_id = {row[0]: MonitoringRow(*row) for row in found}
    return [by_id[i] for i in ids]
