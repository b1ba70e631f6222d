"""Every message that leaves the house: what waits, what was sent, what failed and why; send again, cancel, export."""

import streamlit as st

from crm import notifications
from crm.core.i18n import moment_text, t
from crm.notifications import CHANNELS, CLIENTS, KINDS, STATES, OutboxFilters
from crm.ui import frame, grid, outbox, places, staff
from crm.ui.filters import UrlState
from crm.ui.text import say
from crm.ui.work import enter, reading

NAME = "outbox"


def more(state: UrlState, now: OutboxFilters) -> dict[str, object]:
    """The filters that are used less often; how many are on stands on the button."""
    count = sum(bool(value) for value in (now.channel, now.due_from, now.due_to))
    label = say("ui.more_filters", count=count) if count else t("ui.more_filters_none")
    with st.popover(label, icon=":material/tune:"):
        mails = [channel for channel in CHANNELS if channel != "bell"]
        names = {channel: t(f"outbox.channels.{channel}") for channel in mails}
        return {
            "channel": state.pick("channel", "outbox.channel", mails, now.channel, names, is_bare=False) or "",
            "due_from": state.day("from", "outbox.filter.from", now.due_from),
            "due_to": state.day("to", "outbox.filter.to", now.due_to),
        }


def chosen(state: UrlState, now: OutboxFilters) -> OutboxFilters:
    """The filters in one row, the export beside them; what they say now."""
    with reading() as reader:
        everybody = staff.choices(reader, now.person_id)
    kinds = {kind: notifications.kind_name(kind) for kind in (*KINDS, *CLIENTS)}
    with frame.row("outbox-filters"):
        found = OutboxFilters(
            text=state.text("q", "outbox.search", now.text),
            states=tuple(state.several("state", "field.state", list(STATES), now.states, outbox.state_names())),
            kind=state.pick("kind", "outbox.kind", list(kinds), now.kind, kinds) or "",
            person_id=state.one("person", "outbox.to", everybody, now.person_id),
            **more(state, now),
        )
    with frame.row("outbox-tools"):
        if now.query():
            st.button(t("ui.clear_filters"), on_click=state.clear, icon=":material/filter_alt_off:", type="tertiary")
        frame.download("/export/outbox.xlsx", found.query(), "ui.export")
    return found


def closed() -> None:
    """The address no longer names the message that was open."""
    UrlState(NAME).put("id", None)


@st.dialog(t("outbox.one"), position="right", width="medium", on_dismiss=closed)
def drawer(message_id: int) -> None:
    """One message."""
    outbox.card(message_id)


enter("office.view")
frame.heading(t("page.outbox"))
outbox.counts()
state = UrlState(NAME)
filters = chosen(state, OutboxFilters.of(state.query))
asked = frame.number_in(state.query, "id")
state.write(filters.query() | ({"id": str(asked)} if asked is not None else {}))
with reading() as work:
    page = notifications.messages(work, filters, grid.page_number(NAME))
zone = work.me.zone or work.office.zone

COLUMNS = [
    grid.Column("outbox.subject", lambda row: row.title, width=320),
    grid.Column("outbox.to", lambda row: row.name or row.address, width=150),
    grid.Column("field.state", lambda row: outbox.state_name(row.state), chips=outbox.state_colours()),
    grid.Column("outbox.due", lambda row: moment_text(row.due_at, zone)),
    grid.Column("outbox.attempts", lambda row: str(row.attempts), width=70, is_number=True, is_wide_only=True),
    grid.Column("outbox.next_try", lambda row: moment_text(row.next_try_at, zone) if row.state == "waiting" else ""),
    grid.Column("outbox.trouble", lambda row: outbox.remark(row, zone), width=300),
    grid.Column("outbox.kind", lambda row: notifications.kind_name(row.kind), is_wide_only=True),
]
clicked = None
if page.total:
    clicked = grid.table(NAME, page, COLUMNS, href=lambda row: places.address("outbox", id=row.id))
    grid.turn(NAME, page)
elif filters.query():
    frame.nothing_found(state.clear)
else:
    frame.empty("outbox.empty", "outbox.empty_first")
if clicked:
    asked = clicked.id
    state.put("id", str(asked))
if asked is not None:
    drawer(asked)
