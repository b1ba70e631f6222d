"""What may be done with people: list, add, edit, give roles, supervisors and passwords."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import attributes

from crm.core import clean, clock, listing
from crm.core.access import ALL_RIGHTS, Grants, Reach, internal, public, right
from crm.core.config import LANGUAGES
from crm.core.db import Record
from crm.core.errors import Forbidden, NotFound, Problem, refuse_any
from crm.core.i18n import t
from crm.core.listing import Choice, Page
from crm.core.work import Work
from crm.people import passwords, rules, sign_ins
from crm.people.tables import Role, RoleGrant, Team, TeamMember, User, UserRole


@dataclass(frozen=True)
class PersonRow:
    """A person as lists show them; `roles` are names in the reader's language."""

    id: int
    version: int
    name: str
    email: str
    phone: str | None
    supervisor_id: int | None
    supervisor: str | None
    is_active: bool
    can_sign_in: bool
    roles: tuple[str, ...]


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
    role_ids: tuple[int, ...]
    team_ids: tuple[int, ...]


@right("people.view")
def listing_of(work: Work, *, text: str = "", page: int = 1) -> Page[PersonRow]:
    """People by name, 50 a page; `text` is looked for in name and e-mail."""
    ids = _matching(work, text)
    total, is_capped = listing.count(work.session, ids)
    number = max(1, page)
    chosen = ids.order_by(User.name, User.id).limit(listing.PAGE).offset((number - 1) * listing.PAGE)
    found = work.session.execute(select(User).where(User.id.in_(chosen)).order_by(User.name, User.id)).scalars().all()
    supervisors = names(work, [user.supervisor_id for user in found if user.supervisor_id is not None])
    roles = _roles_of(work, [user.id for user in found])
    rows = [_row(user, supervisors, roles) for user in found]
    return Page(rows, number, total, is_capped)


@right("people.view")
def choices(work: Work) -> list[Choice]:
    """Active people by name, for select boxes."""
    people = work.visible(User, "people.view").where(User.is_active).order_by(User.name, User.id)
    return [Choice(user.id, user.name) for user in work.session.execute(people).scalars()]


@right("people.view")
def role_choices(work: Work) -> list[Choice]:
    """Roles in the reader's language, the built-in ones first."""
    roles = work.session.execute(select(Role).where(Role.deleted_at.is_(None)).order_by(Role.id)).scalars()
    return [Choice(role.id, role_name(role.key, role.name)) for role in roles]


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
    roles = select(UserRole.role_id).where(UserRole.user_id == user.id).order_by(UserRole.role_id)
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
        role_ids=tuple(work.session.execute(roles).scalars()),
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
    values = _checked(
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
    _refuse_beyond(work, role_ids)
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
    is_active: bool = True,
    role_ids: Collection[int] = (),
    team_ids: Collection[int] = (),
) -> None:
    """Change a person. The last administrator stays one and stays active; supervisors go in no circle."""
    work.require("people.configure", None)
    work.lock("people")
    user = work.fetch(User, person_id, "people.configure", version)
    values = _checked(
        work,
        user,
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
    held = set(work.session.execute(select(UserRole.role_id).where(UserRole.user_id == user.id)).scalars())
    _refuse_beyond(work, held | set(role_ids))
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
    _refuse_beyond(work, work.session.execute(select(UserRole.role_id).where(UserRole.user_id == user.id)).scalars())
    refuse_any(rules.check_password(password, user.email))
    user.password_hash = passwords.hashed(password)
    sign_ins.end_all(work.as_office(), user.id)


@public
def first_administrator_exists(work: Work) -> bool:
    """Whether anybody administers this office; until then the set-up code opens the door."""
    return bool(work.session.execute(_administrators().limit(1)).first())


@internal
def active(work: Work, *, person_ids: Iterable[int], team_ids: Iterable[int]) -> list[User]:
    """The active people among these and in these teams, each once, ordered by id."""
    members = select(TeamMember.user_id).join(Team, Team.id == TeamMember.team_id)
    members = members.where(TeamMember.team_id.in_(set(team_ids)), Team.deleted_at.is_(None))
    people = select(User).where(or_(User.id.in_(set(person_ids)), User.id.in_(members)))
    people = people.where(User.is_active, User.deleted_at.is_(None)).order_by(User.id)
    return list(work.session.execute(people).scalars())


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


def _matching(work: Work, text: str) -> Select[tuple[int]]:
    ids = select(User.id).where(work.scope(User, "people.view"))
    wanted = clean.line(text)
    if wanted:
        ids = ids.where(or_(User.name.icontains(wanted, autoescape=True), User.email.icontains(wanted, autoescape=True)))
    return ids


def _row(user: User, supervisors: Mapping[int, str], roles: Mapping[int, list[str]]) -> PersonRow:
    return PersonRow(
        id=user.id,
        version=user.version,
        name=user.name,
        email=user.email,
        phone=user.phone,
        supervisor_id=user.supervisor_id,
        supervisor=supervisors.get(user.supervisor_id) if user.supervisor_id is not None else None,
        is_active=user.is_active,
        can_sign_in=user.password_hash is not None,
        roles=tuple(roles.get(user.id, ())),
    )


def _roles_of(work: Work, ids: Collection[int]) -> dict[int, list[str]]:
    statement = select(UserRole.user_id, Role.key, Role.name).join(Role, Role.id == UserRole.role_id)
    found: dict[int, list[str]] = {}
    for row in work.session.execute(statement.where(UserRole.user_id.in_(ids)).order_by(Role.id)):
        found.setdefault(row.user_id, []).append(role_name(row.key, row.name))
    return found


def _checked(work: Work, user: User | None, **given: Any) -> dict[str, Any]:
    values, problems = _cleaned(work, given)
    problems += _taken(work, user, values["email"])
    problems += _unknown(work, Role, "role_ids", given["role_ids"])
    problems += _unknown(work, Team, "team_ids", given["team_ids"])
    problems += _supervisor_problems(work, user, values["supervisor_id"])
    problems += _last_administrator(work, user, given["role_ids"], given["is_active"])
    refuse_any(problems)
    return values


def _cleaned(work: Work, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    name, phone = clean.line(given["name"]), clean.line(given["phone"])
    values = {
        "name": name,
        "email": rules.email_of(given["email"]),
        "phone": rules.phone_of(phone) if phone else None,
        "language": given["language"] or work.office.language,
        "zone": given["zone"] or work.office.zone,
        "supervisor_id": given["supervisor_id"],
        "is_active": bool(given["is_active"]),
    }
    problems = [Problem("error.required", "name")] if not name else []
    if len(name) > clean.LINE:
        problems.append(Problem("error.too_long", "name", {"max": clean.LINE}))
    if values["email"] is None:
        problems.append(Problem("people.email_wrong" if clean.line(given["email"]) else "error.required", "email"))
    if phone and values["phone"] is None:
        problems.append(Problem("people.phone_wrong", "phone"))
    if values["language"] not in LANGUAGES:
        problems.append(Problem("people.language_unknown", "language"))
    if not clock.is_zone(values["zone"]):
        problems.append(Problem("people.zone_unknown", "zone"))
    return values, problems


def _taken(work: Work, user: User | None, email: str | None) -> list[Problem]:
    if email is None:
        return []
    holder = work.session.execute(select(User.id).where(User.email == email)).scalar_one_or_none()
    return [] if holder is None or (user and user.id == holder) else [Problem("people.email_taken", "email")]


def _unknown(work: Work, model: type[Record], field: str, ids: Collection[int]) -> list[Problem]:
    wanted = set(ids)
    known = select(func.count()).select_from(model).where(model.id.in_(wanted), model.deleted_at.is_(None))
    return [] if work.session.execute(known).scalar_one() == len(wanted) else [Problem("error.not_found", field)]


def _supervisor_problems(work: Work, user: User | None, supervisor_id: int | None) -> list[Problem]:
    if supervisor_id is None:
        return []
    if work.session.execute(work.visible(User, "people.view").where(User.id == supervisor_id)).first() is None:
        return [Problem("error.not_found", "supervisor_id")]
    if user is None:
        return []
    pairs = work.session.execute(select(User.id, User.supervisor_id).where(User.supervisor_id.is_not(None)))
    if rules.is_loop(user.id, supervisor_id, {row.id: row.supervisor_id for row in pairs}):
        return [Problem("people.supervisor_loop", "supervisor_id")]
    return []


def _administrators() -> Select[tuple[User]]:
    statement = select(User).join(UserRole, UserRole.user_id == User.id).join(Role, Role.id == UserRole.role_id)
    return statement.where(Role.key == rules.ADMINISTRATOR, User.is_active, User.deleted_at.is_(None))


def _last_administrator(work: Work, user: User | None, role_ids: Collection[int], is_active: bool) -> list[Problem]:
    administrators = list(work.session.execute(_administrators()).scalars())
    if user is None or user not in administrators:
        return []
    others = [other for other in administrators if other is not user]
    if user.password_hash:  # somebody who can sign in must remain, not a mere name
        others = [other for other in others if other.password_hash]
    role_id = work.session.execute(select(Role.id).where(Role.key == rules.ADMINISTRATOR)).scalar_one()
    if others or (is_active and role_id in role_ids):
        return []
    return [Problem("people.last_administrator", "role_ids" if is_active else "is_active")]


def _refuse_beyond(work: Work, role_ids: Iterable[int]) -> None:
    """Nobody gives, or takes over by a password, more than they may do themselves."""
    grants = select(RoleGrant.right, RoleGrant.reach).where(RoleGrant.role_id.in_(set(role_ids)))
    mine: Grants = work.me.grants
    for row in work.session.execute(grants):
        if row.right in ALL_RIGHTS.reaches and row.reach > mine.reach(row.right):
            raise Forbidden("people.role_beyond")


def _link(work: Work, model: type[UserRole] | type[TeamMember], column: str, user: User, ids: Collection[int]) -> None:
    links = list(work.session.execute(select(model).where(model.user_id == user.id)).scalars())
    known = {getattr(link, column) for link in links}
    for link in links:
        if getattr(link, column) not in set(ids):
            work.session.delete(link)
    work.session.add_all(model(user_id=user.id, **{column: new}) for new in sorted(set(ids) - known))
    work.session.flush()


def person_of(work: Work, person_id: int) -> User:
    """An active person's row for those who act as the office already; NotFound otherwise."""
    user = work.session.get(User, person_id)
    if user is None or user.deleted_at is not None:
        raise NotFound()
    return user
