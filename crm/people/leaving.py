"""Leaving and coming back: whom somebody supervised goes to another, sign-ins and links end, nothing is deleted."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, select

from crm.core.access import internal, right
from crm.core.errors import refuse_any
from crm.core.work import Work
from crm.people import checks, roles, rules, sign_ins, tokens
from crm.people.tables import User


@right("people.configure")
def deactivate(work: Work, person_id: int, version: int | None) -> None:
    """From here on this person neither signs in nor is told anything; the last administrator stays.

    Only `flows.hand_over` calls this, because what the person owns must not be left behind.
    """
    work.require("people.configure", None)
    work.lock("people")
    user = work.fetch(User, person_id, "people.configure", version)
    roles.refuse_beyond(work, roles.held_by(work.as_office(), user.id))
    refuse_any(checks.last_administrator(work, user, (), is_active=False))
    user.is_active = False
    work.session.flush()
    sign_ins.end_all(work.as_office(), user.id)  # or they would come back to life with the person
    tokens.void(work.as_office(), user.id)


@right("people.configure")
def activate(work: Work, person_id: int, version: int | None) -> None:
    """A deactivated person works here again, with the roles, the teams and the password they had."""
    work.require("people.configure", None)
    work.lock("people")
    user = work.fetch(User, person_id, "people.configure", version)
    roles.refuse_beyond(work, roles.held_by(work.as_office(), user.id))
    user.is_active = True
    work.session.flush()


@internal
def supervised(work: Work, person_id: int) -> int:
    """How many active people this person supervises."""
    theirs = select(func.count()).where(_answers_to(person_id))
    return work.session.execute(theirs).scalar_one()


@internal
def hand_over(work: Work, old: int, new: int) -> int:
    """Whom `old` supervised answers to `new` from here on; how many.

    Whoever would then answer to themselves (the new supervisor was one of them, or answers to one of them) moves up
    to the supervisor of the one who leaves.
    """
    work.lock("people")
    pairs = select(User.id, User.supervisor_id).where(User.supervisor_id.is_not(None))
    above = dict(work.session.execute(pairs).tuples().all())
    reports = list(work.session.execute(select(User).where(_answers_to(old)).order_by(User.id)).scalars())
    for report in reports:
        is_loop = rules.is_loop(report.id, new, above)
        report.supervisor_id = above[report.id] = _working(work, above.get(old)) if is_loop else new
    work.session.flush()
    return len(reports)


def _answers_to(person_id: int) -> ColumnElement[bool]:
    return and_(User.supervisor_id == person_id, User.is_active, User.deleted_at.is_(None))


def _working(work: Work, person_id: int | None) -> int | None:
    """The id itself, of somebody who still works here."""
    found = select(User.id).where(User.id == person_id, User.is_active, User.deleted_at.is_(None))
    return work.session.execute(found).scalar_one_or_none()
