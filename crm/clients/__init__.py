"""Clients and their people."""

from crm.clients.handing_over import hand_over, owned
from crm.clients.lists import ClientRow, choices, ids, listing
from crm.clients.service import (
    ClientCard,
    PersonRow,
    add_person,
    bin,
    create,
    edit,
    edit_person,
    get,
    remove_person,
)

__all__ = [
    "ClientCard",
    "ClientRow",
    "PersonRow",
    "add_person",
    "bin",
    "choices",
    "create",
    "edit",
    "edit_person",
    "get",
    "hand_over",
    "ids",
    "listing",
    "owned",
    "remove_person",
]
