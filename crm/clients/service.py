"""What may be done with clients and their people: look, add, edit, put into the bin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm import people
from crm.clients import rules
from crm.clients.tables import Client, ClientPerson
from crm.core.access import right
from crm.core.errors import Problem, refuse_any
from crm.core.work import Work
from crm.people.tables import User

VIEW, CREATE, EDIT, DELETE = "clients.view", "clients.create", "clients.edit", "clients.delete"


@dataclass(frozen=True)
class PersonRow:
    """One contact person of a client."""

    id: int
    version: int
    name: str
    position: str | None
    email: str | None
    phone: str | None
    is_main: bool


@dataclass(frozen=True)
class ClientCard:
    """Everything about one client."""

    id: int
    version: int
    is_company: bool
    name: str
    first_name: str | None
    last_name: str | None
    nip: str | None
    email: str | None
    phone: str | None
    address: str | None
    note: str | None
    owner_id: int | None
    owner: str | None
    people: list[PersonRow]


@right(VIEW)
def get(work: Work, id: int) -> ClientCard:
    """One client with its people, the main one first."""
    row = work.fetch(Client, id, VIEW)
    owner = work.session.get(User, row.owner_id) if row.owner_id else None
    own = {name: getattr(row, name) for name in rules.Details.__dataclass_fields__}
    persons = [
        PersonRow(p.id, p.version, p.name, p.position, p.email, p.phone, p.is_main) for p in _people(work, row.id)
    ]
    return ClientCard(
        row.id, row.version, **own, owner_id=row.owner_id, owner=owner.name if owner else None, people=persons
    )


@right(CREATE)
def create(work: Work, /, *, is_company: bool, owner_id: int | None = None, **details: Any) -> int:
    """Add a client, one's own unless an owner is given; its id. Details: name, first_name, last_name, nip, email,
    phone, address, note."""
    owner_id = work.me.person_id if owner_id is None else owner_id
    work.require(CREATE, owner_id)
    read, problems = rules.read(is_company=is_company, **details)
    refuse_any(problems + _nip_taken(work, read.nip) + _owner_gone(work, owner_id))
    row = Client(**read.values(), owner_id=owner_id)
    work.session.add(row)
    work.session.flush()
    return row.id


@right(EDIT)
def edit(
    work: Work, /, id: int, version: int | None, *, is_company: bool, owner_id: int | None = None, **details: Any
) -> None:
    """Change a client: every field as for `create`, None or "" empties one; an owner of None makes it nobody's."""
    row = work.fetch(Client, id, EDIT, version)
    read, problems = rules.read(is_company=is_company, **details)
    if owner_id != row.owner_id:
        work.require(EDIT, owner_id)
        problems += _owner_gone(work, owner_id)
    refuse_any(problems + _nip_taken(work, read.nip, row.id))
    for name, value in {**read.values(), "owner_id": owner_id}.items():
        setattr(row, name, value)
    work.session.flush()


@right(EDIT)
def add_person(
    work: Work,
    client_id: int,
    *,
    name: str,
    position: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    is_main: bool = False,
) -> int:
    """Add a contact person; the first one is the main one, a new main one takes over from the old. Its id."""
    client = work.fetch(Client, client_id, EDIT)
    read, problems = rules.read_person(name=name, position=position, email=email, phone=phone, is_main=is_main)
    refuse_any(problems)
    person = ClientPerson(client_id=client.id, **read.values())
    others = _people(work, client.id)
    work.session.add(person)
    _keep_one_main(person, others)
    work.session.flush()
    return person.id


@right(EDIT)
def edit_person(
    work: Work,
    id: int,
    version: int | None,
    *,
    name: str,
    position: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    is_main: bool = False,
) -> None:
    """Change a contact person; the main one stays so until another is made the main one."""
    person = work.fetch(ClientPerson, id, EDIT, version)
    read, problems = rules.read_person(name=name, position=position, email=email, phone=phone, is_main=is_main)
    refuse_any(problems)
    for column, value in read.values().items():
        setattr(person, column, value)
    _keep_one_main(person, [other for other in _people(work, person.client_id) if other is not person])
    work.session.flush()


@right(EDIT)
def remove_person(work: Work, id: int, version: int | None) -> None:
    """Put a contact person into the bin; when it was the main one, the next becomes so."""
    person = work.fetch(ClientPerson, id, EDIT, version)
    others = [other for other in _people(work, person.client_id) if other is not person]
    person.deleted_at = work.now
    if person.is_main and others:
        others[0].is_main = True
    work.session.flush()


@right(DELETE)
def bin(work: Work, id: int, version: int | None) -> Client:
    """Put a client and its people into the bin; what else hangs on it is the matter of `flows.bin`."""
    row = work.fetch(Client, id, DELETE, version)
    for record in (row, *_people(work, row.id)):
        record.deleted_at = work.now
    work.session.flush()
    return row


def _people(work: Work, client_id: int) -> list[ClientPerson]:
    found = select(ClientPerson).where(ClientPerson.client_id == client_id, ClientPerson.deleted_at.is_(None))
    return list(work.session.execute(found.order_by(ClientPerson.is_main.desc(), ClientPerson.id)).scalars())


def _keep_one_main(person: ClientPerson, others: list[ClientPerson]) -> None:
    if not any(other.is_main for other in others):
        person.is_main = True
    for other in others:
        if person.is_main and other.is_main:
            other.is_main = False


def _nip_taken(work: Work, nip: str | None, own_id: int | None = None) -> list[Problem]:
    if nip is None:
        return []
    work.lock("client nip")
    same = select(Client.name).where(work.scope(Client, VIEW), Client.nip == nip, Client.id != (own_id or 0))
    name = work.session.execute(same.limit(1)).scalar_one_or_none()
    return [] if name is None else [Problem("clients.nip_taken", "nip", {"name": name})]


def _owner_gone(work: Work, owner_id: int | None) -> list[Problem]:
    if owner_id is None or people.active(work.as_office(), person_ids=[owner_id], team_ids=[]):
        return []
    return [Problem("clients.owner_gone", "owner_id")]
