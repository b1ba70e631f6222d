"""What may be done with teams."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from crm.core import clean
from crm.core.access import right
from crm.core.errors import Problem, refuse_any
from crm.core.listing import Choice
from crm.core.work import Work
from crm.people.tables import Team, TeamMember, User

NAME_MAX = 120


@dataclass(frozen=True)
class TeamRow:
    """A team with its members."""

    id: int
    version: int
    name: str
    member_ids: tuple[int, ...]


@right("people.view")
def teams(work: Work) -> list[TeamRow]:
    """Teams by name."""
    found = work.session.execute(work.visible(Team, "people.view").order_by(Team.name, Team.id)).scalars().all()
    links = select(TeamMember.team_id, TeamMember.user_id).join(User, User.id == TeamMember.user_id)
    links = links.where(TeamMember.team_id.in_([team.id for team in found]), User.deleted_at.is_(None))
    members: dict[int, list[int]] = {}
    for row in work.session.execute(links.order_by(User.name, User.id)):
        members.setdefault(row.team_id, []).append(row.user_id)
    return [TeamRow(team.id, team.version, team.name, tuple(members.get(team.id, ()))) for team in found]


@right("people.view")
def team_choices(work: Work) -> list[Choice]:
    """Teams by name, for select boxes."""
    found = work.visible(Team, "people.view").order_by(Team.name, Team.id)
    return [Choice(team.id, team.name) for team in work.session.execute(found).scalars()]


@right("people.configure")
def create_team(work: Work, *, name: str, member_ids: Collection[int] = ()) -> int:
    """Add a team; Invalid when the name is missing or taken."""
    work.require("people.configure", None)
    name = _checked(work, None, name, member_ids)
    team = Team(name=name)
    work.session.add(team)
    work.session.flush()
    _link(work, team, member_ids)
    return team.id


@right("people.configure")
def edit_team(work: Work, team_id: int, version: int, *, name: str, member_ids: Collection[int]) -> None:
    """Rename a team, change who is in it."""
    work.require("people.configure", None)
    team = work.fetch(Team, team_id, "people.configure", version)
    team.name = _checked(work, team, name, member_ids)
    _link(work, team, member_ids)


@right("people.configure")
def delete_team(work: Work, team_id: int, version: int) -> None:
    """Put a team into the bin: from here on it shares nothing and is told nothing."""
    work.require("people.configure", None)
    team = work.fetch(Team, team_id, "people.configure", version)
    team.deleted_at = work.now


def _checked(work: Work, team: Team | None, name: str, member_ids: Collection[int]) -> str:
    name = clean.line(name)
    problems = [] if name else [Problem("error.required", "name")]
    if len(name) > NAME_MAX:
        problems.append(Problem("error.too_long", "name", {"max": NAME_MAX}))
    holder = work.session.execute(select(Team.id).where(Team.name == name)).scalar_one_or_none()
    if holder is not None and (team is None or team.id != holder):
        problems.append(Problem("people.team_taken", "name"))
    wanted = set(member_ids)
    known = select(func.count()).select_from(User).where(User.id.in_(wanted), User.deleted_at.is_(None))
    if work.session.execute(known).scalar_one() != len(wanted):
        problems.append(Problem("error.not_found", "member_ids"))
    refuse_any(problems)
    return name


def _link(work: Work, team: Team, member_ids: Collection[int]) -> None:
    links = list(work.session.execute(select(TeamMember).where(TeamMember.team_id == team.id)).scalars())
    known, wanted = {link.user_id for link in links}, set(member_ids)
    for link in links:
        if link.user_id not in wanted:
            work.session.delete(link)
    work.session.add_all(TeamMember(team_id=team.id, user_id=new) for new in sorted(wanted - known))
    work.session.flush()
