"""Beats: each job's last run, so that silence can be seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm.core.db import Base, Json, Words

SILENT_TICKS = 3
_tick: list[float] = [15.0]


class Beat(Base):
    """A job's last run: when it began and ended, what it did, what went wrong."""

    __tablename__ = "beats"

    job: Mapped[str] = mapped_column(Words(40), unique=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    done: Mapped[int]
    error: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


def record(
    session: Session,
    job: str,
    started_at: datetime,
    ended_at: datetime,
    done: int,
    error: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Note one run of a job; one row a job."""
    row = session.execute(select(Beat).where(Beat.job == job)).scalar_one_or_none()
    if row is None:
        row = Beat(job=job, detail={})
        session.add(row)
    row.started_at, row.ended_at, row.done, row.error = started_at, ended_at, done, error
    if detail is not None:
        row.detail = detail


def last(session: Session) -> datetime | None:
    """The end of the newest run of any job; None before the first."""
    return session.execute(select(func.max(Beat.ended_at))).scalar_one_or_none()


def every(session: Session) -> list[Beat]:
    """The last run of each job."""
    return list(session.execute(select(Beat).order_by(Beat.id)).scalars())


def is_silent(last_at: datetime | None, now: datetime) -> bool:
    """Whether the scheduler has not been heard of for too long, or never was."""
    return last_at is None or (now - last_at).total_seconds() > silence_seconds()


def use_tick(seconds: float) -> None:
    """Say how long a tick is; `start` does this once."""
    _tick[:] = [seconds]


def tick_seconds() -> float:
    """How long a tick is."""
    return _tick[0]


def silence_seconds() -> float:
    """After how many seconds without a beat the scheduler counts as silent: three ticks and a little grace."""
    return SILENT_TICKS * _tick[0] + 5
