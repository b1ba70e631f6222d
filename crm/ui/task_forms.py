"""The forms of a task: a new one, what it says, its steps, to whom it is given, its checklist and notes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm import tasks
from crm.core.i18n import moment_text, t
from crm.core.listing import Choice
from crm.core.priority import NORMAL, PRIORITIES
from crm.core.work import Work
from crm.tasks import PROPOSED_STEPS, TaskCard
from crm.tasks.rules import SUBJECTS
from crm.ui import fields, frame, quick_add, staff, task_list, task_repeats, task_steps
from crm.ui.priorities import COLOURS as PRIORITY_COLOURS
from crm.ui.priorities import priority_name
from crm.ui.text import markup, safe, say
from crm.ui.work import changing, reading, seen

FORM, REFUSE, GIVE, NOTE, LINES = "task", "task_refuse", "task_give", "task_note", "task_lines"
PLACES = {"client": "client", "contract": "contract", "monitoring": "watch", "case": "case"}
VIEWS = {"client": "clients.view", "contract": "contracts.view", "monitoring": "monitoring.view", "case": "cases.view"}


def heading(card: TaskCard, work: Work) -> None:
    """The top of a card: what it is, how far; below how much it matters, until when, whose and by whom."""
    by = t("tasks.given_by", name=card.delegator) if card.delegator else ""
    place = t("tasks.stands_in", name=card.stands_in_for) if card.stands_in_for else ""
    about = " · ".join(filter(None, [card.owner, by, card.subject, place]))
    frame.heading(card.title, chip=(task_list.state_name(card.state), task_list.COLOURS[card.state]), note=about)
    chips = [(priority_name(card.priority), PRIORITY_COLOURS[card.priority])]
    chips += [task_list.term(card, work)] if card.due_at else []
    chips += [(card.category, task_list.LATER)] if card.category else []
    body = "".join(
        f'<span class="chip" style="--chip:{markup(colour)}">{markup(text)}</span>' for text, colour in chips
    )
    st.html(f'<div class="chips">{body}</div>')


def actions(card: TaskCard) -> None:
    """What can be done with it now by whoever looks."""
    for step in card.moves:
        if step == "refuse":
            _refuse(card)
        elif step == "cancel":
            if frame.confirmed(f"cancel-task-{card.id}", "tasks.step.cancel", "tasks.cancel_warning", icon="block"):
                with changing(task_list.ACT, "tasks.stepped.cancel") as writer:
                    tasks.move(writer, card.id, "cancel", card.version)
        else:
            task_list.step_button(card.id, card.version, step, is_quiet=step not in ("accept", "finish"))


def _refuse(card: TaskCard) -> None:
    with st.popover(say("tasks.step.refuse"), icon=":material/block:", key=fields.key_of(REFUSE, "open")):
        frame.trouble(REFUSE, card)
        reason = fields.block(REFUSE, "reason", needed=True)
        if fields.save(REFUSE, "tasks.step.refuse"):
            with changing(REFUSE, "tasks.stepped.refuse") as writer:
                tasks.move(writer, card.id, "refuse", seen(REFUSE, card), reason)


def give_on(card: TaskCard, work: Work) -> None:
    """To somebody else: on, or back to oneself. Open at once for who comes by a link that asks for it."""
    if not work.may("tasks.create") or card.state not in tasks.ALIVE:
        return
    is_substitute = card.stands_in_for is not None and card.state in tasks.OPEN
    is_holder = card.owner_id is not None and (card.owner_id == work.me.person_id or is_substitute)
    if not (card.is_giver or is_holder):
        return
    key = fields.key_of(GIVE, "open")
    if st.query_params.pop("give", None):
        st.session_state[key] = True
    form = st.popover(say("tasks.give_on"), icon=":material/person_add:", key=key, on_change="rerun")
    if not form.open:
        return
    with reading() as reader:
        known = quick_add.takers(reader)
    with form:
        frame.trouble(GIVE, card)
        chosen = fields.pick(GIVE, "people", list(known), None, lambda one: known.get(one, staff.UNKNOWN), needed=True)
        frame.hint("tasks.give_hint")
        if fields.save(GIVE, "tasks.give_on"):
            change = changing(GIVE, "tasks.given_on")
            with change as writer:
                to = {name: getattr(chosen, name, None) for name in ("person_id", "team_id", "role_id")}
                tasks.delegate(writer, card.id, seen(GIVE, card), **to)
                if is_substitute:  # nobody is stood in for any more, and it may be out of sight
                    change.go = ("today", {})


def fresh(work: Work) -> None:
    """A new task with everything it can have."""
    frame.trouble(FORM)
    query = st.query_params.to_dict()
    kind, id = query.get("of", ""), frame.number_in(query, "record")
    about = {"subject_kind": kind, "subject_id": id} if kind in SUBJECTS and id else {}
    values = _fields(work, None)
    chosen = quick_add.choose_takers(FORM)
    lines = fields.block(FORM, "checklist", "")
    repeats = task_repeats.choose(FORM, values, work)
    if fields.save(FORM):
        change = changing(FORM, "tasks.added" if repeats is None else "tasks.added_repeating")
        with change as writer:
            given = {**values, **about, **quick_add.given(chosen), "checklist": lines.splitlines()}
            if repeats is None:
                first, *others = tasks.create(writer, **given)
                change.done, change.params = quick_add.said(1 + len(others))
            else:
                first, _ = tasks.create_repeating(writer, repeats, **given)
            change.go = ("task", {"id": first})


def details(work: Work, card: TaskCard) -> None:
    """What it says: to change for who gave it, to read for everybody else; and away with it."""
    if not card.is_giver:
        _read_only(work, card)
        return
    frame.trouble(FORM, card)
    task_repeats.reach(card)
    values = _fields(work, card)
    if fields.save(FORM):
        with changing(FORM, "tasks.saved") as writer:
            about: dict[str, Any] = {"subject_kind": card.subject_kind, "subject_id": card.subject_id}
            tasks.edit(writer, card.id, seen(FORM, card), **values, **about)
    if work.may("tasks.delete") and frame.confirmed(f"delete-task-{card.id}", "tasks.delete", "tasks.delete_warning"):
        change = changing(FORM, "tasks.deleted")
        change.go = ("tasks", {})
        with change as writer:
            tasks.bin(writer, card.id, card.version)


def _read_only(work: Work, card: TaskCard) -> None:
    zone = task_list.zone_of(work)
    frame.facts(
        [
            ("field.description", card.description or ""),
            ("field.from_at", moment_text(card.from_at, zone)),
            ("field.due_at", moment_text(card.due_at, zone)),
            (
                "field.blocked_by",
                ", ".join(f"{one.title} ({task_list.state_name(one.state)})" for one in card.blockers),
            ),
        ]
    )


def _fields(work: Work, card: TaskCard | None) -> dict[str, Any]:
    zone = task_list.zone_of(work)
    with reading() as reader:
        known = tasks.categories(reader)
        offered = tasks.choices(reader, but=card.id if card else None)
    kept = [Choice(one.id, one.title) for one in card.blockers] if card else []
    waits = {one.id: one.name for one in [*offered, *kept]}
    values: dict[str, Any] = {
        "title": fields.text(FORM, "task_title", card.title if card else "", needed=True),
        "description": fields.block(FORM, "description", card.description if card else "", height=140),
        "from_at": fields.moment(FORM, "from_at", card.from_at if card else None, zone),
        "due_at": fields.moment(FORM, "due_at", card.due_at if card else None, zone),
    }
    priority = card.priority if card else NORMAL
    values["priority"] = fields.pick(FORM, "priority", list(PRIORITIES), priority, priority_name, needed=True) or ""
    values["category"] = fields.pick_or_new(FORM, "category", known, card.category if card else None, needed=False)
    blockers = [one.id for one in kept]
    values["blocked_by"] = fields.several(FORM, "blocked_by", list(waits), blockers, lambda id: waits.get(id, "?"))
    values["steps"] = task_steps.steps(FORM, card.steps if card else PROPOSED_STEPS)
    return values


def checklist(card: TaskCard) -> None:
    """Its lines, each done with one click; below the whole list as text."""
    frame.refused(LINES)
    for part in card.checklist:
        is_done = st.checkbox(
            safe(part.text), value=part.is_done, key=f"part-{part.id}-{card.version}", disabled=not card.is_handler
        )
        if is_done != part.is_done:
            with changing(LINES, "tasks.saved") as writer:
                tasks.tick(writer, card.id, part.id, is_done)
    if not card.checklist:
        frame.empty("tasks.no_lines", "tasks.no_lines_first")
    if not card.is_handler:
        return
    with st.expander(say("tasks.change_lines"), icon=":material/edit_note:"):
        frame.trouble(LINES, card)
        lines = fields.block(LINES, "checklist", "\n".join(part.text for part in card.checklist), height=160)
        if fields.save(LINES):
            with changing(LINES, "tasks.saved") as writer:
                tasks.set_checklist(writer, card.id, seen(LINES, card), lines.splitlines())


def notes(card: TaskCard, work: Work) -> None:
    """What was done and how long it took; a new note above the old ones."""
    if card.minutes:
        frame.note(t("tasks.time_spent", hours=card.minutes // 60, minutes=card.minutes % 60))
    if card.is_handler:
        frame.trouble(NOTE)
        text = fields.block(NOTE, "text")
        minutes = fields.count(NOTE, "minutes", 0)
        if fields.save(NOTE, "tasks.add_note"):
            with changing(NOTE, "tasks.noted") as writer:
                tasks.add_note(writer, card.id, text=text, minutes=minutes)
    with reading() as reader:
        found = tasks.notes_of(reader, card.id)
    for one in found:
        spent = t("tasks.minutes_spent", count=one.minutes) if one.minutes else ""
        when = " · ".join(filter(None, [one.by, moment_text(one.at, task_list.zone_of(work)), spent]))
        frame.entry(one.text or spent, "", when, is_unread=False)
    if not found:
        frame.empty("tasks.no_notes", "tasks.no_notes_first")


def chain(card: TaskCard, work: Work) -> None:
    """From hand to hand, and the copies that others have."""
    zone = task_list.zone_of(work)
    with reading() as reader:
        links, group = tasks.chain_of(reader, card.id), tasks.group_of(reader, card.id)
    for link in links:
        state, by = t(f"tasks.link.{link.state}"), link.by or work.office.name
        if link.settled_by:
            state = t("tasks.link_settled_by", state=state, name=link.settled_by)
        if link.given_by:
            by = t("tasks.link_given_by", name=by, by=link.given_by)
        said = [state, moment_text(link.settled_at or link.at, zone), link.reason]
        frame.line(f"{by} → {link.to}", " · ".join(filter(None, said)))
    if not links:
        frame.empty("tasks.no_chain", "tasks.no_chain_first")
    if group:
        frame.section("tasks.group")
    for row in group:
        frame.line(row.owner or "", " · ".join(filter(None, [task_list.state_name(row.state), row.note])))
