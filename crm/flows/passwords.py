"""Passwords chosen by their owners: by a link in a mail, or by who knows the old one; a notice tells of each change."""

from __future__ import annotations

from sqlalchemy import select

from crm import notifications
from crm.core.access import internal
from crm.core.work import Actor, Work, begin
from crm.people import account, rules, throttles, tokens
from crm.people.tables import User

PATH = "/choose-password"


def forgotten(email: str, *, address: str) -> None:
    """A link by mail to whoever may sign in with this address; Throttled before anything is looked up.

    Says nothing of whether there is such an account, and takes no notice of a missing mail account. Opens Works of its
    own, so that the attempt stays counted.
    """
    known = rules.email_of(email)
    throttles.spend(throttles.mails(known or email.strip().lower()[:300]), throttles.address(address))
    with begin(Actor.office(), writes=True) as work:
        if known is not None and notifications.default_account(work) is not None:
            _send_link(work, known)


def choose(token: str, password: str, *, address: str) -> None:
    """A password by the token of a link; TokenOver, Invalid (field `password`), Throttled before anything is looked up.

    All sign-ins of that person end, and a notice tells them.
    """
    throttles.spend(throttles.address(address))
    with begin(Actor.nobody(), writes=True) as work:
        bearer = tokens.redeem(work, token, password)
        if bearer.purpose == "reset":
            tell_changed(work.as_office(), bearer.user_id)
    throttles.forgive(throttles.address(address))


def change(actor: Actor, current: str, password: str) -> None:
    """Another password for whoever knows the current one; all their other sign-ins end, and a notice tells them.

    Invalid (fields `current_password`, `new_password`), Throttled before anything is hashed.
    """
    proof = account.prove(actor, current)
    with begin(actor, writes=True) as work:
        account.choose_password(work, proof, password)
        tell_changed(work.as_office(), proof.user_id)


@internal
def tell_changed(work: Work, user_id: int) -> None:
    """Tell a person that their password was changed, in case it was not they who did."""
    notifications.tell_now(work, user_id, "password.changed", path="/me", params={"at": work.now})


def _send_link(work: Work, email: str) -> None:
    """Only to those who have a password to forget: a sign-in is the administrator's to give."""
    can_sign_in = User.is_active & User.deleted_at.is_(None) & User.password_hash.is_not(None)
    user_id = work.session.execute(select(User.id).where(User.email == email, can_sign_in)).scalar_one_or_none()
    if user_id is None:
        return
    token = tokens.issue(work, user_id, "reset")
    until = work.now + tokens.LIFETIMES["reset"]
    notifications.tell_link(work, user_id, "password.forgotten", path=PATH, token=token, params={"until": until})
