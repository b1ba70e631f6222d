"""Why somebody sees a record, or does not: the roles that show it to them, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import aliased

from crm import people, tasks
from crm.cases.tables import Case
from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core.access import Reach, right
from crm.core.db import Record
from crm.core.errors import NotSignedIn
from crm.core.work import Actor, Identity, Work, identify
from crm.monitoring.tables import Monitoring
from crm.people.tables import Team, TeamMember, User
from crm.tasks.tables import Task

_MODELS: Mapping[str, type[Record]] = {
    "clients": Client,
    "contracts": Contract,
    "monitoring": Monitoring,
    "cases": Case,
    "tasks": Task,
}


@dataclass(frozen=True)
class Owner:
    """Somebody the record belongs to; `is_them` when that is who was asked about, else the teams they share."""

    name: str
    is_them: bool
    teams: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """A role that gives the right to see such records, how far it reaches, and whether that reaches this record."""

    role: str
    reach: int
    reaches_it: bool


@dataclass(frozen=True)
class Why:
    """The answer: `is_seen` is what holds at this moment, `ways` and `owners` say why or why not.

    `stands_in_for` is whose task it is when they see it only because that one is away today.
    """

    person: str
    is_active: bool
    can_sign_in: bool
    is_seen: bool
    ways: tuple[Way, ...]
    owners: tuple[Owner, ...]
    stands_in_for: str | None


@right("people.configure")
def why(work: Work, module: str, record_id: int, person_id: int) -> Why:
    """Whether this person sees this client, contract, monitoring, case or task, and why; who asks must see both."""
    model, view = _MODELS[module], f"{module}.view"
    row = work.fetch(model, record_id, view)
    person = work.fetch(User, person_id, "people.configure")
    owners = _owners(work, model, row.id, person.id)
    ways = [
        Way(source.role, source.reach, _reaches(source.reach, owners))
        for line in people.rights_of(work, person.id)
        if (line.module, line.action) == (module, "view")
        for source in line.sources
    ]
    reader = _reader(work, person.id)
    is_reached = work.session.execute(reader.visible(model, view).where(model.id == row.id)).first() is not None
    absent = None if is_reached or not isinstance(row, Task) else tasks.stands_in_for(reader, row)
    return Why(
        person=person.name,
        is_active=person.is_active,
        can_sign_in=person.password_hash is not None,
        is_seen=is_reached or bool(absent),
        ways=tuple(ways),
        owners=owners,
        stands_in_for=absent,
    )


def _reader(work: Work, person_id: int) -> Work:
    """The person's own Work, as if they asked."""
    actor = Actor.person(person_id)
    try:
        me = identify(work.session, actor, work.now)
    except NotSignedIn:
        me = Identity()
    return replace(work, actor=actor, me=me)


def _owners(work: Work, model: type[Record], row_id: int, person_id: int) -> tuple[Owner, ...]:
    """Whose the record is, as its own `belongs_to` says: the one asked about first."""
    found = select(User.id, User.name).where(model.id == row_id, model.belongs_to([User.id]))  # type: ignore[list-item]
    rows = work.session.execute(found.order_by(User.name, User.id)).tuples().all()
    shared = _shared_teams(work, person_id)
    owners = [Owner(name, id == person_id, tuple(shared.get(id, ()))) for id, name in rows]
    return tuple(sorted(owners, key=lambda owner: not owner.is_them))


def _shared_teams(work: Work, person_id: int) -> dict[int, list[str]]:
    mine, theirs = aliased(TeamMember), aliased(TeamMember)
    shared = select(theirs.user_id, Team.name).join(mine, mine.team_id == theirs.team_id)
    shared = shared.join(Team, Team.id == mine.team_id).where(mine.user_id == person_id, Team.deleted_at.is_(None))
    found: dict[int, list[str]] = {}
    for id, name in work.session.execute(shared.order_by(Team.name, Team.id)).tuples():
        found.setdefault(id, []).append(name)
    return found


def _reaches(reach: int, owners: tuple[Owner, ...]) -> bool:
    if reach == Reach.ALL:
        return True
    is_own = any(owner.is_them for owner in owners)
    return is_own or (reach == Reach.TEAM and any(owner.teams for owner in owners))
