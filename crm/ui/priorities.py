"""Priorities in words and colours, the same everywhere."""

from __future__ import annotations

from crm.core.i18n import t
from crm.core.priority import HIGH, LOW, NORMAL, PRIORITIES, URGENT

COLOURS = {LOW: "#a8a29e", NORMAL: "#5b7fb5", HIGH: "#b45309", URGENT: "#b3362b"}


def priority_name(priority: str) -> str:
    """A priority in the reader's words."""
    return t(f"priority.{priority}")


def priority_names() -> dict[str, str]:
    """Every priority in the reader's words, the least first."""
    return {priority: priority_name(priority) for priority in PRIORITIES}


def priority_colours() -> dict[str, str]:
    """The colour of each priority by its words, for chips."""
    return {priority_name(priority): colour for priority, colour in COLOURS.items()}
