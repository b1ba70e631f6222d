"""The oracle of clients and their people."""

from __future__ import annotations

from crm import clients
from tests.security.rights_terms import (
    EDITS,
    MAKES,
    NEW,
    ROW,
    SEEN,
    Op,
    every,
    kept_owner,
    listed,
    owner,
)

ORACLE: dict[str, Op] = {
    "clients.lists.listing": listed(
        lambda k, w, x: w.letters([row.id for row in clients.listing(k).rows], w.client), ROW, SEEN
    ),
    "clients.lists.choices": listed(
        lambda k, w, x: w.letters([one.id for one in clients.choices(k)], w.client), ROW, SEEN
    ),
    "clients.service.get": Op(lambda k, w, x: clients.get(k, w.client[x]), ROW, SEEN),
    "clients.service.create": Op(
        lambda k, w, x: clients.create(k, is_company=True, name="New", owner_id=owner(w, x)), NEW, MAKES
    ),
    "clients.service.edit": Op(
        lambda k, w, x: clients.edit(k, w.client[x], None, is_company=True, name="Changed", owner_id=kept_owner(w, x)),
        ROW, EDITS, every("clients.view"),
    ),
    "clients.service.add_person": Op(
        lambda k, w, x: clients.add_person(k, w.client[x], name="New"), ROW, EDITS, every("clients.view")
    ),
    "clients.service.edit_person": Op(
        lambda k, w, x: clients.edit_person(k, w.contact[x], 1, name="Changed"), ROW, EDITS, every("clients.view")
    ),
    "clients.service.remove_person": Op(
        lambda k, w, x: clients.remove_person(k, w.contact[x], 1), ROW, EDITS, every("clients.view")
    ),
    "clients.service.bin": Op(lambda k, w, x: clients.bin(k, w.client[x], None), ROW, EDITS, every("clients.view")),
}  # fmt: skip
