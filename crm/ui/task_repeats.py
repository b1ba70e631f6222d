"""A task that comes back: the picker in the form of a new one, and how far a change of one that is there reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from crm.core import clock
from crm.core.i18n import t
from crm.core.work import Work
from crm.tasks import Repeats, TaskCard, repeating
from crm.tasks.series_rules import AS_IS, MODES, SCHEDULE
from crm.ui import fields, frame, places, recurrence, task_list
from crm.ui.text import say

WEEKLY = "FREQ=WEEKLY"


def choose(form: str, values: Mapping[str, Any], work: Work) -> Repeats | None:
    """How a new task comes back, shown with its next dates before it is saved; None when it does not."""
    if not fields.switch(form, "comes_back", False):
        return None
    zone = task_list.zone_of(work)
    first = values["from_at"] or values["due_at"]
    start = clock.day_of(first or work.now, zone)
    with st.container(border=True, key=f"{form}-comes-back"):
        rule = recurrence.pick(form, WEEKLY, start, zone, work.today)
        mode = fields.pick(form, "counts_from", list(MODES), SCHEDULE, lambda one: t(f"series.mode.{one}"), needed=True)
        ahead = fields.count(form, "days_ahead", 0)
        repeats = Repeats(rule, mode or SCHEDULE, recurrence.day_off(form, AS_IS), ahead)
        if first is None:
            frame.hint("tasks.repeats_when")
        recurrence.preview(form, repeating.as_series(repeats, zone, None, values["from_at"], values["due_at"]))
        frame.hint("tasks.repeats_first")
    return repeats


def reach(card: TaskCard) -> None:
    """Of a task of a series: a change here is of this one; the way to this and the following, and to all."""
    if card.series_id is None:
        return
    with st.container(border=True, key=f"series-of-{card.id}"):
        frame.hint("series.this_one")
        with frame.row(f"series-of-{card.id}"):
            if card.occurs_at is not None:
                since = {"id": card.series_id, "from": card.occurs_at.isoformat()}
                places.link("series", say("series.this_and_following"), icon="low_priority", **since)
            places.link("series", say("series.change_all"), icon="event_repeat", id=card.series_id)
