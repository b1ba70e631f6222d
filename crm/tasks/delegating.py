"""Giving a task on: the owner to somebody else, whoever gave it to another; the chain of hands is kept."""

from __future__ import annotations

from collections.abc import Sequence

from crm.core.access import right
from crm.core.errors import Problem, refuse_any
from crm.core.work import Work
from crm.people.roles import role_name
from crm.people.tables import Role, Team, User
from crm.tasks import chain, giving, planning, rules, standing_in, telling
from crm.tasks.giving import Taker
from crm.tasks.tables import Delegation, Task

EDIT = "tasks.edit"


@right(EDIT)
def delegate(
    work: Work,
    id: int,
    version: int | None,
    *,
    person_id: int | None = None,
    team_id: int | None = None,
    role_id: int | None = None,
) -> None:
    """Give a task to somebody else: its owner passes it on and stays in the chain; whoever gave it takes it away from
    those below and gives it anew, or keeps it. Everybody who has it no longer is told, who has it now, and those above
    whoever passed it on. Who stands in for the owner passes it on in that one's place."""
    row, office = standing_in.fetch(work, id, EDIT, version), work.as_office()
    taker = Taker(person_id, team_id, role_id)
    links, me = chain.live(office, row.id), work.me.person_id
    is_owner = row.owner_id is not None and (row.owner_id == me or _stands_in(work, row))
    if not is_owner:
        chain.require_giver(work, row)
    holder = row.owner_id if is_owner else me
    giver_id = holder if is_owner or me in chain.above(office, row) else row.delegator_id or me
    place = next((n for n, link in enumerate(links) if link.from_id == giver_id), len(links))
    kept, dropped = links[:place], links[place:]
    refuse_any(_problems(work, row, taker, kept, giver_id))
    before = chain.holders(office, row) if row.state in rules.OPEN else []
    _settle(work, kept, dropped, is_passed_on=is_owner)
    if taker.person_id is not None and taker.person_id == giver_id:
        _keep(work, row, taker.person_id, kept)
    else:
        giving.give(work, row, taker, giver_id)
    planning.plan(office, [row])
    now = chain.holders(office, row)
    without = [one for one in (*before, *(link.to_id for link in dropped)) if one is not None]
    above = chain.above(office, row)
    telling.tell(office, row, "task.withdrawn", [one for one in without if one not in (*now, *above)])
    if giver_id == holder != taker.person_id:  # who had it themselves; whoever gave it to them hears where it went
        readers = [one for one in above if one not in now]
        telling.tell(office, row, "task.passed_on", readers, to=_name(office, taker))
    telling.tell(office, row, "task.assigned", now)


def _stands_in(work: Work, row: Task) -> bool:
    """Gave it themselves: then they take it back as its giver; what was refused is its owner's no more."""
    if row.state == rules.REFUSED or work.me.person_id in chain.above(work.as_office(), row):
        return False
    return standing_in.is_for(work, row)


def _name(office: Work, taker: Taker) -> str:
    """What whoever has it now is called: a person, or the team or role to which it is offered."""
    if taker.role_id is not None:
        role = office.session.get_one(Role, taker.role_id)
        return role_name(role.key, role.name)
    if taker.team_id is not None:
        return office.session.get_one(Team, taker.team_id).name
    return office.session.get_one(User, taker.person_id).name


def _problems(work: Work, row: Task, taker: Taker, kept: Sequence[Delegation], giver_id: int | None) -> list[Problem]:
    if row.state not in rules.ALIVE:
        return [Problem("tasks.not_now")]
    if taker == Taker():
        return [Problem("error.required", "people")]
    found = giving.check(work, [taker.person_id] if taker.person_id else [], taker.team_id, taker.role_id)
    if taker.person_id and taker.person_id == row.owner_id and row.state != rules.REFUSED:
        found.append(Problem("tasks.has_it", "people"))
    elif taker.person_id and taker.person_id != giver_id and taker.person_id in {link.from_id for link in kept}:
        found.append(Problem("tasks.gave_it", "people"))
    return found


def _settle(work: Work, kept: Sequence[Delegation], dropped: Sequence[Delegation], *, is_passed_on: bool) -> None:
    """Passing on is accepting; the links below whoever takes it away end."""
    for link in kept[-1:] if is_passed_on else ():
        if link.state == "offered":
            chain.settle(work, link, "accepted")
    for link in dropped:
        chain.settle(work, link, "withdrawn")
    work.session.flush()


def _keep(work: Work, row: Task, giver_id: int, kept: Sequence[Delegation]) -> None:
    """Whoever gave it does it themselves, for whoever gave it to them."""
    row.owner_id, row.delegator_id = giver_id, kept[-1].from_id if kept else None
    row.team_id = row.role_id = None
    row.state, row.state_at = rules.ACCEPTED, work.now
    work.session.flush()
