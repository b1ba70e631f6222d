"""What we store of how people are reached: channels of each priority, modes of work, quiet hours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Json, Record, Words, reference

CURRENT, OFFICES = text("is_current"), text("user_id IS NULL")


class PriorityChannels(Record):
    """The channels that news of one priority goes by: the office's (nobody's row), or one person's own."""

    __tablename__ = "priority_channels"
    __table_args__ = (
        UniqueConstraint("user_id", "priority"),
        Index("ix_priority_channels_office", "priority", unique=True, sqlite_where=OFFICES, postgresql_where=OFFICES),
    )

    user_id: Mapped[int | None] = reference("users.id", nullable=True, index=False)
    priority: Mapped[str] = mapped_column(Words(10))
    channels: Mapped[Any] = mapped_column(Json)  # a list
    is_own: Mapped[bool] = mapped_column(default=True)  # no: what this person chose once, and now does as the office

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.user_id.in_(people)


class WorkMode(Record):
    """A way of working (office, field …) and the channels that reach a person in it, beside the bell.

    `is_current`: switched to by hand, at most one a person. With `weekdays` it holds by itself between two times.
    """

    __tablename__ = "work_modes"
    __table_args__ = (
        UniqueConstraint("user_id", "name"),
        Index("ix_work_modes_current", "user_id", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),
    )

    user_id: Mapped[int] = reference("users.id", index=False)
    name: Mapped[str] = mapped_column(Words(60))
    channels: Mapped[Any] = mapped_column(Json)  # a list
    is_current: Mapped[bool] = mapped_column(default=False)
    weekdays: Mapped[Any] = mapped_column(Json)  # a list, Monday is 0; empty: only by hand
    begins: Mapped[str | None] = mapped_column(Words(5))  # 08:00, in the person's zone
    ends: Mapped[str | None] = mapped_column(Words(5))

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.user_id.in_(people)


class QuietHours(Record):
    """When one person is not to be disturbed: between two times on some weekdays, and outside their working time."""

    __tablename__ = "quiet_hours"
    __table_args__ = (UniqueConstraint("user_id"),)

    user_id: Mapped[int] = reference("users.id", index=False)
    weekdays: Mapped[Any] = mapped_column(Json)  # the days on which it begins
    begins: Mapped[str | None] = mapped_column(Words(5))
    ends: Mapped[str | None] = mapped_column(Words(5))
    is_outside_work: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.user_id.in_(people)
