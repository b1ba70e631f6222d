"""What only the service page shows: sentences about jobs and runs, sizes, the chart of what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from crm.agenda.service_desk import KNOWN, JobRow, RunRow
from crm.core import clock, i18n, sizes
from crm.core.i18n import t
from crm.notifications import Ailing
from crm.ui.text import literal, markup, say

SENDING = "deliver"
GOOD, BAD = "#2e7d4f", "#c0392b"


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


def files_text(detail: Mapping[str, Any]) -> str:
    """What a backup holds of users' files; those of before knew nothing of them."""
    if "files" not in detail:
        return t("service.backup_no_files")
    taken = t("service.backup_files_text", count=detail["files"], size=sizes.text(detail["files_bytes"]))
    left = {what: int(detail.get(f"files_{what}", 0)) for what in ("lacking", "unreadable", "left_out", "damaged")}
    return " · ".join(
        [taken, *(t(f"service.backup_files_{what}", count=count) for what, count in left.items() if count)]
    )


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


def jobs(rows: Sequence[JobRow], zone: str, *, is_stuck: bool = False) -> None:
    """Each job: its name, how its last run went, when it looks again. `is_stuck`: what is sent does not get out."""
    body = "".join(_job(row, zone, is_stuck and row.job == SENDING) for row in rows)
    st.html(f'<div class="jobs">{body}</div>')


def _job(row: JobRow, zone: str, is_stuck: bool) -> str:
    words = error_text(row.error) if row.error else t("service.did", count=row.done) if row.done else t("service.idle")
    words = t("service.stuck") if is_stuck and not row.error else words
    result = t("service.failed") if row.error else t("service.waits") if is_stuck else t("service.worked")
    chip = f'<span class="chip" style="--chip:{BAD if row.error or is_stuck else GOOD}">{markup(result)}</span>'
    ended = t("service.last_run", moment=i18n.moment_text(row.ended_at, zone), seconds=duration(row.seconds))
    following = t("service.next_look", time=hour(row.next_at, zone)) if row.next_at else t("service.no_next_look")
    rest = markup(" · ".join((words, ended, following)))
    return f'<div class="line"><b>{markup(job_name(row.job))}</b>{chip}<span>{rest}</span></div>'


def ailing(rows: Sequence[Ailing], zone: str) -> None:
    """Each account by which nothing gets out: which, since when, why, what its server said, when it is tried next."""
    for row in rows:
        name = row.name or t(f"service.nameless_{row.channel}")
        since, following = i18n.moment_text(row.since, zone), i18n.moment_text(row.next_at, zone)
        why = row.plain or t("smtp.other")
        st.error(say("service.ailing", name=name, since=since, why=why, next=following), icon=":material/unsubscribe:")
        if row.said:
            st.caption(say("service.ailing_said", words=row.said))


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
