"""What this person was told, newest first."""

import streamlit as st

from crm import notifications
from crm.core.i18n import moment_text, t
from crm.ui import frame, grid
from crm.ui.work import changing, enter, reading

enter("inbox.view")
frame.heading(t("page.inbox"))
with frame.row("inbox-tools"):
    only_unread = st.segmented_control(
        t("page.inbox"),
        [False, True],
        default=False,
        required=True,
        key="inbox:unread",
        label_visibility="collapsed",
        format_func=lambda unread: t("inbox.unread") if unread else t("inbox.all"),
    )
    if st.button(t("inbox.read_all"), icon=":material/done_all:", type="tertiary"):
        with changing("inbox", "inbox.all_read") as writer:
            notifications.mark_all_read(writer)

with reading() as work:
    page = notifications.entries(work, only_unread=bool(only_unread), page=grid.page_number("inbox"))
zone = work.me.zone or work.office.zone
for entry in page.rows:
    with st.container(border=True, key=f"entry-{entry.id}"):
        frame.entry(entry.title, entry.body, moment_text(entry.created_at, zone), is_unread=entry.read_at is None)
        with frame.row(f"entry-tools-{entry.id}"):
            if entry.path:
                frame.open_link(entry.path, "ui.open")
            if entry.read_at is None and st.button(
                t("inbox.read"), key=f"read:{entry.id}", icon=":material/done:", type="tertiary"
            ):
                with changing("inbox", "inbox.was_read") as writer:
                    notifications.mark_read(writer, entry.id)
if page.rows:
    grid.turn("inbox", page)
else:
    frame.empty("inbox.empty", "inbox.empty_first")
