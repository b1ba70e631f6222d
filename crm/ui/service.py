"""What only the service page shows: sentences about jobs and runs, sizes, the chart of what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import altair as alt
import pandas as pd
import streamlit as st

from crm.agenda.service_desk import KNOWN, JobRow, RunRow
from crm.core import clock, i18n
from crm.core.i18n import t
from crm.ui.text import literal, markup, say

GOOD, BAD = "#2e7d4f", "#c0392b"
MEGABYTE = Decimal(1024 * 1024)


def job_name(job: str) -> str:
    """A job in plain words."""
    return t(f"service.job_{job}") if i18n.has(f"service.job_{job}") else job


def error_text(error: str) -> str:
    """A kind of failure in plain words."""
    return t(f"service.error_{error}") if error in KNOWN else t("service.error_other", kind=error)


def duration(seconds: float) -> str:
    """How long something took: "0.2 s", "3 min"."""
    if seconds >= 90:
        return t("service.minutes", number=i18n.number(round(seconds / 60)))
    return t("service.seconds", number=i18n.number(Decimal(str(round(seconds, 1 if seconds < 10 else 0)))))


def size(count: int) -> str:
    """So many bytes, in megabytes."""
    return t("service.megabytes", number=i18n.number((Decimal(count) / MEGABYTE).quantize(Decimal("0.1"))))


def day_in(query: Mapping[str, str], name: str) -> date | None:
    """A date of the URL, or none."""
    try:
        return date.fromisoformat(query.get(name, ""))
    except ValueError:
        return None


def hour(moment: datetime, zone: str) -> str:
    """The time of day in a zone, to the second."""
    return f"{moment.astimezone(clock.zone(zone)):%H:%M:%S}"


def run_text(row: RunRow, zone: str) -> str:
    """What one run came to: what it did or why it failed, how often in a row and until when."""
    if row.error is None:
        return t("service.did", count=row.done) if row.done else t("service.was_long")
    if row.times == 1:
        return error_text(row.error)
    return t(
        "service.in_a_row", text=error_text(row.error), count=row.times, until=i18n.moment_text(row.ended_at, zone)
    )


def jobs(rows: Sequence[JobRow], zone: str) -> None:
    """Each job: its name, how its last run went, when it looks again."""
    body = "".join(_job(row, zone) for row in rows)
    st.html(f'<div class="jobs">{body}</div>')


def _job(row: JobRow, zone: str) -> str:
    words = error_text(row.error) if row.error else t("service.did", count=row.done) if row.done else t("service.idle")
    chip = f'<span class="chip" style="--chip:{BAD if row.error else GOOD}">{_result(row.error)}</span>'
    ended = t("service.last_run", moment=i18n.moment_text(row.ended_at, zone), seconds=duration(row.seconds))
    following = t("service.next_look", time=hour(row.next_at, zone)) if row.next_at else t("service.no_next_look")
    rest = markup(" · ".join((words, ended, following)))
    return f'<div class="line"><b>{markup(job_name(row.job))}</b>{chip}<span>{rest}</span></div>'


def _result(error: str | None) -> str:
    return markup(t("service.failed") if error else t("service.worked"))


def figures(pairs: Sequence[tuple[str, str]]) -> None:
    """Numbers side by side, each under its words."""
    body = "".join(f"<div><b>{markup(text)}</b><span>{markup(t(key))}</span></div>" for key, text in pairs)
    st.html(f'<div class="figures">{body}</div>')


def sent_chart(sent: Sequence[tuple[datetime, int]], zone: str) -> None:
    """How many messages went out in each of the last hours."""
    hours = [f"{moment.astimezone(clock.zone(zone)):%H:00}" for moment, _ in sent]
    frame = pd.DataFrame({"place": range(len(sent)), "hour": hours, "sent": [count for _, count in sent]})
    most = max([4, *(count for _, count in sent)])
    axis = alt.Axis(labelAngle=0, labelExpr=f"{hours!r}[datum.value]", values=list(range(0, len(sent), 4)))
    bars = (
        alt.Chart(frame)
        .mark_bar(color="#0f766e", cornerRadiusTopLeft=2, cornerRadiusTopRight=2)
        .encode(
            x=alt.X("place:O", title=None, axis=axis),
            y=alt.Y("sent:Q", title=None, axis=alt.Axis(tickCount=2, format="d"), scale=alt.Scale(domain=[0, most])),
            tooltip=[
                alt.Tooltip("hour:N", title=literal(t("service.hour"))),
                alt.Tooltip("sent:Q", title=literal(t("service.sent"))),
            ],
        )
        .properties(height=140)
    )
    st.altair_chart(bars, width="stretch")


def command(machine: str) -> None:
    """How to start the scheduler, and where."""
    st.markdown(say("service.start_on", machine=machine) if machine else say("service.start"))
    st.code(".venv/bin/python scheduler.py", language="shell")
    st.caption(say("service.start_why"))
