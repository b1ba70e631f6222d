"""Imports contact persons of clients."""

from __future__ import annotations

from collections.abc import Collection

from crm import clients
from crm.clients import rules
from crm.clients.tables import ClientPerson
from crm.core.access import right
from crm.core.errors import Invalid
from crm.core.work import Work
from crm.flows.imports.kinds import Current, Kind, Values

COLUMNS = ("client_id", "name", "position", "email", "phone", "is_main")


def kept(values: Values) -> Values:
    """Addresses and numbers in the form in which they are stored; wrong ones stay, for the service to refuse."""
    found = dict(values)
    for name, read in (("email", rules.email_of), ("phone", rules.phone_of)):
        if found.get(name):
            found[name] = read(found[name]) or found[name]
    return found


@right("imports.create")
def current(work: Work, ids: Collection[int]) -> dict[int, Current]:
    """The contact persons of these ids that are not in the bin."""
    rows = work.session.execute(work.visible(ClientPerson, "clients.view").where(ClientPerson.id.in_(ids))).scalars()
    return {row.id: Current(row.version, {name: getattr(row, name) for name in COLUMNS}) for row in rows}


@right("imports.create")
def create(work: Work, values: Values, is_told: bool) -> int:
    """Add one contact person to their client."""
    if values.get("client_id") is None:
        raise Invalid("error.required", "client")
    return clients.add_person(work, **values)


@right("imports.create")
def edit(work: Work, id: int, old: Current, values: Values, is_told: bool) -> None:
    """Change one contact person."""
    own = {name: value for name, value in values.items() if name != "client_id"}
    clients.edit_person(work, id, old.version, **own)


KIND = Kind(
    ClientPerson,
    "clients.view",
    {"is_main": False},
    frozenset({"client_id", "is_main"}),
    kept,
    current,
    create,
    edit,
    within="client_id",
)
