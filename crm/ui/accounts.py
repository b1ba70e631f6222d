"""Mail accounts on the screen: one form for new and known ones, a test of exactly this one, away with it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm import notifications, people
from crm.core.i18n import t
from crm.notifications import AccountRow
from crm.ui import fields, frame
from crm.ui.text import say
from crm.ui.work import changing, reading, seen

SECURITY = ["starttls", "tls", "none"]
MOST_PER_MINUTE = 100_000


def form_of(account: AccountRow | None) -> str:
    """The name of an account's form."""
    return f"account-{account.id}" if account else "account"


def fold(account: AccountRow) -> None:
    """A known account: what it is, its form unless the settings say it, a test, away with it."""
    notes = [t("accounts.default")] if account.is_default else []
    notes.append(account.sender)
    with frame.fold(account.name, note=" · ".join(notes), form=form_of(account)):
        if account.id == 0:
            frame.hint("accounts.from_settings")
            _facts(account)
        else:
            form(account)
        test(account)
        if account.id:
            away(account)


def form(account: AccountRow | None, *, is_first: bool = False) -> None:
    """The fields of an account, and saving them; `is_first`: mail goes out from this one, whatever is wished."""
    name = form_of(account)
    frame.trouble(name, account)
    values = _fields(name, account) | _password(name, account)
    if is_first:
        frame.hint("accounts.first_is_default")
    elif account and account.is_default:
        frame.hint("accounts.is_the_default")
    else:
        values["is_default"] = fields.switch(name, "is_default", bool(account and account.is_chosen))
    if fields.save(name):
        with changing(name, "accounts.saved") as writer:
            if account:
                notifications.edit_account(writer, account.id, seen(name, account), **values)
            else:
                notifications.create_account(writer, **values)


def _fields(name: str, account: AccountRow | None) -> dict[str, Any]:
    def security(value: str) -> str:
        return t(f"accounts.security_{value}")

    with st.container(horizontal=True, vertical_alignment="top"):
        values: dict[str, Any] = {
            "name": fields.text(name, "account_name", account.name if account else None, needed=True)
        }
        values["sender"] = fields.text(name, "sender", account.sender if account else None, needed=True)
    with st.container(horizontal=True, vertical_alignment="top"):
        values["host"] = fields.text(name, "host", account.host if account else None, needed=True)
        values["port"] = fields.count(name, "port", account.port if account else 587)
        held = account.security if account else "starttls"
        values["security"] = fields.pick(name, "security", SECURITY, held, security, needed=True)
    with st.container(horizontal=True, vertical_alignment="top"):
        values["reply_to"] = fields.text(name, "reply_to", account.reply_to if account else None)
        values["per_minute"] = fields.limit(name, "per_minute", account.per_minute if account else None)
        values["connections"] = fields.count(name, "connections", account.connections if account else 4)
    values["username"] = fields.text(name, "username", account.username if account else None)
    return values


def _password(name: str, account: AccountRow | None) -> dict[str, Any]:
    """A typed password is kept; an empty field keeps the one there is, unless it is to be forgotten."""
    given = fields.text(name, "account_password", kind="password")
    is_forgotten = False
    if account and account.has_password:
        frame.hint("accounts.password_kept")
        is_forgotten = fields.switch(name, "forget_password", False)
    return {"password": given or ("" if is_forgotten else None)}


def _facts(account: AccountRow) -> None:
    limit = t("accounts.per_minute", count=account.per_minute) if account.per_minute else t("accounts.no_limit")
    frame.facts(
        [
            ("field.host", f"{account.host}:{account.port}"),
            ("field.security", t(f"accounts.security_{account.security}")),
            ("field.username", account.username or ""),
            ("field.account_password", t("accounts.has_password") if account.has_password else ""),
            ("field.sender", account.sender),
            ("field.reply_to", account.reply_to or ""),
            ("field.per_minute", limit),
        ]
    )


def test(account: AccountRow) -> None:
    """Send me a test by exactly this account; the scheduler sends it, this page waits for what the server says."""
    name = f"{form_of(account)}-test"
    with st.container(border=True, key=f"box-{name}"):
        frame.trouble(name)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            address = fields.text(name, "test_address", _my_address())
            is_asked = fields.save(name, "accounts.send_test")
        if is_asked:
            with changing(name, "accounts.test_queued") as writer:
                st.session_state[f"{name}-id"] = notifications.send_test(writer, account.id, address)
        if f"{name}-id" in st.session_state:
            became(st.session_state[f"{name}-id"])


@st.fragment(run_every=2)
def became(message_id: int) -> None:
    """What has become of a test message: a sentence, and the server's own words."""
    with reading() as reader:
        found = notifications.outcome(reader, message_id)
    if found.state == "sent":
        st.success(say("accounts.test_sent"), icon=":material/mark_email_read:")
    elif found.state == "failed":
        st.error(say("accounts.test_failed", plain=found.plain or t("smtp.other")), icon=":material/error:")
    else:
        st.info(say("accounts.test_waiting"), icon=":material/hourglass_top:")
    if found.state not in ("sent", "failed") and found.plain:
        frame.note(found.plain)
    if found.said:
        frame.facts([("outbox.said", found.said)])


def away(account: AccountRow) -> None:
    """To the bin; the default one only when it is the last. A refusal stands above the form."""
    warning = "accounts.delete_last_warning" if account.is_default else "accounts.delete_warning"
    if frame.confirmed(f"{form_of(account)}-delete", "accounts.delete", warning):
        with changing(form_of(account), "accounts.deleted") as writer:
            notifications.delete_account(writer, account.id, seen(form_of(account), account))


def _my_address() -> str:
    with reading() as reader:
        if reader.me.person_id is None or not reader.may("people.view"):
            return ""
        return people.get(reader, reader.me.person_id).email
