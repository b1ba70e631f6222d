"""What ends when: figures, ends by month and type, and a timeline, of exactly what the list's filters say."""

from dataclasses import replace
from datetime import date

import streamlit as st
from dateutil.relativedelta import relativedelta

from crm import monitoring
from crm.core.i18n import t
from crm.monitoring import Filters
from crm.ui import frame, pictures, places
from crm.ui.filters import UrlState
from crm.ui.monitoring_filters import AT_FIRST, chosen
from crm.ui.statuses import LATE, SOON
from crm.ui.work import enter, reading

SPANS, YEAR = [1, 3, 6, 12], 12
COLOURS = {"week": LATE, "month": SOON}


def turn(month: date) -> None:
    """The month before, this month, the next one: the timeline's place."""
    with frame.row("timeline-turn"):
        for name, icon, by in (("back", "chevron_left", -1), ("now", "today", 0), ("on", "chevron_right", 1)):
            target = month + relativedelta(months=by) if by else work.today.replace(day=1)
            st.button(
                t(f"timeline.{name}"),
                icon=f":material/{icon}:",
                key=f"timeline-{name}",
                type="tertiary",
                on_click=st.session_state.__setitem__,
                args=("timeline:month", target),
            )


enter("monitoring.view")
frame.heading(t("page.timeline"))
state = UrlState("timeline", at_first=AT_FIRST)
filters = chosen(state, Filters.of(state.query), "timeline")
state.write(filters.query())
with reading() as work:
    month = st.session_state.get("timeline:month", work.today.replace(day=1))
    figures = monitoring.figures(work, filters)
    counts = monitoring.ends_by_month(work, filters, work.today, YEAR)
for column, figure in zip(st.columns(len(figures)), figures, strict=True):
    with column:
        colour = COLOURS.get(figure.name, "") if figure.count else ""
        frame.figure(figure.count, f"timeline.{figure.name}", "monitoring", figure.filters.query(), colour=colour)
frame.section("timeline.by_month")
if counts:
    picked = pictures.by_month(counts, work.today.replace(day=1), YEAR)
    if picked:
        ends = replace(filters, last_from=picked, last_to=picked + relativedelta(months=1, days=-1))
        places.go("monitoring", **ends.query())
else:
    frame.hint("timeline.no_ends")
frame.section("timeline.heading")
months = pictures.span("timeline:span", SPANS, 3)
turn(month)
with reading() as work:
    bars, is_more = monitoring.timeline(work, filters, month, months)
if bars:
    clicked = pictures.timeline(bars, month, months, work.today)
    if is_more:
        frame.note(t("timeline.more", count=len(bars)))
    if clicked:
        places.go("watch", id=clicked)
else:
    frame.hint("timeline.nothing")
