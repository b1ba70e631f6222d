"""The forms of notification settings: kinds of news by area with a control for each channel; channels by priority."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from crm import notifications
from crm.core.priority import PRIORITIES
from crm.notifications import OfficeCard, OwnCard, PriorityCard
from crm.ui.fields import key_of
from crm.ui.priorities import COLOURS, priority_name
from crm.ui.text import literal, markup, safe, say
from crm.ui.work import problems

ICONS = {"on": ":material/toggle_on:", "always": ":material/lock:", "off": ":material/notifications_off:"}
CHANNELS = {
    "bell": ":material/notifications:",
    "email": ":material/mail:",
    "sms": ":material/sms:",
    "push": ":material/smartphone:",
}
# Kinds of news belong together by how their name begins; what is named here first is what an office began with.
AREAS = {"monitoring": "monitoring", "case": "cases", "task": "tasks", "comment": "tasks"}
OTHERS = "others"
Pair = tuple[str, str]
Draw = Callable[[Pair], object]


def office_states(form: str, card: OfficeCard) -> dict[Pair, str]:
    """The office's word for everything that can be told."""
    drawn = _rows(form, card.states, lambda pair: _state(form, card, pair))
    return {pair: str(found) for pair, found in drawn.items()}


def own_wishes(form: str, card: OwnCard) -> dict[Pair, bool]:
    """My word, where the office leaves it to me; what it decides is shown and cannot be touched."""
    drawn = _rows(form, card.states, lambda pair: _wish(form, card, pair))
    return {pair: bool(found) for pair, found in drawn.items() if card.is_mine(pair)}


def by_priority(form: str, card: PriorityCard) -> dict[str, list[str]]:
    """The channels of each priority; the bell always rings, and is not asked about."""
    others = [channel for channel in notifications.CHANNELS if channel != "bell"]
    found = {}
    for priority in PRIORITIES:
        with st.container(horizontal=True, vertical_alignment="center", key=f"{form}-{priority}"):
            chip = f'<span class="chip" style="--chip:{COLOURS[priority]}">{markup(priority_name(priority))}</span>'
            st.html(chip, width=110)
            given: Sequence[str] = st.pills(
                say(f"priority.{priority}"),
                others,
                selection_mode="multi",
                default=[channel for channel in card.channels[priority] if channel in others],
                key=key_of(form, f"channels_{priority}"),
                format_func=lambda channel: (
                    f"{literal(CHANNELS.get(channel, ''))} {say(f'notifications.channel.{channel}')}"
                ),
                label_visibility="collapsed",
            )
            if priority in card.own:
                st.caption(say("hours.own_choice"), width="content")
        _problem(form, (f"channels_{priority}",))
        found[priority] = list(given)
    return found


def areas(kinds: Sequence[str]) -> dict[str, list[str]]:
    """Kinds of news by what they are about, in their order."""
    found: dict[str, list[str]] = {}
    for kind in kinds:
        found.setdefault(AREAS.get(kind.partition(".")[0], OTHERS), []).append(kind)
    last = {OTHERS: found.pop(OTHERS)} if OTHERS in found else {}
    return found | last


def _rows(form: str, states: Mapping[Pair, str], draw: Draw) -> dict[Pair, object]:
    """A fold for each area, the first one open; in it each kind with its controls side by side, as many as fit."""
    found: dict[Pair, object] = {}
    kinds = areas(list(dict.fromkeys(kind for kind, _ in states)))
    for place, (area, named) in enumerate(kinds.items()):
        is_open = place == 0 or any(_is_wrong(form, kind) for kind in named)
        with st.expander(say(f"notifications.area.{area}"), expanded=is_open, key=f"{form}-{area}"):
            for kind in named:
                found |= _kind(form, kind, [pair for pair in states if pair[0] == kind], draw)
    return found


def _kind(form: str, kind: str, pairs: Sequence[Pair], draw: Draw) -> dict[Pair, object]:
    found: dict[Pair, object] = {}
    with st.container(key=f"{form}-{kind.replace('.', '-')}", gap="small"):
        label = f"**{safe(notifications.kind_name(kind))}**"
        st.markdown(label)
        with st.container(horizontal=True, gap="large"):
            for pair in pairs:
                with st.container(width="content", gap="small"):
                    found[pair] = draw(pair)
                    _problem(form, pair)
    return found


def _is_wrong(form: str, kind: str) -> bool:
    return any((problem.field or "").startswith(f"{kind}:") for problem in problems(form))


def _state(form: str, card: OfficeCard, pair: Pair) -> object:
    return st.segmented_control(
        f"{literal(CHANNELS.get(pair[1], ''))} {say(f'notifications.channel.{pair[1]}')}",
        list(notifications.OFFICE_STATES),
        default=card.states[pair],
        required=True,
        key=key_of(form, ":".join(pair)),
        format_func=lambda state: f"{literal(ICONS[state])} {say(f'notifications.state.{state}')}",
    )


def _wish(form: str, card: OwnCard, pair: Pair) -> object:
    state = card.states[pair]
    given = st.toggle(
        f"{literal(CHANNELS.get(pair[1], ''))} {say(f'notifications.channel.{pair[1]}')}",
        value=card.wishes[pair] if card.is_mine(pair) else state == "always",
        key=key_of(form, ":".join(pair)),
        disabled=not card.is_mine(pair),
    )
    if not card.is_mine(pair):
        label = say(f"notifications.set_{state}")
        st.caption(f"{literal(ICONS[state])} {literal(label)}")
    return given


def _problem(form: str, pair: Sequence[str]) -> None:
    for problem in problems(form):
        if problem.field == ":".join(pair):
            st.markdown(f":red[:material/error: {say(problem.code, **dict(problem.params))}]")
