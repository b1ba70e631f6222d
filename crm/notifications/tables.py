"""The bell, the outbox and the accounts that mail goes out from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Id, Json, Record, Words, reference


class Account(Record):
    """An account that messages go out from: a mail server, an SMS gateway or a push service.

    `password` and `settings` (what a gateway is asked) are encrypted. The mail account from CRM_SMTP_URL is no row.
    """

    __tablename__ = "accounts"

    kind: Mapped[str] = mapped_column(Words(10), default="smtp", server_default="smtp")  # smtp, sms, push
    name: Mapped[str] = mapped_column(Words(120))
    host: Mapped[str] = mapped_column(Words(255))
    port: Mapped[int]
    security: Mapped[str] = mapped_column(Words(10))  # none, starttls, tls
    username: Mapped[str | None] = mapped_column(Words(254))
    password: Mapped[str | None] = mapped_column(Words(1000), info={"is_secret": True, "is_encrypted": True})
    sender: Mapped[str] = mapped_column(Words(320))
    reply_to: Mapped[str | None] = mapped_column(Words(320))  # None: answers go to the sender
    per_minute: Mapped[int | None]
    is_default: Mapped[bool] = mapped_column(default=False)
    connections: Mapped[int] = mapped_column(default=4, server_default="4")  # how many work at the same time
    settings: Mapped[dict[str, Any] | None] = mapped_column(Json, info={"is_secret": True, "is_encrypted": True})
    monthly_cap: Mapped[int | None]  # SMS segments in one month of the office's zone
    is_inside_allowed: Mapped[bool] = mapped_column(default=False, server_default=false())  # hosts of our own network

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return false()  # the office's, nobody's own


class OfficePreference(Record):
    """Whether a kind of news goes by a channel: on, always (nobody may switch it off) or off for everybody."""

    __tablename__ = "office_preferences"
    __table_args__ = (UniqueConstraint("kind", "channel"),)

    kind: Mapped[str] = mapped_column(Words(60))
    channel: Mapped[str] = mapped_column(Words(20))
    state: Mapped[str] = mapped_column(Words(10))

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return false()  # the office's, nobody's own


class UserPreference(Record):
    """Whether one person wants a kind of news by a channel; without a row they do."""

    __tablename__ = "user_preferences"
    __table_args__ = (UniqueConstraint("user_id", "kind", "channel"),)

    user_id: Mapped[int] = reference("users.id", index=False)
    kind: Mapped[str] = mapped_column(Words(60))
    channel: Mapped[str] = mapped_column(Words(20))
    is_on: Mapped[bool]

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.user_id.in_(people)


class Entry(Base):
    """A bell entry of one person, rendered in their language; `key` makes it unique."""

    __tablename__ = "bell"
    __table_args__ = (
        Index("ix_bell_person_id_id", "person_id", "id"),
        Index(
            "ix_bell_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(Words(120), unique=True)
    person_id: Mapped[int] = reference("users.id", index=False)
    kind: Mapped[str] = mapped_column(Words(60))
    subject_kind: Mapped[str | None] = mapped_column(Words(40))
    subject_id: Mapped[int | None] = mapped_column(Id)
    title: Mapped[str] = mapped_column(Words(300))
    body: Mapped[str] = mapped_column(Words(2000))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    woken_at: Mapped[datetime | None]  # when it last came back after its reader had put it off


class Snooze(Base):
    """A bell entry that its reader put off; kept as history. States: waiting, woken, ended (read or put off anew)."""

    __tablename__ = "snoozes"
    __table_args__ = (
        Index("ix_snoozes_entry_id", "entry_id"),
        Index(
            "ix_snoozes_due",
            "until_at",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_snoozes_waiting",
            "entry_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    entry_id: Mapped[int] = mapped_column(Id)
    person_id: Mapped[int] = reference("users.id")
    subject_kind: Mapped[str | None] = mapped_column(Words(40))
    subject_id: Mapped[int | None] = mapped_column(Id)
    until_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(Words(300))
    state: Mapped[str] = mapped_column(Words(10), default="waiting")
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Message(Base):
    """One message to one person by one channel; waits here until the scheduler has sent it.

    States: waiting, leased, sent, failed, cancelled. `key` (ledger row or event, person, channel) makes it unique.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due",
            "next_try_at",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_outbox_leased",
            "leased_until",
            sqlite_where=text("state = 'leased'"),
            postgresql_where=text("state = 'leased'"),
        ),
        Index(
            "ix_outbox_open_address",
            "address",
            "due_at",
            "id",
            sqlite_where=text("state IN ('waiting', 'leased')"),
            postgresql_where=text("state IN ('waiting', 'leased')"),
        ),
        Index("ix_outbox_subject", "subject_kind", "subject_id"),
        Index("ix_outbox_ledger_id", "ledger_id"),
        Index("ix_outbox_sent_at", "sent_at"),
        Index("ix_outbox_state_id", "state", "id"),
        Index("ix_outbox_person_id_id", "person_id", "id"),
        Index(
            "ix_outbox_client_id",
            "client_id",
            sqlite_where=text("client_id IS NOT NULL"),
            postgresql_where=text("client_id IS NOT NULL"),
        ),
        Index(
            "ix_outbox_again_of_id",
            "again_of_id",
            sqlite_where=text("again_of_id IS NOT NULL"),
            postgresql_where=text("again_of_id IS NOT NULL"),
        ),
        Index(
            "ix_outbox_follow_at",
            "follow_at",
            sqlite_where=text("follow_at IS NOT NULL"),
            postgresql_where=text("follow_at IS NOT NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(Words(160), unique=True)
    kind: Mapped[str] = mapped_column(Words(60))
    channel: Mapped[str] = mapped_column(Words(20))
    person_id: Mapped[int | None] = mapped_column(Id)
    client_id: Mapped[int | None] = mapped_column(Id)  # to a client instead of one of us
    contact_id: Mapped[int | None] = mapped_column(Id)  # and there to this contact person
    address: Mapped[str] = mapped_column(Words(320))
    name: Mapped[str] = mapped_column(Words(200))
    account_id: Mapped[int | None] = mapped_column(Id)  # None: the default account
    subject_kind: Mapped[str | None] = mapped_column(Words(40))
    subject_id: Mapped[int | None] = mapped_column(Id)
    ledger_id: Mapped[int | None] = mapped_column(Id)
    title: Mapped[str] = mapped_column(Words(300))
    text: Mapped[str] = mapped_column(Words)
    html: Mapped[str] = mapped_column(Words)
    message_id: Mapped[str] = mapped_column(Words(200))
    language: Mapped[str] = mapped_column(Words(5))
    extra: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info={"is_encrypted": True})  # see `sealed`
    state: Mapped[str] = mapped_column(Words(10), default="waiting")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]  # when the reader should have had it: orders what waits
    next_try_at: Mapped[datetime]
    deferred_reason: Mapped[str | None] = mapped_column(Words(60))  # why it was due later than it was told: a key
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(Words(60))
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Words(1000))  # the server's own words, or a catalogue key
    trouble: Mapped[str | None] = mapped_column(Words(60))  # the same in plain words: a catalogue key
    is_account_trouble: Mapped[bool] = mapped_column(default=False)  # waits for its account, not for itself
    lost_leases: Mapped[int] = mapped_column(default=0)  # how often a worker died with it in hand
    again_of_id: Mapped[int | None] = mapped_column(Id)  # somebody had this message sent again
    again_count: Mapped[int] = mapped_column(default=0, server_default="0")  # how often somebody asked for that
    short: Mapped[str | None] = mapped_column(Words(2000))  # what an SMS or push says; None: `text`
    path: Mapped[str | None] = mapped_column(Words(300))  # where a push leads
    segments: Mapped[int] = mapped_column(default=0, server_default="0")  # of an SMS, as they are paid for
    seen_at: Mapped[datetime | None]  # a push was shown or opened
    is_urgent: Mapped[bool] = mapped_column(default=False, server_default=false())  # quiet hours never hold it
    is_reduced: Mapped[bool] = mapped_column(default=False, server_default=false())  # names no record
    follow_at: Mapped[datetime | None]  # a push: when to look whether it was seen


class Attempt(Base):
    """One attempt to send a message, and what came of it; kept as long as the message."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_message_id", "message_id"),)

    message_id: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(Words(10))  # sent, later, failed, or lost with the worker that had it
    trouble: Mapped[str | None] = mapped_column(Words(60))
    error: Mapped[str | None] = mapped_column(Words(1000))
    sender: Mapped[str | None] = mapped_column(Words(320))  # as whom it went out
