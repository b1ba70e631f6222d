"""Lists of clients: page by page, and to choose one from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, select

from crm.clients.tables import Client
from crm.core import listing as lists
from crm.core import matching, places
from crm.core.access import right
from crm.core.listing import Choice, Page
from crm.core.places import Order
from crm.core.work import Work
from crm.people.tables import User

VIEW = "clients.view"
SORTS: dict[str, Order] = {"name": Order(Client.id, Client.name), "created": Order(Client.id)}


@dataclass(frozen=True)
class ClientRow:
    """One client as lists show it."""

    id: int
    name: str
    is_company: bool
    nip: str | None
    email: str | None
    phone: str | None
    owner: str | None
    owner_id: int | None


@right(VIEW)
def listing(
    work: Work,
    *,
    text: str = "",
    owner_id: int | None = None,
    sort: str = "name",
    descending: bool = False,
    page: int | str = 1,
) -> Page[ClientRow]:
    """One page of the clients whose name, NIP, e-mail or phone contains the text."""
    ids = _asked(work, text, owner_id)
    order = replace(SORTS.get(sort, SORTS["name"]), descending=descending)
    found = places.find(work.session, ids, order, page, gathered=[ids] if text.strip() else ())
    return found.of(_rows(work, found.ids))


@right(VIEW)
def ids(work: Work, *, text: str = "", owner_id: int | None = None, most: int) -> list[int]:
    """The ids of everything that the same filters list, by id, at most so many."""
    found = _asked(work, text, owner_id).order_by(Client.id).limit(most)
    return list(work.session.execute(found).scalars())


@right(VIEW)
def choices(work: Work, text: str = "", *, limit: int = lists.PAGE) -> list[Choice]:
    """The first `limit` visible clients whose name contains the text, by name."""
    found = select(Client.id, Client.name).where(work.scope(Client, VIEW))
    if text.strip():
        found = found.where(matching.contains(text, Client.name))
    rows = work.session.execute(found.order_by(Client.name, Client.id).limit(limit)).tuples()
    return [Choice(id, name) for id, name in rows]


def _asked(work: Work, text: str, owner_id: int | None) -> Select[int]:
    ids = select(Client.id).where(work.scope(Client, VIEW))
    if text.strip():
        ids = ids.where(_says(text))
    if owner_id is not None:
        ids = ids.where(Client.owner_id == owner_id)
    return ids


def _says(text: str) -> ColumnElement[bool]:
    found = matching.contains(text, Client.name, Client.nip, Client.email, Client.phone)
    digits = "".join(sign for sign in text if sign.isdigit())
    is_number = len(digits) >= 3 and not any(sign.isalpha() for sign in text)
    return found | matching.contains(digits, Client.nip, Client.phone) if is_number else found


def _rows(work: Work, ids: list[int]) -> list[ClientRow]:
    columns = (
        Client.id,
        Client.name,
        Client.is_company,
        Client.nip,
        Client.email,
        Client.phone,
        User.name,
        Client.owner_id,
    )
    found = select(*columns).outerjoin(User, User.id == Client.owner_id).where(Client.id.in_(ids))
    by_id = {row[0]: ClientRow(*row) for row in work.session.execute(found).tuples()} if ids else {}
    return [by_id[i] for i in ids]
