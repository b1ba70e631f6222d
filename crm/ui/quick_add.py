"""A new task from anywhere: a small dialog beside the bell and on each record's card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from crm import people, tasks
from crm.core import clock
from crm.core.errors import Invalid
from crm.core.i18n import t
from crm.core.priority import NORMAL, PRIORITIES
from crm.core.work import Actor, Work
from crm.tasks import PROPOSED_STEPS, Taker
from crm.ui import fields, staff
from crm.ui.priorities import priority_name
from crm.ui.text import say
from crm.ui.work import actor, changing, drawn, forget, problems, reading

FORM, OF = "quick_task", "_quick_task_of"  # while it is open, the session holds what the task will belong to
DRAFTS, BEGUN = "_quick_task_drafts", "_quick_task_begun"  # what was typed and not saved; what this opening began with


@dataclass(frozen=True)
class Draft:
    """What somebody typed and did not save, as the fields hold it."""

    by: Actor
    title: str = ""
    due_at: datetime | None = None  # as clocks in the reader's zone show it
    people: tuple[Taker, ...] = ()
    priority: str = NORMAL

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing that would be missed."""
        return not (self.title.strip() or self.due_at or self.people)


def button() -> None:
    """Beside the bell of every page; with the keyboard as well."""
    with reading() as work:
        if not work.may("tasks.create"):
            return
    label, icon = say("tasks.quick"), ":material/add_task:"
    if st.button(label, key="quick-task", icon=icon, type="tertiary", shortcut="t"):
        _open({})
    if is_open():
        st.dialog(t("tasks.quick"), width="medium", on_dismiss=_dismissed)(_form)()  # in the language of now


def is_open() -> bool:
    """Whether its dialog stands over this page: Streamlit shows one at a time, and a second one breaks the page."""
    return OF in st.session_state


def of_record(kind: str, id: int, work: Work) -> None:
    """The same on a record's card: the task belongs to it."""
    if work.may("tasks.create") and st.button(
        say("tasks.add"), icon=":material/add_task:", key=f"quick-task-{kind}-{id}"
    ):
        _open({"subject_kind": kind, "subject_id": id})
        st.rerun()


def takers(work: Work) -> dict[Taker, str]:
    """To whom this person may give a task, by name: people, teams, roles."""
    whose = work.whose("tasks.create")
    names = {one.id: one.name for one in staff.choices(work) if whose is None or one.id in whose}
    found = {
        Taker(one): t("tasks.taker_away", name=names[one]) if is_away else names[one]
        for one, is_away in tasks.choosable(work, list(names)).items()
    }
    if not work.may("people.view"):
        return found
    for team in people.teams(work):
        if team.member_ids and (whose is None or whose.issuperset(team.member_ids)):
            found[Taker(team_id=team.id)] = t("ui.team_named", name=team.name)
    for role in people.role_choices(work) if whose is None else ():
        found[Taker(role_id=role.id)] = t("tasks.role_named", name=role.name)
    return found


def choose_takers(form: str, held: Sequence[Taker] = ()) -> list[Taker]:
    """To whom a new task goes; nobody means oneself."""
    with reading() as work:
        known = takers(work)
    return fields.several(form, "people", list(known), held, lambda taker: known.get(taker, staff.UNKNOWN))


def given(chosen: list[Taker]) -> dict[str, Any]:
    """What `tasks.create` calls these; Invalid for a group beside anybody else."""
    groups = [one for one in chosen if one.person_id is None]
    if groups and len(chosen) > 1:
        raise Invalid("tasks.takers_mixed", "people")
    if groups:
        return {"team_id": groups[0].team_id, "role_id": groups[0].role_id}
    return {"people": [one.person_id for one in chosen]}


def said(count: int) -> tuple[str, dict[str, object]]:
    """The toast of so many tasks added: of several, that each person has one."""
    return ("tasks.added", {}) if count == 1 else ("tasks.added_many", {"count": count})


def _open(of: dict[str, Any]) -> None:
    """Begin with what was typed here before and not saved, if it was by the same person."""
    draft = st.session_state.get(DRAFTS, {}).get(_place(of))
    st.session_state[BEGUN] = draft if draft is not None and draft.by == actor() else Draft(actor())
    st.session_state[OF] = of


def _place(of: dict[str, Any]) -> tuple[Any, ...]:
    """Drafts are kept apart by what their tasks will belong to."""
    return (of.get("subject_kind"), of.get("subject_id"))


def _dismissed() -> None:
    """Closed by Escape or beside it: what was typed stays for the next time."""
    _keep()
    _close()


def _keep() -> None:
    """Remember what the fields hold now, the one that was just left included."""
    held = {name: st.session_state.get(fields.key_of(FORM, name)) for name in ("task_title", "due_at", "people")}
    priority = st.session_state.get(fields.key_of(FORM, "priority"))
    given = (held["task_title"] or "", held["due_at"], tuple(held["people"] or ()), priority or NORMAL)
    drafts, place = dict(st.session_state.get(DRAFTS, {})), _place(st.session_state.get(OF, {}))
    drafts.pop(place, None)
    draft = Draft(actor(), *given)
    st.session_state[DRAFTS] = drafts if draft.is_empty else {**drafts, place: draft}


def _close() -> None:
    st.session_state.pop(OF, None)
    st.session_state.pop(BEGUN, None)


def _drop() -> None:
    """Nothing of it is kept."""
    place = _place(st.session_state.get(OF, {}))
    st.session_state[DRAFTS] = {key: one for key, one in st.session_state.get(DRAFTS, {}).items() if key != place}
    forget(FORM)
    _close()


def _form() -> None:
    with reading() as work:
        zone = work.me.zone or work.office.zone
    drawn(FORM, None)
    for problem in problems(FORM):
        if problem.field is None:
            st.error(say(problem.code, **dict(problem.params)), icon=":material/error:")
    begun = st.session_state.get(BEGUN) or Draft(actor())
    due_at = clock.wall(begun.due_at.date(), begun.due_at.time(), zone) if begun.due_at else None
    values: dict[str, Any] = {"title": fields.text(FORM, "task_title", begun.title, needed=True)}
    values["due_at"] = fields.moment(FORM, "due_at", due_at, zone)
    chosen = choose_takers(FORM, begun.people)
    values["priority"] = (
        fields.pick(FORM, "priority", list(PRIORITIES), begun.priority, priority_name, needed=True) or ""
    )
    _keep()
    with st.container(horizontal=True, key="quick-task-end"):
        is_saved = fields.save(FORM, "tasks.add")
        if st.button(say("tasks.discard"), key=fields.key_of(FORM, "discard"), type="tertiary"):
            _drop()
            st.rerun()
    if is_saved:
        change = changing(FORM, "tasks.added")
        with change as writer:
            of = st.session_state.get(OF, {})
            ids = tasks.create(writer, steps=PROPOSED_STEPS, **values, **of, **given(chosen))
            change.done, change.params = said(len(ids))
            _drop()
