"""New tasks: one's own, given to somebody, copied for several people, or offered to a team or a role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update

from crm.core import subjects
from crm.core.access import right
from crm.core.errors import Problem, refuse_any
from crm.core.work import Work
from crm.reminders.rules import StepPlan
from crm.tasks import blocking, chain, giving, planning, rules, telling
from crm.tasks import checklist as lines_of
from crm.tasks.giving import Taker
from crm.tasks.tables import Task

CREATE = "tasks.create"


@right(CREATE)
def create(
    work: Work,
    /,
    *,
    people: Sequence[int] = (),
    team_id: int | None = None,
    role_id: int | None = None,
    checklist: Sequence[str] = (),
    blocked_by: Sequence[int] = (),
    steps: Sequence[StepPlan] = (),
    series_id: int | None = None,
    tell: bool = True,
    **details: Any,
) -> list[int]:
    """Add a task and tell whom it was given; the ids of its copies, one for each person.

    Without people, team or role it is one's own. Details: title, description, subject_kind, subject_id, from_at,
    due_at, priority, category. What the office gives a person is theirs at once: there is nobody to refuse it to.
    """
    giver_id = None if work.actor.is_office else work.me.person_id
    own = [giver_id] if giver_id is not None and team_id is None and role_id is None else []
    given = list(dict.fromkeys(people)) or own
    found = giving.check(work, given, team_id, role_id)
    read, problems = rules.read(**details)
    lines = rules.parts_of(checklist)
    found += problems + rules.check_parts(lines) + subject_problems(work, read)
    found += blocking.problems(work, None, blocked_by) + planning.check(steps)
    refuse_any(found)
    office = work.as_office()
    ladder_id = planning.ladder(office, read.priority, steps)
    rows = []
    for taker in giving.takers(given, team_id, role_id) or [Taker()]:
        row = Task(**read.values(), series_id=series_id, ladder_id=ladder_id, late_from_at=read.due_at)
        giving.give(work, row, taker, giver_id)
        lines_of.write(work, row, lines, is_new=True)
        blocking.write(work, row, blocked_by, is_new=True)
        rows.append(row)
    _group(work, rows)
    planning.plan_new(office, rows, is_told=tell, is_by_office=work.actor.is_office)
    for row in rows if tell else ():
        telling.tell(office, row, "task.assigned", chain.holders(office, row))
    return [row.id for row in rows]


def subject_problems(person: Work, read: rules.Details) -> list[Problem]:
    """A task belongs to a record that whoever writes it may see."""
    if read.subject_kind not in rules.SUBJECTS:
        return []  # none, or said by the rules
    if read.subject_kind not in subjects.kinds():
        return [Problem("tasks.subject_unknown", "subject_id")]
    subject = subjects.of(read.subject_kind)
    person.fetch(subject.model, read.subject_id, subject.view)
    return []


def _group(work: Work, rows: Sequence[Task]) -> None:
    """Copies know each other by the first one's id; that is no change of theirs."""
    if len(rows) < 2:
        return
    table: Any = Task.__table__
    ids = [row.id for row in rows]
    work.session.execute(update(table).where(table.c.id.in_(ids)).values(group_id=ids[0]))
    for row in rows:
        work.session.refresh(row, ["group_id"])
