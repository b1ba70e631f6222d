"""One person: how to reach them, how they sign in, what they may do, who takes over when they leave."""

import zoneinfo

import streamlit as st

from crm import people
from crm.core.config import LANGUAGES
from crm.core.i18n import language_name, t
from crm.ui import absence_forms, fields, frame, hours_forms, person_forms, places, staff
from crm.ui.work import changing, enter, reading, seen

FORM = "person"


def form(card: people.PersonCard | None) -> None:
    """The fields of a person."""
    with reading() as reader:
        everybody = staff.choices(reader, card.supervisor_id if card else None)
        others = [choice for choice in everybody if not card or choice.id != card.id]
        roles = {choice.id: choice.name for choice in people.role_choices(reader)}
        teams = {choice.id: choice.name for choice in people.team_choices(reader)}
    frame.trouble(FORM, card)
    zones = sorted(zoneinfo.available_timezones())
    language, zone = (card.language, card.zone) if card else (reader.office.language, reader.office.zone)
    values = {
        "name": fields.text(FORM, "person_name", card.name if card else "", needed=True),
        "email": fields.text(FORM, "email", card.email if card else "", needed=True),
        "phone": fields.text(FORM, "phone", card.phone if card else ""),
        "role_ids": fields.several(FORM, "role_ids", list(roles), card.role_ids if card else [], roles.__getitem__),
        "team_ids": fields.several(FORM, "team_ids", list(teams), card.team_ids if card else [], teams.__getitem__),
        "supervisor_id": fields.choose(FORM, "supervisor_id", others, card.supervisor_id if card else None),
        "language": fields.pick(FORM, "language", list(LANGUAGES), language, language_name),
        "zone": fields.pick(FORM, "zone", zones, zone, str),
    }
    if not fields.save(FORM):
        return
    change = changing(FORM, "people.saved")
    with change as writer:
        if card:
            people.edit(writer, card.id, seen(FORM, card), **values)
        else:
            change.go = ("person", {"id": people.create(writer, **values), "tab": t("people.tab_sign_in")})


enter("people.configure")
places.link("people", t("page.people"), icon="arrow_back")
if "id" not in st.query_params:
    frame.heading(t("people.add"))
    with frame.narrow():
        form(None)
else:
    with reading() as work:
        card = people.get(work, st.query_params["id"])
    state = person_forms.sign_in_name(card.sign_in)
    frame.heading(card.name, chip=(state, person_forms.SIGN_IN_COLOURS[card.sign_in]), note=card.email)
    details, signing_in, rights, hours, leaving = st.tabs(
        [
            t("people.tab_details"),
            t("people.tab_sign_in"),
            t("people.tab_rights"),
            t("hours.tab_person"),
            t("people.tab_leaving"),
        ],
        key="tab",
        bind="query-params",
    )
    with details, frame.narrow():
        person_forms.refused(card)
        form(card)
    with signing_in, frame.narrow():
        person_forms.signing_in(card)
    with rights, frame.narrow():
        person_forms.rights(card)
    with hours, frame.narrow():
        frame.section("hours.tab_absences")
        absence_forms.absences(card.id)
        frame.section("hours.tab_week")
        hours_forms.own_week(card.id)
    with leaving, frame.narrow():
        person_forms.leaving(card)
