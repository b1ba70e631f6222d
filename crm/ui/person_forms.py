"""The parts of a person's page: how they sign in, what they may do, and who takes over when they leave."""

from __future__ import annotations

import streamlit as st

from crm import notifications, people
from crm.core import i18n
from crm.flows import hand_over, invite_person
from crm.people import PersonCard
from crm.ui import fields, frame, matrix
from crm.ui.text import say
from crm.ui.work import changing, reading, seen

INVITE, PASSWORD, LEAVING, BACK = "person_invite", "person_password", "person_leaving", "person_back"
REFUSED = "person_refused"
SIGN_IN_COLOURS = {"none": "#7a7a72", "invited": "#b45309", "active": "#0f766e", "deactivated": "#a8a29e"}


def sign_in_name(state: str) -> str:
    """Whether somebody can sign in, in the reader's words."""
    return i18n.t(f"people.sign_in_{state}")


def sign_in_colours() -> dict[str, str]:
    """The colour of each state by its words, for chips."""
    return {sign_in_name(state): colour for state, colour in SIGN_IN_COLOURS.items()}


def refused(card: PersonCard) -> None:
    """Addresses that were refused for good, and having them tried again."""
    with reading() as reader:
        found = notifications.refused_of(reader, card.id)
        zone = reader.me.zone or reader.office.zone
    if not found:
        return
    with st.container(border=True, key="refused"):
        for row in found:
            said = " ".join(filter(None, (row.plain, row.said)))
            moment = i18n.moment_text(row.since_at, zone)
            frame.line(i18n.t("gates.refused_since", address=row.address, moment=moment), said)
        frame.trouble(REFUSED)
        if fields.save(REFUSED, "gates.try_again"):
            with changing(REFUSED, "gates.tried_again") as writer:
                notifications.try_again(writer, card.id)


def signing_in(card: PersonCard) -> None:
    """An invitation for who has no password yet; a password by hand; what holds now."""
    frame.hint(f"people.sign_in_hint_{card.sign_in}")
    if card.sign_in in ("none", "invited"):
        frame.trouble(INVITE)
        again = card.sign_in == "invited"
        if fields.save(INVITE, "people.invite_again" if again else "people.invite"):
            with changing(INVITE, "people.invited_done", email=card.email) as writer:
                invite_person.invite(writer, card.id)
    if card.sign_in != "deactivated":
        _password(card)


def _password(card: PersonCard) -> None:
    """Give a password by hand; it ends every open sign-in of that person."""
    with frame.fold(i18n.t("people.password_by_hand"), form=PASSWORD):
        frame.hint("people.password_set" if card.can_sign_in else "people.password_none")
        frame.trouble(PASSWORD)
        given = fields.text(PASSWORD, "password", kind="password")
        if fields.save(PASSWORD, "people.password_save"):
            with changing(PASSWORD, "people.password_saved") as writer:
                people.set_password(writer, card.id, given)


def rights(card: PersonCard) -> None:
    """What this person may do, and through which role."""
    with reading() as reader:
        rows = people.rights_of(reader, card.id)
    if not card.role_ids:
        frame.empty("roles.no_role", "roles.no_role_first")
        return
    frame.hint("roles.rights_hint" if card.is_active else "roles.rights_hint_left")
    matrix.rights(rows)


def leaving(card: PersonCard) -> None:
    """Deactivate: first what would be left behind, and who takes it; or come back."""
    if not card.is_active:
        _coming_back(card)
        return
    with reading() as reader:
        left = hand_over.owned(reader, card.id)
        heirs = [choice for choice in people.choices(reader) if choice.id != card.id]
    frame.hint("people.leaving_hint")
    frame.trouble(LEAVING, card)
    takes_over, others = None, dict[str, int | None]()
    if left:
        frame.facts([(f"people.left_{kind}", i18n.number(count)) for kind, count in left.items()])
        takes_over = fields.choose(LEAVING, "takes_over", heirs)
        if len(left) > 1:
            with st.expander(say("people.heirs_apart")):
                others = {kind: fields.choose(LEAVING, f"heir_{kind}", heirs) for kind in left}
    else:
        frame.hint("people.leaves_nothing")
    if fields.save(LEAVING, "people.deactivate"):
        with changing(LEAVING, "people.deactivated", name=card.name) as writer:
            hand_over.deactivate(writer, card.id, seen(LEAVING, card), takes_over=takes_over, others=others)


def _coming_back(card: PersonCard) -> None:
    frame.hint("people.activate_hint")
    frame.trouble(BACK, card)
    if fields.save(BACK, "people.activate"):
        with changing(BACK, "people.activated", name=card.name) as writer:
            hand_over.activate(writer, card.id, seen(BACK, card))
