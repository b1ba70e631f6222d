"""The reminders that the automaton sends about a record, as they were set there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Id, Record, Words, reference


class AutomaticReminder(Record):
    """One reminder of a record: to the client or to staff, by which form first, worded how, and when.

    Either so many units before the record's *from* moment (`count`, `unit`), or at a moment of its own (`at`). In the
    ledger it is a subject by itself, so that each is told once, late or not at all, with the reason kept.
    """

    __tablename__ = "automatic_reminders"
    __table_args__ = (Index("ix_automatic_reminders_subject_kind_subject_id", "subject_kind", "subject_id"),)

    subject_kind: Mapped[str] = mapped_column(Words(40))
    subject_id: Mapped[int] = mapped_column(Id)
    audience: Mapped[str] = mapped_column(Words(10))  # client, staff
    form: Mapped[str] = mapped_column(Words(10))  # sms: that first, e-mail when it cannot be; email
    email_template_id: Mapped[int | None] = reference("templates.id", nullable=True, index=False)
    sms_template_id: Mapped[int | None] = reference("templates.id", nullable=True, index=False)
    count: Mapped[int | None]
    unit: Mapped[str | None] = mapped_column(Words(10))  # minute, hour, day
    at: Mapped[datetime | None]
    ladder_id: Mapped[int | None] = reference("ladders.id", nullable=True, index=False)

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return false()  # whose it is, says the record that it reminds of
