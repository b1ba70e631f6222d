"""What waited until its reader may no longer see its record: it says no more than the day, and whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from crm.core import subjects
from crm.core.access import internal
from crm.core.work import Work
from crm.notifications import hearers, rules, shortly, telling
from crm.notifications.rendering import Occasion, Reader, render
from crm.notifications.telling import OUTBOX

NOTHING = subjects.Facts("", (), None)


@internal
def blinded(work: Work, rows: Sequence[Any], people: Mapping[int, Any]) -> dict[int, Any]:
    """By their ids those of these rows that say less from now on, as they are now; None for one that cannot.

    `people` are their readers by id. One about which nobody can be asked says less, and keeps no other from going.
    """
    asked = [row for row in rows if row.person_id in people and _may_be_hidden(row, people[row.person_id])]
    hidden = work.attempt(_hidden, asked) if asked else []
    if hidden is None:
        hidden = [row for row in asked if work.attempt(_hidden, [row], message=row.id) != []]
    if not hidden:
        return {}
    ask = telling.administrators(work)
    done = {row.id: work.attempt(_say_less, row, people[row.person_id], ask, message=row.id) for row in hidden}
    changed = select(OUTBOX).where(OUTBOX.c.id.in_([id for id, is_done in done.items() if is_done]))
    return dict.fromkeys(done) | {row.id: row for row in work.session.execute(changed)}


def _may_be_hidden(row: Any, person: Any) -> bool:
    """Whether it names a record to somebody who signs in; who never does was chosen to be written to."""
    names = row.subject_id and row.subject_kind in subjects.kinds() and not row.is_reduced
    return bool(names and row.kind not in rules.ASKED_FOR and person.password_hash is not None)


def _hidden(work: Work, rows: Sequence[Any]) -> list[Any]:
    """Those about records that their readers may not see; what is in the bin is seen by whose right it was."""
    found: list[Any] = []
    for kind in {row.subject_kind for row in rows}:
        model, theirs = subjects.of(kind).model, [row for row in rows if row.subject_kind == kind]
        there = select(model.id, model.deleted_at).where(model.id.in_({row.subject_id for row in theirs}))
        binned = {row.id: row.deleted_at is not None for row in work.session.execute(there)}
        for person_id in {row.person_id for row in theirs}:
            mine = [row for row in theirs if row.person_id == person_id and row.subject_id in binned]
            found += hearers.hidden(work, subjects.of(kind), person_id, mine, binned)
    return found


def _say_less(work: Work, row: Any, person: Any, ask: tuple[str, ...]) -> bool:
    office = work.office
    facts = work.attempt(subjects.of(row.subject_kind).facts, row.subject_id, message=row.id) or NOTHING
    occasion = Occasion(row.kind, office.name, office.zone, work.today, facts, ask=ask)
    found = render(occasion, Reader(row.language, person.zone, is_reduced=True))
    values = {"title": found.title, "text": found.text, "html": found.html, "extra": {}, "is_reduced": True}
    values |= shortly.words(row.channel, found)
    work.session.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(**values))
    return True
