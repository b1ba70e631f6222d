"""What a message says of a client, whom it tells, and when nothing more is said: its Subject."""

from __future__ import annotations

from datetime import date

from crm import people
from crm.clients.tables import Client
from crm.core.access import internal
from crm.core.subjects import Facts, Subject
from crm.core.work import Work
from crm.people.tables import User

KIND = "client"


@internal
def audience(work: Work, client_id: int) -> list[int]:
    """The id of its owner, while they are active."""
    found = people.active(work, person_ids=named(work, client_id), team_ids=[])
    return [user.id for user in found]


@internal
def facts(work: Work, client_id: int) -> Facts:
    """What a message says of a client."""
    row = work.session.get_one(Client, client_id)
    owner = work.session.get(User, row.owner_id) if row.owner_id else None
    rows: tuple[tuple[str, str | date | None], ...] = (
        ("field.phone", row.phone),
        ("field.email", row.email),
        ("field.owner_id", owner.name if owner else None),
    )
    return Facts(row.name, tuple(pair for pair in rows if pair[1] is not None), None)


@internal
def is_gone(work: Work, client_id: int) -> str | None:
    """Why nothing more is told of it; None while it is there."""
    row = work.session.get(Client, client_id)
    return "clients.gone_deleted" if row is None or row.deleted_at is not None else None


def path(client_id: int) -> str:
    """Its page in the app."""
    return f"/client?id={client_id}"


@internal
def named(work: Work, client_id: int) -> list[int]:
    """The id of its owner, active or not."""
    owner_id = work.session.get_one(Client, client_id).owner_id
    return [owner_id] if owner_id is not None else []


SUBJECT = Subject(KIND, Client, "clients.view", path, facts, audience, is_gone, named=named)
