"""All monitorings one may see: filtered, sorted, turned page by page, exported as they are filtered."""

import streamlit as st

from crm import monitoring
from crm.core.i18n import t
from crm.flows import bin as to_bin
from crm.monitoring import Filters
from crm.ui import bulk, frame, grid, places
from crm.ui.filters import UrlState
from crm.ui.monitoring_filters import AT_FIRST, chosen
from crm.ui.statuses import state_colours, state_name
from crm.ui.work import changing, enter, reading


@st.dialog(t("monitoring.one"), position="right", width="medium")
def drawer(row: monitoring.MonitoringRow) -> None:
    """The essentials of one monitoring, the way to all of it, and away with it."""
    with reading() as reader:
        card = monitoring.get(reader, row.id)
    frame.heading_small(card.title, chip=(state_name(card.state), state_colours()[state_name(card.state)]))
    frame.facts(
        [
            ("field.client_id", card.client),
            ("field.contract_id", card.contract),
            ("field.type", card.type),
            ("field.starts_on", frame.day(card.starts_on, reader.today)),
            ("field.ends_on", frame.day(card.ends_on, reader.today) or t("monitoring.no_end")),
            ("field.assigned_id", card.assigned or ""),
            ("field.note", card.note or ""),
        ]
    )
    places.link("watch", t("ui.open"), icon="open_in_new", id=card.id)
    is_sure = reader.may("monitoring.delete") and frame.confirmed(
        "drawer-delete", "monitoring.delete", "monitoring.delete_warning"
    )
    if is_sure:
        with changing("watch", "monitoring.deleted") as writer:
            to_bin.delete_monitoring(writer, card.id, card.version)


work = enter("monitoring.view")
if frame.heading(t("page.monitoring"), primary="monitoring.add" if work.may("monitoring.create") else None):
    places.go("watch")

state = UrlState("monitoring", at_first=AT_FIRST)
filters = chosen(state, Filters.of(state.query), "monitoring")
place = state.write_place(filters.query())
with reading() as work:
    page = monitoring.listing(work, filters, place)

COLUMNS = [
    grid.Column("field.title", lambda row: row.title, width=260),
    grid.Column("field.client_id", lambda row: row.client, width=220),
    grid.Column("field.contract_id", lambda row: row.contract),
    grid.Column("field.state", lambda row: state_name(row.state), chips=state_colours()),
    grid.Column("field.starts_on", lambda row: frame.day(row.starts_on), is_wide_only=True),
    grid.Column("field.ends_on", lambda row: frame.day(row.ends_on, work.today if row.state == "active" else None)),
    grid.Column("field.type", lambda row: row.type),
    grid.Column("field.assigned_id", lambda row: row.assigned or ""),
]
if page.total:
    above = bulk.above()
    clicked = grid.table(
        "monitoring",
        page,
        COLUMNS,
        href=lambda row: places.address("watch", id=row.id),
        can_tick=bulk.offers("monitoring", work),
    )
    bulk.bar(above, "monitoring", page, state.query, work)
    grid.turn("monitoring", page)
    if clicked:
        drawer(clicked)
elif state.query not in ({}, AT_FIRST):
    frame.nothing_found(state.clear)
else:
    frame.empty("monitoring.empty", "monitoring.empty_first")
