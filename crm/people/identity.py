"""Who an actor is and what they may do at this moment; `start` registers `load` with Work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from crm.core.access import RIGHTS, Grants, Reach
from crm.core.errors import NotSignedIn
from crm.core.work import Actor, Identity
from crm.people import rules
from crm.people.tables import Role, RoleGrant, SignIn, Team, TeamMember, User, UserRole


def load(session: Session, actor: Actor, now: datetime) -> Identity:
    """The person behind a sign-in or an id, with their grants and their teams' people, in two queries.

    Raises NotSignedIn when the sign-in is ended, expired or idle, or the person is inactive or in the bin.
    """
    rows = session.execute(_statement(actor)).all()
    if not rows or not _holds(rows[0], actor, now):
        raise NotSignedIn()
    first = rows[0]
    reaches = rules.sum_of_grants([(row.right, row.reach) for row in rows if row.right in RIGHTS])
    grants = Grants({right: Reach(reach) for right, reach in reaches.items()}, _team(session, first.id))
    return Identity(first.id, first.name, first.language, first.zone, grants)


def _statement(actor: Actor) -> Select[Any]:
    person = select(User.id, User.name, User.language, User.zone, User.is_active, User.deleted_at)
    statement = person.add_columns(RoleGrant.right, RoleGrant.reach)
    statement = statement.outerjoin(UserRole, UserRole.user_id == User.id)
    statement = statement.outerjoin(Role, (Role.id == UserRole.role_id) & Role.deleted_at.is_(None))
    statement = statement.outerjoin(RoleGrant, RoleGrant.role_id == Role.id)
    if actor.sign_in_id is None:
        return statement.where(User.id == actor.person_id)
    statement = statement.add_columns(SignIn.ended_at, SignIn.seen_at, SignIn.expires_at)
    return statement.join(SignIn, SignIn.user_id == User.id).where(SignIn.id == actor.sign_in_id)


def _holds(row: Row[Any], actor: Actor, now: datetime) -> bool:
    is_active = row.is_active and row.deleted_at is None
    if actor.sign_in_id is None:
        return bool(is_active)
    return rules.is_open(
        ended_at=row.ended_at, seen_at=row.seen_at, expires_at=row.expires_at, is_active=is_active, now=now
    )


def _team(session: Session, person_id: int) -> frozenset[int]:
    mine, theirs = aliased(TeamMember), aliased(TeamMember)
    shared = (
        select(theirs.user_id)
        .join(mine, mine.team_id == theirs.team_id)
        .join(Team, Team.id == mine.team_id)
        .where(mine.user_id == person_id, Team.deleted_at.is_(None))
    )
    return frozenset(session.execute(shared).scalars())
