"""What waited until its reader may no longer see its record: it says no more than the day, and whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from crm.core import subjects
from crm.core.access import internal
from crm.core.work import Work
from crm.notifications import hearers, rules, shortly, telling
from crm.notifications.rendering import Occasion, Reader, render
from crm.notifications.telling import OUTBOX

NOTHING = subjects.Facts("", (), None)


@dataclass(frozen=True)
class Addressee:
    """A reader, and whether they sign in: who never does was chosen to be written to."""

    id: int
    signs: bool


@internal
def blinded(work: Work, rows: Sequence[Any], people: Mapping[int, Any]) -> dict[int, Any]:
    """By their ids those of these rows that say less from now on, as they are now; `people` are their readers by id."""
    asked: dict[tuple[int, str], list[Any]] = {}
    for row in rows:
        if row.person_id in people and row.subject_kind in subjects.kinds() and row.kind not in rules.ASKED_FOR:
            asked.setdefault((row.person_id, row.subject_kind), []).append(row)
    unseen: list[Any] = []
    for (person_id, kind), theirs in asked.items():
        unseen += work.attempt(_unseen, people[person_id], kind, theirs, reader=person_id) or []
    if not unseen:
        return {}
    ask = telling.administrators(work)
    changed = [row.id for row in unseen if _say_less(work, row, people[row.person_id], ask)]
    return {row.id: row for row in work.session.execute(select(OUTBOX).where(OUTBOX.c.id.in_(changed)))}


def _unseen(work: Work, person: Any, kind: str, rows: Sequence[Any]) -> list[Any]:
    """Those about records that are there and that this reader may not see; of what is deleted the news stay true."""
    subject, reader = subjects.of(kind), Addressee(person.id, person.password_hash is not None)
    model, ids = subject.model, {row.subject_id for row in rows}
    there = set(work.session.execute(select(model.id).where(model.id.in_(ids), model.deleted_at.is_(None))).scalars())
    seen = hearers.seen(work, subject, there, reader)
    hidden = [row for row in rows if row.subject_id in there - seen]
    return [row for row in hidden if not hearers.sees(work, subject, row.subject_id, reader, row.kind)]


def _say_less(work: Work, row: Any, person: Any, ask: tuple[str, ...]) -> bool:
    """Whether it said more than it does now."""
    office = work.office
    facts = work.attempt(subjects.of(row.subject_kind).facts, row.subject_id, message=row.id) or NOTHING
    occasion = Occasion(row.kind, office.name, office.zone, work.today, facts, ask=ask)
    found = render(occasion, Reader(row.language, person.zone, is_reduced=True))
    if found.title == row.title:
        return False  # it said no more when it was written, or last time
    values = {"title": found.title, "text": found.text, "html": found.html, "extra": {}}
    values |= shortly.words(row.channel, found)
    work.session.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(**values))
    return True
