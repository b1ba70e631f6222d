"""Morning digests: what each person has set, who is due, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Table, func, select, update

from crm import people
from crm.core import clock, history, workdays
from crm.core.access import internal, own
from crm.core.errors import Conflict, Problem, refuse_any
from crm.core.work import Work
from crm.core.workdays import ONE_DAY, WEEK
from crm.notifications import rules
from crm.notifications.digest_tables import DigestSettings
from crm.notifications.digest_times import Rhythm
from crm.notifications.tables import Message
from crm.people.tables import User

SETTINGS: Table = DigestSettings.__table__  # type: ignore[assignment]
PROPOSED = "07:00"
# What became of a digest; a digest that a preference or mode held back is kept with that reason of `rules`.
SENT, EMPTY, AWAY = "digests.outcome.sent", "digests.outcome.empty", "digests.outcome.away"
DAY_OFF, LATE, FAILED = "digests.outcome.day_off", "digests.outcome.late", "digests.outcome.failed"


@dataclass(frozen=True)
class DigestCard:
    """What the form holds; no weekdays: on my working days. `next_at` is when the next one goes out."""

    id: int
    version: int
    is_on: bool
    at: time
    weekdays: tuple[int, ...]
    next_at: datetime | None
    last_at: datetime | None
    last_outcome: str | None


@dataclass(frozen=True)
class Due:
    """One person whose digest is to be dealt with now: that of `day`, which should have gone at `at`."""

    id: int
    person_id: int
    zone: str
    rhythm: Rhythm
    is_on_working_days: bool
    day: date
    at: datetime


@own
def my_digest(work: Work) -> DigestCard:
    """My digest."""
    row, me = _mine(work), work.me.person_id or 0
    if row is None:
        return DigestCard(me, 0, False, time.fromisoformat(PROPOSED), (), None, None, None)
    at = time.fromisoformat(row.at)
    return DigestCard(
        me, row.version, row.is_on, at, tuple(row.weekdays), _next(work, row), row.last_at, row.last_outcome
    )


@own
def set_my_digest(
    work: Work,
    *,
    is_on: bool,
    at: time | None = None,
    weekdays: Collection[int] | None = None,
    version: int | None = None,
) -> None:
    """Change it; weekdays None stands for my working days. The next one is the first that is still to come."""
    me = work.me.person_id or 0
    work.lock(f"digest_settings.{me}")
    row = _mine(work)
    if version is not None and version != (row.version if row else 0):
        raise Conflict(**history.since(work.session, DigestSettings.__tablename__, row.id if row else 0, version))
    refuse_any(_problems(is_on, at, weekdays))
    if row is None:
        row = DigestSettings(user_id=me)
        work.session.add(row)
    row.is_on, row.at, row.weekdays = is_on, f"{at:%H:%M}" if at else PROPOSED, sorted(set(weekdays or ()))
    row.next_at = _rhythm(work, row).next(work.now, row.done_on) if is_on else None
    work.session.flush()


@internal
def claim(work: Work, *, limit: int) -> list[Due]:
    """Up to `limit` people whose moment has come, each with the day that it stands for; nobody else gets them."""
    due = (
        select(DigestSettings, User.zone)
        .join(User, User.id == DigestSettings.user_id)
        .where(DigestSettings.next_at <= work.now)
        .order_by(DigestSettings.next_at, DigestSettings.id)
        .limit(limit)
        .with_for_update(of=DigestSettings, skip_locked=True)
    )
    found = []
    for row, zone in work.session.execute(due).tuples():
        rhythm = Rhythm.of(row.at, row.weekdays, zone or work.office.zone)
        day, moment = rhythm.last(work.now)
        found.append(Due(row.id, row.user_id, rhythm.zone, rhythm, not row.weekdays, day, moment))
    return found


@internal
def why_not(work: Work, due: Due) -> str | None:
    """Why this person gets none for that day, before anybody looks at what it would say."""
    if not due.rhythm.is_fresh(due.day, due.at, work.now):
        return LATE
    if due.is_on_working_days and not is_working_day(people.working_time(work, due.person_id), due.day):
        return DAY_OFF
    return AWAY if due.person_id in people.away(work, [due.person_id], due.day) else None


@internal
def settle(work: Work, due: Due, outcome: str, *, again_at: datetime | None = None) -> None:
    """Note what became of it, and when to look again: at its next moment, or sooner when it could not be made."""
    next_at = again_at or due.rhythm.next(work.now, due.day)
    values: dict[str, Any] = {"next_at": next_at, "last_at": work.now, "last_outcome": outcome[:60]}
    if again_at is None:
        values["done_on"] = due.day
    work.session.execute(update(SETTINGS).where(SETTINGS.c.id == due.id).values(values))


@internal
def deferred(work: Work, person_id: int, since: datetime) -> int:
    """How many messages have waited for the end of this person's quiet hours."""
    waited = (Message.person_id == person_id) & (Message.deferred_reason == rules.DEFERRED)
    alive = Message.state.in_(("waiting", "leased", "sent")) & (Message.created_at >= since)
    return int(work.session.execute(select(func.count(Message.id)).where(waited, alive)).scalar_one())


def is_working_day(theirs: people.WorkingTime, day: date) -> bool:
    """Whether somebody works at all on that day."""
    return theirs.hours.on(day) is not None and not workdays.is_holiday(day, theirs.country)


def _mine(work: Work) -> DigestSettings | None:
    mine = select(DigestSettings).where(DigestSettings.user_id == (work.me.person_id or 0))
    return work.session.execute(mine.execution_options(populate_existing=True)).scalar_one_or_none()


def _rhythm(work: Work, row: DigestSettings) -> Rhythm:
    return Rhythm.of(row.at, row.weekdays, work.me.zone or work.office.zone)


def _next(work: Work, row: DigestSettings) -> datetime | None:
    """When the next one goes out; the moment that is kept may be on a day off, and is then only looked at."""
    if row.next_at is None or row.weekdays:
        return row.next_at
    theirs, day = people.working_time(work.as_office(), row.user_id), clock.day_of(row.next_at, _rhythm(work, row).zone)
    days = (day + ahead * ONE_DAY for ahead in range(workdays.LONGEST_SEARCH))
    working = next((one for one in days if is_working_day(theirs, one)), None)
    return clock.wall(working, time.fromisoformat(row.at), _rhythm(work, row).zone) if working else None


def _problems(is_on: bool, at: time | None, weekdays: Collection[int] | None) -> list[Problem]:
    problems = [Problem("hours.weekday_unknown", "digest_weekdays") for day in weekdays or () if day not in WEEK][:1]
    missing = (("digest_at", at is None), ("digest_weekdays", weekdays is not None and not weekdays))
    return problems + [Problem("error.required", field) for field, is_missing in missing if is_on and is_missing]
