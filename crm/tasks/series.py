"""What may be done with a series: begin, change from a moment on or as a whole, pause, end, leave a moment out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from crm import reminders
from crm.core import recurrence
from crm.core.access import internal, right
from crm.core.errors import Problem, invalid, refuse_any
from crm.core.work import Work
from crm.tasks import checklist, creating, giving, planning, recurring, rules, series_rules
from crm.tasks.recurring import INSTANT
from crm.tasks.series_rules import Checked, SeriesForm
from crm.tasks.series_tables import Series
from crm.tasks.tables import Task

VIEW, CREATE, EDIT, DELETE = "tasks.view", "tasks.create", "tasks.edit", "tasks.delete"
MINUTE = timedelta(minutes=1)


@right(CREATE)
def create(work: Work, form: SeriesForm, *, service_of: int | None = None, plan_id: int | None = None) -> int:
    """Begin a series; its id. Moments that are over already are not made up for."""
    giver_id = None if work.actor.is_office else work.me.person_id
    row = Series(delegator_id=giver_id, excluded=[], service_of=service_of, plan_id=plan_id, is_paused=False, made=0)
    _fill(work, row, form)
    work.session.add(row)
    work.session.flush()
    recurring.set_next(work.as_office(), row, after=_begin(work, row))
    return row.id


@right(EDIT)
def edit(work: Work, id: int, version: int | None, form: SeriesForm) -> None:
    """Change the whole series: tasks that nobody has begun say what it says now, or go where it no longer has them."""
    row = work.fetch(Series, id, EDIT, version)
    before, owner_id, reached = (row.rule, row.starts_on, row.starts_at), row.owner_id, row.reached_at
    _fill(work, row, form)
    if not series_rules.is_same(before, (row.rule, row.starts_on, row.starts_at)):
        row.excluded = []
    work.session.flush()
    _carry(work, row, row, None, owner_id)
    if row.mode == series_rules.SCHEDULE:
        recurring.stop_waiting(work.as_office(), row)
    if reached is None:
        recurring.set_next(work.as_office(), row, after=_begin(work, row))
    else:  # what was made ahead is there already; what comes between now and then may be new
        recurring.set_next(work.as_office(), row, after=min(reached, work.now))


@right(EDIT)
def split(work: Work, id: int, version: int | None, at: datetime, form: SeriesForm) -> int:
    """Change this moment and what follows: the series ends before it, a new one goes on from it; the new one's id.

    The new one keeps the old one's start, so that "every other week" and "ten times" go on as they were counted.
    """
    row = work.fetch(Series, id, EDIT, version)
    check_moment(work.as_office(), row, at)
    fresh = Series(delegator_id=row.delegator_id, excluded=list(row.excluded), is_paused=row.is_paused, made=0)
    _fill(work, fresh, form)
    fresh.rule = _going_on(row, fresh)
    work.session.add(fresh)
    _end_before(row, at)
    work.session.flush()
    _carry(work, row, fresh, at, row.owner_id)
    recurring.set_next(work.as_office(), fresh, after=at - INSTANT)
    recurring.set_next(work.as_office(), row, after=row.reached_at)
    return fresh.id


@right(EDIT)
def pause(work: Work, id: int, version: int | None) -> None:
    """Make nothing more until it is resumed."""
    row = work.fetch(Series, id, EDIT, version)
    row.is_paused = True


@right(EDIT)
def resume(work: Work, id: int, version: int | None) -> None:
    """Go on from now; what the pause swallowed is not made up for."""
    row = work.fetch(Series, id, EDIT, version)
    row.is_paused = False
    work.session.flush()
    go_on(work.as_office(), row)


@right(DELETE)
def leave_out(work: Work, id: int, version: int | None, at: datetime) -> None:
    """Leave one moment out; its task goes into the bin unless somebody has begun it."""
    row = work.fetch(Series, id, DELETE, version)
    check_moment(work.as_office(), row, at)
    if len(row.excluded) >= series_rules.MOST_OPEN:
        invalid("series.excluded_many", None, max=series_rules.MOST_OPEN)
    row.excluded = sorted({*row.excluded, at.isoformat()})
    recurring.note(work.as_office(), row, at, series_rules.SKIPPED, by_id=work.me.person_id)
    _withdraw(work, [task for task in _tasks(work, row, at) if task.occurs_at == at])
    recurring.set_next(work.as_office(), row, after=row.reached_at)


@right(DELETE)
def end(work: Work, id: int, version: int | None, at: datetime) -> None:
    """End it before this moment; tasks from it on that nobody has begun go into the bin."""
    row = work.fetch(Series, id, DELETE, version)
    check_moment(work.as_office(), row, at)
    _end_before(row, at)
    work.session.flush()
    _withdraw(work, _tasks(work, row, at))
    recurring.set_next(work.as_office(), row, after=row.reached_at)


@right(DELETE)
def delete(work: Work, id: int, version: int | None) -> None:
    """Put the series into the bin with the tasks that nobody has begun; what was done stays."""
    row = work.fetch(Series, id, DELETE, version)
    row.deleted_at = work.now
    work.session.flush()
    _withdraw(work, _tasks(work, row, None), frees=False)


@internal
def bin_of(work: Work, kind: str, ids: Collection[int]) -> None:
    """Put the series of these records into the bin along with them, and with their tasks."""
    found = select(Series).where(Series.subject_kind == kind, Series.subject_id.in_(ids), Series.deleted_at.is_(None))
    for row in work.session.execute(found).scalars() if ids else ():
        row.deleted_at = work.now
    work.session.flush()


@internal
def revive(work: Work, row: Series) -> None:
    """Take a series out of the bin without the tasks that went along; their moments are free again."""
    along = select(Task).where(Task.series_id == row.id, Task.deleted_at == row.deleted_at)
    for task in work.session.execute(along).scalars():
        task.occurs_at = None
    row.deleted_at = None
    work.session.flush()


@internal
def go_on(work: Work, row: Series) -> None:
    """Let it come next from now on; what passed while it rested is not made up for."""
    reached = [moment for moment in (row.reached_at, _begin(work, row)) if moment is not None]
    recurring.set_next(work, row, after=max(reached, default=None))


@internal
def stop(work: Work, row: Series) -> None:
    """End a series because what it serves is over; tasks still to come go into the bin, those under way stay."""
    _end_before(row, work.now)
    work.session.flush()
    _withdraw(work, _tasks(work, row, work.now))
    recurring.set_next(work.as_office(), row, after=work.now)


def problems(person: Work, form: SeriesForm) -> list[Problem]:
    """Everything that is wrong with a new series; Forbidden for whom this person may give no tasks."""
    return _read(person, Series(), form)[2]


def _read(work: Work, row: Series, form: SeriesForm) -> tuple[Checked, rules.Details, list[Problem]]:
    checked = series_rules.check(form, form.zone or row.zone or work.office.zone)
    read, found = rules.read(**form.details)
    found += checked.problems + rules.check_parts(rules.parts_of(form.checklist)) + planning.check(form.steps)
    if form.owner_id is not None and form.owner_id != row.owner_id:
        found += giving.check(work, [form.owner_id], None, None)
    if (read.subject_kind, read.subject_id) != (row.subject_kind, row.subject_id):
        found += creating.subject_problems(work, read)
    return checked, read, found


def _fill(work: Work, row: Series, form: SeriesForm) -> None:
    """Write a form into a series; Invalid with all that is wrong, before anything is written."""
    checked, read, found = _read(work, row, form)
    refuse_any(found)
    for name, value in read.values().items():
        if name not in ("from_at", "due_at"):
            setattr(row, name, value)
    row.owner_id, row.checklist, row.lasts = form.owner_id, rules.parts_of(form.checklist), form.lasts
    row.zone = form.zone or row.zone or work.office.zone
    row.rule, start = checked.rule.text if checked.rule else "", series_rules.start_of(form)
    row.starts_on, row.starts_at = start.date(), start.time()
    row.mode, row.days_ahead, row.day_off = form.mode, form.days_ahead, form.day_off
    row.ladder_id = reminders.ladder(work.as_office(), form.steps)


def _begin(work: Work, row: Series) -> datetime | None:
    """Up to where nothing is made: up to now for a series whose start is over, else nothing is left out."""
    start = datetime.combine(row.starts_on, row.starts_at)
    return work.now - INSTANT if recurrence.moment_of(start, row.zone) < work.now else None


@internal
def check_moment(work: Work, row: Series, at: datetime) -> None:
    """Invalid unless the series comes at this moment."""
    if at.tzinfo is None or at not in recurring.upcoming(work, row, after=at - INSTANT, limit=1):
        invalid("series.moment_unknown", "at")


def _going_on(row: Series, fresh: Series) -> str:
    """The rule of a series that goes on from this one: the day that was wanted at first stays wanted."""
    rule, former = recurrence.parse(fresh.rule), recurrence.parse(row.rule)
    return recurrence.carried(rule, fresh.starts_on, former, row.starts_on).text


def _end_before(row: Series, at: datetime) -> None:
    rule = recurrence.parse(row.rule)
    until = at - MINUTE if rule.until is None else min(rule.until, at - MINUTE)
    row.rule = replace(rule, count=None, until=until.replace(second=0, microsecond=0)).text


def _carry(work: Work, row: Series, fresh: Series, since: datetime | None, owner_id: int | None) -> None:
    """Hand the tasks of a series from a moment on to the one that goes on with them, and let them say what it says.

    Whoever was given one by somebody else than the series (`owner_id` was its person) keeps it.
    """
    tasks = _tasks(work, row, since, also_begun=True)
    moments = [task.occurs_at for task in tasks if task.occurs_at is not None]
    ahead = [moment for moment in moments if moment > work.now]
    first = min([*ahead, since or work.now])
    planned = recurring.upcoming(
        work.as_office(), fresh, after=first - INSTANT, before=max(moments, default=first), limit=recurrence.MOST
    )
    kept = [task for task in tasks if task.occurs_at in planned or (since is None and task.occurs_at not in ahead)]
    for task in kept:
        task.series_id = fresh.id
        if task.state in (rules.OFFERED, rules.ACCEPTED):
            _say(work, fresh, task, owner_id)
    work.session.flush()
    planning.plan(work.as_office(), kept)
    _withdraw(work, [task for task in tasks if task not in kept])


def _say(work: Work, row: Series, task: Task, owner_id: int | None) -> None:
    """Let a task say what its series says."""
    task.title, task.description, task.priority = row.title, row.description, row.priority
    task.category, task.ladder_id = row.category, row.ladder_id
    task.owner_id = row.owner_id if task.owner_id == owner_id else task.owner_id
    task.subject_kind, task.subject_id = row.subject_kind, row.subject_id
    if task.occurs_at is not None:
        task.due_at = task.late_from_at = recurring.due_at(row, task.occurs_at)
    checklist.write(work, task, row.checklist)


def _tasks(work: Work, row: Series, since: datetime | None, *, also_begun: bool = False) -> list[Task]:
    """Its tasks from a moment on: open ones that nobody has begun, or all."""
    found = select(Task).where(Task.series_id == row.id, Task.occurs_at.is_not(None), Task.deleted_at.is_(None))
    if since is not None:
        found = found.where(Task.occurs_at >= since)
    if not also_begun:
        found = found.where(Task.state.in_((rules.OFFERED, rules.ACCEPTED)))
    return list(work.session.execute(found.order_by(Task.occurs_at)).scalars())


def _withdraw(work: Work, tasks: list[Task], *, frees: bool = True) -> None:
    """Put tasks that nobody has begun into the bin; with `frees` others may take their moments."""
    for task in tasks:
        if task.state in (rules.OFFERED, rules.ACCEPTED):
            task.deleted_at, task.occurs_at = work.now, None if frees else task.occurs_at
    work.session.flush()
    planning.plan(work.as_office(), tasks)
