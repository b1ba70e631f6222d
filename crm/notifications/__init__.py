"""What is told to whom: kinds, the bell, the outbox, mail accounts."""

from crm.notifications.accounts import (
    AccountRow,
    accounts,
    create_account,
    edit_account,
    outcome,
    send_test,
)
from crm.notifications.rules import KINDS
from crm.notifications.servers import configure, default_account
from crm.notifications.service import EntryRow, entries, forget, mark_all_read, mark_read, unread
from crm.notifications.telling import tell, tell_summary

__all__ = [
    "KINDS",
    "AccountRow",
    "EntryRow",
    "accounts",
    "configure",
    "create_account",
    "default_account",
    "edit_account",
    "entries",
    "forget",
    "mark_all_read",
    "mark_read",
    "outcome",
    "send_test",
    "tell",
    "tell_summary",
    "unread",
]
