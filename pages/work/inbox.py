"""What this person was told, newest first; what they put off, and until when."""

import streamlit as st

from crm import notifications
from crm.core.i18n import moment_text, t
from crm.ui import bell, frame, grid
from crm.ui.work import changing, enter, reading

ALL, UNREAD, SNOOZED = SHOWN = ("all", "unread", "snoozed")

enter("inbox.view")
frame.heading(t("page.inbox"))
with frame.row("inbox-tools"):
    shown = st.segmented_control(
        t("page.inbox"),
        SHOWN,
        default=ALL,
        required=True,
        key="inbox:shown",
        label_visibility="collapsed",
        format_func=lambda name: t(f"inbox.{name}"),
    )
    if st.button(t("inbox.read_all"), icon=":material/done_all:", type="tertiary"):
        with changing("inbox", "inbox.all_read") as writer:
            notifications.mark_all_read(writer)

with reading() as work:
    page = notifications.entries(
        work, only_unread=shown == UNREAD, only_snoozed=shown == SNOOZED, page=grid.page_number("inbox")
    )
zone = work.me.zone or work.office.zone
for entry in page.rows:
    with st.container(border=True, key=f"entry-{entry.id}"):
        frame.entry(entry.title, entry.body, moment_text(entry.shown_at, zone), is_unread=entry.read_at is None)
        if entry.snoozed_until:
            bell.waits(entry, zone)
        bell.actions("inbox", entry, work)
if page.rows:
    grid.turn("inbox", page)
else:
    frame.empty("inbox.empty", "inbox.empty_first")
