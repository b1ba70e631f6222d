"""My devices on the screen: this one on or off, the others by name, and what I am called at push services."""

from __future__ import annotations

import streamlit as st

from crm import notifications
from crm.core.i18n import language, moment_text, t
from crm.people import agents
from crm.ui import fields, frame
from crm.ui.text import say
from crm.ui.work import changing, reading

FORM, HEIGHT = "my_devices", 130


def draw() -> None:
    """Everything about messages on devices of mine."""
    frame.hint("gates.devices_hint")
    st.iframe(f"/push/device?lang={language()}", height=HEIGHT, alt=say("gates.device"))
    with reading() as reader:
        devices, services = notifications.my_devices(reader), notifications.my_services(reader)
        zone = reader.me.zone or reader.office.zone
    frame.trouble(FORM)
    for row in devices:
        with st.container(border=True, key=f"device-{row.id}", horizontal=True, vertical_alignment="center"):
            what = " · ".join(filter(None, (agents.browser(row.agent), agents.system(row.agent))))
            since = t("gates.device_since", moment=moment_text(row.created_at, zone))
            frame.line(what or t("account.agent_unknown"), since)
            if st.button(say("ui.remove"), key=f"device-off-{row.id}", icon=":material/close:", type="tertiary"):
                with changing(FORM, "gates.device_removed") as writer:
                    notifications.remove_device(writer, row.id)
    if devices and fields.save(FORM, "gates.device_test"):
        with changing(FORM, "gates.device_test_queued") as writer:
            notifications.try_my_devices(writer)
    for service in services:
        _token(service)


def _token(service: notifications.ServiceRow) -> None:
    """What I am called at one push service; it is kept and never shown again."""
    name = f"token-{service.id}"
    with st.container(border=True, key=f"box-{name}"):
        frame.trouble(name)
        frame.note(f"{service.name} · {t('gates.token_known') if service.is_mine else t('gates.token_unknown')}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            token = fields.text(name, "token", kind="password")
            is_saved = fields.save(name)
        if is_saved:
            with changing(name, "gates.token_saved") as writer:
                notifications.set_my_token(writer, service.id, token)
