"""Things in an order of their own: each folds open into its form, and has a menu to move, copy or take it away."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from crm.core.work import Work
from crm.ui import frame
from crm.ui.text import say
from crm.ui.work import changing

UP, DOWN, COPY, DELETE = ACTIONS = ("up", "down", "copy", "delete")


def fold(
    label: str, *, form: str, note: str = "", colour: str = "", may: bool = True
) -> tuple[DeltaGenerator, str | None]:
    """A thing in its list, with its menu beside it: where its form belongs, and what was chosen just now."""
    frame.refused(_menu(form))
    with st.container(horizontal=True, vertical_alignment="top", wrap=False, key=f"arranged-{form}"):
        box = frame.fold(label, form=form, note=note, colour=colour)
        chosen = menu(form) if may else None
    return box, chosen


def menu(form: str) -> str | None:
    """The menu alone; what was chosen just now."""
    return st.menu_button(
        say("arrange.menu"),
        ACTIONS,
        key=f"arrange-{form}",
        format_func=lambda action: say(f"arrange.{action}"),
        type="tertiary",
        icon=":material/more_horiz:",
    )


def act(
    chosen: str | None,
    form: str,
    *,
    move: Callable[[Work, int], object],
    copy: Callable[[Work], object],
    delete: Callable[[Work], object],
    go: tuple[str, str] | None = None,
) -> None:
    """Do what was chosen. `go`: the page on which a copy is shown, and where one goes when the thing is gone."""
    if chosen is None:
        return
    change = changing(_menu(form), f"arrange.done_{chosen}")
    with change as work:
        if chosen in (UP, DOWN):
            move(work, -1 if chosen == UP else 1)
        elif chosen == COPY:
            made = copy(work)
            change.go = (go[0], {"id": made}) if go else None
        else:
            delete(work)
            change.go = (go[1], {}) if go else None


def _menu(form: str) -> str:
    """What the menu is refused stands above the thing, which may be folded."""
    return f"{form}-menu"
