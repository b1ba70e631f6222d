"""The first page: what of mine ends soon, what is unread, what has no end."""

import streamlit as st

from crm import agenda
from crm.core.i18n import t
from crm.ui import ending, frame, grid, places, task_list
from crm.ui.statuses import LATE, SOON
from crm.ui.work import enter, reading

enter("inbox.view")
with reading() as work:
    today = agenda.today(work)
frame.heading(t("today.hello", name=work.me.name.split(" ")[0]), note=frame.day(work.today))
columns = st.container(key="tiles").columns(3)
with columns[0]:
    frame.figure(
        today.ends_soon_count,
        "today.ends_soon",
        "monitoring",
        today.ends_soon_filters.query(),
        colour=SOON if today.ends_soon_count else "",
    )
with columns[1]:
    frame.figure(today.unread, "today.unread", "inbox", {}, colour=LATE if today.unread else "")
with columns[2]:
    frame.figure(today.no_end_count, "today.no_end", "monitoring", today.no_end_filters.query())
task_list.mine(work)
if not work.may("monitoring.view"):
    ending.stop()
frame.section("today.soon_heading")
COLUMNS = [
    grid.Column("field.title", lambda row: row.title, width=300),
    grid.Column("field.client_id", lambda row: row.client, width=240),
    grid.Column("field.contract_id", lambda row: row.contract),
    grid.Column("field.ends_on", lambda row: frame.day(row.ends_on, work.today)),
]
if today.ends_soon:
    clicked = grid.table(
        "today", grid.all_of(today.ends_soon), COLUMNS, href=lambda row: places.address("watch", id=row.id)
    )
    if clicked:
        places.go("watch", id=clicked.id)
else:
    frame.empty("today.empty", "today.empty_first")
