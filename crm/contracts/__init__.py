"""Contracts, their lines, contract statuses."""

from crm.contracts.card import ChangeRow, ContractCard, LineRow, get
from crm.contracts.creating import ContractForm, create, create_many
from crm.contracts.handing_over import hand_over, owned
from crm.contracts.lists import ContractRow, choices, ids, listing
from crm.contracts.rules import PALETTE, LineInput
from crm.contracts.service import bin, edit, ids_of_client, next_number, set_status
from crm.contracts.status import (
    StatusRow,
    bin_status,
    copy_status,
    create_status,
    edit_status,
    move_status,
    statuses,
)
from crm.contracts.telling import SUBJECT

__all__ = [
    "PALETTE",
    "SUBJECT",
    "ChangeRow",
    "ContractCard",
    "ContractForm",
    "ContractRow",
    "LineInput",
    "LineRow",
    "StatusRow",
    "bin",
    "bin_status",
    "choices",
    "copy_status",
    "create",
    "create_many",
    "create_status",
    "edit",
    "edit_status",
    "get",
    "hand_over",
    "ids",
    "ids_of_client",
    "listing",
    "move_status",
    "next_number",
    "owned",
    "set_status",
    "statuses",
]
