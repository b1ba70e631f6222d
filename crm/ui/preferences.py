"""The forms of notification settings: a row for each kind of news, a control for each channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from crm import notifications
from crm.notifications import OfficeCard, OwnCard
from crm.ui.fields import key_of
from crm.ui.text import literal, safe, say
from crm.ui.work import problems

ICONS = {"on": ":material/toggle_on:", "always": ":material/lock:", "off": ":material/notifications_off:"}
CHANNELS = {"bell": ":material/notifications:", "email": ":material/mail:"}
Pair = tuple[str, str]
Draw = Callable[[Pair], object]


def office_states(form: str, card: OfficeCard) -> dict[Pair, str]:
    """The office's word for everything that can be told."""
    drawn = _rows(form, card.states, lambda pair: _state(form, card, pair), is_wide=True)
    return {pair: str(found) for pair, found in drawn.items()}


def own_wishes(form: str, card: OwnCard) -> dict[Pair, bool]:
    """My word, where the office leaves it to me; what it decides is shown and cannot be touched."""
    drawn = _rows(form, card.states, lambda pair: _wish(form, card, pair))
    return {pair: bool(found) for pair, found in drawn.items() if card.is_mine(pair)}


def _rows(form: str, states: Mapping[Pair, str], draw: Draw, *, is_wide: bool = False) -> dict[Pair, object]:
    """One box for each kind; wide controls stand below each other."""
    found: dict[Pair, object] = {}
    for kind in dict.fromkeys(kind for kind, _ in states):
        with st.container(border=True, key=f"{form}-{kind.replace('.', '-')}", gap="small"):
            label = f"**{safe(notifications.kind_name(kind))}**"
            st.markdown(label)
            with st.container(horizontal=not is_wide, gap="small" if is_wide else "large"):
                for pair in [pair for pair in states if pair[0] == kind]:
                    with st.container(width="content", gap="small"):
                        found[pair] = draw(pair)
                        _problem(form, pair)
    return found


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


def _problem(form: str, pair: Pair) -> None:
    for problem in problems(form):
        if problem.field == ":".join(pair):
            st.markdown(f":red[:material/error: {say(problem.code, **dict(problem.params))}]")
