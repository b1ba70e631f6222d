"""Who stands in for somebody away today reads that one's tasks, and answers, does, notes and passes them on."""

from __future__ import annotations

from sqlalchemy import select

from crm import people
from crm.core.access import internal
from crm.core.errors import Forbidden, NotFound
from crm.core.work import Work
from crm.tasks import lists, rules
from crm.tasks.lists import TaskRow
from crm.tasks.tables import Task

VIEW, EDIT, TOP = "tasks.view", "tasks.edit", 10


def absent(person: Work) -> list[int]:
    """Those for whom this person stands in today; nobody for who may not see and change tasks at all."""
    me = person.me.person_id
    if me is None or person.actor.is_office or not (person.may(VIEW) and person.may(EDIT)):
        return []
    office = person.as_office()
    found = [who for who, cover in people.covers(office, office.today).items() if cover.substitute_id == me]
    return [user.id for user in people.active(office, person_ids=found, team_ids=[])] if found else []


def is_for(person: Work, row: Task) -> bool:
    """Whether this person stands in for whoever answers for this task."""
    return row.owner_id is not None and row.owner_id in absent(person)


def fetch(person: Work, id: object, right: str, version: int | None = None) -> Task:
    """The task as `Work.fetch` gives it, and to who stands in for its owner as well, whatever their rights reach."""
    try:
        return person.fetch(Task, id, right, version)
    except (NotFound, Forbidden):
        row = person.as_office().fetch(Task, id, right)
        if not is_for(person, row):
            raise
        return person.as_office().fetch(Task, id, right, version)


@internal
def waiting(work: Work, reader: Work) -> list[TaskRow]:
    """The first open tasks of those for whom this reader stands in, the most urgent first."""
    whose = absent(reader)
    if not whose:
        return []
    found = select(Task.id).where(Task.owner_id.in_(whose), Task.state.in_(rules.OPEN), Task.deleted_at.is_(None))
    ids = work.session.execute(found.order_by(Task.due_at.asc().nulls_last(), Task.id).limit(TOP)).scalars()
    return lists.rows(work, list(ids))
