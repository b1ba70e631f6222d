"""The oracle of what is told to whom: preferences, accounts, the outbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from crm import notifications
from crm.core.work import Work
from crm.notifications.tables import Entry
from tests.security.rights_terms import (
    ADMIN,
    OFFICE,
    WHOLE,
    Op,
    listed,
)
from tests.security.rights_world import World

NEWS = ("monitoring.ending", "email")


def account_fields() -> dict[str, Any]:
    fields = {"name": "Other", "host": "smtp.example.test", "port": 25, "security": "none", "sender": "a@example.test"}
    return {**fields, "username": None, "password": None}


def count_unread(work: Work, w: World, _: str) -> str:
    mine = select(Entry.id).where(Entry.person_id == w.pat, Entry.read_at.is_(None))
    return "o" if notifications.unread(work) == len(work.session.execute(mine).all()) > 0 else ""


def read_all(work: Work, w: World, _: str) -> str:
    notifications.mark_all_read(work)
    done = select(Entry.id).where(Entry.read_at.is_not(None))
    return w.letters(work.session.execute(done).scalars(), w.entry)


ORACLE: dict[str, Op] = {
    "notifications.accounts.accounts": listed(
        lambda k, w, x: "n" * len(notifications.accounts(k)), ("", "", "n"), ("n", "n", "", "")
    ),
    "notifications.ailing.ailing": Op(lambda k, w, x: notifications.ailing(k), WHOLE, ("*", "*", "", "")),
    "notifications.accounts.create_account": Op(
        lambda k, w, x: notifications.create_account(k, **account_fields()), WHOLE, ADMIN
    ),
    "notifications.accounts.edit_account": Op(
        lambda k, w, x: notifications.edit_account(k, w.account, 1, **account_fields()),
        WHOLE, ADMIN, {"office.view": ("", "", "", "*")},
    ),
    "notifications.accounts.delete_account": Op(
        lambda k, w, x: notifications.delete_account(k, w.account, 1),
        WHOLE, ADMIN, {"office.view": ("", "", "", "*")},
    ),
    "notifications.trial.send_test": Op(
        lambda k, w, x: notifications.send_test(k, None, "me@example.test"), WHOLE, ADMIN
    ),
    "notifications.trial.outcome": Op(lambda k, w, x: notifications.outcome(k, w.message), WHOLE, ADMIN),
    "notifications.outbox_lists.messages": Op(
        lambda k, w, x: notifications.messages(k, notifications.OutboxFilters()), WHOLE, ("*", "*", "", "")
    ),
    "notifications.outbox_lists.message_counts": Op(
        lambda k, w, x: notifications.message_counts(k), WHOLE, ("*", "*", "", "")
    ),
    "notifications.outbox_lists.export_messages": Op(
        lambda k, w, x: list(notifications.export_messages(k, notifications.OutboxFilters())), WHOLE, ("*", "*", "", "")
    ),
    "notifications.outbox_lists.message": Op(
        lambda k, w, x: notifications.message(k, w.message), WHOLE, ("*", "*", "", "")
    ),
    "notifications.outbox_actions.send_again": Op(
        lambda k, w, x: notifications.send_again(k, w.message), WHOLE, ADMIN
    ),
    "notifications.outbox_actions.cancel": Op(lambda k, w, x: notifications.cancel(k, w.message), WHOLE, ADMIN),
    "notifications.service.unread": listed(count_unread, ("o", "o", "o"), ("o",) * 4),
    "notifications.service.entries": listed(
        lambda k, w, x: w.letters([row.id for row in notifications.entries(k).rows], w.entry),
        ("o", "o", "o"), ("o",) * 4,
    ),
    "notifications.service.mark_read": Op(
        lambda k, w, x: notifications.mark_read(k, w.entry[x]), ("o", "o", "o"), ("o",) * 4
    ),
    "notifications.service.mark_all_read": listed(read_all, ("o", "o", "o"), ("o",) * 4),
    "notifications.preferences.office_preferences": Op(
        lambda k, w, x: notifications.office_preferences(k), OFFICE, ("*", "*", "", "")
    ),
    "notifications.preferences.set_office_preferences": Op(
        lambda k, w, x: notifications.set_office_preferences(k, {NEWS: "off"}), WHOLE, ADMIN
    ),
}  # fmt: skip
# About oneself: whoever is signed in may, whatever their role; other tests show that nobody else is touched.
OWN: dict[str, Callable[[Work, World], Any]] = {
    "notifications.preferences.my_preferences": lambda k, w: notifications.my_preferences(k),
    "notifications.preferences.set_my_preferences": lambda k, w: notifications.set_my_preferences(k, {NEWS: False}),
    "notifications.my_test.send_me_a_test": lambda k, w: notifications.send_me_a_test(k),
    "notifications.my_test.my_test_outcome": lambda k, w: notifications.my_test_outcome(
        k, notifications.send_me_a_test(k)
    ),
}
