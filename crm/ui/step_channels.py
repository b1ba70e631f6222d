"""The channels a step of a ladder goes by: several at once, or none, where the priority says which."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from crm.reminders.rules import CHANNELS
from crm.ui.text import say


def choose(key: str, value: Sequence[str], *, by_priority: bool) -> tuple[str, ...]:
    """Draw the choice of one step; with `by_priority` choosing none is an answer, too."""
    given = st.pills(
        say("tasks.by_priority") if by_priority else say("field.step_channels"),
        CHANNELS,
        selection_mode="multi",
        default=[one for one in CHANNELS if one in value],
        format_func=lambda one: say(f"notifications.channel.{one}"),
        key=f"{key}:channels",
        help=say("hint.step_channels"),
    )
    return tuple(one for one in CHANNELS if one in given)
