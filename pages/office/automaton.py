"""The reminder automaton: on or off, in whose name, from which account, and what it proposes for each task."""

import streamlit as st

from crm.core.i18n import t
from crm.flows import automaton
from crm.ui import automaton as parts
from crm.ui import frame
from crm.ui.text import say
from crm.ui.work import enter, reading

work = enter("office.configure")
with reading() as reader:
    held = automaton.office_settings(reader)
chip = (t("automaton.chip_on"), "#0f766e") if held.is_on else (t("automaton.chip_off"), "#7a7a72")
frame.heading(t("page.automaton"), chip=chip)
with frame.narrow():
    if held.stopped:
        st.error(say("automaton.stopped", name=held.stopped), icon=":material/notifications_off:")
    frame.hint("automaton.about")
    parts.form(held)
    parts.service(work)
