"""What the outbox page is asked for: which of its two lists, and the filters of each, as its address says it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from crm import notifications
from crm.core import subjects
from crm.core.i18n import has, t
from crm.notifications import CHANNELS, CLIENTS, KINDS, STATES, HeldFilters, OutboxFilters
from crm.ui import frame, outbox, staff
from crm.ui.filters import UrlState
from crm.ui.text import say
from crm.ui.work import reading

VIEW, SHOWN = "view", "outbox:view"
VIEWS = MESSAGES, HELD = ("messages", "held")
SHARED = ("q", "kind", "channel", "person", "from", "to", "of", "record")  # what both lists can be asked for
SUBJECTS = ("client", "contract", "monitoring", "case", "task")
Filters = OutboxFilters | HeldFilters


def view() -> str:
    """Which of the two lists is looked at; whoever turns to the other takes along what that can be asked for, too."""
    st.session_state[SHOWN] = HELD if st.query_params.get(VIEW) == HELD else MESSAGES
    st.segmented_control(
        t("outbox.views"),
        VIEWS,
        key=SHOWN,
        required=True,
        label_visibility="collapsed",
        on_change=_turn,
        format_func=lambda one: t(f"outbox.view.{one}"),
    )
    return str(st.session_state[SHOWN])


def chosen(state: UrlState, now: OutboxFilters) -> OutboxFilters:
    """The filters of messages in one row, the export below; what they say now."""
    with frame.row("outbox-filters"):
        text = state.text("q", "outbox.search", now.text)
        states = tuple(state.several("state", "field.state", list(STATES), now.states, outbox.state_names()))
        mails = [channel for channel in CHANNELS if channel != "bell"]
        found = replace(now, text=text, states=states, **_kind_and_person(state, now), **_more(state, now, mails))
    _tools("/export/outbox.xlsx", now, found, state.clear)
    return found


def chosen_held(state: UrlState, now: HeldFilters, clear: Callable[[], None]) -> HeldFilters:
    """The same of what was held back."""
    with reading() as reader:
        reasons = {reason: t(reason) if has(reason) else reason for reason in notifications.held_reasons(reader)}
    with frame.row("outbox-filters"):
        text = state.text("q", "outbox.held.search", now.text)
        reason = state.pick("reason", "outbox.held.reason", list(reasons), now.reason, reasons) or ""
        found = replace(now, text=text, reason=reason, **_kind_and_person(state, now), **_more(state, now, CHANNELS))
    _tools("/export/withheld.xlsx", now, found, clear)
    return found


def _turn() -> None:
    """The other list was chosen."""
    kept = {name: value for name, value in st.query_params.to_dict().items() if name in SHARED}
    is_held = st.session_state[SHOWN] == HELD
    st.query_params.from_dict({**kept, **({VIEW: HELD} if is_held else {})})


def _kind_and_person(state: UrlState, now: Filters) -> dict[str, Any]:
    with reading() as reader:
        everybody = staff.choices(reader, now.person_id)
    kinds = {kind: notifications.kind_name(kind) for kind in (*KINDS, *CLIENTS)}
    return {
        "kind": state.pick("kind", "outbox.kind", list(kinds), now.kind, kinds) or "",
        "person_id": state.one("person", "outbox.to", everybody, now.person_id),
    }


def _more(state: UrlState, now: Filters, channels: Sequence[str]) -> dict[str, Any]:
    """The filters that are used less often; how many are on stands on the button."""
    count = sum(bool(value) for value in (now.channel, now.subject_kind, now.due_from, now.due_to))
    label = say("ui.more_filters", count=count) if count else t("ui.more_filters_none")
    names = {channel: t(f"outbox.channels.{channel}") for channel in channels}
    subject_names = {kind: t(f"outbox.of.{kind}") for kind in SUBJECTS}
    with st.popover(label, icon=":material/tune:"):
        kind = state.pick("of", "outbox.about", list(SUBJECTS), now.subject_kind, subject_names, is_bare=False) or ""
        return {
            "channel": state.pick("channel", "outbox.channel", list(channels), now.channel, names, is_bare=False) or "",
            "subject_kind": kind,
            "subject_id": now.subject_id if kind and kind == now.subject_kind else None,
            "due_from": state.day("from", "outbox.filter.from", now.due_from),
            "due_to": state.day("to", "outbox.filter.to", now.due_to),
        }


def _tools(path: str, now: Filters, found: Filters, clear: Callable[[], None]) -> None:
    """What can be done with the list as a whole; which one record it is about, where it is about one."""
    with frame.row("outbox-tools"):
        if now.query():
            st.button(t("ui.clear_filters"), on_click=clear, icon=":material/filter_alt_off:", type="tertiary")
        frame.download(path, found.query(), "ui.export")
        if found.subject_id:
            frame.open_link(subjects.of(found.subject_kind).path(found.subject_id), "outbox.about_one")
