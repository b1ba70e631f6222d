"""Imports people: without sign-in, with roles and a supervisor."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from crm import people
from crm.core.access import right
from crm.core.work import Work
from crm.flows import hand_over
from crm.flows.imports.kinds import Current, Kind, Values
from crm.people import rules
from crm.people.tables import Team, TeamMember, User, UserRole

COLUMNS = ("name", "email", "phone", "language", "zone", "supervisor_id", "is_active")


def kept(values: Values) -> Values:
    """Addresses and numbers in the form in which they are stored; wrong ones stay, for the service to refuse."""
    found = dict(values)
    for name, read in (("email", rules.email_of), ("phone", rules.phone_of)):
        if found.get(name):
            found[name] = read(found[name]) or found[name]
    if "role_ids" in found:
        found["role_ids"] = tuple(sorted(set(found["role_ids"])))
    return found


@right("imports.create")
def current(work: Work, ids: Collection[int]) -> dict[int, Current]:
    """The people of these ids that are not in the bin."""
    rows = work.session.execute(work.visible(User, "people.view").where(User.id.in_(ids))).scalars().all()
    roles = select(UserRole.user_id, UserRole.role_id).where(UserRole.user_id.in_(ids)).order_by(UserRole.role_id)
    teams = select(TeamMember.user_id, TeamMember.team_id).join(Team, Team.id == TeamMember.team_id)
    teams = teams.where(TeamMember.user_id.in_(ids), Team.deleted_at.is_(None)).order_by(TeamMember.team_id)
    held = work.session.execute(roles).tuples().all()
    joined = work.session.execute(teams).tuples().all()
    return {
        user.id: Current(
            user.version,
            {name: getattr(user, name) for name in COLUMNS}
            | {"role_ids": tuple(role for owner, role in held if owner == user.id)}
            | {"team_ids": tuple(team for owner, team in joined if owner == user.id)},
        )
        for user in rows
    }


@right("imports.create")
def create(work: Work, values: Values, is_told: bool) -> int:
    """Add one person."""
    return people.create(work, **values)


@right("imports.create")
def edit(work: Work, id: int, old: Current, values: Values, is_told: bool) -> None:
    """Change one person; who leaves may leave nothing behind, for a file names no heirs."""
    is_active = values.get("is_active", old.values["is_active"])
    people.edit(work, id, old.version, **{name: value for name, value in values.items() if name != "is_active"})
    if is_active != old.values["is_active"]:
        (hand_over.activate if is_active else hand_over.deactivate)(work, id, None)


KIND = Kind(User, "people.view", {}, frozenset({"language", "zone", "is_active"}), kept, current, create, edit)
