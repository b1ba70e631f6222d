"""The foot of the menu: who is signed in, their mode of work with its switch, the way out."""

from __future__ import annotations

import streamlit as st

from crm import notifications
from crm.core import i18n
from crm.core.i18n import t
from crm.core.work import Work
from crm.notifications import Modes
from crm.ui.text import markup, safe, say
from crm.ui.work import changing

SWITCH = "mode_switch"
BY_HOURS = 0  # no mode has this number


def draw(work: Work, modes: Modes) -> None:
    """Below the menu, on every page."""
    with st.sidebar, st.container(key="foot"):
        st.html(
            f'<div class="who"><b>{markup(work.me.name)}</b><span>{markup(work.office.name)} · '
            f"{markup(i18n.language_name(i18n.language()))}</span></div>"
        )
        switch(modes, "mode-foot")
        st.link_button(say("ui.sign_out"), "/sign-out", icon=":material/logout:", type="tertiary")


def switch(modes: Modes, key: str) -> None:
    """The mode in force as a menu of all of them: one click changes it. Nothing for who has none."""
    if not modes.rows:
        return
    names = {BY_HOURS: t("hours.by_hours"), **{row.id: row.name for row in modes.rows}}
    label = safe(modes.in_force.name) if modes.in_force else say("hours.no_mode")
    chosen = st.menu_button(
        label,
        list(names),
        key=key,
        format_func=lambda option: safe(names[option]),  # unlike those of a select box, these are Markdown
        type="tertiary",
        icon=":material/tune:",
    )
    if chosen is not None:
        with changing(SWITCH, "hours.mode_switched") as writer:
            notifications.switch_mode(writer, int(chosen) or None)
