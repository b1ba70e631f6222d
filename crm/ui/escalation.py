"""The form of escalation: for each priority a short list of steps, each with how long after and whom it tells."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from crm.core.priority import PRIORITIES
from crm.reminders import Level
from crm.reminders.audience import UP
from crm.reminders.escalation import UNITS, Levels
from crm.ui import entries
from crm.ui.fields import key_of
from crm.ui.priorities import COLOURS, priority_name
from crm.ui.text import markup, say
from crm.ui.work import problems


def levels(form: str, value: Levels) -> dict[str, tuple[Level, ...]]:
    """Every priority, the most urgent first; what was typed comes back as it is, for the rules to judge."""
    return {priority: _of(form, priority, value[priority]) for priority in reversed(PRIORITIES)}


def _of(form: str, priority: str, value: Sequence[Level]) -> tuple[Level, ...]:
    key = key_of(form, priority)
    rows: dict[str, Level] = st.session_state.setdefault(key, {f"l{n}": level for n, level in enumerate(value)})
    with st.container(border=True, key=f"{key}:box", gap="small"):
        chip = f'<span class="chip" style="--chip:{COLOURS[priority]}">{markup(priority_name(priority))}</span>'
        st.html(chip)
        found = tuple(
            _level(form, priority, f"{key}:{name}", place, name, level)
            for place, (name, level) in enumerate(list(rows.items()))
        )
        if not found:
            st.caption(say("reminders.escalation_none"))
        if st.button(say("reminders.add_level"), key=f"{key}:add", icon=":material/add:", type="tertiary"):
            rows[secrets.token_hex(3)] = Level(1, "day", UP[0])
            st.rerun()
        _problems(form, f"{priority}.levels")
    return found


def _level(form: str, priority: str, key: str, place: int, name: str, level: Level) -> Level:
    with st.container(horizontal=True, vertical_alignment="bottom", key=key):
        count = entries.whole(say("field.level_count"), level.count, f"{key}:count", width=95)
        unit = st.selectbox(
            say("field.level_unit"),
            UNITS,
            index=UNITS.index(level.unit),
            format_func=lambda unit: say(f"unit.{unit}"),
            key=f"{key}:unit",
            width=130,
        )
        audience = st.selectbox(
            say("field.level_audience"),
            UP,
            index=UP.index(level.audience),
            format_func=lambda name: say(f"reminders.who.{name}"),
            key=f"{key}:audience",
            width=240,
        )
        remove = f"{key}:remove"
        args = (key_of(form, priority), name)
        st.button(say("ui.remove"), key=remove, icon=":material/close:", type="tertiary", on_click=_remove, args=args)
    _problems(form, f"{priority}.{place}")
    return replace(level, count=count, unit=unit, audience=audience)


def _remove(key: str, name: str) -> None:
    st.session_state[key].pop(name, None)


def _problems(form: str, field: str) -> None:
    for problem in problems(form):
        if (problem.field or "").startswith(field):
            st.markdown(f":red[:material/error: {say(problem.code, **dict(problem.params))}]")
