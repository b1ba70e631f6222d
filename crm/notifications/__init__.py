"""What is told to whom: kinds, the bell, the outbox, mail accounts."""

from crm.notifications.accounts import (
    AccountRow,
    accounts,
    create_account,
    delete_account,
    edit_account,
)
from crm.notifications.asked import tell_link, tell_now
from crm.notifications.my_test import my_test_outcome, send_me_a_test
from crm.notifications.outbox_actions import cancel, send_again
from crm.notifications.outbox_filters import STATES, OutboxFilters
from crm.notifications.outbox_lists import MessageCard, MessageRow, export_messages, message, message_counts, messages
from crm.notifications.preferences import (
    OfficeCard,
    OwnCard,
    my_preferences,
    office_preferences,
    set_my_preferences,
    set_office_preferences,
)
from crm.notifications.rules import CHANNELS, KINDS, OFFICE_STATES, preferred
from crm.notifications.saying import kind_name
from crm.notifications.servers import configure, default_account
from crm.notifications.service import EntryRow, entries, forget, mark_all_read, mark_read, unread
from crm.notifications.telling import Verdict, tell, tell_summary, would_tell
from crm.notifications.trial import Outcome, outcome, send_test

__all__ = [
    "CHANNELS",
    "KINDS",
    "OFFICE_STATES",
    "STATES",
    "AccountRow",
    "EntryRow",
    "MessageCard",
    "MessageRow",
    "OfficeCard",
    "OutboxFilters",
    "Outcome",
    "OwnCard",
    "Verdict",
    "accounts",
    "cancel",
    "configure",
    "create_account",
    "default_account",
    "delete_account",
    "edit_account",
    "entries",
    "export_messages",
    "forget",
    "kind_name",
    "mark_all_read",
    "mark_read",
    "message",
    "message_counts",
    "messages",
    "my_preferences",
    "my_test_outcome",
    "office_preferences",
    "outcome",
    "preferred",
    "send_again",
    "send_me_a_test",
    "send_test",
    "set_my_preferences",
    "set_office_preferences",
    "tell",
    "tell_link",
    "tell_now",
    "tell_summary",
    "unread",
    "would_tell",
]
