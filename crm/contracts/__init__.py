"""Contracts, their lines, contract statuses."""

from crm.contracts.card import ChangeRow, ContractCard, LineRow, get
from crm.contracts.lists import ContractRow, choices, listing
from crm.contracts.rules import PALETTE, LineInput
from crm.contracts.service import bin, create, edit, ids_of_client, next_number, set_status
from crm.contracts.status import StatusRow, create_status, edit_status, statuses

__all__ = [
    "PALETTE",
    "ChangeRow",
    "ContractCard",
    "ContractRow",
    "LineInput",
    "LineRow",
    "StatusRow",
    "bin",
    "choices",
    "create",
    "create_status",
    "edit",
    "edit_status",
    "get",
    "ids_of_client",
    "listing",
    "next_number",
    "set_status",
    "statuses",
]
