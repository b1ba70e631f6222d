"""Roles as the office edits them: what there is, a new one, a changed one, a copy, into the bin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from crm.core import clean, parts
from crm.core.access import ACTIONS, Reach, declared, right
from crm.core.errors import Forbidden, Problem, invalid, refuse_any
from crm.core.work import Work
from crm.people import roles, rules
from crm.people.tables import Role, RoleGrant, User, UserRole

NAME_MAX = 120
NAMED = 5  # people named where a role cannot be deleted


@dataclass(frozen=True)
class RoleRow:
    """A role as lists show it; `keeps_rights` says that nobody can change what it grants."""

    id: int
    version: int
    name: str
    is_built_in: bool
    keeps_rights: bool
    people: int
    reaches: Mapping[str, int]


@right("people.configure")
def role_rows(work: Work) -> list[RoleRow]:
    """Every role with what it grants and how many people have it, the built-in ones first."""
    found = work.session.execute(select(Role).where(Role.deleted_at.is_(None)).order_by(Role.id)).scalars().all()
    rows = [_row(work, role) for role in found]
    return sorted(rows, key=lambda row: (not row.is_built_in, 0 if row.is_built_in else row.name.casefold(), row.id))


@right("people.configure")
def get_role(work: Work, role_id: int) -> RoleRow:
    """One role; NotFound when there is none, or it is in the bin."""
    return _row(work, _fetch(work, role_id))


@right("people.configure")
def create_role(work: Work, *, name: str, reaches: Mapping[str, int]) -> int:
    """Add a role that grants each right with its reach (0 none to 3 all); its id. Invalid without a fresh name."""
    work.require("people.configure", None)
    work.lock("people")
    name = _checked(work, None, name)
    _refuse_beyond(work, reaches)
    role = Role(key=None, name=name)
    work.session.add(role)
    work.session.flush()
    _grant(work, role, {name: reach for name, reach in reaches.items() if reach})
    return role.id


@right("people.configure")
def edit_role(work: Work, role_id: int, version: int, *, name: str, reaches: Mapping[str, int]) -> None:
    """Change what a role grants; rights that are not named stay. A built-in one keeps its name, whatever is given,
    and the administrators' keeps its rights."""
    work.require("people.configure", None)
    work.lock("people")
    role = _fetch(work, role_id, version)
    before = _reaches(work, role)
    after = {**before, **{declared(one): int(Reach(reach)) for one, reach in reaches.items()}}
    changed = {one: reach for one, reach in after.items() if reach != before[one]}
    if role.key == rules.ADMINISTRATOR and changed:
        invalid("people.role_keeps")
    roles.refuse_beyond(work, [role.id])
    _refuse_beyond(work, changed)
    if role.key not in rules.BUILT_IN:
        role.name = _checked(work, role, name)
    _grant(work, role, changed)
    parts.changed(work, role, "grants", _plain(before), _plain(after))


@right("people.configure")
def copy_role(work: Work, role_id: int, *, name: str) -> int:
    """A new role that grants what this one does; its id."""
    return create_role(work, name=name, reaches=_reaches(work, _fetch(work, role_id)))


@right("people.configure")
def delete_role(work: Work, role_id: int, version: int) -> None:
    """Put a role that nobody has into the bin; the built-in ones stay."""
    work.require("people.configure", None)
    work.lock("people")
    role = _fetch(work, role_id, version)
    roles.refuse_beyond(work, [role.id])
    if role.key in rules.BUILT_IN:
        invalid("people.role_built_in")
    holders = _holders(work, role)
    if holders:
        names = ", ".join(holders[:NAMED]) + (" …" if len(holders) > NAMED else "")
        invalid("people.role_in_use", None, names=names, count=len(holders))
    role.deleted_at = work.now


def _fetch(work: Work, role_id: int, version: int | None = None) -> Role:
    """Roles are the office's: whoever may configure people may read each."""
    return work.as_office().fetch(Role, role_id, "people.configure", version)


def _row(work: Work, role: Role) -> RoleRow:
    return RoleRow(
        id=role.id,
        version=role.version,
        name=roles.role_name(role.key, role.name),
        is_built_in=role.key in rules.BUILT_IN,
        keeps_rights=role.key == rules.ADMINISTRATOR,
        people=len(_holders(work, role)),
        reaches=_reaches(work, role),
    )


def _holders(work: Work, role: Role) -> list[str]:
    """Who has it, deactivated people too: they may come back with it."""
    names = select(User.name).join(UserRole, UserRole.user_id == User.id)
    names = names.where(UserRole.role_id == role.id, User.deleted_at.is_(None)).order_by(User.name, User.id)
    return list(work.session.execute(names).scalars())


def _reaches(work: Work, role: Role) -> dict[str, int]:
    held = select(RoleGrant.right, RoleGrant.reach).where(RoleGrant.role_id == role.id)
    stored = dict(work.session.execute(held).tuples().all())
    names = [f"{module}.{action}" for module, actions in ACTIONS.items() for action in actions]
    return {name: stored.get(name, rules.NONE) for name in names}


def _checked(work: Work, role: Role | None, name: str) -> str:
    name = clean.line(name)
    problems = clean.check(name, "name", NAME_MAX, is_needed=True)
    known = work.session.execute(select(Role)).scalars().all()
    for other in known:
        shown = roles.role_name(other.key, other.name)
        if name and other is not role and name.casefold() in (shown.casefold(), other.name.casefold()):
            problems.append(Problem("people.role_taken_bin" if other.deleted_at else "people.role_taken", "name"))
            break
    refuse_any(problems)
    return name


def _refuse_beyond(work: Work, reaches: Mapping[str, int]) -> None:
    """Nobody makes a role that may do more than they may themselves."""
    if any(reach > work.me.grants.reach(name) for name, reach in reaches.items()):
        raise Forbidden("people.role_beyond")


def _grant(work: Work, role: Role, reaches: Mapping[str, int]) -> None:
    stored = work.session.execute(select(RoleGrant).where(RoleGrant.role_id == role.id)).scalars()
    there = {grant.right: grant for grant in stored}
    for name, reach in reaches.items():
        if name in there:
            there[name].reach = reach
        else:
            work.session.add(RoleGrant(role_id=role.id, right=name, reach=reach))
    work.session.flush()


def _plain(reaches: Mapping[str, int]) -> list[str]:
    """What a role grants, as history keeps it."""
    return [f"{name} {Reach(reach).name.lower()}" for name, reach in reaches.items() if reach]
