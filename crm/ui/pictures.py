"""Pictures of what ends when: a timeline whose bars open, and bars by month that lead to the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
from dateutil.relativedelta import relativedelta

from crm.core import i18n
from crm.core.i18n import t
from crm.monitoring.pictures import URGENCIES, Bar, MonthCount
from crm.ui.text import say

INK = {"light": "#1f2328", "dark": "#e8e6e1"}
COLOURS = {"over": "#8a8a83", "week": "#c2453a", "month": "#c07a1f", "later": "#12827a"}
TYPES = alt.Scale(scheme="tableau10")
ROW, AROUND = 38, 90  # pixels: a bar with its words above, and the axis and the legend of all of them
PICK = "pick"


def timeline(bars: Sequence[Bar], first: date, months: int, today: date) -> int | None:
    """Each monitoring a bar up to its last day, the most urgent on top; the id of the one that was clicked."""
    end = first + relativedelta(months=months)
    frame = pd.DataFrame([_bar(place, bar, first, today) for place, bar in enumerate(bars)])
    span = alt.Scale(domain=[first.isoformat(), end.isoformat()])
    names = [t(f"timeline.urgency.{name}") for name in URGENCIES]
    row = alt.Y("row:O", axis=None)
    shown = [alt.Tooltip(field, title=t(key)) for field, key in _TOOLTIP.items()]
    base = alt.Chart(frame).encode(y=row, tooltip=shown)
    drawn = base.mark_bar(height=9, cornerRadius=4, yOffset=9, cursor="pointer").encode(
        x=alt.X("start:T", scale=span, axis=alt.Axis(title=None, orient="top", labelExpr=_LABELS, tickCount="month")),
        x2="end:T",
        color=alt.Color(
            "urgency:N",
            scale=alt.Scale(domain=names, range=[COLOURS[name] for name in URGENCIES]),
            legend=alt.Legend(title=None, orient="bottom", columns=2),
        ),
    )
    ink = INK.get(st.context.theme.type or "light", INK["light"])
    words = base.mark_text(align="left", dx=2, dy=-6, fontSize=13, color=ink, limit=900, cursor="pointer").encode(
        x=alt.value(0), text="label:N"
    )
    picked = alt.selection_point(name=PICK, fields=["id"])
    chart = (drawn.add_params(picked) + words).properties(height=ROW * len(bars) + AROUND)
    found = _picked(st.altair_chart(chart, key="timeline", on_select="rerun", selection_mode=[PICK]), "id")
    return int(found) if found else None


def by_month(counts: Sequence[MonthCount], first: date, months: int) -> date | None:
    """How many end in each month, by type; the month that was clicked."""
    days = [first + relativedelta(months=number) for number in range(months)]
    labels = {day: i18n.month_text(day) for day in days}
    rows = [
        {"month": labels[count.month], "first": count.month.isoformat(), "type": count.type, "count": count.count}
        for count in counts
    ]
    frame = pd.DataFrame(rows, columns=["month", "first", "type", "count"])
    picked = alt.selection_point(name=PICK, fields=["first"])
    chart = (
        alt.Chart(frame)
        .mark_bar(cornerRadiusTopLeft=3, cornerRadiusTopRight=3, cursor="pointer")
        .encode(
            x=alt.X("month:N", sort=list(labels.values()), scale=alt.Scale(domain=list(labels.values())), title=None),
            y=alt.Y("sum(count):Q", title=None, axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "type:N", legend=alt.Legend(title=None, orient="bottom", columns=4, labelLimit=72), scale=TYPES
            ),
            tooltip=[
                alt.Tooltip("month:N", title=t("timeline.month_name")),
                alt.Tooltip("type:N", title=t("field.type")),
                alt.Tooltip("count:Q", title=t("timeline.count")),
            ],
        )
        .add_params(picked)
        .properties(height=340)
    )
    found = _picked(st.altair_chart(chart, key="by-month", on_select="rerun", selection_mode=[PICK]), "first")
    return date.fromisoformat(found) if found else None


def span(key: str, options: Sequence[int], value: int) -> int:
    """How many months the picture shows."""
    given = st.segmented_control(
        say("timeline.span"),
        list(options),
        default=value,
        key=key,
        format_func=lambda months: say("timeline.months", count=months),
        label_visibility="collapsed",
        required=True,
    )
    return int(given or value)


_TOOLTIP = {"label": "field.title", "ends": "field.ends_on", "away": "timeline.away", "assigned": "field.assigned_id"}
_LABELS = "timeFormat(datum.value, '%m.%Y')"


def _bar(place: int, bar: Bar, first: date, today: date) -> dict[str, Any]:
    row, end = bar.row, bar.row.ends_on or today  # a timeline holds what ends
    return {
        "row": place,
        "id": row.id,
        "label": f"{row.title} – {row.client}",
        "start": max(row.starts_on, first).isoformat(),
        "end": f"{end.isoformat()}T23:59:59",
        "ends": i18n.date_text(end),
        "away": i18n.days_text((end - today).days),
        "assigned": row.assigned or "–",
        "urgency": t(f"timeline.urgency.{bar.urgency}"),
    }


def _picked(state: Any, field: str) -> Any:
    """What was clicked just now, once (the value stays on every rerun)."""
    chosen = [point.get(field) for point in state.selection.get(PICK, [])]
    handled = f"picked:{field}"
    fresh = chosen[0] if chosen else None
    if fresh is None or st.session_state.get(handled) == fresh:
        if fresh is None:
            st.session_state.pop(handled, None)
        return None
    st.session_state[handled] = fresh
    return fresh
