"""A case's card: everything about one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from crm.cases.tables import Case, CaseKind
from crm.clients.tables import Client, ClientPerson
from crm.core.access import right
from crm.core.work import Work
from crm.people.tables import User

VIEW = "cases.view"


@dataclass(frozen=True)
class CaseCard:
    """Everything about one case; `colour` is its kind's."""

    id: int
    version: int
    number: str
    title: str
    kind_id: int
    kind: str
    colour: str
    client_id: int
    client: str
    contact_id: int | None
    contact: str | None
    owner_id: int | None
    owner: str | None
    state: str
    priority: str
    due_on: date | None
    description: str | None
    created_at: datetime


@right(VIEW)
def get(work: Work, id: int) -> CaseCard:
    """One case with the names of all that it points to."""
    row = work.fetch(Case, id, VIEW)
    kind = work.session.get_one(CaseKind, row.kind_id)
    contact = work.session.get(ClientPerson, row.contact_id) if row.contact_id else None
    owner = work.session.get(User, row.owner_id) if row.owner_id else None
    return CaseCard(
        id=row.id,
        version=row.version,
        number=row.number,
        title=row.title,
        kind_id=row.kind_id,
        kind=kind.name,
        colour=kind.colour,
        client_id=row.client_id,
        client=work.session.get_one(Client, row.client_id).name,
        contact_id=row.contact_id,
        contact=contact.name if contact else None,
        owner_id=row.owner_id,
        owner=owner.name if owner else None,
        state=row.state,
        priority=row.priority,
        due_on=row.due_on,
        description=row.description,
        created_at=row.created_at,
    )
