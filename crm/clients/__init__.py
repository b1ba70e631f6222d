"""Clients and their people."""

from crm.clients.addressing import addressees
from crm.clients.consents import (
    ConsentRow,
    Leaving,
    consents_of,
    leave,
    leave_token,
    leaving,
    may_write,
    note_consent,
)
from crm.clients.handing_over import hand_over, owned
from crm.clients.instead import write_instead
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
from crm.clients.telling import SUBJECT

__all__ = [
    "SUBJECT",
    "ClientCard",
    "ClientRow",
    "ConsentRow",
    "Leaving",
    "PersonRow",
    "add_person",
    "addressees",
    "bin",
    "choices",
    "consents_of",
    "create",
    "edit",
    "edit_person",
    "get",
    "hand_over",
    "ids",
    "leave",
    "leave_token",
    "leaving",
    "listing",
    "may_write",
    "note_consent",
    "owned",
    "remove_person",
    "write_instead",
]
