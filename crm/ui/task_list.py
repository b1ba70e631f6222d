"""Tasks in lists: states in words and colours, terms by urgency, filters, and the tasks of one record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

import streamlit as st

from crm import agenda, tasks
from crm.agenda import to_do
from crm.core import clock
from crm.core.i18n import days_text, moment_text, t
from crm.core.listing import Page
from crm.core.priority import NORMAL, PRIORITIES
from crm.core.work import Work
from crm.tasks import ALIVE, OPEN, STATES, VIEWS, Filters, TaskRow
from crm.tasks.rules import DUES, SORTS
from crm.ui import frame, grid, places, quick_add, staff
from crm.ui.filters import UrlState
from crm.ui.priorities import priority_colours, priority_name, priority_names
from crm.ui.text import markup, say
from crm.ui.work import changing, reading

COLOURS = {
    "offered": "#b45309",
    "accepted": "#2f6f9f",
    "in_progress": "#0f766e",
    "done": "#7a7a72",
    "refused": "#b3362b",
    "cancelled": "#a8a29e",
}
LATE, SOON, LATER = "#b3362b", "#b45309", "#7a7a72"
ALL, LIST, BOARD = "all", "list", "board"
AT_FIRST = {"view": "mine", "state": ",".join(ALIVE)}
ICONS = {"accept": "check", "start": "play_arrow", "finish": "done_all", "pause": "pause", "reopen": "replay"}
ACT = "task_act"


def state_name(state: str) -> str:
    """A state in the reader's words."""
    return t(f"tasks.state.{state}")


def state_names() -> dict[str, str]:
    """Every state in the reader's words."""
    return {state: state_name(state) for state in STATES}


def state_colours() -> dict[str, str]:
    """The colour of each state by its words, for chips."""
    return {state_name(state): colour for state, colour in COLOURS.items()}


def zone_of(work: Work) -> str:
    """The zone in which this reader reads moments."""
    return work.me.zone or work.office.zone


def term(row: TaskRow, work: Work) -> tuple[str, str]:
    """A term in words with how far away it is, and its colour: late, today, later; of what is over only the moment."""
    return _term(row.due_at, row.state in ALIVE, row.is_late, work)


def _term(due_at: datetime | None, is_open: bool, is_late: bool, work: Work) -> tuple[str, str]:
    if due_at is None:
        return "", LATER
    zone = zone_of(work)
    words = moment_text(due_at, zone)
    if not is_open:
        return words, LATER
    days = (clock.day_of(due_at, zone) - clock.day_of(work.now, zone)).days
    return f"{words} · {days_text(days)}", LATE if is_late else SOON if days <= 0 else LATER


def columns(page: Page[TaskRow], work: Work, *, is_given: bool = False) -> list[grid.Column]:
    """The columns of a list of tasks; of those that one gave to others, how far they are as well."""
    terms = dict(term(row, work) for row in page.rows)
    found = [
        grid.Column("field.task_title", lambda row: row.title, width=300),
        grid.Column("field.state", lambda row: state_name(row.state), chips=state_colours(), width=170),
        grid.Column("field.due_at", lambda row: term(row, work)[0], chips=terms, width=230),
        grid.Column("field.priority", lambda row: priority_name(row.priority), chips=priority_colours()),
        grid.Column("field.task_owner", lambda row: row.owner or ""),
    ]
    if is_given:
        return [
            *found,
            grid.Column("tasks.last_note", lambda row: row.note or "", width=240),
            grid.Column("tasks.since", lambda row: since(row, work), is_wide_only=True),
        ]
    return [
        *found,
        grid.Column("field.delegator_id", lambda row: row.delegator or "", is_wide_only=True),
        grid.Column("field.subject_kind", lambda row: row.subject or "", width=200),
        grid.Column("field.category", lambda row: row.category or "", is_wide_only=True),
    ]


def since(row: TaskRow, work: Work) -> str:
    """How long nothing has moved: since its state changed, or the last note was written."""
    moved = max(row.state_at, row.noted_at or row.state_at)
    return days_text((clock.day_of(moved, zone_of(work)) - clock.day_of(work.now, zone_of(work))).days)


def chosen(state: UrlState, now: Filters) -> Filters:
    """The filters in one row, order and export below; what they say now."""
    with reading() as reader:
        known, owners = tasks.categories(reader), staff.choices(reader, now.owner_id)
    views = {name: t(f"tasks.view.{name}") for name in ("", *VIEWS) if name} | {"": t("tasks.view.all")}
    with frame.row("task-filters"):
        view = state.pick("view", "tasks.view_of", list(views), now.view, views) or ""
        text = state.text("q", "tasks.search", now.text)
        states = state.several("state", "field.state", list(STATES), now.states, state_names())
        due = state.pick("due", "field.due", list(DUES), now.due, {name: t(f"tasks.due.{name}") for name in DUES})
        used = sum(map(bool, (now.priority, now.category, now.owner_id)))
        label = say("ui.more_filters", count=used) if used else say("ui.more_filters_none")
        with st.popover(label, icon=":material/tune:"):
            options = list(PRIORITIES)
            priority = state.pick("priority", "field.priority", options, now.priority, priority_names(), is_bare=False)
            category = state.pick(
                "category", "field.category", known, now.category, {name: name for name in known}, is_bare=False
            )
            owner = state.one("owner", "field.task_owner", owners, now.owner_id, is_bare=False)
    with frame.row("task-tools"):
        sort, is_down = _order(state, now)
        found = Filters(
            text=text,
            view=view,
            states=tuple(states),
            priority=priority or "",
            category=category or "",
            due=due or "",
            owner_id=owner,
            subject_kind=now.subject_kind,
            subject_id=now.subject_id,
            sort=sort,
            descending=is_down,
        )
        if now.query():
            st.button(say("ui.clear_filters"), on_click=state.clear, icon=":material/filter_alt_off:", type="tertiary")
        if reader.may("tasks.export"):
            frame.download("/export/tasks.xlsx", found.query(), "ui.export")
    return found


def in_state(filters: Filters, state: str) -> Filters:
    """The same filters, for one column of the board."""
    return replace(filters, states=(state,))


def _order(state: UrlState, now: Filters) -> tuple[str, bool]:
    """What the list is sorted by, and whether it is turned round."""
    names = {f"{name}{way}": t(f"tasks.sort.{name}{way}") for name in SORTS for way in ("", "_desc")}
    held = f"{now.sort}{'_desc' if now.descending else ''}"
    given = state.pick("sort", "field.sort", list(names), held, names) or "due_at"
    return given.removesuffix("_desc"), given.endswith("_desc")


def step_button(row_id: int, version: int, step: str, *, is_quiet: bool = True) -> None:
    """One step with one click."""
    kind: Literal["tertiary", "secondary"] = "tertiary" if is_quiet else "secondary"
    label, icon = say(f"tasks.step.{step}"), f":material/{ICONS[step]}:"
    if st.button(label, key=f"task-{step}-{row_id}", icon=icon, type=kind):
        with changing(ACT, f"tasks.stepped.{step}") as writer:
            tasks.move(writer, row_id, step, version)


def entry(row: TaskRow, work: Work) -> None:
    """One task in a short list: what, whose, until when, and one click to the next step."""
    about = " · ".join(filter(None, [term(row, work)[0], row.owner, state_name(row.state), _unusual(row)]))
    mark = state_name(row.state) if row.state not in OPEN else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"task-row-{row.id}", wrap=True):
        with st.container(width="stretch"):
            frame.line(row.title, about, mark)
        for step in _quick_steps(row, work):
            step_button(row.id, row.version, step)
        places.link("task", say("ui.open"), icon="arrow_forward", id=row.id)


def _unusual(row: TaskRow) -> str:
    return priority_name(row.priority) if row.priority != NORMAL else ""


def _quick_steps(row: TaskRow, work: Work) -> list[str]:
    """What one's own task offers with one click; the service decides in the end."""
    if row.owner_id != work.me.person_id or not work.may("tasks.edit"):
        return []
    return {"offered": ["accept"], "accepted": ["finish"], "in_progress": ["finish"]}.get(row.state, [])


def cards(rows: list[TaskRow], state: str, work: Work) -> None:
    """A column of the board: each task a card with its next steps as buttons."""
    for row in rows:
        with st.container(border=True, key=f"task-card-{row.id}"):
            words, colour = term(row, work)
            chip = f'<span class="chip" style="--chip:{markup(colour)}">{markup(words)}</span>' if words else ""
            rest = " · ".join(filter(None, [row.owner, row.subject, _unusual(row)]))
            st.html(f'<div class="line"><b>{markup(row.title)}</b><span>{markup(rest)}</span>{chip}</div>')
            with st.container(horizontal=True, key=f"task-card-tools-{row.id}"):
                for step in BOARD_STEPS.get(state, ()) if _may_step(row, state, work) else ():
                    step_button(row.id, row.version, step)
                places.link("task", say("ui.open"), icon="arrow_forward", id=row.id)


BOARD_STEPS = {
    "offered": ("accept",),
    "accepted": ("start", "finish"),
    "in_progress": ("pause", "finish"),
    "done": ("reopen",),
}


def _may_step(row: TaskRow, state: str, work: Work) -> bool:
    """Who has it moves it; what is offered, only whom it is offered to."""
    if not work.may("tasks.edit"):
        return False
    return row.owner_id in (None, work.me.person_id) or (state != "offered" and row.delegator_id == work.me.person_id)


def mine(work: Work) -> None:
    """The start page's part: what is late or due today, what waits for an answer, what others do for me and is late."""
    if not work.may("tasks.view"):
        return
    with reading() as reader:
        found = agenda.my_tasks(reader)
    frame.refused(ACT)
    for name, rows, query in (
        ("late", found.late, to_do.LATE),
        ("today", found.today, to_do.TODAY),
        ("asked", found.asked, to_do.ASKED),
        ("given_late", found.given_late, to_do.GIVEN_LATE),
    ):
        if rows:
            frame.section(f"today.tasks_{name}")
            for row in rows:
                entry(row, reader)
            places.link("tasks", say("ui.show"), icon="arrow_forward", **query.query())
    if found.standing_in:
        frame.section("today.tasks_standing_in")
        for row in found.standing_in:
            entry(row, reader)


def of_record(kind: str, id: int, work: Work) -> None:
    """The tasks of a record that this person may see, the open ones first, and a new one for it."""
    if not work.may("tasks.view"):
        return
    key = f"tasks-of-{kind}-{id}"
    with frame.row(key):
        is_all = st.toggle(say("tasks.show_over"), key=f"{key}:over")
        quick_add.of_record(kind, id, work)
    with reading() as reader:
        filters = Filters(subject_kind=kind, subject_id=id, states=() if is_all else ALIVE)
        page = tasks.listing(reader, filters, grid.place(key))
    frame.refused(ACT)
    if not page.total:
        frame.empty("tasks.empty_record", "tasks.empty_first")
    for row in page.rows:
        entry(row, reader)
    grid.turn(key, page)
