"""What may be done with cases: add, edit, move through the states, give to somebody, put into the bin."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm import people
from crm.cases import rules, telling
from crm.cases.tables import Case, CaseKind
from crm.clients.tables import Client, ClientPerson
from crm.core import matching
from crm.core.access import internal, right
from crm.core.errors import Problem, refuse_any
from crm.core.work import Work

VIEW, CREATE, EDIT, DELETE = "cases.view", "cases.create", "cases.edit", "cases.delete"


@right(CREATE)
def create(
    work: Work,
    /,
    *,
    client_id: int | None,
    kind_id: int | None,
    contact_id: int | None = None,
    owner_id: int | None = None,
    **details: Any,
) -> int:
    """Add a case with the next number, one's own unless an owner is given, who is told at once; its id.

    Details: title, priority, due_on, description.
    """
    owner_id = work.me.person_id if owner_id is None else owner_id
    work.require(CREATE, owner_id)
    client = None if client_id is None else work.fetch(Client, client_id, "clients.view").id
    read, problems = rules.read(**details)
    problems += _client_missing(client) + _kind_wrong(work, kind_id) + _contact_wrong(work, contact_id, client)
    refuse_any(problems + _owner_gone(work, owner_id))
    row = Case(number=_next_number(work), state=rules.NEW, kind_id=kind_id, client_id=client, contact_id=contact_id)
    _set(work, row, owner_id=owner_id, **read.values())
    telling.tell_owner(work.as_office(), row)
    return row.id


@right(EDIT)
def edit(
    work: Work,
    /,
    id: int,
    version: int | None,
    *,
    client_id: int | None,
    kind_id: int | None,
    contact_id: int | None = None,
    owner_id: int | None = None,
    tell: bool = True,
    **details: Any,
) -> None:
    """Change every field of a case but its number and state; details as for `create`.

    What it has already may have been switched off, or have left, since. An owner of None makes it nobody's; another
    one is told, unless very many are given away at once (`tell`).
    """
    row = work.fetch(Case, id, EDIT, version)
    read, problems = rules.read(**details)
    problems += _client_missing(client_id)
    if client_id not in (None, row.client_id):
        client_id = work.fetch(Client, client_id, "clients.view").id
    if kind_id != row.kind_id:
        problems += _kind_wrong(work, kind_id)
    if (contact_id, client_id) != (row.contact_id, row.client_id):
        problems += _contact_wrong(work, contact_id, client_id)
    is_given = owner_id != row.owner_id
    if is_given:
        work.require(EDIT, owner_id)
        problems += _owner_gone(work, owner_id)
    refuse_any(problems)
    pointers = {"client_id": client_id, "kind_id": kind_id, "contact_id": contact_id, "owner_id": owner_id}
    _set(work, row, **pointers, **read.values())
    if is_given and tell:
        telling.tell_owner(work.as_office(), row)


@right(EDIT)
def assign(work: Work, id: int, owner_id: int | None, version: int | None) -> None:
    """Give a case to somebody, who is told at once, or to nobody."""
    row = work.fetch(Case, id, EDIT, version)
    if owner_id == row.owner_id:
        return
    work.require(EDIT, owner_id)
    refuse_any(_owner_gone(work, owner_id))
    _set(work, row, owner_id=owner_id)
    telling.tell_owner(work.as_office(), row)


@right(EDIT)
def move(work: Work, id: int, state: str | None, version: int | None) -> None:
    """Move a case to another state; Invalid when no way leads there, or when nobody would answer for an open one
    because its owner has left."""
    row = work.fetch(Case, id, EDIT, version)
    problems = rules.check_way(row.state, state)
    if not problems and row.state not in rules.OPEN:
        problems = [Problem("cases.owner_left") for _ in _owner_gone(work, row.owner_id)]
    refuse_any(problems)
    _set(work, row, state=state)


@right(DELETE)
def bin(work: Work, id: int, version: int | None) -> Case:
    """Put a case into the bin; what else hangs on it is the matter of `flows.bin`."""
    row = work.fetch(Case, id, DELETE, version)
    row.deleted_at = work.now
    work.session.flush()
    return row


@internal
def ids_of_client(work: Work, client_id: int) -> list[int]:
    """The cases of a client that are not in the bin."""
    found = select(Case.id).where(Case.client_id == client_id, Case.deleted_at.is_(None))
    return list(work.session.execute(found.order_by(Case.id)).scalars())


def _set(work: Work, row: Case, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    work.session.add(row)
    work.session.flush()


def _next_number(work: Work) -> str:
    """The next number of the year. They are given under a lock and never changed: the newest case has the highest."""
    work.lock("case number")
    year = work.today.year
    this_year = select(Case.number).where(matching.framed(Case.number, rules.prefix(year), ""))
    number = work.session.execute(this_year.order_by(Case.id.desc()).limit(1)).scalar_one_or_none()
    return rules.number_of(year, 1 + (rules.running_of(number) if number else 0))


def _client_missing(client_id: int | None) -> list[Problem]:
    return [Problem("error.required", "client_id")] if client_id is None else []


def _kind_wrong(work: Work, kind_id: int | None) -> list[Problem]:
    if kind_id is None:
        return [Problem("error.required", "kind_id")]
    active = select(CaseKind.id).where(CaseKind.id == kind_id, CaseKind.deleted_at.is_(None), CaseKind.is_active)
    return [] if _is_id(kind_id) and work.session.execute(active).first() else [Problem("cases.kind_gone", "kind_id")]


def _contact_wrong(work: Work, contact_id: int | None, client_id: int | None) -> list[Problem]:
    if contact_id is None:
        return []
    theirs = ClientPerson.client_id == client_id, ClientPerson.deleted_at.is_(None)
    found = select(ClientPerson.id).where(ClientPerson.id == contact_id, *theirs)
    is_theirs = _is_id(contact_id) and work.session.execute(found).first() is not None
    return [] if is_theirs else [Problem("cases.contact_gone", "contact_id")]


def _owner_gone(work: Work, owner_id: int | None) -> list[Problem]:
    if owner_id is None:
        return []
    is_here = _is_id(owner_id) and people.active(work.as_office(), person_ids=[owner_id], team_ids=[])
    return [] if is_here else [Problem("cases.owner_gone", "owner_id")]


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63
