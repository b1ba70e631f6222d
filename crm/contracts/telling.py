"""What a message says of a contract, whom it tells, and when nothing more is said: its Subject."""

from __future__ import annotations

from datetime import date

from crm import people
from crm.clients.tables import Client
from crm.contracts.tables import Contract, Status
from crm.core.access import internal
from crm.core.subjects import Facts, Subject
from crm.core.work import Work
from crm.people.tables import User

KIND = "contract"


@internal
def audience(work: Work, contract_id: int) -> list[int]:
    """The id of its owner, while they are active."""
    found = people.active(work, person_ids=named(work, contract_id), team_ids=[])
    return [user.id for user in found]


@internal
def facts(work: Work, contract_id: int) -> Facts:
    """What a message says of a contract."""
    row = work.session.get_one(Contract, contract_id)
    client = work.session.get_one(Client, row.client_id)
    owner = work.session.get(User, row.owner_id) if row.owner_id else None
    rows: tuple[tuple[str, str | date | None], ...] = (
        ("field.client_id", client.name),
        ("field.status_id", work.session.get_one(Status, row.status_id).name),
        ("field.ends_on", row.ends_on),
        ("field.owner_id", owner.name if owner else None),
    )
    return Facts(f"{row.number} – {client.name}", tuple(pair for pair in rows if pair[1] is not None), row.ends_on)


@internal
def is_gone(work: Work, contract_id: int) -> str | None:
    """Why nothing more is told of it; None while it and its client are there."""
    row = work.session.get(Contract, contract_id)
    if row is None or row.deleted_at is not None:
        return "contracts.gone_deleted"
    return "contracts.gone_deleted" if work.session.get_one(Client, row.client_id).deleted_at else None


def path(contract_id: int) -> str:
    """Its page in the app."""
    return f"/contract?id={contract_id}"


@internal
def named(work: Work, contract_id: int) -> list[int]:
    """The id of its owner, active or not."""
    owner_id = work.session.get_one(Contract, contract_id).owner_id
    return [owner_id] if owner_id is not None else []


BESIDE = (("client_id", Client),)
SUBJECT = Subject(KIND, Contract, "contracts.view", path, facts, audience, is_gone, named=named, beside=BESIDE)
