"""What clients and their people agreed to: only ever added to, so that it can be shown who said what, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Id, Words


class Consent(Base):
    """One word of a client, or of a contact person, about messages by one channel; the newest holds.

    Without `kind` it is about all messages by that channel, else about one kind of them.
    """

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_client_id_id", "client_id", "id"),)

    client_id: Mapped[int] = mapped_column(Id)  # no foreign keys: this stays when the client is removed for good
    person_id: Mapped[int | None] = mapped_column(Id)
    channel: Mapped[str] = mapped_column(Words(10))  # email, sms
    kind: Mapped[str | None] = mapped_column(Words(60))
    is_given: Mapped[bool]
    at: Mapped[datetime]  # when they said so
    source: Mapped[str] = mapped_column(Words(200))  # how we know: in the words of whoever noted it, or LINK
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int | None] = mapped_column(Id)  # None: they did it themselves, by the link in a letter
