"""All monitorings one may see: filtered, sorted, turned page by page, exported as they are filtered."""

import streamlit as st

from crm import clients, monitoring, people
from crm.core.i18n import t
from crm.core.listing import CAP, Choice
from crm.flows import bin as to_bin
from crm.monitoring import Filters
from crm.ui import frame, grid, places
from crm.ui.filters import UrlState
from crm.ui.statuses import STATES, state_colours, state_name, state_names
from crm.ui.text import say
from crm.ui.work import changing, enter, reading

AT_FIRST = {"state": "scheduled,active"}
SORTS = ["ends_on", "starts_on", "title"]


def more(state: UrlState, now: Filters, types: list[str], offered: list[Choice]) -> dict[str, object]:
    """The filters that are used less often; how many are on stands on the button."""
    used = [now.first_from, now.first_to, now.last_from, now.last_to, now.type, now.client_id, now.no_end]
    count = sum(bool(value) for value in used)
    with st.popover(
        say("ui.more_filters", count=count) if count else t("ui.more_filters_none"), icon=":material/tune:"
    ):
        return {
            "last_from": state.day("from2", "field.ends_from", now.last_from),
            "last_to": state.day("to2", "field.ends_to", now.last_to),
            "first_from": state.day("from1", "field.starts_from", now.first_from),
            "first_to": state.day("to1", "field.starts_to", now.first_to),
            "type": state.pick("type", "field.type", types, now.type, {x: x for x in types}, is_bare=False) or "",
            "client_id": state.one("client", "field.client_id", offered, now.client_id, is_bare=False),
            "no_end": state.switch("no_end", "field.no_end", now.no_end),
        }


def order(state: UrlState, now: Filters) -> tuple[str, bool]:
    """What the list is sorted by, and whether it is turned round."""
    names = {f"{name}{way}": t(f"monitoring.sort.{name}{way}") for name in SORTS for way in ("", "_desc")}
    held = f"{now.sort}{'_desc' if now.descending else ''}"
    given = state.pick("sort", "field.sort", list(names), held, names) or "ends_on"
    return given.removesuffix("_desc"), given.endswith("_desc")


def chosen(state: UrlState, now: Filters) -> Filters:
    """The filters in one row, order and export below; what they say now."""
    with reading() as reader:
        types, everybody = monitoring.types(reader), people.choices(reader)
        offered = clients.choices(reader, limit=CAP) if reader.may("clients.view") else []
        if now.client_id and reader.may("clients.view") and now.client_id not in [choice.id for choice in offered]:
            offered = [Choice(now.client_id, clients.get(reader, now.client_id).name), *offered]
    with frame.row("monitoring-filters"):
        text = state.text("q", "ui.search_monitoring", now.text)
        states = state.several("state", "field.state", list(STATES), now.states, state_names())
        person = state.one("person", "field.assigned_id", everybody, now.person_id)
        mine = state.switch("mine", "field.mine", now.mine)
        rest = more(state, now, types, offered)
    with frame.row("monitoring-tools"):
        sort, down = order(state, now)
        found = Filters(
            text=text,
            states=tuple(states),
            person_id=person,
            mine=mine,
            contract_id=now.contract_id,
            sort=sort,
            descending=down,
            **rest,
        )
        if now.query():
            st.button(t("ui.clear_filters"), on_click=state.clear, icon=":material/filter_alt_off:", type="tertiary")
        if reader.may("monitoring.export"):
            frame.download("/export/monitorings.xlsx", found.query(), "ui.export")
    return found


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
filters = chosen(state, Filters.of(state.query))
state.write(filters.query())
with reading() as work:
    page = monitoring.listing(work, filters, grid.page_number("monitoring"))

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
    clicked = grid.table("monitoring", page, COLUMNS, href=lambda row: places.address("watch", id=row.id))
    grid.turn("monitoring", page)
    if clicked:
        drawer(clicked)
elif state.query not in ({}, AT_FIRST):
    frame.nothing_found(state.clear)
else:
    frame.empty("monitoring.empty", "monitoring.empty_first")
