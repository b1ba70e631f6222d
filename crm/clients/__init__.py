"""Clients and their people."""

from crm.clients.lists import ClientRow, choices, listing
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
    "listing",
    "remove_person",
]
