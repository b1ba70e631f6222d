"""Putting a record off from outside the bell: what the bell says of it is read now and comes back at a moment, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Table, select, update

from crm.core import db, subjects
from crm.core.access import internal
from crm.core.work import Work
from crm.notifications.rendering import Occasion, Reader, render
from crm.notifications.tables import Entry, Snooze
from crm.people.tables import User

BELL: Table = Entry.__table__  # type: ignore[assignment]


@internal
def put_off(work: Work, person_id: int, kind: str, subject_kind: str, subject_id: int, until_at: datetime) -> bool:
    """Tell this person of a record again at that moment, in the words of that kind; False when that is so already."""
    key = _key(person_id, subject_kind, subject_id, until_at)
    row = _entry(work, person_id, kind, subject_kind, subject_id) | {"key": key}
    made = db.insert_new(work.session.connection(), BELL, [row], ["key"])
    if not made:
        return False
    about = (Entry.person_id == person_id) & (Entry.subject_kind == subject_kind) & (Entry.subject_id == subject_id)
    work.session.execute(update(Entry).where(about, Entry.read_at.is_(None)).values(read_at=work.now))
    work.session.add(
        Snooze(
            entry_id=made[0],
            person_id=person_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            until_at=until_at,
            created_at=work.now,
        )
    )
    work.session.flush()
    return True


@internal
def is_put_off(work: Work, person_id: int, subject_kind: str, subject_id: int, until_at: datetime) -> bool:
    """Whether this person put that record off until that moment, whatever became of it since."""
    key = _key(person_id, subject_kind, subject_id, until_at)
    return work.session.execute(select(Entry.id).where(Entry.key == key)).first() is not None


def _key(person_id: int, subject_kind: str, subject_id: int, until_at: datetime) -> str:
    return f"put off:{subject_kind}:{subject_id}:{until_at:%Y%m%d%H%M}:{person_id}"


def _entry(work: Work, person_id: int, kind: str, subject_kind: str, subject_id: int) -> dict[str, Any]:
    subject, person = subjects.of(subject_kind), work.session.get_one(User, person_id)
    occasion = Occasion(
        kind=kind,
        office=work.office.name,
        office_zone=work.office.zone,
        today=work.today,
        facts=subject.facts(work, subject_id),
        path=subject.path(subject_id),
    )
    rendered = render(occasion, Reader(person.language, person.zone))
    return {
        "person_id": person_id,
        "kind": kind,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "title": rendered.title,
        "body": rendered.body,
        "created_at": work.now,
        "read_at": work.now,
    }
