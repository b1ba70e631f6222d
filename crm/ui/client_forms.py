"""The forms of a client: what it is, and whom to call there."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm import clients
from crm.core.i18n import t
from crm.core.work import Work
from crm.ui import fields, frame, staff
from crm.ui.work import changing, problems, reading, seen

FORM, PERSON = "client", "client_person"


def details(card: clients.ClientCard | None) -> None:
    """The fields of a client, new or known."""
    with reading() as work:
        owners = staff.choices(work, card.owner_id if card else None)
    frame.trouble(FORM, card)
    kinds = {True: t("clients.company"), False: t("clients.person")}
    is_company = fields.pick(
        FORM, "is_company", [True, False], card.is_company if card else True, kinds.__getitem__, needed=True
    )
    values: dict[str, Any] = {"is_company": bool(is_company)}
    if is_company:
        values["name"] = fields.text(FORM, "name", card.name if card else "", needed=True)
        values["nip"] = fields.text(FORM, "nip", card.nip if card else "")
    else:
        values["first_name"] = fields.text(FORM, "first_name", card.first_name if card else "", needed=True)
        values["last_name"] = fields.text(FORM, "last_name", card.last_name if card else "", needed=True)
    values["email"] = fields.text(FORM, "email", card.email if card else "")
    values["phone"] = fields.text(FORM, "phone", card.phone if card else "")
    values["address"] = fields.block(FORM, "address", card.address if card else "")
    values["note"] = fields.block(FORM, "note", card.note if card else "")
    values["owner_id"] = fields.choose(FORM, "owner_id", owners, card.owner_id if card else work.me.person_id)
    if not work.may("clients.edit" if card else "clients.create"):
        frame.hint("ui.view_only")
        return
    if not fields.save(FORM):
        return
    change = changing(FORM, "clients.saved")
    with change as work:
        if card:
            clients.edit(work, card.id, seen(FORM, card), **values)
        else:
            change.go = ("client", {"id": clients.create(work, **values)})


def contact_persons(card: clients.ClientCard, work: Work) -> None:
    """Whom to call there; the main one first."""
    may_edit = work.may("clients.edit")
    for person in card.people:
        with st.container(border=True):
            frame.line(
                person.name,
                " · ".join(filter(None, [person.position, person.email, person.phone])),
                t("clients.main_person") if person.is_main else "",
            )
            if may_edit and st.button(
                t("ui.remove"), key=f"remove:{person.id}", icon=":material/close:", type="tertiary"
            ):
                with changing(PERSON, "clients.person_removed") as writer:
                    clients.remove_person(writer, person.id, person.version)
    if not card.people:
        frame.empty("clients.no_people", "clients.no_people_first")
    if not may_edit:
        return
    with st.expander(t("clients.add_person"), icon=":material/person_add:", expanded=bool(problems(PERSON))):
        frame.trouble(PERSON)
        values = {
            name: fields.text(PERSON, label, needed=name == "name")
            for name, label in (("name", "person_name"), ("position", "job"), ("email", "email"), ("phone", "phone"))
        }
        is_main = fields.switch(PERSON, "is_main", not card.people)
        if fields.save(PERSON, "clients.add_person"):
            with changing(PERSON, "clients.person_added") as writer:
                clients.add_person(writer, card.id, is_main=is_main, **values)
