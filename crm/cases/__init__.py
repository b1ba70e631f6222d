"""Cases: what clients want, who answers for it, until when."""

from crm.cases.card import CaseCard, get
from crm.cases.handing_over import hand_over, owned
from crm.cases.kindbook import KindRow, copy_kind, create_kind, delete_kind, edit_kind, ensure_kinds, kinds, move_kind
from crm.cases.lists import CaseRow, export_rows, ids, listing
from crm.cases.rules import OPEN, STATES, WAYS, Filters, is_overdue
from crm.cases.service import assign, bin, create, edit, ids_of_client, move
from crm.cases.subject import SUBJECT

__all__ = [
    "OPEN",
    "STATES",
    "SUBJECT",
    "WAYS",
    "CaseCard",
    "CaseRow",
    "Filters",
    "KindRow",
    "assign",
    "bin",
    "copy_kind",
    "create",
    "create_kind",
    "delete_kind",
    "edit",
    "edit_kind",
    "ensure_kinds",
    "export_rows",
    "get",
    "hand_over",
    "ids",
    "ids_of_client",
    "is_overdue",
    "kinds",
    "listing",
    "move",
    "move_kind",
    "owned",
]
