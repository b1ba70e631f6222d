"""The forms of a case: a new one, a known one, its way through the states, to whom it is given."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm import cases, clients, tasks
from crm.cases import CaseCard
from crm.core.errors import NotFound
from crm.core.listing import Choice
from crm.core.priority import NORMAL, PRIORITIES
from crm.core.work import Work
from crm.flows import bin as to_bin
from crm.ui import fields, frame, staff
from crm.ui.case_list import state_name
from crm.ui.lines import client_choice
from crm.ui.priorities import priority_name
from crm.ui.text import say
from crm.ui.work import changing, reading, seen

FORM, MOVE, GIVE = "case", "case_state", "case_owner"


def fresh(work: Work) -> None:
    """A new case, of the client whose page one comes from or of one that is found."""
    with reading() as reader:
        if not any(kind.is_active for kind in cases.kinds(reader)):
            st.info(say("cases.no_kinds"), icon=":material/category:")
            return
    frame.trouble(FORM)
    wanted = frame.number_in(st.query_params.to_dict(), "client")
    values = _fields(work, None, client_choice(FORM, wanted))
    if fields.save(FORM):
        change = changing(FORM, "cases.saved")
        with change as writer:
            change.go = ("case", {"id": cases.create(writer, **values)})


def details(work: Work, card: CaseCard) -> None:
    """The tab of details, and away with the whole."""
    frame.trouble(FORM, card)
    values = _fields(work, card, client_choice(FORM, None, Choice(card.client_id, card.client)))
    if not work.may("cases.edit"):
        frame.hint("ui.view_only")
    elif fields.save(FORM):
        with changing(FORM, "cases.saved") as writer:
            cases.edit(writer, card.id, seen(FORM, card), **values)
    if work.may("cases.delete") and frame.confirmed(f"delete-case-{card.id}", "cases.delete", "cases.delete_warning"):
        change = changing(FORM, "cases.deleted")
        change.go = ("cases", {})
        with change as writer:
            to_bin.delete_case(writer, card.id, card.version)


def move(card: CaseCard) -> None:
    """The next state, of those that can be reached from here."""
    with st.popover(say("cases.move"), icon=":material/sync_alt:", key=fields.key_of(MOVE, "move")):
        frame.trouble(MOVE, card)
        state = fields.pick(MOVE, "state", list(cases.WAYS[card.state]), None, state_name, needed=True)
        if state and state not in cases.OPEN:
            _left_open(card)
        if fields.save(MOVE, "cases.move_save"):
            with changing(MOVE, "cases.moved") as writer:
                cases.move(writer, card.id, state, seen(MOVE, card))


def _left_open(card: CaseCard) -> None:
    """That tasks of the case outlive it, as far as this person sees them."""
    with reading() as reader:
        if not reader.may("tasks.view"):
            return
        asked = tasks.Filters(subject_kind="case", subject_id=card.id, states=tasks.ALIVE)
        count, _ = tasks.how_many(reader, asked)
    if count:
        st.warning(say("cases.tasks_left", count=count), icon=":material/task_alt:")


def give(work: Work, card: CaseCard) -> None:
    """Another owner, who is told at once."""
    with reading() as reader:
        owners = staff.choices(reader, card.owner_id)
    with st.popover(say("cases.assign"), icon=":material/person_add:", key=fields.key_of(GIVE, "give")):
        frame.trouble(GIVE, card)
        owner_id = fields.choose(GIVE, "owner_id", owners, card.owner_id)
        _told(work, owners, owner_id, card.owner_id)
        if fields.save(GIVE, "cases.assign_save"):
            with changing(GIVE, "cases.assigned") as writer:
                cases.assign(writer, card.id, owner_id, seen(GIVE, card))


def _fields(work: Work, card: CaseCard | None, client_id: int | None) -> dict[str, Any]:
    with reading() as reader:
        kinds = [Choice(k.id, k.name) for k in cases.kinds(reader) if k.is_active or (card and k.id == card.kind_id)]
        owners, contacts = staff.choices(reader, card.owner_id if card else None), _contacts(reader, card, client_id)
    values: dict[str, Any] = {"client_id": client_id}
    values["title"] = fields.text(FORM, "case_title", card.title if card else "", needed=True)
    values["kind_id"] = fields.choose(FORM, "kind_id", kinds, _first(kinds, card), needed=True)
    values["contact_id"] = fields.choose(FORM, "contact_id", contacts, card.contact_id if card else None)
    values["owner_id"] = fields.choose(FORM, "owner_id", owners, card.owner_id if card else work.me.person_id)
    _told(work, owners, values["owner_id"], card.owner_id if card else work.me.person_id)
    priority = card.priority if card else NORMAL
    values["priority"] = fields.pick(FORM, "priority", list(PRIORITIES), priority, priority_name, needed=True)
    values["due_on"] = fields.day(FORM, "due_on", card.due_on if card else None, work.today)
    if values["due_on"] and values["due_on"] < work.today and (card is None or values["due_on"] != card.due_on):
        frame.hint("cases.term_past")
    return values | {"description": fields.block(FORM, "description", card.description if card else "")}


def _first(kinds: list[Choice], card: CaseCard | None) -> int | None:
    if card:
        return card.kind_id
    return kinds[0].id if kinds else None


def _contacts(work: Work, card: CaseCard | None, client_id: int | None) -> list[Choice]:
    """The client's people, as far as the reader sees the client; who is kept is always among them."""
    found: list[Choice] = []
    if client_id and work.may("clients.view"):
        try:
            found = [Choice(one.id, one.name) for one in clients.get(work, client_id).people]
        except NotFound:  # one's own case of somebody else's client
            found = []
    is_kept = card is not None and card.contact_id is not None and client_id == card.client_id
    if card and is_kept and card.contact_id not in {one.id for one in found}:
        found.append(Choice(card.contact_id or 0, card.contact or staff.UNKNOWN))
    return found


def _told(work: Work, owners: list[Choice], owner_id: int | None, before: int | None) -> None:
    """Say beforehand that somebody will hear of it."""
    name = next((one.name for one in owners if one.id == owner_id), None)
    if name and owner_id not in (before, work.me.person_id):
        st.caption(say("cases.will_tell", name=name))
