"""Notes of progress: what somebody did and how long it took; each one begins the waiting anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from crm.core import clean
from crm.core.access import internal, right
from crm.core.errors import refuse_any
from crm.core.work import Work
from crm.people.tables import User
from crm.tasks import planning, rules, standing_in
from crm.tasks.tables import Note, Task

VIEW, EDIT = "tasks.view", "tasks.edit"


@dataclass(frozen=True)
class NoteRow:
    """One note, by whom and when."""

    id: int
    by: str | None
    at: datetime
    text: str
    minutes: int


@right(EDIT)
def add_note(work: Work, id: int, *, text: str = "", minutes: int | None = None) -> int:
    """Add a note; its id. What was said stays said, and nobody's open form grows stale by it."""
    row, words = standing_in.fetch(work, id, EDIT), clean.block(text)
    refuse_any(rules.check_note(words, minutes))
    note = Note(task_id=row.id, author_id=work.me.person_id, at=work.now, text=words, minutes=minutes or 0)
    work.session.add(note)
    work.session.flush()
    since = rules.late_from(row.due_at, work.now)
    work.session.execute(update(Task.__table__).where(Task.id == row.id).values(late_from_at=since))  # type: ignore[arg-type]
    work.session.refresh(row, ["late_from_at"])
    planning.plan(work.as_office(), [row])
    return note.id


@right(VIEW)
def notes_of(work: Work, id: int) -> list[NoteRow]:
    """All notes of a task, newest first."""
    row = standing_in.fetch(work, id, VIEW)
    found = select(Note, User.name).outerjoin(User, User.id == Note.author_id).where(Note.task_id == row.id)
    rows = work.session.execute(found.order_by(Note.id.desc())).tuples()
    return [NoteRow(note.id, by, note.at, note.text, note.minutes) for note, by in rows]


@internal
def last_at(work: Work, task_id: int) -> datetime | None:
    """When the last note was written."""
    return work.session.execute(select(func.max(Note.at)).where(Note.task_id == task_id)).scalar_one()


@internal
def minutes_of(work: Work, task_id: int) -> int:
    """How long everybody worked on it together."""
    found = select(func.coalesce(func.sum(Note.minutes), 0)).where(Note.task_id == task_id)
    return int(work.session.execute(found).scalar_one())
