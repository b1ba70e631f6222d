"""Where messages go beside mailboxes and telephones: browsers and tokens of people, and addresses that were refused."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Words, reference


class BadAddress(Base):
    """An address that was refused for good; nothing goes there until somebody mends it or has it tried again."""

    __tablename__ = "bad_addresses"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    channel: Mapped[str] = mapped_column(Words(20))
    address: Mapped[str] = mapped_column(Words(320))
    since_at: Mapped[datetime]
    trouble: Mapped[str | None] = mapped_column(Words(60))
    words: Mapped[str] = mapped_column(Words(1000))  # the server's own


class PushSubscription(Base):
    """A browser of one person that shows our messages (Web Push): where to, and the keys it reads them with."""

    __tablename__ = "push_subscriptions"

    person_id: Mapped[int] = reference("users.id")
    endpoint: Mapped[str] = mapped_column(Words(1000), unique=True)
    p256dh: Mapped[str] = mapped_column(Words(120))
    auth: Mapped[str] = mapped_column(Words(40))
    agent: Mapped[str] = mapped_column(Words(200))
    created_at: Mapped[datetime]
    last_ok_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")


class PushToken(Base):
    """What one person is called at a push service (a topic, a chat, a user key); encrypted, as it lets others read."""

    __tablename__ = "push_tokens"
    __table_args__ = (UniqueConstraint("person_id", "account_id"),)

    person_id: Mapped[int] = reference("users.id", index=False)
    account_id: Mapped[int] = reference("accounts.id")
    token: Mapped[str] = mapped_column(Words(1000), info={"is_secret": True, "is_encrypted": True})
    created_at: Mapped[datetime]
