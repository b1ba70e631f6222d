"""One role as a matrix: module by action, each with how far it reaches."""

import streamlit as st

from crm import people
from crm.core.i18n import t
from crm.people import rules
from crm.ui import fields, frame, matrix, places
from crm.ui.work import changing, enter, reading, seen


def rights(card: people.RoleRow | None) -> None:
    """Its name, unless it is built in, and its rights, unless it keeps them."""
    form = f"role-{card.id}" if card else "role-new"
    frame.trouble(form, card)
    name = card.name if card else ""
    if card is None or not card.is_built_in:
        with frame.narrow():
            name = fields.text(form, "role_name", name, needed=True)
    frame.hint("roles.keeps_rights" if card and card.keeps_rights else "roles.matrix_hint")
    reaches = matrix.matrix(form, card.reaches if card else rules.NEW_ROLE, is_fixed=bool(card and card.keeps_rights))
    matrix.wanting(reaches)
    if (card and card.keeps_rights) or not fields.save(form):
        return
    change = changing(form, "roles.saved")
    with change as writer:
        if card:
            people.edit_role(writer, card.id, seen(form, card), name=name, reaches=reaches)
        else:
            change.go = ("role", {"id": people.create_role(writer, name=name, reaches=reaches)})


def copy(card: people.RoleRow) -> None:
    """A new role that begins with what this one gives."""
    form = f"role_copy-{card.id}"
    with st.popover(t("roles.copy"), icon=":material/content_copy:", type="tertiary", key=fields.key_of(form, "box")):
        frame.trouble(form)
        name = fields.text(form, "role_name", t("roles.copy_of", name=card.name), needed=True)
        if fields.save(form, "roles.copy_save"):
            change = changing(form, "roles.copied")
            with change as writer:
                change.go = ("role", {"id": people.copy_role(writer, card.id, name=name)})


def away(card: people.RoleRow) -> None:
    """Into the bin, when nobody has it."""
    form = f"role_away-{card.id}"
    frame.trouble(form)
    if not card.is_built_in and frame.confirmed(f"delete-role-{card.id}", "roles.delete", "roles.delete_warning"):
        change = changing(form, "roles.deleted")
        change.go = ("roles", {})
        with change as writer:
            people.delete_role(writer, card.id, card.version)


enter("people.configure")
places.link("roles", t("page.roles"), icon="arrow_back")
if "id" not in st.query_params:
    frame.heading(t("roles.add"))
    rights(None)
else:
    with reading() as work:
        card = people.get_role(work, st.query_params["id"])
    kind = (t("roles.built_in"), "#5b7fb5") if card.is_built_in else (t("roles.own"), "#0f766e")
    frame.heading(card.name, chip=kind, note=t("roles.how_many", count=card.people))
    with frame.row("role-actions"):
        places.link("people", t("roles.who"), icon="group", role=card.id)
        copy(card)
        away(card)
    rights(card)
