"""Lists of cases: page by page, and everything filtered for export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from crm.cases import rules
from crm.cases.rules import Filters
from crm.cases.tables import Case, CaseKind
from crm.clients.tables import Client, ClientPerson
from crm.core import matching, places
from crm.core.access import internal, right
from crm.core.listing import Page
from crm.core.places import Order
from crm.core.work import Work
from crm.people.tables import User

VIEW, EXPORT = "cases.view", "cases.export"
CHUNK = 500
_CASE: Any = Case.__table__.c  # columns of tables, not of classes: a list's statements are built anew each time
_KIND: Any = CaseKind.__table__
_CLIENT: Any = Client.__table__
_CONTACT: Any = ClientPerson.__table__
_OWNER: Any = User.__table__
_ROWS = (
    select(
        _CASE.id,
        _CASE.version,
        _CASE.number,
        _CASE.title,
        _KIND.c.name,
        _KIND.c.colour,
        _CASE.client_id,
        _CLIENT.c.name,
        _CONTACT.c.name,
        _CASE.owner_id,
        _OWNER.c.name,
        _CASE.state,
        _CASE.priority,
        _CASE.due_on,
        _CASE.created_at,
    )
    .join(_KIND, _KIND.c.id == _CASE.kind_id)
    .join(_CLIENT, _CLIENT.c.id == _CASE.client_id)
    .outerjoin(_CONTACT, _CONTACT.c.id == _CASE.contact_id)
    .outerjoin(_OWNER, _OWNER.c.id == _CASE.owner_id)
    .where(_CASE.id.in_(bindparam("ids", expanding=True)))
)
_TEXTS = select(_CASE.id, _CASE.description).where(_CASE.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True)
class CaseRow:
    """One case as lists and workbooks show it; `colour` is its kind's, `description` only in workbooks."""

    id: int
    version: int
    number: str
    title: str
    kind: str
    colour: str
    client_id: int
    client: str
    contact: str | None
    owner_id: int | None
    owner: str | None
    state: str
    priority: str
    due_on: date | None
    created_at: datetime
    description: str | None = None


@right(VIEW)
def listing(work: Work, filters: Filters, page: int | str = 1) -> Page[CaseRow]:
    """One page of what the filters ask for; those without a term come last when sorted by it."""
    ids, order = _matching(work, filters), _order(filters)
    few = [ids] if filters.text or _whose(work, filters) is not None else []
    found = places.find(work.session, ids, order, page, gathered=few, walked=_walked(work, filters))
    return found.of(rows(work.as_office(), found.ids))


@right(VIEW)
def ids(work: Work, filters: Filters, *, most: int) -> list[int]:
    """The ids of everything that the same filters list, at most so many, by id."""
    found = _matching(work, filters).order_by(_CASE.id).limit(most)
    return list(work.session.execute(found).scalars())


@right(EXPORT)
def export_rows(work: Work, filters: Filters) -> Iterator[CaseRow]:
    """Everything that the same filters list and this right reaches, in the same order, chunk by chunk."""
    asked = _matching(work, filters).where(work.scope(Case, EXPORT))
    found = list(work.session.execute(_ordered(asked, filters)).scalars())
    for start in range(0, len(found), CHUNK):
        some = found[start : start + CHUNK]
        texts: dict[int, str | None] = dict(work.session.connection().execute(_TEXTS, {"ids": some}).tuples().all())
        yield from (replace(row, description=texts[row.id]) for row in rows(work.as_office(), some))


def _matching(work: Work, filters: Filters) -> Select[int]:
    people = _whose(work, filters)
    ids = _asked(work, filters)
    return ids if people is None else ids.where(_CASE.owner_id.in_(people))


def _whose(work: Work, filters: Filters) -> frozenset[int] | None:
    """The people whose cases are asked for and may be seen; None for everybody's."""
    people = work.whose(VIEW)
    if filters.owner_id is None:
        return people
    asked = frozenset([filters.owner_id])
    return asked if people is None else people & asked


def _walked(work: Work, filters: Filters) -> list[Select[int]]:
    """Selects that together give the same rows, each in the list's order along an index: one for each state."""
    if not filters.states or filters.sort != "due_on":
        return []
    return [_matching(work, replace(filters, states=(state,))) for state in filters.states]


def _asked(work: Work, filters: Filters) -> Select[int]:
    ids = select(_CASE.id).where(_CASE.deleted_at.is_(None))
    bounds: tuple[tuple[Any, Callable[[Any], ColumnElement[bool]]], ...] = (
        (filters.kind_id, _CASE.kind_id.__eq__),
        (filters.priority, _CASE.priority.__eq__),
        (filters.client_id, _CASE.client_id.__eq__),
        (filters.states, _CASE.state.in_),
    )
    for value, condition in bounds:
        if value:
            ids = ids.where(condition(value))
    if filters.overdue:
        ids = ids.where(_CASE.due_on < work.today, _CASE.state.in_(rules.OPEN))
    return ids.where(_says(filters.text)) if filters.text else ids


def _says(text: str) -> Any:
    clients = select(Client.id).where(matching.contains(text, Client.name))
    return matching.contains(text, _CASE.number, _CASE.title) | _CASE.client_id.in_(clients)


def _order(filters: Filters) -> Order:
    if filters.sort == "newest":
        return Order(_CASE.id, descending=not filters.descending)
    return Order(_CASE.id, _CASE.due_on, filters.descending, date.min)


def _ordered(ids: Select[int], filters: Filters) -> Select[int]:
    """The same order for a whole list at once."""
    order = _order(filters)
    down = order.descending
    last = order.id.desc() if down else order.id.asc()
    if order.column is None:
        return ids.order_by(last)
    return ids.order_by((order.column.desc() if down else order.column.asc()).nulls_last(), last)


@internal
def rows(work: Work, ids: Sequence[int]) -> list[CaseRow]:
    """The rows of these ids, in their order; whoever asks has made sure that the reader may see them."""
    if not ids:
        return []
    found: Any = work.session.connection().execute(_ROWS, {"ids": list(ids)})
    by_id = {row[0]: CaseRow(*row) for row in found}
    return [by_id[i] for i in ids]
