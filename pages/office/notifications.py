"""Notifications of the office: what is told by which channel, and what an event would send to whom, and why not."""

import streamlit as st

from crm import monitoring, notifications, reminders
from crm.core.i18n import t
from crm.core.listing import Choice
from crm.monitoring import Filters
from crm.ui import explain, fields, frame, preferences
from crm.ui.text import safe, say
from crm.ui.work import changing, enter, reading, seen

FORM, FORECAST, PRIORITY = "office_preferences", "forecast", "office_channels"


def told() -> None:
    """Each kind of news by each channel: everybody decides, always, or off."""
    with reading() as reader:
        card = notifications.office_preferences(reader)
    frame.hint("notifications.office_hint")
    frame.trouble(FORM, card)
    states = preferences.office_states(FORM, card)
    if fields.save(FORM):
        with changing(FORM, "notifications.saved") as writer:
            notifications.set_office_preferences(writer, states, seen(FORM, card))


def by_priority() -> None:
    """Which channels the priority of a thing uses, for everybody who has chosen nothing else."""
    with reading() as reader:
        card = notifications.office_channels(reader)
    frame.hint("hours.office_channels_hint")
    frame.trouble(PRIORITY, card)
    chosen = preferences.by_priority(PRIORITY, card)
    if fields.save(PRIORITY):
        with changing(PRIORITY, "notifications.saved") as writer:
            notifications.set_office_channels(writer, chosen, seen(PRIORITY, card))


def would_be_sent() -> None:
    """Choose a monitoring and an event: who would be told now, by which channel, or why not."""
    frame.hint("notifications.forecast_hint")
    chosen = choose()
    event = st.segmented_control(
        say("notifications.event"),
        list(reminders.EVENTS),
        default=reminders.EVENTS[-1],
        required=True,
        key="forecast:event",
        format_func=lambda kind: safe(notifications.kind_name(kind)),
    )
    if chosen is None:
        return
    with reading() as reader:
        found = reminders.forecast(reader, "monitoring", chosen, str(event))
    explain.forecast(found)


def choose() -> int | None:
    """A monitoring by search, or the one whose card led here."""
    given = frame.number_in(st.query_params.to_dict(), "watch")
    text = st.text_input(
        say("notifications.search_watch"),
        placeholder=say("notifications.search_watch"),
        label_visibility="collapsed",
        icon=":material/search:",
        type="search",
        live="300ms",
        key="forecast:find",
    )
    with reading() as reader:
        rows = monitoring.listing(reader, Filters(text=text or "")).rows
        if given and not text and given not in {row.id for row in rows}:
            rows = [monitoring.get(reader, given), *rows]
    choices = [Choice(row.id, f"{row.title} · {row.client}") for row in rows]
    if not choices:
        frame.empty("notifications.no_watch", "notifications.no_watch_first")
        return None
    return fields.choose(FORECAST, "watch_id", choices, given or choices[0].id, needed=True)


enter("office.configure")
frame.heading(t("page.notifications"))
about, priorities, forecast = st.tabs(
    [t("notifications.tab_kinds"), t("hours.by_priority"), t("notifications.tab_forecast")],
    default=t("notifications.tab_forecast") if "watch" in st.query_params else None,
    key="tab",
)
with about, frame.narrow():
    told()
with priorities, frame.narrow():
    by_priority()
with forecast, frame.narrow():
    would_be_sent()
