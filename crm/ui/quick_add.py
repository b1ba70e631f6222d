"""A new task from anywhere: a small dialog beside the bell and on each record's card."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm import people, tasks
from crm.core.errors import Invalid
from crm.core.i18n import t
from crm.core.priority import NORMAL, PRIORITIES
from crm.core.work import Work
from crm.tasks import PROPOSED_STEPS, Taker
from crm.ui import fields, staff
from crm.ui.priorities import priority_name
from crm.ui.text import say
from crm.ui.work import changing, drawn, problems, reading

FORM, OF = "quick_task", "_quick_task_of"  # while it is open, the session holds what the task will belong to


def button() -> None:
    """Beside the bell of every page; with the keyboard as well."""
    with reading() as work:
        if not work.may("tasks.create"):
            return
    label, icon = say("tasks.quick"), ":material/add_task:"
    if st.button(label, key="quick-task", icon=icon, type="tertiary", shortcut="t"):
        st.session_state[OF] = {}
    if OF in st.session_state:
        st.dialog(t("tasks.quick"), width="medium", on_dismiss=_close)(_form)()  # in the language of now


def of_record(kind: str, id: int, work: Work) -> None:
    """The same on a record's card: the task belongs to it."""
    if work.may("tasks.create") and st.button(
        say("tasks.add"), icon=":material/add_task:", key=f"quick-task-{kind}-{id}"
    ):
        st.session_state[OF] = {"subject_kind": kind, "subject_id": id}
        st.rerun()


def takers(work: Work) -> dict[Taker, str]:
    """To whom this person may give a task, by name: people, teams, roles."""
    whose = work.whose("tasks.create")
    found = {Taker(one.id): one.name for one in staff.choices(work) if whose is None or one.id in whose}
    if not work.may("people.view"):
        return found
    for team in people.teams(work):
        if team.member_ids and (whose is None or whose.issuperset(team.member_ids)):
            found[Taker(team_id=team.id)] = t("ui.team_named", name=team.name)
    for role in people.role_choices(work) if whose is None else ():
        found[Taker(role_id=role.id)] = t("tasks.role_named", name=role.name)
    return found


def choose_takers(form: str) -> list[Taker]:
    """To whom a new task goes; nobody means oneself."""
    with reading() as work:
        known = takers(work)
    return fields.several(form, "people", list(known), [], lambda taker: known.get(taker, staff.UNKNOWN))


def given(chosen: list[Taker]) -> dict[str, Any]:
    """What `tasks.create` calls these; Invalid for a group beside anybody else."""
    groups = [one for one in chosen if one.person_id is None]
    if groups and len(chosen) > 1:
        raise Invalid("tasks.takers_mixed", "people")
    if groups:
        return {"team_id": groups[0].team_id, "role_id": groups[0].role_id}
    return {"people": [one.person_id for one in chosen]}


def _close() -> None:
    st.session_state.pop(OF, None)


def _form() -> None:
    with reading() as work:
        zone = work.me.zone or work.office.zone
    drawn(FORM, None)
    for problem in problems(FORM):
        if problem.field is None:
            st.error(say(problem.code, **dict(problem.params)), icon=":material/error:")
    values: dict[str, Any] = {"title": fields.text(FORM, "task_title", needed=True)}
    values["due_at"] = fields.moment(FORM, "due_at", None, zone)
    chosen = choose_takers(FORM)
    values["priority"] = fields.pick(FORM, "priority", list(PRIORITIES), NORMAL, priority_name, needed=True) or ""
    if fields.save(FORM, "tasks.add"):
        with changing(FORM, "tasks.added") as writer:
            of = st.session_state.get(OF, {})
            tasks.create(writer, steps=PROPOSED_STEPS, **values, **of, **given(chosen))
            _close()
