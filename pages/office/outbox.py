"""Every message that leaves the house: what waits, was sent, failed and why; and what was held back. Send, export."""

import streamlit as st

from crm import notifications
from crm.core.i18n import moment_text, t
from crm.notifications import HeldFilters, OutboxFilters
from crm.ui import frame, grid, outbox, outbox_filters, places, quick_add, withheld
from crm.ui.filters import UrlState
from crm.ui.outbox_filters import HELD, VIEW
from crm.ui.work import enter, reading

NAME, HELD_NAME = "outbox", "withheld"


def closed() -> None:
    """The address no longer names the message that was open."""
    UrlState(NAME).put("id", None)


def held_closed() -> None:
    """Nor what was held back."""
    UrlState(HELD_NAME).put("id", None)


@st.dialog(t("outbox.one"), position="right", width="medium", on_dismiss=closed)
def drawer(message_id: int) -> None:
    """One message."""
    outbox.card(message_id)


@st.dialog(t("outbox.held.one"), position="right", width="medium", on_dismiss=held_closed)
def held_drawer(held_id: int) -> None:
    """One that was held back."""
    withheld.card(held_id)


def messages() -> None:
    """What was written: waiting, sent or not."""
    outbox.counts()
    state = UrlState(NAME)
    filters = outbox_filters.chosen(state, OutboxFilters.of(state.query))
    asked = frame.number_in(state.query, "id")
    state.write(filters.query() | ({"id": str(asked)} if asked is not None else {}))
    with reading() as work:
        page = notifications.messages(work, filters, grid.page_number(NAME))
    zone, clicked = work.me.zone or work.office.zone, None
    columns = [
        grid.Column("outbox.subject", lambda row: row.title, width=320),
        grid.Column("outbox.to", lambda row: row.name or row.address, width=150),
        grid.Column("field.state", lambda row: outbox.state_name(row.state), chips=outbox.state_colours()),
        grid.Column("outbox.due", lambda row: moment_text(row.due_at, zone)),
        grid.Column("outbox.attempts", lambda row: str(row.attempts), width=70, is_number=True, is_wide_only=True),
        grid.Column(
            "outbox.next_try", lambda row: moment_text(row.next_try_at, zone) if row.state == "waiting" else ""
        ),
        grid.Column("outbox.trouble", lambda row: outbox.remark(row, zone), width=300),
        grid.Column("outbox.kind", lambda row: notifications.kind_name(row.kind), is_wide_only=True),
    ]
    if page.total:
        clicked = grid.table(NAME, page, columns, href=lambda row: places.address("outbox", id=row.id))
        grid.turn(NAME, page)
    elif filters.query():
        frame.nothing_found(state.clear)
    else:
        frame.empty("outbox.empty", "outbox.empty_first")
    if clicked:
        asked = clicked.id
        state.put("id", str(asked))
    if asked is not None and not quick_add.is_open():
        drawer(asked)


def held_back() -> None:
    """What was never written, and why."""
    state = UrlState(HELD_NAME)

    def clear() -> None:
        state.reset()
        state.write({VIEW: HELD})

    filters = outbox_filters.chosen_held(state, HeldFilters.of(state.query), clear)
    asked = frame.number_in(state.query, "id")
    state.write(filters.query() | {VIEW: HELD} | ({"id": str(asked)} if asked is not None else {}))
    with reading() as work:
        page = notifications.held(work, filters, grid.page_number(HELD_NAME))
    clicked = None
    if page.total:
        columns = withheld.columns(work.me.zone or work.office.zone)
        href = {VIEW: HELD}
        clicked = grid.table(HELD_NAME, page, columns, href=lambda row: places.address("outbox", **href, id=row.id))
        grid.turn(HELD_NAME, page)
    elif filters.query():
        frame.nothing_found(clear)
    else:
        frame.empty("outbox.held.empty", "outbox.held.empty_first")
    if clicked:
        asked = clicked.id
        state.put("id", str(asked))
    if asked is not None and not quick_add.is_open():
        held_drawer(asked)


enter("office.view")
frame.heading(t("page.outbox"))
if outbox_filters.view() == HELD:
    held_back()
else:
    messages()
