"""The chain of a task: who gave it to whom, who stands above its owner, to whom it is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from crm import people
from crm.core.access import internal, right
from crm.core.work import Work
from crm.people.roles import role_name
from crm.people.tables import Role, Team, User, UserRole
from crm.tasks import standing_in
from crm.tasks.tables import LIVE, Delegation, Task

VIEW, EDIT = "tasks.view", "tasks.edit"


@dataclass(frozen=True)
class LinkRow:
    """One step of the chain as its card shows it; `to` is a person, or the team or role it was offered to.

    `given_by` and `settled_by` are whoever gave it in place of `by`, or answered in place of `to`.
    """

    by: str | None
    to: str
    at: datetime
    state: str
    settled_at: datetime | None
    reason: str | None
    given_by: str | None
    settled_by: str | None


@right(VIEW)
def chain_of(work: Work, id: int) -> list[LinkRow]:
    """The way of a task from hand to hand, the first step first."""
    row = standing_in.fetch(work, id, VIEW)
    giver, taker, given, settled = aliased(User), aliased(User), aliased(User), aliased(User)
    found = (
        select(Delegation, giver.name, taker.name, given.name, settled.name, Team.name, Role.key, Role.name)
        .outerjoin(giver, giver.id == Delegation.from_id)
        .outerjoin(taker, taker.id == Delegation.to_id)
        .outerjoin(given, given.id == Delegation.given_by_id)
        .outerjoin(settled, settled.id == Delegation.settled_by_id)
        .outerjoin(Team, Team.id == Delegation.team_id)
        .outerjoin(Role, Role.id == Delegation.role_id)
        .where(Delegation.task_id == row.id)
        .order_by(Delegation.id)
    )
    links = []
    for link, by, to, given_by, settled_by, team, key, role in work.session.execute(found).tuples():
        whom = to or team or role_name(key, role or "")
        links.append(LinkRow(by, whom, link.at, link.state, link.settled_at, link.reason, given_by, settled_by))
    return links


def settle(person: Work, link: Delegation, state: str, reason: str | None = None) -> None:
    """What a link comes to, by this person's hand."""
    link.state, link.reason, link.settled_at = state, reason, person.now
    whose = link.from_id if state == "withdrawn" else link.to_id
    link.settled_by_id = instead_of(person, whose)


def instead_of(person: Work, whose_id: int | None) -> int | None:
    """This person, where they act in place of somebody else; None where they act for themselves or nobody acts."""
    me = person.me.person_id
    return me if whose_id is not None and me != whose_id else None


@internal
def live(work: Work, task_id: int) -> list[Delegation]:
    """The links that hold, from who gave it first to who has it now."""
    found = select(Delegation).where(Delegation.task_id == task_id, Delegation.state.in_(LIVE))
    return list(work.session.execute(found.order_by(Delegation.id)).scalars())


@internal
def above(work: Work, row: Task) -> list[int]:
    """Everybody who gave this task on and wants to know how it ends; who gave it last comes first."""
    return _above(row, live(work, row.id))


@internal
def givers(work: Work, rows: Sequence[Task]) -> dict[int, list[int | None]]:
    """For each of these tasks who gave it, or its owner when nobody did; in one statement."""
    ids = [row.id for row in rows]
    found = select(Delegation).where(Delegation.task_id.in_(ids), Delegation.state.in_(LIVE)).order_by(Delegation.id)
    links: dict[int, list[Delegation]] = {}
    for link in work.session.execute(found).scalars() if ids else ():
        links.setdefault(link.task_id, []).append(link)
    return {row.id: [*_above(row, links.get(row.id, []))] or [row.owner_id] for row in rows}


def _above(row: Task, links: Sequence[Delegation]) -> list[int]:
    found = [row.delegator_id, *(link.from_id for link in reversed(links))]
    return [one for one in dict.fromkeys(found) if one is not None and one != row.owner_id]


@internal
def members(work: Work, team_id: int | None, role_id: int | None) -> list[int]:
    """The active people of a team or with a role."""
    if team_id is not None:
        return [user.id for user in people.active(work, person_ids=[], team_ids=[team_id])]
    held = select(UserRole.user_id).join(Role, Role.id == UserRole.role_id)
    ids = work.session.execute(held.where(UserRole.role_id == role_id, Role.deleted_at.is_(None))).scalars()
    return [user.id for user in people.active(work, person_ids=list(ids), team_ids=[])] if role_id is not None else []


@internal
def holders(work: Work, row: Task) -> list[int]:
    """Who has the task now: its owner, or all those to whom it is offered."""
    return [row.owner_id] if row.owner_id is not None else members(work, row.team_id, row.role_id)


def require_giver(person: Work, row: Task, right: str = EDIT) -> None:
    """Refuse whoever did not give this task: what it says, and whose it is, is the matter of the giver, or, of a task
    that nobody gave, of its owner."""
    person.require(right, *_givers(person, row))


def is_giver(person: Work, row: Task) -> bool:
    """Whether `require_giver` would let this person through."""
    reach = person.whose(EDIT)
    return reach is None or any(one in reach for one in _givers(person, row))


def _givers(person: Work, row: Task) -> list[int | None]:
    return givers(person.as_office(), [row])[row.id]
