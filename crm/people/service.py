"""What may be done with people: look, add, edit, give roles, supervisors and passwords."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import attributes

from crm.core.access import Reach, internal, right
from crm.core.errors import refuse_any
from crm.core.listing import Choice
from crm.core.work import Work
from crm.people import checks, lists, passwords, roles, rules, sign_ins, tokens
from crm.people.tables import Role, RoleGrant, Team, TeamMember, User, UserRole


@dataclass(frozen=True)
class PersonCard:
    """Everything the form of a person holds."""

    id: int
    version: int
    name: str
    email: str
    phone: str | None
    language: str
    zone: str
    supervisor_id: int | None
    is_active: bool
    can_sign_in: bool
    sign_in: str  # none, invited, active, deactivated
    role_ids: tuple[int, ...]
    team_ids: tuple[int, ...]


@right("people.view")
def choices(work: Work) -> list[Choice]:
    """Active people by name, for select boxes."""
    people = work.visible(User, "people.view").where(User.is_active).order_by(User.name, User.id)
    return [Choice(user.id, user.name) for user in work.session.execute(people).scalars()]


@right("people.view")
def names(work: Work, ids: Iterable[int]) -> dict[int, str]:
    """The names of people, also of inactive and deleted ones: who once did something stays named."""
    reach = work.me.grants.reach("people.view")
    statement = select(User.id, User.name).where(User.id.in_(set(ids)))
    if reach != Reach.ALL:
        statement = statement.where(work.scope(User, "people.view"))
    return {row.id: row.name for row in work.session.execute(statement)}


@right("people.view")
def get(work: Work, person_id: int) -> PersonCard:
    """One person; NotFound unless visible."""
    user = work.fetch(User, person_id, "people.view")
    has = select(UserRole.role_id).where(UserRole.user_id == user.id).order_by(UserRole.role_id)
    teams = select(TeamMember.team_id).join(Team, Team.id == TeamMember.team_id)
    teams = teams.where(TeamMember.user_id == user.id, Team.deleted_at.is_(None)).order_by(TeamMember.team_id)
    return PersonCard(
        id=user.id,
        version=user.version,
        name=user.name,
        email=user.email,
        phone=user.phone,
        language=user.language,
        zone=user.zone,
        supervisor_id=user.supervisor_id,
        is_active=user.is_active,
        can_sign_in=user.password_hash is not None,
        sign_in=lists.sign_in_states(work.as_office(), [user])[user.id],
        role_ids=tuple(work.session.execute(has).scalars()),
        team_ids=tuple(work.session.execute(teams).scalars()),
    )


@right("people.configure")
def create(
    work: Work,
    *,
    name: str,
    email: str,
    phone: str | None = None,
    language: str | None = None,
    zone: str | None = None,
    supervisor_id: int | None = None,
    is_active: bool = True,
    role_ids: Collection[int] = (),
    team_ids: Collection[int] = (),
) -> int:
    """Add a person; without a password they cannot sign in yet. Invalid names every bad field."""
    work.require("people.configure", None)
    values = checks.checked(
        work,
        None,
        name=name,
        email=email,
        phone=phone,
        language=language,
        zone=zone,
        supervisor_id=supervisor_id,
        is_active=is_active,
        role_ids=role_ids,
        team_ids=team_ids,
    )
    roles.refuse_beyond(work, role_ids)
    user = User(**values)
    work.session.add(user)
    work.session.flush()
    _link(work, UserRole, "role_id", user, role_ids)
    _link(work, TeamMember, "team_id", user, team_ids)
    return user.id


@right("people.configure")
def edit(
    work: Work,
    person_id: int,
    version: int,
    *,
    name: str,
    email: str,
    phone: str | None = None,
    language: str | None = None,
    zone: str | None = None,
    supervisor_id: int | None = None,
    role_ids: Collection[int] = (),
    team_ids: Collection[int] = (),
) -> None:
    """Change a person. The last administrator stays one, supervisors go in no circle; who leaves is handed over."""
    work.require("people.configure", None)
    work.lock("people")
    user = work.fetch(User, person_id, "people.configure", version)
    values = checks.checked(
        work,
        user,
        name=name,
        email=email,
        phone=phone,
        language=language,
        zone=zone,
        supervisor_id=supervisor_id,
        is_active=user.is_active,
        role_ids=role_ids,
        team_ids=team_ids,
    )
    held = set(work.session.execute(select(UserRole.role_id).where(UserRole.user_id == user.id)).scalars())
    roles.refuse_beyond(work, held | set(role_ids))
    if values["email"] != user.email:
        tokens.void(work.as_office(), user.id)  # links already on their way to the old address
    for column, value in values.items():
        setattr(user, column, value)
    _link(work, UserRole, "role_id", user, role_ids)
    _link(work, TeamMember, "team_id", user, team_ids)
    # A change of roles or teams is a change of the person: the version moves, and open pages are told.
    attributes.flag_modified(user, "name")
    work.session.flush()


@right("people.configure")
def set_password(work: Work, person_id: int, password: str) -> None:
    """Give a person a (new) password; all their sign-ins end."""
    work.require("people.configure", None)
    user = work.fetch(User, person_id, "people.configure")
    roles.refuse_beyond(
        work, work.session.execute(select(UserRole.role_id).where(UserRole.user_id == user.id)).scalars()
    )
    refuse_any(rules.check_password(password, user.email))
    user.password_hash = passwords.hashed(password)
    tokens.void(work.as_office(), user.id)
    sign_ins.end_all(work.as_office(), user.id)


@internal
def active(work: Work, *, person_ids: Iterable[int], team_ids: Iterable[int]) -> list[User]:
    """The active people among these and in these teams, each once, ordered by id."""
    members = select(TeamMember.user_id).join(Team, Team.id == TeamMember.team_id)
    members = members.where(TeamMember.team_id.in_(set(team_ids)), Team.deleted_at.is_(None))
    people = select(User).where(or_(User.id.in_(set(person_ids)), User.id.in_(members)))
    people = people.where(User.is_active, User.deleted_at.is_(None)).order_by(User.id)
    return list(work.session.execute(people).scalars())


@internal
def able(work: Work, person_ids: Collection[int], right: str) -> set[int]:
    """Those of these people who hold a right at all, whatever its reach."""
    held = (
        select(UserRole.user_id).join(Role, Role.id == UserRole.role_id).join(RoleGrant, RoleGrant.role_id == Role.id)
    )
    held = held.where(UserRole.user_id.in_(set(person_ids)), Role.deleted_at.is_(None))
    return set(work.session.execute(held.where(RoleGrant.right == right, RoleGrant.reach > 0)).scalars())


def _link(work: Work, model: type[UserRole] | type[TeamMember], column: str, user: User, ids: Collection[int]) -> None:
    links = list(work.session.execute(select(model).where(model.user_id == user.id)).scalars())
    known = {getattr(link, column) for link in links}
    for link in links:
        if getattr(link, column) not in set(ids):
            work.session.delete(link)
    work.session.add_all(model(user_id=user.id, **{column: new}) for new in sorted(set(ids) - known))
    work.session.flush()
