"""That somebody else is there and agrees: they type their own password at another's screen."""

from __future__ import annotations

from crm.core.errors import invalid
from crm.core.work import Actor, begin
from crm.people import passwords, rules, throttles
from crm.people.account import Proof
from crm.people.tables import User


def vouch(actor: Actor, right: str, person_id: int | None, password: str) -> Proof:
    """That this is the password of that person, who works here; Invalid (field `password`), Throttled before hashing.

    `right` is what whoever asks must have. Opens Works of its own, so that a refused attempt stays counted, together
    with those at the sign-in page.
    """
    with begin(actor) as work:
        work.require(right)
        user = work.session.get(User, person_id) if person_id else None
        if user is None or not user.is_active or user.deleted_at is not None:
            invalid("automaton.operator_gone", "operator_id")
    counters = (throttles.account(user.email),)
    throttles.spend(*counters)
    if not passwords.verify(user.password_hash, password[: rules.PASSWORD_MAX + 1]):
        invalid("automaton.password_wrong", "password")
    throttles.forgive(*counters)
    return Proof(user.id, user.password_hash or "")
