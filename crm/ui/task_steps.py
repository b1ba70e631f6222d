"""When a task reminds whoever has it: so long before it begins, or before its term; and by which channels."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import time

import streamlit as st

from crm.reminders.rules import EXACT, StepPlan
from crm.ui import entries, step_channels
from crm.ui.fields import key_of
from crm.ui.text import say
from crm.ui.work import problems

UNITS = ["minute", "hour", "day", "week"]
ANCHORS = ["from", "due"]
FIRST = StepPlan(1, "hour", at=None, anchor="due", channels=())


def steps(form: str, value: Sequence[StepPlan]) -> list[StepPlan]:
    """One row a step, with a button to add one and one to take each away."""
    st.markdown(say("field.steps"))
    key = key_of(form, "steps")
    rows: dict[str, StepPlan] = st.session_state.setdefault(key, {secrets.token_hex(3): step for step in value})
    plans = [_step(key, name, step) for name, step in list(rows.items())]
    if st.button(say("ui.add_step"), key=f"{key}:add", icon=":material/add:", type="tertiary"):
        rows[secrets.token_hex(3)] = FIRST
        st.rerun()
    for problem in problems(form):
        if problem.field and problem.field.split(".")[0] == "steps":
            st.markdown(f":red[:material/error: {say(problem.code, **dict(problem.params))}]")
    return plans


def _step(key: str, name: str, step: StepPlan) -> StepPlan:
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}:row:{name}"):
        count = entries.whole(say("field.step_count"), step.count, f"{key}:{name}:count", width=95)
        unit = st.selectbox(
            say("tasks.step_unit"),
            UNITS,
            index=UNITS.index(step.unit) if step.unit in UNITS else 0,
            format_func=lambda unit: say(f"tasks.unit.{unit}"),
            key=f"{key}:{name}:unit",
            width=130,
        )
        anchor = st.selectbox(
            say("tasks.before"),
            ANCHORS,
            index=ANCHORS.index(step.anchor) if step.anchor in ANCHORS else 0,
            format_func=lambda anchor: say(f"tasks.anchor.{anchor}"),
            key=f"{key}:{name}:anchor",
            width=170,
        )
        st.button(
            say("ui.remove"),
            key=f"{key}:{name}:remove",
            icon=":material/close:",
            type="tertiary",
            on_click=_remove,
            args=(key, name),
        )
    channels = step_channels.choose(f"{key}:{name}", step.channels, by_priority=True)
    at = None if unit in EXACT else step.at or time(9)
    return StepPlan(count, unit, at=at, anchor=anchor, channels=channels)


def _remove(key: str, name: str) -> None:
    st.session_state[key].pop(name, None)
