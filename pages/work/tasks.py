"""Tasks: mine, my team's, given by me, waiting for my answer; as a list or as a board."""

import streamlit as st

from crm import tasks
from crm.core.i18n import t
from crm.tasks import Filters
from crm.ui import ending, frame, grid, places, task_list
from crm.ui.filters import UrlState
from crm.ui.task_list import BOARD, LIST, state_name
from crm.ui.work import enter, reading


@st.dialog(t("tasks.one"), position="right", width="medium")
def drawer(row: tasks.TaskRow) -> None:
    """The essentials of one task, its next steps with one click, the way to all of it."""
    with reading() as reader:
        card = tasks.get(reader, row.id)
    frame.heading_small(card.title, chip=(state_name(card.state), task_list.COLOURS[card.state]))
    frame.facts(
        [
            ("field.task_owner", card.owner or ""),
            ("field.delegator_id", card.delegator or ""),
            ("field.due_at", task_list.term(card, reader)[0]),
            ("field.subject_kind", card.subject or ""),
            ("field.description", card.description or ""),
            ("tasks.last_note", card.note or ""),
        ]
    )
    with frame.row("task-drawer"):
        for step in card.moves:
            if step in task_list.ICONS:
                task_list.step_button(card.id, card.version, step, is_quiet=step not in ("accept", "finish"))
        places.link("task", t("ui.open"), icon="open_in_new", id=card.id)


def board(filters: Filters) -> None:
    """A column for each state with its first fifty cards; buttons move them."""
    columns = st.columns(len(task_list.BOARD_STEPS), gap="medium")
    for column, name in zip(columns, task_list.BOARD_STEPS, strict=True):
        with reading() as reader:
            page = tasks.listing(reader, task_list.in_state(filters, name))
        with column:
            frame.line(state_name(name), t("tasks.board_count", count=page.total))
            task_list.cards(page.rows, name, reader)


work = enter("tasks.view")
if frame.heading(t("page.tasks"), primary="tasks.add" if work.may("tasks.create") else None):
    places.go("task")
state = UrlState("tasks", at_first=task_list.AT_FIRST)
shape = BOARD if state.query.get("as") == BOARD else LIST
filters = task_list.chosen(state, Filters.of(state.query))
with frame.row("task-shape"):
    shape = st.segmented_control(
        t("tasks.shape"),
        [LIST, BOARD],
        default=shape,
        required=True,
        key="tasks:shape",
        label_visibility="collapsed",
        format_func=lambda one: t("tasks.as_board") if one == BOARD else t("tasks.as_list"),
    )
place = state.write_place({**filters.query(), **({"as": BOARD} if shape == BOARD else {})})
frame.refused(task_list.ACT)
if shape == BOARD:
    board(filters)
    ending.stop()
with reading() as work:
    page = tasks.listing(work, filters, place)
if page.total:
    clicked = grid.table(
        "tasks",
        page,
        task_list.columns(page, work, is_given=filters.view == "given"),
        href=lambda row: places.address("task", id=row.id),
    )
    grid.turn("tasks", page)
    if clicked:
        drawer(clicked)
elif state.query not in ({}, task_list.AT_FIRST):
    frame.nothing_found(state.clear)
else:
    frame.empty("tasks.empty", "tasks.empty_first")
