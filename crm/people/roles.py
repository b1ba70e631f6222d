"""Roles: the built-in ones, their names, and that nobody gives more than they have."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select

from crm.core.access import RIGHTS, internal, public, right
from crm.core.errors import Forbidden, NotFound
from crm.core.i18n import t
from crm.core.listing import Choice
from crm.core.work import Work
from crm.people import rules
from crm.people.tables import Role, RoleGrant, User, UserRole


@right("people.view")
def role_choices(work: Work) -> list[Choice]:
    """Roles in the reader's language, the built-in ones first."""
    roles = work.session.execute(select(Role).where(Role.deleted_at.is_(None)).order_by(Role.id)).scalars()
    return [Choice(role.id, role_name(role.key, role.name)) for role in roles]


@public
def first_administrator_exists(work: Work) -> bool:
    """Whether anybody administers this office; until then the set-up code opens the door."""
    return bool(work.session.execute(administrators().limit(1)).first())


@internal
def role_id(work: Work, key: str) -> int:
    """The id of a built-in role; NotFound when there is none of that key."""
    found = work.session.execute(select(Role.id).where(Role.key == key, Role.deleted_at.is_(None))).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


@internal
def administered(work: Work) -> int:
    """2 when an administrator can sign in, 1 when there is one by name only, 0 without any: never to become less."""
    found = list(work.session.execute(administrators()).scalars())
    return 2 if any(user.password_hash for user in found) else int(bool(found))


@internal
def held_by(work: Work, person_id: int) -> list[int]:
    """Ids of the roles that a person has."""
    held = select(UserRole.role_id).where(UserRole.user_id == person_id).order_by(UserRole.role_id)
    return list(work.session.execute(held).scalars())


@internal
def ensure_roles(work: Work) -> None:
    """The built-in roles, each with its grants; what an office changed in them since stays."""
    work.lock("people")
    for key, grants in rules.BUILT_IN.items():
        role = work.session.execute(select(Role).where(Role.key == key)).scalar_one_or_none()
        if role is None:
            role = Role(key=key, name=key.title())
            work.session.add(role)
            work.session.flush()
        known = set(work.session.execute(select(RoleGrant.right).where(RoleGrant.role_id == role.id)).scalars())
        missing = [RoleGrant(role_id=role.id, right=name, reach=reach) for name, reach in grants.items()]
        work.session.add_all(grant for grant in missing if grant.right not in known)
    work.session.flush()


def role_name(key: str | None, name: str) -> str:
    """A role as the reader calls it."""
    return t(f"people.role.{key}") if key in rules.BUILT_IN else name


def administrators() -> Select[User]:
    """The active people who have the built-in role."""
    statement = select(User).join(UserRole, UserRole.user_id == User.id).join(Role, Role.id == UserRole.role_id)
    return statement.where(Role.key == rules.ADMINISTRATOR, User.is_active, User.deleted_at.is_(None))


@right("people.configure")
def refuse_beyond(work: Work, role_ids: Iterable[int]) -> None:
    """Nobody gives, or takes over by a password, more than they may do themselves."""
    grants = select(RoleGrant.right, RoleGrant.reach).where(RoleGrant.role_id.in_(set(role_ids)))
    for row in work.session.execute(grants):
        if row.right in RIGHTS and row.reach > work.me.grants.reach(row.right):
            raise Forbidden("people.role_beyond")
