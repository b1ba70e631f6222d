"""Imports clients: companies unless the file says otherwise."""

from __future__ import annotations

from collections.abc import Collection

from crm import clients
from crm.clients import rules
from crm.clients.tables import Client
from crm.core.access import right
from crm.core.work import Work
from crm.flows.imports.kinds import Current, Kind, Values

COLUMNS = ("is_company", "name", "first_name", "last_name", "nip", "email", "phone", "address", "note", "owner_id")


def kept(values: Values) -> Values:
    """The values in the form in which they are stored; wrong ones stay, for the service to refuse."""
    found = dict(values)
    for name, read in (("nip", rules.nip_of), ("email", rules.email_of), ("phone", rules.phone_of)):
        if found.get(name):
            found[name] = read(found[name]) or found[name]
    if not found.get("is_company", True):
        found["name"] = " ".join(part for part in (found.get("first_name"), found.get("last_name")) if part)
    return found


@right("imports.create")
def current(work: Work, ids: Collection[int]) -> dict[int, Current]:
    """The clients of these ids that are not in the bin."""
    rows = work.session.execute(work.visible(Client, "clients.view").where(Client.id.in_(ids))).scalars()
    return {row.id: Current(row.version, {name: getattr(row, name) for name in COLUMNS}) for row in rows}


@right("imports.create")
def create(work: Work, values: Values, is_told: bool) -> int:
    """Add one client."""
    return clients.create(work, **values)


@right("imports.create")
def edit(work: Work, id: int, old: Current, values: Values, is_told: bool) -> None:
    """Change one client."""
    clients.edit(work, id, old.version, **values)


KIND = Kind(Client, "clients.view", {"is_company": True}, frozenset({"is_company"}), kept, current, create, edit)
