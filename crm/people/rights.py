"""What one person may do, how far, and through which of their roles."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from crm.core.access import ACTIONS, right
from crm.core.work import Work
from crm.people import roles, rules
from crm.people.tables import Role, RoleGrant, User, UserRole


@dataclass(frozen=True)
class Source:
    """A role that gives a right, with the reach that it gives."""

    role_id: int
    role: str
    reach: int


@dataclass(frozen=True)
class RightRow:
    """A right, its furthest reach, and every role that gives some of it, the furthest first."""

    module: str
    action: str
    reach: int
    sources: tuple[Source, ...]


@right("people.configure")
def rights_of(work: Work, person_id: int) -> list[RightRow]:
    """Every right there is, with what this person's roles give of it; of a deactivated person what they would have."""
    user = work.fetch(User, person_id, "people.configure")
    held = select(RoleGrant.right, RoleGrant.reach, Role.id, Role.key, Role.name)
    held = held.join(Role, Role.id == RoleGrant.role_id).join(UserRole, UserRole.role_id == Role.id)
    held = held.where(UserRole.user_id == user.id, Role.deleted_at.is_(None), RoleGrant.reach > rules.NONE)
    found: dict[str, list[Source]] = {}
    for name, reach, id, key, role in work.session.execute(held.order_by(RoleGrant.reach.desc(), Role.id)).tuples():
        found.setdefault(name, []).append(Source(id, roles.role_name(key, role), reach))
    return [
        RightRow(module, action, sources[0].reach if sources else rules.NONE, tuple(sources))
        for module, actions in ACTIONS.items()
        for action in actions
        for sources in [found.get(f"{module}.{action}", [])]
    ]
