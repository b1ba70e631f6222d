"""Whom at a client a message goes to, and where."""

from __future__ import annotations

from sqlalchemy import select

from crm.clients import rules
from crm.clients.tables import Client, ClientPerson
from crm.core.access import internal
from crm.core.work import Work
from crm.notifications import Addressee


@internal
def addressees(work: Work, client_id: int, person_id: int | None, channel: str) -> list[Addressee]:
    """Who could be written to, the first choice first: the contact person of the matter, the client's main one, the
    client itself. Whoever has no usable address for the channel is left out; nobody is, when the client is gone."""
    client = work.session.get(Client, client_id)
    if client is None or client.deleted_at is not None:
        return []
    theirs = (ClientPerson.client_id == client.id) & ClientPerson.deleted_at.is_(None)
    wanted = theirs & (ClientPerson.is_main | (ClientPerson.id == (person_id or 0)))
    people = list(work.session.execute(select(ClientPerson).where(wanted).order_by(ClientPerson.id)).scalars())
    people.sort(key=lambda person: person.id != person_id)
    rows: list[tuple[int | None, Client | ClientPerson]] = [*((person.id, person) for person in people), (None, client)]
    found = [(id, row.name, _address(row, channel)) for id, row in rows]
    return [Addressee(client.id, id, name, address) for id, name, address in found if address]


def _address(row: Client | ClientPerson, channel: str) -> str | None:
    return rules.phone_of(row.phone) if channel == "sms" else rules.email_of(row.email)
