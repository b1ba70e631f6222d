"""States of monitorings in words and colours, the same everywhere."""

from __future__ import annotations

from crm.core.i18n import t

COLOURS = {"scheduled": "#5b7fb5", "active": "#0f766e", "finished": "#7a7a72", "cancelled": "#a8a29e"}
SOON, LATE = "light-dark(#b45309, #f0bd7d)", "light-dark(#b3362b, #ef8074)"
STATES = tuple(COLOURS)


def state_name(state: str) -> str:
    """A state in the reader's words."""
    return t(f"monitoring.state.{state}")


def state_names() -> dict[str, str]:
    """Every state in the reader's words."""
    return {state: state_name(state) for state in STATES}


def state_colours() -> dict[str, str]:
    """The colour of each state by its words, for chips."""
    return {state_name(state): colour for state, colour in COLOURS.items()}
