"""My working time: my week, when I am away and who stands in, when I want quiet, my modes of work."""

import streamlit as st

from crm.core.i18n import t
from crm.ui import absence_forms, frame, hours_forms, modes
from crm.ui.work import enter

enter(None)
frame.heading(t("page.working_time"))
tabs = st.tabs(
    [t("hours.tab_week"), t("hours.tab_absences"), t("hours.tab_quiet"), t("hours.tab_modes")],
    key="tab",
    bind="query-params",
)
draws = (hours_forms.own_week, absence_forms.absences, modes.quiet, modes.mine)
for tab, draw in zip(tabs, draws, strict=True):
    with tab, frame.narrow():
        draw()
