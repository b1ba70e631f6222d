"""The service desk: how the clockwork and the database are, and the log of what the jobs did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, text

from crm.core import beats, clock, listing, schema, subjects
from crm.core.access import right
from crm.core.beats import Beat
from crm.core.listing import PAGE, Page
from crm.core.runs import KINDS, JobRun
from crm.core.work import Work
from crm.notifications.tables import Message
from crm.reminders.tables import Due

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
SHOWN = 20
BACKUPS = ("back_up", "back_up_by_hand")
WORKED, OTHER = "worked", "other"
KNOWN = (
    *(kind for kind, _ in KINDS), "no_pg_tools", "dump_failed", "backup_broken", "backup_exists", "stopped",
)  # fmt: skip


@dataclass(frozen=True)
class JobRow:
    """A job's last run; `next_at` is when it looks again, None while the scheduler is silent."""

    job: str
    ended_at: datetime
    seconds: float
    done: int
    error: str | None
    next_at: datetime | None


@dataclass(frozen=True)
class SetAside:
    """A reminder that could not be told and is tried again; the log names it by its id."""

    id: int
    kind: str
    path: str | None
    reason: str
    failures: int
    try_at: datetime


@dataclass(frozen=True)
class Queue:
    """What waits to be sent, what was sent in each of the last 24 hours, what failed in them."""

    waiting: int
    due: int
    oldest_due_at: datetime | None
    sent: list[tuple[datetime, int]]
    failed: int


@dataclass(frozen=True)
class Desk:
    """Everything the service page shows above its log."""

    last_at: datetime | None
    is_silent: bool
    machine: str
    jobs: list[JobRow]
    queue: Queue
    aside: list[SetAside]
    aside_count: int
    backup: RunRow | None
    database: str
    size: int
    revision: str


@dataclass(frozen=True)
class RunRow:
    """One line of the log."""

    id: int
    job: str
    started_at: datetime
    ended_at: datetime
    seconds: float
    done: int
    times: int
    error: str | None
    error_id: str | None
    detail: dict[str, Any]


@dataclass(frozen=True)
class RunFilters:
    """Which lines of the log: of a job, of a result (worked, a kind of failure, other), of days, only failures."""

    job: str | None = None
    result: str | None = None
    day_from: date | None = None
    day_to: date | None = None
    only_errors: bool = False


@right("office.view")
def desk(work: Work) -> Desk:
    """How everything is at this moment."""
    work.require("office.view", None)
    last_at = beats.last(work.session)
    is_silent = beats.is_silent(last_at, work.now)
    known = beats.every(work.session)
    newest = max(known, key=lambda beat: beat.ended_at, default=None)
    database, size = _database(work)
    rows, count = _aside(work)
    return Desk(
        last_at=last_at,
        is_silent=is_silent,
        machine=str(newest.detail.get("machine", "")) if newest else "",
        jobs=[_job(beat, is_silent) for beat in known],
        queue=_queue(work),
        aside=rows,
        aside_count=count,
        backup=_last_backup(work),
        database=database,
        size=size,
        revision=schema.newest(),
    )


@right("office.view")
def log(work: Work, filters: RunFilters, *, page: int = 1) -> Page[RunRow]:
    """What the jobs did, newest first."""
    work.require("office.view", None)
    conditions = _conditions(filters, work.me.zone or work.office.zone)
    total, is_capped = listing.count(work.session, select(JobRun.id).where(*conditions))
    number = max(1, min(page, 10_000 if is_capped else -(-total // PAGE)))
    rows = select(JobRun).where(*conditions).order_by(JobRun.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    found = [_run(row) for row in work.session.execute(rows).scalars()]
    return Page(found, number, total, is_capped)


@right("office.view")
def job_names(work: Work) -> list[str]:
    """The jobs that the log may know of."""
    work.require("office.view", None)
    return sorted({beat.job for beat in beats.every(work.session)} | set(BACKUPS))


def _conditions(filters: RunFilters, zone: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.job:
        found.append(JobRun.job == filters.job)
    if filters.only_errors:
        found.append(JobRun.error.is_not(None))
    if filters.result == WORKED:
        found.append(JobRun.error.is_(None))
    elif filters.result == OTHER:
        found.append(JobRun.error.not_in(KNOWN))
    elif filters.result:
        found.append(JobRun.error == filters.result)
    if filters.day_from:
        found.append(JobRun.ended_at >= clock.day_start(filters.day_from, zone))
    if filters.day_to:
        found.append(JobRun.started_at < clock.day_start(filters.day_to + timedelta(days=1), zone))
    return found


def _job(beat: Beat, is_silent: bool) -> JobRow:
    seconds, every = float(beat.detail.get("seconds", 0)), float(beat.detail.get("every", 0))
    next_at = None if is_silent or not every else beat.ended_at + timedelta(seconds=every)
    return JobRow(beat.job, beat.ended_at, seconds, beat.done, beat.error, next_at)


def _queue(work: Work) -> Queue:
    is_open = Message.state.in_(["waiting", "leased"])
    is_due = Message.due_at <= work.now
    counts = select(func.count(), func.count().filter(is_due), func.min(Message.due_at)).where(is_open)
    waiting, due, oldest = work.session.execute(counts).one()
    since = work.now - DAY
    is_failed = and_(Message.state == "failed", Message.next_try_at >= since)
    failed = work.session.execute(select(func.count()).where(is_failed)).scalar_one()
    return Queue(waiting, due, oldest, _sent(work), failed)


def _sent(work: Work) -> list[tuple[datetime, int]]:
    """How many were sent in each of the last 24 full hours of the clock, the current one included."""
    this = work.now.replace(minute=0, second=0, microsecond=0)
    hours = [this - n * HOUR for n in range(23, -1, -1)]
    each = [func.count().filter(Message.sent_at >= hour, Message.sent_at < hour + HOUR) for hour in hours]
    counts = work.session.execute(select(*each).where(Message.sent_at >= hours[0])).one()
    return list(zip(hours, counts, strict=True))


def _aside(work: Work) -> tuple[list[SetAside], int]:
    is_aside = and_(Due.state == "planned", Due.failures > 0)
    count = work.session.execute(select(func.count()).select_from(Due).where(is_aside)).scalar_one()
    rows = work.session.execute(select(Due).where(is_aside).order_by(Due.try_at, Due.id).limit(SHOWN)).scalars()
    return [_set_aside(row) for row in rows], count


def _set_aside(row: Due) -> SetAside:
    """The kind of error only: its words may hold what nobody should read here; the log has them by the row's id."""
    try:
        path = subjects.of(row.subject_kind).path(row.subject_id)
    except KeyError:
        path = None
    reason = (row.reason or "").partition(":")[0]
    return SetAside(row.id, row.subject_kind, path, reason, row.failures, row.try_at)


def _last_backup(work: Work) -> RunRow | None:
    good = select(JobRun).where(JobRun.job.in_(BACKUPS), JobRun.error.is_(None)).order_by(JobRun.id.desc()).limit(1)
    row = work.session.execute(good).scalar_one_or_none()
    return _run(row) if row else None


def _run(row: JobRun) -> RunRow:
    seconds = float(row.detail.get("seconds", 0))
    return RunRow(
        row.id, row.job, row.started_at, row.ended_at, seconds, row.done, row.times, row.error, row.error_id, row.detail
    )


def _database(work: Work) -> tuple[str, int]:
    """What kind of database this is, and how many bytes it holds."""
    bind = work.session.get_bind()
    if bind.dialect.name == "postgresql":
        size = work.session.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        return "PostgreSQL", int(size)
    path = Path(str(bind.engine.url.database))
    return "SQLite", sum(Path(f"{path}{end}").stat().st_size for end in ("", "-wal") if Path(f"{path}{end}").exists())
