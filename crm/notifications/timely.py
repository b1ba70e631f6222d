"""What waited is looked at once more before it goes: its reader may have left, sleep by now, want it no more, or see
no longer what it is about.

What goes out as soon as it is written passes at once; an outage, a busy account or quiet hours make others wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from crm.core import subjects
from crm.core.access import internal
from crm.core.priority import NORMAL
from crm.core.work import Work
from crm.notifications import hearers, rules, to_clients, ways
from crm.notifications.blinding import blinded
from crm.notifications.telling import OUTBOX
from crm.notifications.withheld import WITHHELD
from crm.people.tables import User

WAITED = timedelta(minutes=5)  # who waited no longer than that was looked at just now, when it was written


@internal
def still(work: Work, rows: Sequence[Any]) -> list[Any]:
    """Those of these rows that go out now; the others are cancelled, or deferred to the end of quiet hours."""
    ids = {row.person_id for row in rows if row.person_id is not None}
    active = select(User).where(User.id.in_(ids), User.is_active, User.deleted_at.is_(None))
    people = {person.id: person for person in work.session.execute(active).scalars()} if ids else {}
    waited = [row for row in rows if row.attempts or work.now - row.created_at > WAITED]
    reasons = _reasons(work, waited)
    reasons |= {row.id: rules.INACTIVE for row in rows if row.person_id is not None and row.person_id not in people}
    for row in rows:
        if row.id in reasons:
            _change(work, row, state="cancelled", error=reasons[row.id], trouble=None)
    deferred = {
        row.id
        for row in waited
        if row.id not in reasons and row.person_id is not None and _is_deferred(work, row, people[row.person_id])
    }
    going = [row for row in rows if row.id not in reasons and row.id not in deferred]
    less = blinded(work, [row for row in going if row.attempts or _is_old(work, row)], people)
    for row in going:
        if less.get(row.id, row) is None:
            _change(work, row, state="cancelled", error=rules.UNSEEN, trouble=None)
    return [now for row in going if (now := less.get(row.id, row)) is not None]


def _is_old(work: Work, row: Any) -> bool:
    """Whether its words are: what goes by mail instead was due when the push or SMS was that it stands in for."""
    return bool(work.now - min(row.created_at, row.due_at) > WAITED)


def _reasons(work: Work, waited: Sequence[Any]) -> dict[int, str]:
    """Why these are of no use any more: office or reader switched them off, a client took back what they agreed to, or
    a reminder's record is over.

    News of what happened stay true, and what somebody wants to have sent again goes.
    """
    found = {row.id: work.attempt(_no_consent, row, message=row.id) for row in waited if row.client_id is not None}
    found |= work.attempt(_unwanted, waited) or {}
    reminders: dict[str, list[Any]] = {}
    for row in waited:
        if row.client_id is None and row.ledger_id is not None and row.subject_id is not None and not row.again_count:
            reminders.setdefault(row.subject_kind, []).append(row)
    for theirs in reminders.values():
        found |= work.attempt(_gone, theirs) or {}
    return {id: reason for id, reason in found.items() if reason}


def _unwanted(work: Work, rows: Sequence[Any]) -> dict[int, str]:
    """Which of these preferences speak against by now; whatever somebody asked for, or wants to go after all, goes."""
    staff = [row for row in rows if row.person_id is not None and not _is_asked_for(row)]
    if not staff:
        return {}
    silence = hearers.silence(work)
    found = [(row, silence.why(row.person_id, row.kind, row.channel)) for row in staff]
    after_all = _sent_after_all(work, [row for row, reason in found if reason])
    return {row.id: reason for row, reason in found if reason and row.key not in after_all}


def _is_asked_for(row: Any) -> bool:
    is_own_wish = row.kind in rules.ASKED_FOR or (row.kind == rules.DIGEST and rules.ASKED_DIGEST in row.key)
    return is_own_wish or bool(row.again_count or row.again_of_id)


def _sent_after_all(work: Work, rows: Sequence[Any]) -> set[str]:
    """The keys of those of these that an administrator had sent although they had been held back."""
    held = {row.key.removesuffix(f":{row.channel}") for row in rows}
    if not held:
        return set()
    those = select(WITHHELD.c.key, WITHHELD.c.channel).where(WITHHELD.c.key.in_(held), WITHHELD.c.sent_at.is_not(None))
    return {f"{row.key}:{row.channel}" for row in work.session.execute(those)}


def _no_consent(work: Work, row: Any) -> str | None:
    return to_clients.why_not(work, row.client_id, row.contact_id, row.channel, row.kind)


def _gone(work: Work, rows: Sequence[Any]) -> dict[int, str | None]:
    """Of each of these the reason why nothing more is told of its record, all of one kind and asked at once."""
    kind = rows[0].subject_kind
    over = subjects.over(work, kind, {row.subject_id for row in rows})
    return {row.id: subjects.of(kind).is_gone(work, row.subject_id) for row in rows if row.subject_id in over}


def _is_deferred(work: Work, row: Any, person: Any) -> bool:
    """Whether quiet hours have begun since it was written; what a deferral has brought here was late enough.

    What was asked for, or comes at a moment that its reader chose, passes.
    """
    is_asked_for = row.kind in (*rules.ASKED_FOR, rules.DIGEST) or row.again_count or row.again_of_id
    if is_asked_for or row.is_urgent or (row.deferred_reason and not row.attempts):
        return False
    later = ways.deferral(work, person, NORMAL, row.due_at)
    if later:
        _change(work, row, is_account_trouble=False, **later)
    return bool(later)


def _change(work: Work, row: Any, **values: Any) -> None:
    work.session.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(**values))
