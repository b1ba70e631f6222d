"""Series at work: which moments come next, and the tasks of those that are due, each made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Table, func, or_, select, update

from crm import reminders
from crm.core import clock, recurrence, subjects, workdays
from crm.core.access import internal
from crm.core.errors import Refusal, invalid
from crm.core.recurrence import Fit, Rule
from crm.core.work import Work
from crm.people import hours
from crm.tasks import creating, rules, series_rules
from crm.tasks.series_rules import COMPLETION, MOVE, SKIP
from crm.tasks.series_tables import Series, SeriesEntry
from crm.tasks.tables import Task

SERIES: Table = Series.__table__  # type: ignore[assignment]
TASKS: Table = Task.__table__  # type: ignore[assignment]
AT_ONCE = 20  # series in one transaction
LATER = timedelta(hours=1)  # when a series that breaks is tried again
INSTANT = timedelta(microseconds=1)


@internal
def make_due(work: Work, limit: int = AT_ONCE) -> int:
    """Make the tasks of up to `limit` series that have any due; how many series. Those another scheduler has wait."""
    woken = _wake(work, limit)
    due = (
        select(Series)
        .where(Series.make_at <= work.now, Series.is_paused.is_(False), Series.deleted_at.is_(None))
        .order_by(Series.make_at, Series.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(work.session.execute(due).scalars())
    for row in rows:
        try:
            with work.savepoint():
                _advance(work, row)
        except Exception as error:  # one broken series must not keep the others waiting
            note(work, row, row.make_at or work.now, series_rules.FAILED, reason=type(error).__name__[:80])
            _set(work, row, make_at=work.now + LATER)
    return len(rows) + woken


@internal
def upcoming(
    work: Work, row: Series, *, after: datetime | None, limit: int, before: datetime | None = None
) -> list[datetime]:
    """The next moments of a series, as its rule, its days off and what was left out of it say."""
    rule, start = recurrence.parse(row.rule), datetime.combine(row.starts_on, row.starts_at)
    if row.restart_at is not None:
        if rule.count is not None and row.made >= rule.count:
            return []
        rule, start, since = _from_completion(rule, row, row.restart_at)
        after = max(since, after or since)  # done before its time: what is dealt with does not come again
    found = recurrence.occurrences(
        recurrence.begun(rule, start),
        start,
        row.zone,
        after=after,
        before=before,
        limit=limit + len(row.excluded),
        fit=fit(work, row.day_off),
    )
    return series_rules.without(found, row.excluded)[:limit]


@internal
def fit(work: Work, day_off: str) -> Fit | None:
    """On which day something takes place that falls on a day off; None when that does not matter."""
    if day_off not in (SKIP, MOVE):
        return None
    country = hours.office_time(work.as_office()).country
    ways: dict[str, Callable[[date], date | None]] = {
        SKIP: lambda day: day if workdays.is_workday(day, country) else None,
        MOVE: lambda day: workdays.next_workday(day, country),
    }
    return ways[day_off]


@internal
def set_next(work: Work, row: Series, *, after: datetime | None) -> None:
    """Write down when the series comes next, and when that is made; what lies before `after` is dealt with."""
    found = [] if row.waiting_id is not None else upcoming(work, row, after=after, limit=1)
    next_at = found[0] if found else None
    _set(work, row, reached_at=after, next_at=next_at, make_at=series_rules.make_at(next_at, row.days_ahead))


@internal
def begin_with(work: Work, series_id: int, task_id: int) -> None:
    """Let a task that is there already be the first of its series, which goes on from its moment."""
    row = work.session.get_one(Series, series_id)
    first = recurrence.moment_of(datetime.combine(row.starts_on, row.starts_at), row.zone)
    work.session.execute(update(TASKS).where(TASKS.c.id == task_id).values(occurs_at=first))
    work.session.expire(work.session.get_one(Task, task_id))
    note(work, row, first, series_rules.MADE, task_id=task_id)
    _set(work, row, made=1, waiting_id=task_id if row.mode == COMPLETION else None)
    set_next(work, row, after=max(first, row.reached_at or first))


@internal
def make_early(work: Work, row: Series, moment: datetime) -> int:
    """Make the task of a moment before its time; Invalid where the rules of tasks refuse it."""
    task_id = _make(work, row, moment)
    if task_id is None:
        invalid("series.not_made", "at")
    _set(work, row, made=row.made + 1)
    return task_id


@internal
def stop_waiting(work: Work, row: Series) -> None:
    """Let the series count by its schedule again."""
    _set(work, row, waiting_id=None, restart_at=None)


@internal
def open_count(work: Work, series_id: int) -> int:
    """How many of its tasks are open."""
    alive = (Task.series_id == series_id) & Task.state.in_(rules.OPEN) & Task.deleted_at.is_(None)
    return int(work.session.execute(select(func.count(Task.id)).where(alive)).scalar_one())


@internal
def note(work: Work, /, row: Series, moment: datetime, outcome: str, **more: Any) -> None:
    """One line of the log."""
    entry = SeriesEntry(series_id=row.id, at=work.now, occurs_at=moment, outcome=outcome, count=1)
    for name, value in more.items():
        setattr(entry, name, value)
    work.session.add(entry)
    work.session.flush()


@internal
def note_by_hand(work: Work, task: Task, outcome: str) -> None:
    """That somebody skipped the moment of a task, or changed it alone; once for each person and task."""
    if task.series_id is None or task.occurs_at is None:
        return
    told = (SeriesEntry.series_id == task.series_id, SeriesEntry.task_id == task.id, SeriesEntry.outcome == outcome)
    by_id = work.me.person_id
    if work.session.execute(select(SeriesEntry.id).where(*told, SeriesEntry.by_id == by_id)).first() is None:
        row = work.session.get_one(Series, task.series_id)
        note(work, row, task.occurs_at, outcome, task_id=task.id, by_id=by_id)


@internal
def elsewhere(work: Work, row: Series) -> list[datetime]:
    """Its moments still to come at which nothing will be: left out, their task in the bin, or moved to another time."""
    stands = func.coalesce(Task.from_at, Task.due_at)
    away = (Task.deleted_at.is_not(None)) | (stands != Task.occurs_at)
    found = select(Task.occurs_at).where(Task.series_id == row.id, Task.occurs_at >= work.now, away)
    moments = {datetime.fromisoformat(one) for one in row.excluded}
    moments |= {moment for moment in work.session.execute(found).scalars() if moment is not None}
    return sorted(moment for moment in moments if moment >= work.now)


def _from_completion(rule: Rule, row: Series, ended_at: datetime) -> tuple[Rule, datetime, datetime]:
    """The rule begun anew when the last task ended; its next day is never the same day again."""
    wall = ended_at.astimezone(clock.zone(row.zone)).replace(tzinfo=None, second=0, microsecond=0)
    rule = replace(rule, count=None)
    if rule.freq in ("HOURLY", "MINUTELY"):
        return rule, wall, ended_at
    tomorrow = clock.wall(wall.date() + timedelta(days=1), time(), row.zone)
    return rule, datetime.combine(wall.date(), row.starts_at), max(ended_at, tomorrow - INSTANT)


def _wake(work: Work, limit: int) -> int:
    """Series that wait for a task go on from the moment at which it ended, however it did; how many."""
    is_over = or_(Task.state.notin_(rules.OPEN), Task.deleted_at.is_not(None))
    ended = (
        select(Series, Task.state_at, Task.deleted_at)
        .join(Task, Task.id == Series.waiting_id)
        .where(is_over, Series.deleted_at.is_(None))
        .limit(limit)
        .with_for_update(of=Series, skip_locked=True)
    )
    rows = work.session.execute(ended).tuples().all()
    for row, state_at, deleted_at in rows:
        _set(work, row, restart_at=deleted_at or state_at, waiting_id=None)
        set_next(work, row, after=row.reached_at)
    return len(rows)


def _advance(work: Work, row: Series) -> None:
    """Deal with every moment that is due, and look for the next; one that brings nothing further waits a while."""
    horizon = work.now + timedelta(days=row.days_ahead)
    is_single = row.mode == COMPLETION
    if _is_over(work, row):
        _set(work, row, next_at=None, make_at=None)
        return
    due = upcoming(work, row, after=row.reached_at, before=horizon, limit=1 if is_single else recurrence.MOST)
    today = clock.day_start(clock.day_of(work.now, row.zone), row.zone)
    there = _there(work, row, due)
    late = set() if is_single else set(series_rules.missed(due, work.now, today)) - there
    _note_many(work, row, [moment for moment in due if moment in late], series_rules.LATE)
    wanted = [moment for moment in due if moment not in late and moment not in there]
    room = max(0, series_rules.MOST_OPEN - open_count(work, row.id))
    _note_many(work, row, wanted[room:], series_rules.FULL)
    made = [task_id for task_id in (_make(work, row, moment) for moment in wanted[:room]) if task_id is not None]
    _set(work, row, made=row.made + len(made), waiting_id=made[-1] if is_single and made else None)
    set_next(work, row, after=due[-1] if due else row.reached_at)
    if not due and row.make_at is not None and row.make_at <= work.now:
        _set(work, row, make_at=work.now + LATER)


def _is_over(work: Work, row: Series) -> bool:
    """Whether what the visits serve is there no more; the job that follows monitorings will end the series."""
    if row.service_of is None or row.subject_kind not in subjects.kinds():
        return False
    return subjects.of(row.subject_kind).is_gone(work, row.service_of) is not None


def _make(work: Work, row: Series, moment: datetime) -> int | None:
    """The task of one moment; None, with the reason in the series' log, where the rules of tasks refuse it."""
    try:
        with work.savepoint():
            (task_id,) = creating.create(
                work,
                people=[row.owner_id] if row.owner_id is not None else [],
                checklist=row.checklist,
                steps=reminders.steps_of(work, row.ladder_id),
                series_id=row.id,
                title=row.title,
                description=row.description,
                subject_kind=row.subject_kind,
                subject_id=row.subject_id,
                from_at=moment,
                due_at=due_at(row, moment),
                priority=row.priority,
                category=row.category,
                tell=row.delegator_id is None or row.delegator_id != row.owner_id,  # nobody asks oneself
            )
            giver_id = row.delegator_id if row.delegator_id != row.owner_id else None
            told = update(TASKS).where(TASKS.c.id == task_id)
            work.session.execute(told.values(occurs_at=moment, delegator_id=giver_id))
            work.session.expire(work.session.get_one(Task, task_id))
    except Refusal as refusal:
        note(work, row, moment, series_rules.FAILED, reason=refusal.code)
        return None
    note(work, row, moment, series_rules.MADE, task_id=task_id)
    return task_id


def due_at(row: Series, moment: datetime) -> datetime | None:
    """The term of the task of a moment."""
    return None if row.lasts is None else moment + timedelta(minutes=row.lasts)


def _there(work: Work, row: Series, moments: Sequence[datetime]) -> set[datetime]:
    """Moments that have their task already, the bin included: none is made a second time."""
    if not moments:
        return set()
    between = (Task.occurs_at >= moments[0]) & (Task.occurs_at <= moments[-1])
    found = work.session.execute(select(Task.occurs_at).where(Task.series_id == row.id, between)).scalars()
    return {moment for moment in found if moment is not None}


def _note_many(work: Work, row: Series, moments: Sequence[datetime], outcome: str) -> None:
    """One line of the log for many moments that nothing was made of."""
    if moments:
        note(work, row, moments[0], outcome, count=len(moments))


def _set(work: Work, row: Series, **values: Any) -> None:
    """Move the scheduler's columns: no new version, no history."""
    work.session.flush()
    work.session.execute(update(SERIES).where(SERIES.c.id == row.id).values(**values))
    work.session.refresh(row, list(values))
