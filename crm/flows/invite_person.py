"""Invitations: somebody without a sign-in gets a link by mail to choose a password; a second one voids the first."""

from __future__ import annotations

from crm import notifications
from crm.core.access import right
from crm.core.errors import invalid
from crm.core.work import Work
from crm.flows.passwords import PATH
from crm.people import roles, tokens
from crm.people.tables import User

KIND = "people.invited"


@right("people.configure")
def invite(work: Work, person_id: int) -> None:
    """Write the mail with the link into the outbox; the scheduler sends it.

    Invalid for people who have left, who can sign in already, or while no mail account is there to send it.
    """
    work.require("people.configure", None)
    work.lock("people")
    person, office = work.fetch(User, person_id, "people.configure"), work.as_office()
    if not person.is_active:
        invalid("people.invite_left")
    if person.password_hash is not None:
        invalid("people.invite_signs_in")
    if notifications.default_account(office) is None:
        invalid("people.invite_no_mail")
    roles.refuse_beyond(work, roles.held_by(office, person.id))
    token = tokens.issue(office, person.id, "invite")
    params = {"until": work.now + tokens.LIFETIMES["invite"], "by": work.me.name}
    notifications.tell_link(office, person.id, KIND, path=PATH, token=token, params=params)
