"""Templates of messages, as the office words them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Record, Words


class Template(Record):
    """How one kind of message is worded, for one form and in one language; gaps are `{{key}}` (see `wording`)."""

    __tablename__ = "templates"
    __table_args__ = (Index("ix_templates_form_position", "form", "position"),)

    name: Mapped[str] = mapped_column(Words(120))
    form: Mapped[str] = mapped_column(Words(10))  # email, sms
    purpose: Mapped[str] = mapped_column(Words(20))  # which record it speaks of, and so which keys it knows
    language: Mapped[str] = mapped_column(Words(5))
    subject: Mapped[str | None] = mapped_column(Words(200))  # of letters only
    body: Mapped[str] = mapped_column(Words(5000))
    is_plain: Mapped[bool] = mapped_column(default=False)  # of an SMS: written with the signs of the GSM alphabet
    position: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)
    is_used: Mapped[bool] = mapped_column(default=False)  # was chosen or sent: it stays, and can only be switched off

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return false()  # the office's, nobody's own
