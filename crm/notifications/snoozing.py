"""Putting a bell entry off: it is read until then, and comes back unread at that moment, once."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import literal_column, select

from crm.core import clean, clock, subjects
from crm.core.access import internal, right
from crm.core.errors import NotFound, Problem, refuse_any
from crm.core.work import Work
from crm.notifications import waking
from crm.notifications.service import end_snooze, mine
from crm.notifications.tables import Entry, Snooze

CHOICES = ("minutes", "hour", "tomorrow")
MORNING = time(9)
LONGEST, REASON_MAX = timedelta(days=366), 300


def until(choice: str, now: datetime, zone: str) -> datetime:
    """What a quick choice means for somebody in that zone: in 10 minutes, in an hour, tomorrow at nine."""
    if choice == "tomorrow":
        return clock.wall(clock.day_of(now, zone) + timedelta(days=1), MORNING, zone)
    return now + {"minutes": timedelta(minutes=10), "hour": timedelta(hours=1)}[choice]


@right("inbox.edit")
def snooze(work: Work, entry_id: int, until_at: datetime, reason: str = "") -> None:
    """Put one of my entries off; a second time replaces the first. Invalid for a moment gone by or beyond a year."""
    row, words = mine(work.as_office(), entry_id), clean.line(reason)
    refuse_any(_check(work, until_at, words))
    end_snooze(work.as_office(), row)
    row.read_at = work.now
    work.session.add(
        Snooze(
            entry_id=row.id,
            person_id=row.person_id,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            until_at=until_at,
            reason=words or None,
            created_at=work.now,
        )
    )
    work.session.flush()


@right("inbox.edit")
def wake(work: Work, entry_id: int) -> None:
    """One of my entries comes back now; NotFound when it is not put off."""
    row = mine(work.as_office(), entry_id)
    waits = select(Snooze.id).where(Snooze.entry_id == row.id, Snooze.state == "waiting")
    if work.session.execute(waits).first() is None:
        raise NotFound()
    end_snooze(work.as_office(), row)
    row.read_at, row.woken_at = None, work.now


@right("inbox.edit")
def finish(work: Work, entry_id: int) -> None:
    """What one of my entries is about is done, if I may say so (its own right is asked); the entry is read."""
    row = mine(work.as_office(), entry_id)
    subject = subjects.of(row.subject_kind) if row.subject_kind else None
    if subject is None or subject.done is None or row.subject_id is None:
        raise NotFound()
    subject.done(work, row.subject_id)
    end_snooze(work.as_office(), row)
    row.read_at = row.read_at or work.now


@internal
def wake_due(work: Work, *, limit: int = 100) -> int:
    """Up to `limit` entries whose moment has come are unread again; of what is over by then nothing comes back.

    How many were looked at. Each is marked and told again in the same transaction, so it comes back once, whatever is
    killed when.
    """
    due = select(Snooze, Entry).join(Entry, Entry.id == Snooze.entry_id)
    # the state is spelt out: SQLite takes the index of what waits only for a state that it can read
    due = due.where(Snooze.state == literal_column("'waiting'"), Snooze.until_at <= work.now)
    due = due.order_by(Snooze.until_at, Snooze.id)
    found = work.session.execute(due.limit(limit).with_for_update(of=Snooze, skip_locked=True)).tuples().all()
    for row, entry in found:
        is_over = _is_over(work, row)
        row.state, row.settled_at = "ended" if is_over else "woken", work.now
        if not is_over:
            entry.read_at, entry.woken_at = None, work.now
    work.session.flush()
    for row, entry in found:
        if row.state == "woken":
            work.attempt(waking.tell_again, row, entry, snooze=row.id)  # it is back at the bell all the same
    return len(found)


def _is_over(work: Work, row: Snooze) -> bool:
    """Whether nothing more is told of what it was about."""
    return row.subject_id is not None and bool(subjects.over(work, row.subject_kind, {row.subject_id}))


def _check(work: Work, until_at: datetime, reason: str) -> list[Problem]:
    found = clean.check(reason, "snooze_reason", REASON_MAX)
    if until_at <= work.now:
        found.append(Problem("inbox.snooze_past", "snooze_until"))
    elif until_at - work.now > LONGEST:
        found.append(Problem("inbox.snooze_far", "snooze_until", {"max": LONGEST.days}))
    return found
