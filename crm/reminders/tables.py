"""Ladders, their steps, the ledger, and the days ahead that people chose for themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Id, Json, Record, Words, reference


class Ladder(Base):
    """A list of steps. Ladders are values: never changed, the same steps are the same ladder (`fingerprint`)."""

    __tablename__ = "ladders"

    fingerprint: Mapped[str] = mapped_column(Words(64), unique=True)
    created_at: Mapped[datetime]


class Step(Base):
    """One step: `count` units before or after the anchor; see `rules.StepPlan`. `fresh_days` None: always sent."""

    __tablename__ = "ladder_steps"
    __table_args__ = (UniqueConstraint("ladder_id", "position"),)

    ladder_id: Mapped[int] = reference("ladders.id", index=False)
    position: Mapped[int]
    anchor: Mapped[str] = mapped_column(Words(10))  # days: end, start; moments: from, due, late; at: its own day
    count: Mapped[int]
    unit: Mapped[str] = mapped_column(Words(10))  # day, week, month; of moments also minute, hour
    is_before: Mapped[bool]
    at: Mapped[time | None]  # None: the time of day that the moment has
    day_on: Mapped[date | None]  # of anchor at
    fresh_days: Mapped[int | None]
    channels: Mapped[list[str]] = mapped_column(Json)  # bell, email, sms, push; none: those of the priority
    # recipients; own: those among them who asked to be told that many days ahead; or a name that the subject resolves
    audience: Mapped[str] = mapped_column(Words(20), default="recipients", server_default="recipients")
    in_hours: Mapped[bool] = mapped_column(default=False, server_default=false())


class OwnStep(Record):
    """So many days ahead one person wants to be told, beside what rules say."""

    __tablename__ = "own_steps"
    __table_args__ = (UniqueConstraint("user_id", "days"), Index("ix_own_steps_days", "days"))

    user_id: Mapped[int] = reference("users.id", index=False)
    days: Mapped[int]

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.user_id.in_(people)


class Replan(Base):
    """The ledger of all open records of a kind is being brought in line; `last_id` is how far it got."""

    __tablename__ = "replans"

    kind: Mapped[str] = mapped_column(Words(40), unique=True)
    last_id: Mapped[int] = mapped_column(Id)


class Due(Base):
    """The ledger: one row per subject, step and reference: a date, or the UTC day and minute of a moment.

    States: planned, fired, cancelled, late (past its freshness, not sent), suppressed (nobody to tell, subject gone).
    """

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint(
            "subject_kind",
            "subject_id",
            "step_id",
            "reference_on",
            "reference_minute",
            name="uq_ledger_step_of_reference",
        ),
        Index(
            "ix_ledger_due",
            "try_at",
            "id",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
    )

    subject_kind: Mapped[str] = mapped_column(Words(40))
    subject_id: Mapped[int] = mapped_column(Id)
    step_id: Mapped[int] = reference("ladder_steps.id")
    reference_on: Mapped[date]
    reference_minute: Mapped[int] = mapped_column(default=0, server_default="0")  # of that day in UTC; 0 for dates
    due_at: Mapped[datetime]
    try_at: Mapped[datetime]  # due_at, or later for a row that was set aside or deferred
    state: Mapped[str] = mapped_column(Words(10), default="planned")
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    was_late: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(Words(500))
    told: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # {person id: [channels] or a reason key}
