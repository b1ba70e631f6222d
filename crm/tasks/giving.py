"""Who can be given a task: people, each a copy of their own, or a team or a role, whose first taker it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm import people
from crm.core.access import right
from crm.core.errors import Problem
from crm.core.work import Work
from crm.people.tables import Role, Team
from crm.tasks import chain, rules
from crm.tasks.tables import Delegation, Task

CREATE, EDIT = "tasks.create", "tasks.edit"


@dataclass(frozen=True)
class Taker:
    """One who is given a task: a person, or a team or a role to whose people it is offered. None of them: nobody."""

    person_id: int | None = None
    team_id: int | None = None
    role_id: int | None = None


def takers(person_ids: Sequence[int], team_id: int | None, role_id: int | None) -> list[Taker]:
    """One for each person, or the one group; what a form gives."""
    if team_id is not None or role_id is not None:
        return [Taker(team_id=team_id, role_id=role_id)]
    return [Taker(one) for one in dict.fromkeys(person_ids)]


def check(giver: Work, person_ids: Sequence[int], team_id: int | None, role_id: int | None) -> list[Problem]:
    """What is wrong with whom a task is to be given; Forbidden for people whom the giver may not give any."""
    if sum((bool(person_ids), team_id is not None, role_id is not None)) > 1:
        return [Problem("tasks.takers_mixed", "people")]
    if len(person_ids) > rules.MOST_PEOPLE:
        return [Problem("tasks.people_many", "people", {"max": rules.MOST_PEOPLE})]
    office = giver.as_office()
    if team_id is not None or role_id is not None:
        found = _members(office, team_id, role_id)
        for one in found:
            giver.require(CREATE, one)
        field = "team_id" if team_id is not None else "role_id"
        return [] if found else [Problem("tasks.nobody_there", field)]
    for one in person_ids:
        giver.require(CREATE, one)
    known = {user.id for user in people.active(office, person_ids=_ids(person_ids), team_ids=[])}
    return [Problem("tasks.person_gone", "people")] if set(person_ids) - known else []


@right(CREATE)
def choosable(work: Work, person_ids: Sequence[int]) -> dict[int, bool]:
    """Those of these people who can do something with a task, and whether each is away today."""
    office = work.as_office()
    found = people.able(office, _ids(person_ids), EDIT)
    away = people.away(office, found, work.today)
    return {one: one in away for one in person_ids if one in found}


def give(giver: Work, row: Task, taker: Taker, giver_id: int | None) -> None:
    """Write whose the task is from here on, and the link of the chain: offered, unless it is one's own, or the office
    itself gave it to a person."""
    row.owner_id, row.team_id, row.role_id = taker.person_id, taker.team_id, taker.role_id
    is_own = taker.person_id is not None and taker.person_id == giver_id
    is_offer = taker.person_id is None and taker != Taker()
    row.delegator_id = None if is_own else giver_id
    row.state = rules.OFFERED if is_offer or (giver_id is not None and not is_own) else rules.ACCEPTED
    row.state_at = giver.now
    giver.session.add(row)
    giver.session.flush()
    if row.state == rules.OFFERED:
        link = Delegation(task_id=row.id, from_id=giver_id, at=giver.now, state="offered")
        link.to_id, link.team_id, link.role_id = taker.person_id, taker.team_id, taker.role_id
        link.given_by_id = chain.instead_of(giver, giver_id)
        giver.session.add(link)
        giver.session.flush()


def _members(work: Work, team_id: int | None, role_id: int | None) -> list[int]:
    wanted = _ids([one for one in (team_id, role_id) if one is not None])
    model = Team if team_id is not None else Role
    is_there = select(model.id).where(model.id.in_(wanted), model.deleted_at.is_(None))
    if not wanted or work.session.execute(is_there).first() is None:
        return []
    return chain.members(work, team_id, role_id)


def _ids(found: Sequence[int]) -> list[int]:
    return [one for one in found if isinstance(one, int) and not isinstance(one, bool) and 0 < one < 2**63]
