"""The filters that the list of monitorings and its pictures share; their state lives in the URL."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm import clients, monitoring
from crm.core.i18n import t
from crm.core.listing import CAP, Choice
from crm.monitoring import Filters
from crm.ui import frame, places, staff
from crm.ui.filters import UrlState
from crm.ui.statuses import STATES, state_names
from crm.ui.text import say
from crm.ui.work import reading

AT_FIRST = {"state": "scheduled,active"}
SORTS = ["ends_on", "starts_on", "title"]
OTHER_VIEW = {"monitoring": ("timeline", "bar_chart"), "timeline": ("monitoring", "table_rows")}


def chosen(state: UrlState, now: Filters, page: str) -> Filters:
    """The filters in one row, order, the other view and export below; what they say now."""
    with reading() as reader:
        types, everybody = monitoring.types(reader), staff.choices(reader)
        offered = clients.choices(reader, limit=CAP) if reader.may("clients.view") else []
        if now.client_id and reader.may("clients.view") and now.client_id not in [choice.id for choice in offered]:
            offered = [Choice(now.client_id, clients.get(reader, now.client_id).name), *offered]
    with frame.row("monitoring-filters"):
        text = state.text("q", "ui.search_monitoring", now.text)
        states = state.several("state", "field.state", list(STATES), now.states, state_names())
        person = state.one("person", "field.assigned_id", everybody, now.person_id)
        mine = state.switch("mine", "field.mine", now.mine)
        rest = _more(state, now, types, offered)
    with frame.row("monitoring-tools"):
        sort, down = _order(state, now) if page == "monitoring" else (now.sort, now.descending)
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
        other, icon = OTHER_VIEW[page]
        places.link(other, t(f"timeline.to_{other}"), icon=icon, **found.query())
        if now.query():
            st.button(say("ui.clear_filters"), on_click=state.clear, icon=":material/filter_alt_off:", type="tertiary")
        if reader.may("monitoring.export"):
            frame.download("/export/monitorings.xlsx", found.query(), "ui.export")
    return found


def _more(state: UrlState, now: Filters, types: list[str], offered: list[Choice]) -> dict[str, Any]:
    """The filters that are used less often; how many are on stands on the button."""
    used = [now.first_from, now.first_to, now.last_from, now.last_to, now.type, now.client_id, now.no_end]
    count = sum(bool(value) for value in used)
    with st.popover(
        say("ui.more_filters", count=count) if count else say("ui.more_filters_none"), icon=":material/tune:"
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


def _order(state: UrlState, now: Filters) -> tuple[str, bool]:
    """What the list is sorted by, and whether it is turned round."""
    names = {f"{name}{way}": t(f"monitoring.sort.{name}{way}") for name in SORTS for way in ("", "_desc")}
    held = f"{now.sort}{'_desc' if now.descending else ''}"
    given = state.pick("sort", "field.sort", list(names), held, names) or "ends_on"
    return given.removesuffix("_desc"), given.endswith("_desc")
