"""Series: what makes the same task again and again, what became of each moment, and what rules plan for monitorings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Index, false, or_, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Id, Json, Record, Words, binned, reference

_DUE = text("make_at IS NOT NULL")
_WAITS = text("waiting_id IS NOT NULL")


class Series(Record):
    """A task as it will be, the rule by which it comes back, and how far that has been followed.

    `service_of` is the monitoring whose service visits these are: it has one such series at most, the bin included.
    The last six columns are the scheduler's; moving them is no change of the series, and makes no form stale.
    """

    __tablename__ = "task_series"
    __table_args__ = (
        Index("ix_task_series_make_at", "make_at", "id", sqlite_where=_DUE, postgresql_where=_DUE),
        Index("ix_task_series_waiting_id", "waiting_id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_task_series_service_of", "service_of", unique=True),
        Index("ix_task_series_subject_kind_subject_id", "subject_kind", "subject_id"),
        binned("task_series"),
    )

    title: Mapped[str] = mapped_column(Words(250))
    description: Mapped[str | None] = mapped_column(Words(10000))
    subject_kind: Mapped[str | None] = mapped_column(Words(40))
    subject_id: Mapped[int | None] = mapped_column(Id)
    owner_id: Mapped[int | None] = reference("users.id", nullable=True)
    delegator_id: Mapped[int | None] = reference("users.id", nullable=True)
    priority: Mapped[str] = mapped_column(Words(10))
    category: Mapped[str | None] = mapped_column(Words(120))
    checklist: Mapped[list[Any]] = mapped_column(Json)
    ladder_id: Mapped[int | None] = reference("ladders.id", nullable=True, index=False)
    lasts: Mapped[int | None]  # minutes from "from" to "due"
    rule: Mapped[str] = mapped_column(Words(500))
    zone: Mapped[str] = mapped_column(Words(64))
    starts_on: Mapped[date]
    starts_at: Mapped[time]
    mode: Mapped[str] = mapped_column(Words(12))  # schedule, completion
    days_ahead: Mapped[int]
    day_off: Mapped[str] = mapped_column(Words(8))  # as_is, skip, move
    is_paused: Mapped[bool] = mapped_column(default=False)
    excluded: Mapped[list[Any]] = mapped_column(Json)  # moments that are left out, in ISO 8601
    service_of: Mapped[int | None] = mapped_column(Id)
    plan_id: Mapped[int | None] = mapped_column(Id)  # the rule's plan that began it

    reached_at: Mapped[datetime | None]  # moments up to this one have been dealt with
    restart_at: Mapped[datetime | None]  # when the last task ended, of a series that counts from there
    waiting_id: Mapped[int | None] = mapped_column(Id)  # the task whose end is waited for
    next_at: Mapped[datetime | None]
    make_at: Mapped[datetime | None]
    made: Mapped[int] = mapped_column(default=0)

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        people = list(people)
        return or_(cls.owner_id.in_(people), cls.delegator_id.in_(people))


class SeriesEntry(Base):
    """What became of a moment of a series, or of `count` of them in a row: made, late, full, failed; or what somebody
    (`by_id`) did with it: skipped, alone."""

    __tablename__ = "series_entries"
    __table_args__ = (Index("ix_series_entries_series_id_id", "series_id", "id"),)

    series_id: Mapped[int] = reference("task_series.id", index=False)
    at: Mapped[datetime]
    occurs_at: Mapped[datetime]
    count: Mapped[int]
    outcome: Mapped[str] = mapped_column(Words(10))
    task_id: Mapped[int | None] = mapped_column(Id)
    reason: Mapped[str | None] = mapped_column(Words(80))
    by_id: Mapped[int | None] = mapped_column(Id)


class ServicePlan(Record):
    """The service visits that every monitoring started by a rule has, unless it has a schedule of its own."""

    __tablename__ = "service_plans"

    rule_id: Mapped[int] = mapped_column(Id, unique=True)
    title: Mapped[str] = mapped_column(Words(250))
    rule: Mapped[str] = mapped_column(Words(500))
    starts_at: Mapped[time]
    days_ahead: Mapped[int]
    day_off: Mapped[str] = mapped_column(Words(8))
    is_active: Mapped[bool] = mapped_column(default=True)

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return false()  # the office's
