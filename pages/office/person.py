"""One person: how to reach them, what they may do, whether they can sign in."""

import zoneinfo

import streamlit as st

from crm import people
from crm.core.config import LANGUAGES
from crm.core.i18n import language_name, t
from crm.ui import fields, frame, places, watch
from crm.ui.work import changing, enter, reading, seen

FORM, PASSWORD = "person", "person_password"


def form(card: people.PersonCard | None) -> None:
    """The fields of a person."""
    with reading() as reader:
        others = [choice for choice in people.choices(reader) if not card or choice.id != card.id]
        others = watch.with_empty(
            others,
            card and card.supervisor_id,
            people.names(reader, [card.supervisor_id] if card and card.supervisor_id else []),
        )
        roles, teams = (
            {c.id: c.name for c in people.role_choices(reader)},
            {c.id: c.name for c in people.team_choices(reader)},
        )
    frame.trouble(FORM, card)
    zones = sorted(zoneinfo.available_timezones())
    values = {
        "name": fields.text(FORM, "person_name", card.name if card else "", needed=True),
        "email": fields.text(FORM, "email", card.email if card else "", needed=True),
        "phone": fields.text(FORM, "phone", card.phone if card else ""),
        "role_ids": fields.several(FORM, "role_ids", list(roles), card.role_ids if card else [], roles.__getitem__),
        "team_ids": fields.several(FORM, "team_ids", list(teams), card.team_ids if card else [], teams.__getitem__),
        "supervisor_id": fields.choose(FORM, "supervisor_id", others, card.supervisor_id if card else None),
        "language": fields.pick(
            FORM, "language", list(LANGUAGES), card.language if card else reader.office.language, language_name
        ),
        "zone": fields.pick(FORM, "zone", zones, card.zone if card else reader.office.zone, str),
        "is_active": fields.switch(FORM, "is_working", card.is_active if card else True),
    }
    if fields.save(FORM):
        change = changing(FORM, "people.saved")
        with change as writer:
            if card:
                people.edit(writer, card.id, seen(FORM, card), **values)
            else:
                change.go = ("person", {"id": people.create(writer, **values)})


def password(card: people.PersonCard) -> None:
    """Give a password; it ends every open sign-in of that person."""
    frame.section("people.password")
    frame.hint("people.password_set" if card.can_sign_in else "people.password_none")
    frame.trouble(PASSWORD)
    given = fields.text(PASSWORD, "password", kind="password")
    if fields.save(PASSWORD, "people.password_save"):
        with changing(PASSWORD, "people.password_saved") as writer:
            people.set_password(writer, card.id, given)


work = enter("people.configure")
places.link("people", t("page.people"), icon="arrow_back")
if "id" not in st.query_params:
    frame.heading(t("people.add"))
    with frame.narrow():
        form(None)
else:
    with reading() as work:
        card = people.get(work, st.query_params["id"])
    frame.heading(card.name, note=card.email)
    with frame.narrow():
        form(card)
        password(card)
