"""Who stands in for somebody away today reads that one's tasks, and answers, does, notes and passes them on."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select

from crm import people
from crm.core.access import internal
from crm.core.errors import Forbidden, NotFound
from crm.core.listing import PAGE
from crm.core.work import Work
from crm.people.tables import User
from crm.tasks import lists, rules
from crm.tasks.lists import TaskRow
from crm.tasks.tables import Task

VIEW, EDIT = "tasks.view", "tasks.edit"


def absent(person: Work) -> list[int]:
    """Those for whom this person stands in today; only who may see and change tasks at all, and for such."""
    me = person.me.person_id
    if me is None or person.actor.is_office or not (person.may(VIEW) and person.may(EDIT)):
        return []
    office = person.as_office()
    found = {who for who, cover in people.covers(office, office.today).items() if cover.substitute_id == me}
    able = found and people.able(office, found, VIEW) & people.able(office, found, EDIT)
    return [user.id for user in people.active(office, person_ids=able, team_ids=[])] if able else []


def is_for(person: Work, row: Task) -> bool:
    """Whether this person stands in for whoever answers for this task, or for one of those to whom it is offered."""
    return in_place_of(person, row) is not None


def in_place_of(person: Work, row: Task) -> int | None:
    """In whose place this person acts on this task; of an offer the first one's, unless it is made to them too."""
    whose, office, me = absent(person), person.as_office(), person.me.person_id
    if row.owner_id is not None or not whose or _is_offered(office, row, me):
        return row.owner_id if row.owner_id in whose else None
    return next((who for who in whose if _is_offered(office, row, who)), None)


def name_of(person: Work, row: Task) -> str | None:
    """The name of whoever this person acts for on this task."""
    who = in_place_of(person, row)
    return person.session.get_one(User, who).name if who is not None else None


def _is_offered(office: Work, row: Task, who: int | None) -> bool:
    found = select(Task.id).where(Task.id == row.id, Task.offered_to([who] if who is not None else []))
    return office.session.execute(found).first() is not None


def theirs(whose: Sequence[int]) -> ColumnElement[bool]:
    """The tasks of those for whom somebody stands in: their own, and those offered to them."""
    return (Task.owner_id.in_(whose) | Task.offered_to(whose)) & Task.deleted_at.is_(None)


def seen_also(reader: Work, task_id: int) -> bool:
    """Whether this reader sees a task because they stand in for somebody."""
    row = reader.as_office().session.get(Task, task_id)
    return row is not None and row.deleted_at is None and is_for(reader, row)


def fetch(person: Work, id: object, right: str, version: int | None = None) -> Task:
    """The task as `Work.fetch` gives it, and to who stands in for those who have it, whatever their rights reach."""
    try:
        return person.fetch(Task, id, right, version)
    except (NotFound, Forbidden):
        row = person.as_office().fetch(Task, id, right)
        if not is_for(person, row):
            raise
        return person.as_office().fetch(Task, id, right, version)


@internal
def waiting(work: Work, reader: Work, there: Collection[int] = ()) -> list[TaskRow]:
    """The first page of open tasks of those for whom this reader stands in, without those `there`; urgent first."""
    whose = absent(reader)
    if not whose:
        return []
    found = select(Task.id).where(theirs(whose), Task.state.in_(rules.OPEN), Task.id.not_in(there))
    ids = work.session.execute(found.order_by(Task.due_at.asc().nulls_last(), Task.id).limit(PAGE)).scalars()
    return lists.rows(work, list(ids))
