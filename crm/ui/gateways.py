"""SMS gateways and push services on the screen: one form for new and known ones, a test of exactly this one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm import notifications, people
from crm.channels.apprised import PUSH, SMS
from crm.channels.sms import METHODS
from crm.core.i18n import t
from crm.notifications import GatewayForm, GatewayRow
from crm.ui import accounts, fields, frame
from crm.ui.work import changing, reading, seen

WAYS = ["http", "apprise"]
NEW = GatewayForm("")
MOST = 10_000_000


def folds(kind: str) -> None:
    """Every account of this kind, and a new one."""
    with reading() as reader:
        known = notifications.gateways(reader, kind)
    frame.hint(f"gates.about_{kind}")
    if not known:
        frame.empty(f"gates.empty_{kind}", f"gates.empty_{kind}_first")
    for row in known:
        notes = [t("accounts.default")] if row.is_default else []
        with frame.fold(row.form.name, note=" · ".join([*notes, row.service]), form=_form_of(kind, row)):
            _form(kind, row)
            _test(kind, row)
            _away(kind, row)
    with frame.fold(t(f"gates.add_{kind}"), form=_form_of(kind, None)):
        _form(kind, None, is_first=not known)


def _form_of(kind: str, row: GatewayRow | None) -> str:
    return f"{kind}-{row.id}" if row else f"{kind}-new"


def _form(kind: str, row: GatewayRow | None, *, is_first: bool = False) -> None:
    """The fields of a gateway, and saving them."""
    name, now = _form_of(kind, row), row.form if row else NEW
    frame.trouble(name, row)
    values: dict[str, Any] = {"name": fields.text(name, "account_name", now.name, needed=True)}
    values["way"] = _way(name, kind, row)
    if values["way"] == "http":
        values |= _http(name, row, now)
    else:
        frame.hint(f"gates.address_{kind}")
        frame.note(t("gates.services", names=", ".join(SMS if kind == "sms" else PUSH)))
        values["url"] = fields.text(name, "service_url", kind="password", needed=row is None)
        if row:
            frame.hint("gates.url_kept")
    values |= _limits(name, kind, now)
    values["is_inside_allowed"] = fields.switch(name, "is_inside_allowed", now.is_inside_allowed)
    is_default = True if is_first else None
    if not is_first and not (row and row.is_default):
        is_default = fields.switch(name, "is_default", False)
    if fields.save(name):
        with changing(name, "gates.saved") as writer:
            if row:
                notifications.edit_gateway(
                    writer, row.id, seen(name, row), GatewayForm(**values), is_default=is_default or None
                )
            else:
                notifications.create_gateway(writer, kind, GatewayForm(**values), is_default=bool(is_default))


def _way(name: str, kind: str, row: GatewayRow | None) -> str:
    if row or kind == "push":
        return row.form.way if row else "apprise"
    chosen = fields.pick(name, "way", WAYS, "http", lambda way: t(f"gates.way_{way}"), needed=True)
    return str(chosen or "http")


def _http(name: str, row: GatewayRow | None, now: GatewayForm) -> dict[str, Any]:
    frame.hint("gates.marks")
    with st.container(horizontal=True, vertical_alignment="top"):
        values: dict[str, Any] = {
            "method": fields.pick(name, "method", list(METHODS), now.method, str, needed=True),
            "url": fields.text(name, "gateway_url", now.url, needed=True),
        }
    values["headers"] = fields.block(name, "headers", now.headers)
    values["body"] = fields.block(name, "gateway_body", now.body)
    with st.container(horizontal=True, vertical_alignment="top"):
        values["sender"] = fields.text(name, "sms_sender", now.sender)
        given = fields.text(name, "secret", kind="password")
    is_forgotten = False
    if row and row.has_secret:
        frame.hint("gates.secret_kept")
        is_forgotten = fields.switch(name, "forget_secret", False)
    values["secret"] = given or ("" if is_forgotten else None)
    with st.container(horizontal=True, vertical_alignment="top"):
        values["accepted"] = fields.text(name, "accepted", now.accepted)
        values["refused"] = fields.text(name, "refused", now.refused)
    return values


def _limits(name: str, kind: str, now: GatewayForm) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with st.container(horizontal=True, vertical_alignment="top"):
        found["per_minute"] = fields.limit(name, "per_minute", now.per_minute)
        if kind == "sms":
            found["monthly_cap"] = fields.limit(name, "monthly_cap", now.monthly_cap)
        found["connections"] = fields.count(name, "connections", now.connections)
    return found


def _test(kind: str, row: GatewayRow) -> None:
    """Send me a test by exactly this one; the scheduler sends it, this page waits for what the provider says."""
    name = f"{_form_of(kind, row)}-test"
    with st.container(border=True, key=f"box-{name}"):
        frame.trouble(name)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            to = fields.text(name, "test_number", _my_number()) if kind == "sms" else fields.text(name, "test_token")
            is_asked = fields.save(name, "accounts.send_test")
        if is_asked:
            with changing(name, "accounts.test_queued") as writer:
                st.session_state[f"{name}-id"] = notifications.send_gateway_test(writer, row.id, to)
        if f"{name}-id" in st.session_state:
            accounts.became(st.session_state[f"{name}-id"])


def _away(kind: str, row: GatewayRow) -> None:
    warning = "gates.delete_default_warning" if row.is_default else "accounts.delete_warning"
    name = _form_of(kind, row)
    if frame.confirmed(f"{name}-delete", "accounts.delete", warning):
        with changing(name, "gates.deleted") as writer:
            notifications.delete_account(writer, row.id, seen(name, row))


def browsers() -> None:
    """Whether push services inside our own network may be spoken to; for offices that run their own."""
    with reading() as reader:
        now = notifications.may_push_inside(reader)
    frame.trouble("browsers")
    wanted = fields.switch("browsers", "is_inside_allowed", now)
    if wanted != now and fields.save("browsers"):
        with changing("browsers", "gates.saved") as writer:
            notifications.let_push_inside(writer, wanted)


def _my_number() -> str:
    with reading() as reader:
        if reader.me.person_id is None or not reader.may("people.view"):
            return ""
        return people.get(reader, reader.me.person_id).phone or ""
