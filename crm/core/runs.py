"""Runs: what each job of the scheduler did, or why it could not; the log behind the service page."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, delete, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm.core.db import Base, Json, Words

LONG_SECONDS = 5.0  # a run that did nothing is noted all the same when it took longer
IN_A_ROW = timedelta(minutes=10)  # equal failures with no more than this between them are one row
KEPT, FAILURES_KEPT = timedelta(days=14), timedelta(days=90)
MOST_KEPT = 100
# What a database or a system says in its own words, and what the catalogues call it.
KINDS = (
    ("disk_full", ("disk is full", "disk i/o error", "no space left", "file too large", "disk quota")),
    ("read_only", ("readonly database", "read-only", "permission denied")),
    ("damaged", ("malformed", "not a database")),
    ("locked", ("database is locked", "database table is locked", "lock timeout", "deadlock")),
    (
        "away",
        ("unable to open", "connection", "terminating", "shutting down", "starting up", "server closed", "timeout"),
    ),
)


class JobRun(Base):
    """A run that did something, took long or failed; equal failures in a row are one row, counted in `times`."""

    __tablename__ = "job_runs"
    __table_args__ = (
        Index("ix_job_runs_job_id", "job", "id"),
        Index("ix_job_runs_started_at", "started_at"),
        Index(
            "ix_job_runs_failed",
            "id",
            sqlite_where=text("error IS NOT NULL"),
            postgresql_where=text("error IS NOT NULL"),
        ),
    )

    job: Mapped[str] = mapped_column(Words(40))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    done: Mapped[int]
    times: Mapped[int] = mapped_column(default=1)
    error: Mapped[str | None] = mapped_column(Words(60))  # a kind, never the error's own text: the log has that
    error_id: Mapped[str | None] = mapped_column(Words(20))
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


@dataclass(frozen=True)
class Run:
    """What one run did; `seconds` are measured, for the moments may be held."""

    job: str
    started_at: datetime
    ended_at: datetime
    done: int = 0
    seconds: float = 0.0
    error: str | None = None
    error_id: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    times: int = 1

    @property
    def is_notable(self) -> bool:
        """Whether it goes into the log, too; an idle one only moves the beat."""
        return bool(self.done or self.error or self.seconds >= LONG_SECONDS)


@dataclass(frozen=True)
class Outcome:
    """What a job may return instead of a number: how much it did, and what is to be remembered of it."""

    done: int
    detail: dict[str, Any] = field(default_factory=dict)


class Fault(Exception):
    """Something that went wrong in a known way; `kind` names it in the catalogues (service.error_<kind>)."""

    def __init__(self, kind: str, words: str = "") -> None:
        super().__init__(words or kind)
        self.kind = kind


def kind_of(error: BaseException) -> str:
    """What went wrong, without SQL, paths or values: one of KINDS, a fault's own kind, else the name of its class."""
    if isinstance(error, Fault):
        return error.kind
    if isinstance(error, DBAPIError | OSError):
        words = str(error.orig if isinstance(error, DBAPIError) else error).lower()
        return next((kind for kind, signs in KINDS if any(sign in words for sign in signs)), type(error).__name__)
    return type(error).__name__


def note(session: Session, run: Run) -> None:
    """Write a run into the log; a failure equal to the one before it is counted there."""
    newest = select(JobRun).where(JobRun.job == run.job).order_by(JobRun.id.desc()).limit(1)
    before = session.execute(newest).scalar_one_or_none() if run.error else None
    if before is not None and before.error == run.error and abs(run.started_at - before.ended_at) <= IN_A_ROW:
        before.ended_at, before.error_id, before.times = run.ended_at, run.error_id, before.times + run.times
        return
    session.add(
        JobRun(
            job=run.job,
            started_at=run.started_at,
            ended_at=run.ended_at,
            done=run.done,
            times=run.times,
            error=run.error,
            error_id=run.error_id,
            detail={**run.detail, "seconds": round(run.seconds, 2)},
        )
    )


def forget(session: Session, now: datetime, *, limit: int) -> int:
    """Drop what is old: good runs after two weeks, failures after three months; a job's last good run stays."""
    last = select(func.max(JobRun.id)).where(JobRun.error.is_(None)).group_by(JobRun.job)
    is_old = (JobRun.started_at < now - KEPT) & (JobRun.error.is_(None) | (JobRun.started_at < now - FAILURES_KEPT))
    old = select(JobRun.id).where(is_old, JobRun.id.not_in(last)).limit(limit)
    ids = list(session.execute(old).scalars())
    if ids:
        session.execute(delete(JobRun).where(JobRun.id.in_(ids)))
    return len(ids)


class Waiting:
    """Failures that the database could not take: kept here until it can, so that the log can tell of them."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._door = threading.Lock()

    def keep(self, runs: list[Run]) -> None:
        """Keep these, equal ones of a job in a row as one; the oldest go when there are too many."""
        with self._door:
            for run in runs:
                self._add(run)
            del self._runs[:-MOST_KEPT]

    def take(self) -> list[Run]:
        """Everything that waits; whoever takes it writes it, or keeps it again."""
        with self._door:
            taken, self._runs = self._runs, []
            return taken

    def _add(self, run: Run) -> None:
        for place in range(len(self._runs) - 1, -1, -1):
            known = self._runs[place]
            if known.job == run.job:
                if known.error == run.error:
                    self._runs[place] = replace(
                        known, ended_at=run.ended_at, error_id=run.error_id, times=known.times + run.times
                    )
                    return
                break
        self._runs.append(run)
