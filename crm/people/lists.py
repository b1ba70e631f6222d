"""Lists of people: page by page, found by name, team, role, and whether they work here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from crm.core import clean
from crm.core.access import Reach, internal, right
from crm.core.listing import PAGE, Page, count
from crm.core.work import Work
from crm.people import roles
from crm.people.tables import Role, Team, TeamMember, Token, User, UserRole

SIGN_IN_STATES = ("none", "invited", "active", "deactivated")


@dataclass(frozen=True)
class PersonRow:
    """A person as lists show them; `roles` and `teams` are names in the reader's language."""

    id: int
    version: int
    name: str
    email: str
    phone: str | None
    supervisor_id: int | None
    supervisor: str | None
    is_active: bool
    can_sign_in: bool
    sign_in: str  # none, invited, active, deactivated
    roles: tuple[str, ...]
    teams: tuple[str, ...]


@right("people.view")
def listing(
    work: Work,
    *,
    text: str = "",
    is_active: bool | None = None,
    team_id: int | None = None,
    role_id: int | None = None,
    page: int = 1,
) -> Page[PersonRow]:
    """People by name, 50 a page; `text` is looked for in name and e-mail."""
    ids = _matching(work, text)
    if is_active is not None:
        ids = ids.where(User.is_active.is_(is_active))
    if team_id is not None:
        ids = ids.where(User.id.in_(select(TeamMember.user_id).where(TeamMember.team_id == team_id)))
    if role_id is not None:
        ids = ids.where(User.id.in_(select(UserRole.user_id).where(UserRole.role_id == role_id)))
    total, is_capped = count(work.session, ids)
    number = max(1, page)
    chosen = ids.order_by(User.name, User.id).limit(PAGE).offset((number - 1) * PAGE)
    return Page(_rows(work, list(work.session.execute(chosen).scalars())), number, total, is_capped)


@internal
def sign_in_states(work: Work, users: Collection[User]) -> dict[int, str]:
    """Of each: `deactivated`, `active` with a password, `invited` while a link is open, or `none`."""
    link = (Token.purpose == "invite") & Token.used_at.is_(None) & (Token.expires_at > work.now)
    open_links = select(Token.user_id).where(link, Token.user_id.in_([user.id for user in users]))
    invited = set(work.session.execute(open_links).scalars())
    return {user.id: _sign_in(user, user.id in invited) for user in users}


def _sign_in(user: User, is_invited: bool) -> str:
    if not user.is_active:
        return "deactivated"
    if user.password_hash is not None:
        return "active"
    return "invited" if is_invited else "none"


def _matching(work: Work, text: str) -> Select[int]:
    ids = select(User.id).where(work.scope(User, "people.view"))
    wanted = clean.line(text)
    if wanted:
        ids = ids.where(
            or_(User.name.icontains(wanted, autoescape=True), User.email.icontains(wanted, autoescape=True))
        )
    return ids


def _rows(work: Work, ids: list[int]) -> list[PersonRow]:
    found = {user.id: user for user in work.session.execute(select(User).where(User.id.in_(ids))).scalars()}
    users = [found[i] for i in ids]
    supervisors, held, joined = _supervisors(work, ids), _roles_of(work, ids), _teams_of(work, ids)
    states = sign_in_states(work.as_office(), users)
    return [
        PersonRow(
            id=user.id,
            version=user.version,
            name=user.name,
            email=user.email,
            phone=user.phone,
            supervisor_id=user.supervisor_id,
            supervisor=supervisors.get(user.id),
            is_active=user.is_active,
            can_sign_in=user.password_hash is not None,
            sign_in=states[user.id],
            roles=tuple(held.get(user.id, ())),
            teams=tuple(joined.get(user.id, ())),
        )
        for user in users
    ]


def _supervisors(work: Work, ids: Collection[int]) -> Mapping[int, str]:
    """Their names; with a narrow right to see people only of those it reaches."""
    above = aliased(User)
    found = select(User.id, above.name).join(above, above.id == User.supervisor_id).where(User.id.in_(ids))
    if work.me.grants.reach("people.view") != Reach.ALL:
        found = found.where(above.id.in_(select(User.id).where(work.scope(User, "people.view"))))
    return dict(work.session.execute(found).tuples().all())


def _roles_of(work: Work, ids: Collection[int]) -> dict[int, list[str]]:
    held = select(UserRole.user_id, Role.key, Role.name).join(Role, Role.id == UserRole.role_id)
    held = held.where(UserRole.user_id.in_(ids), Role.deleted_at.is_(None)).order_by(Role.id)
    found: dict[int, list[str]] = {}
    for person_id, key, name in work.session.execute(held).tuples():
        found.setdefault(person_id, []).append(roles.role_name(key, name))
    return found


def _teams_of(work: Work, ids: Collection[int]) -> dict[int, list[str]]:
    joined = select(TeamMember.user_id, Team.name).join(Team, Team.id == TeamMember.team_id)
    joined = joined.where(TeamMember.user_id.in_(ids), work.scope(Team, "people.view")).order_by(Team.name, Team.id)
    found: dict[int, list[str]] = {}
    for person_id, name in work.session.execute(joined).tuples():
        found.setdefault(person_id, []).append(name)
    return found
