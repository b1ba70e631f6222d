"""What we store of morning digests: when each person wants one, when the next is due, what became of the last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Json, Record, Words, reference

DUE = text("next_at IS NOT NULL")


class DigestSettings(Record):
    """One person's morning digest; without a row they get none.

    The scheduler keeps the last four columns, without a new version: nobody edits anything by that.
    """

    __tablename__ = "digest_settings"
    __table_args__ = (
        UniqueConstraint("user_id"),
        Index("ix_digest_settings_next_at", "next_at", sqlite_where=DUE, postgresql_where=DUE),
    )

    user_id: Mapped[int] = reference("users.id", index=False)
    is_on: Mapped[bool]
    at: Mapped[str] = mapped_column(Words(5))  # 07:00, in the person's zone
    weekdays: Mapped[Any] = mapped_column(Json)  # a list, Monday is 0; empty: on their working days
    next_at: Mapped[datetime | None]  # when to look again; due is what is not in the future
    done_on: Mapped[date | None]  # the last day that was dealt with, as the person counts days
    last_at: Mapped[datetime | None]
    last_outcome: Mapped[str | None] = mapped_column(Words(60))  # a key: sent, or why not

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.user_id.in_(people)
