"""Who an actor is and what they may do at this moment; `start` registers `load` with Work."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, select
from sqlalchemy.orm import Session

from crm.core.access import RIGHTS, Grants, Reach
from crm.core.errors import NotSignedIn
from crm.core.work import Actor, Identity
from crm.people import rules
from crm.people.tables import Role, RoleGrant, SignIn, Team, TeamMember, User, UserRole

# Tables and not classes, and statements built once: every Work begins with these, and building costs more than asking.
_USER, _ROLE, _GRANT, _GIVEN, _MEMBER, _TEAM, _SIGN_IN = (
    cast("Table", model.__table__) for model in (User, Role, RoleGrant, UserRole, TeamMember, Team, SignIn)
)


def load(session: Session, actor: Actor, now: datetime) -> Identity:
    """The person behind a sign-in or an id, with their grants and their teams' people, in two queries.

    Raises NotSignedIn when the sign-in is ended, expired or idle, or the person is inactive or in the bin.
    """
    is_person = actor.sign_in_id is None
    statement, id = (_BY_PERSON, actor.person_id) if is_person else (_BY_SIGN_IN, actor.sign_in_id)
    rows = session.connection().execute(statement, {"id": id}).all()
    if not rows or not _holds(rows[0], actor, now):
        raise NotSignedIn()
    first = rows[0]
    reaches = rules.sum_of_grants([(row.right, row.reach) for row in rows if row.right in RIGHTS])
    team = frozenset(session.connection().execute(_TEAMS, {"id": first.id}).scalars())
    grants = Grants({right: Reach(reach) for right, reach in reaches.items()}, team)
    return Identity(first.id, first.name, first.language, first.zone, grants)


def _grants_of() -> Select[Any]:
    person = select(_USER.c.id, _USER.c.name, _USER.c.language, _USER.c.zone, _USER.c.is_active, _USER.c.deleted_at)
    statement = person.add_columns(_GRANT.c.right, _GRANT.c.reach)
    statement = statement.outerjoin(_GIVEN, _GIVEN.c.user_id == _USER.c.id)
    statement = statement.outerjoin(_ROLE, (_ROLE.c.id == _GIVEN.c.role_id) & _ROLE.c.deleted_at.is_(None))
    return statement.outerjoin(_GRANT, _GRANT.c.role_id == _ROLE.c.id)


def _of_sign_in() -> Select[Any]:
    statement = _grants_of().add_columns(_SIGN_IN.c.ended_at, _SIGN_IN.c.seen_at, _SIGN_IN.c.expires_at)
    return statement.join(_SIGN_IN, _SIGN_IN.c.user_id == _USER.c.id).where(_SIGN_IN.c.id == bindparam("id"))


def _holds(row: Row[Any], actor: Actor, now: datetime) -> bool:
    is_active = row.is_active and row.deleted_at is None
    if actor.sign_in_id is None:
        return bool(is_active)
    return rules.is_open(
        ended_at=row.ended_at, seen_at=row.seen_at, expires_at=row.expires_at, is_active=is_active, now=now
    )


def _colleagues() -> Select[Any]:
    mine, theirs = _MEMBER.alias(), _MEMBER.alias()
    return (
        select(theirs.c.user_id)
        .join(mine, mine.c.team_id == theirs.c.team_id)
        .join(_TEAM, _TEAM.c.id == mine.c.team_id)
        .where(mine.c.user_id == bindparam("id"), _TEAM.c.deleted_at.is_(None))
    )


_BY_PERSON, _BY_SIGN_IN, _TEAMS = _grants_of().where(_USER.c.id == bindparam("id")), _of_sign_in(), _colleagues()
