"""Cases in lists: states in words and colours, terms by urgency, filters, and the cases of one client."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from crm import cases
from crm.cases import OPEN, STATES, CaseCard, CaseRow, Filters
from crm.core.i18n import t
from crm.core.listing import Choice, Page
from crm.core.priority import PRIORITIES
from crm.core.work import Work
from crm.ui import frame, grid, places, staff
from crm.ui.filters import UrlState
from crm.ui.priorities import COLOURS as PRIORITY_COLOURS
from crm.ui.priorities import priority_colours, priority_name, priority_names
from crm.ui.text import markup, say
from crm.ui.work import reading

COLOURS = {"new": "#5b7fb5", "in_progress": "#0f766e", "waiting": "#b45309", "done": "#7a7a72", "cancelled": "#a8a29e"}
LATE, SOON, LATER = "#b3362b", "#b45309", "#7a7a72"
SOON_DAYS = timedelta(days=3)
AT_FIRST = {"state": ",".join(OPEN)}
Columns = list[grid.Column]


def state_name(state: str) -> str:
    """A state in the reader's words."""
    return t(f"cases.state.{state}")


def state_names() -> dict[str, str]:
    """Every state in the reader's words."""
    return {state: state_name(state) for state in STATES}


def state_colours() -> dict[str, str]:
    """The colour of each state by its words, for chips."""
    return {state_name(state): colour for state, colour in COLOURS.items()}


def term(state: str, due_on: date | None, today: date) -> tuple[str, str]:
    """A term in words with how far away it is, and its colour: late, soon, later; of what is over only the day."""
    if state not in OPEN or due_on is None:
        return frame.day(due_on), LATER
    colour = LATE if due_on < today else SOON if due_on <= today + SOON_DAYS else LATER
    return frame.day(due_on, today), colour


def columns(page: Page[CaseRow], today: date) -> Columns:
    """The columns of a list of cases."""
    terms = dict(term(row.state, row.due_on, today) for row in page.rows)
    return [
        grid.Column("field.case_title", lambda row: row.title, width=230),
        grid.Column("field.number", lambda row: row.number, width=110),
        grid.Column("field.client_id", lambda row: row.client, width=170),
        grid.Column("field.due_on", lambda row: term(row.state, row.due_on, today)[0], chips=terms, width=185),
        grid.Column("field.state", lambda row: state_name(row.state), chips=state_colours()),
        grid.Column("field.priority", lambda row: priority_name(row.priority), chips=priority_colours()),
        grid.Column("field.owner_id", lambda row: row.owner or ""),
        grid.Column("field.kind_id", lambda row: row.kind, chips={row.kind: row.colour for row in page.rows}),
    ]


def heading(card: CaseCard, today: date) -> None:
    """The top of a card: what it is about, its state; below its kind, how much it matters, until when."""
    about = " · ".join(filter(None, [card.number, card.client, card.contact, card.owner]))
    frame.heading(card.title, chip=(state_name(card.state), COLOURS[card.state]), note=about)
    chips = [(card.kind, card.colour), (priority_name(card.priority), PRIORITY_COLOURS[card.priority])]
    chips += [term(card.state, card.due_on, today)] if card.due_on else []
    body = "".join(
        f'<span class="chip" style="--chip:{markup(colour)}">{markup(text)}</span>' for text, colour in chips
    )
    st.html(f'<div class="chips">{body}</div>')


def chosen(state: UrlState, now: Filters) -> Filters:
    """The filters in one row, order and export below; what they say now."""
    with reading() as reader:
        kinds = [Choice(kind.id, kind.name) for kind in cases.kinds(reader)]
        owners = staff.choices(reader, now.owner_id)
    with frame.row("case-filters"):
        text = state.text("q", "cases.search", now.text)
        states = state.several("state", "field.state", list(STATES), now.states, state_names())
        owner = state.one("owner", "field.owner_id", owners, now.owner_id)
        kind, priority = _more(state, now, kinds)
    with frame.row("case-tools"):
        overdue = state.switch("overdue", "cases.overdue", now.overdue)
        newest = state.switch("newest", "cases.newest_first", now.sort == "newest")
        found = Filters(
            text=text,
            states=tuple(states),
            kind_id=kind,
            priority=priority,
            owner_id=owner,
            client_id=now.client_id,
            overdue=overdue,
            sort="newest" if newest else "due_on",
        )
        if now.query():
            st.button(say("ui.clear_filters"), on_click=state.clear, icon=":material/filter_alt_off:", type="tertiary")
        if reader.may("cases.export"):
            frame.download("/export/cases.xlsx", found.query(), "ui.export")
    return found


def _more(state: UrlState, now: Filters, kinds: list[Choice]) -> tuple[int | None, str]:
    """The filters that are used less often; how many are on stands on the button."""
    count = bool(now.kind_id) + bool(now.priority)
    with st.popover(
        say("ui.more_filters", count=count) if count else say("ui.more_filters_none"), icon=":material/tune:"
    ):
        kind = state.one("kind", "field.kind_id", kinds, now.kind_id, is_bare=False)
        priority = state.pick(
            "priority", "field.priority", list(PRIORITIES), now.priority, priority_names(), is_bare=False
        )
    return kind, priority or ""


def of_client(client_id: int, work: Work) -> None:
    """The cases of a client that this person may see, the open ones first, and the way to a new one."""
    with frame.row("client-cases-tools"):
        is_all = st.toggle(say("cases.show_over"), key="client-cases-over")
        if work.may("cases.create") and st.button(say("cases.add"), icon=":material/add:", key="add-case"):
            places.go("case", client=client_id)
    with reading() as reader:
        filters = Filters(client_id=client_id, states=() if is_all else OPEN)
        page = cases.listing(reader, filters, grid.place("client-cases"))
    if not page.total:
        frame.empty("cases.empty_client", "cases.empty_first")
        return
    shown = [column for column in columns(page, reader.today) if column.key != "field.client_id"]
    clicked = grid.table("client-cases", page, shown, href=lambda row: places.address("case", id=row.id))
    grid.turn("client-cases", page)
    if clicked:
        places.go("case", id=clicked.id)
