"""What was held back: readers that a message was never written to, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Id, Json, Words


class Withheld(Base):
    """One reader whom news did not reach by one channel, because something stood against it when it was told.

    `key` names the news and its reader, so that telling the same again keeps it once. `again` is what words it later.
    """

    __tablename__ = "withheld"
    __table_args__ = (
        UniqueConstraint("key", "channel"),
        Index("ix_withheld_at", "at"),
        Index("ix_withheld_person_id_id", "person_id", "id"),
        Index("ix_withheld_subject", "subject_kind", "subject_id"),
        Index("ix_withheld_reason", "reason"),
    )

    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(Words(60))
    channel: Mapped[str] = mapped_column(Words(20))  # "": by none at all
    person_id: Mapped[int | None] = mapped_column(Id)
    client_id: Mapped[int | None] = mapped_column(Id)  # a client instead of one of us; neither: nobody was there
    name: Mapped[str] = mapped_column(Words(200))  # of a client or contact person; ours are called as they are today
    address: Mapped[str] = mapped_column(Words(320))
    subject_kind: Mapped[str | None] = mapped_column(Words(40))
    subject_id: Mapped[int | None] = mapped_column(Id)
    title: Mapped[str] = mapped_column(Words(300))  # of the record, in nobody's language
    reason: Mapped[str] = mapped_column(Words(60))  # a catalogue key
    key: Mapped[str] = mapped_column(Words(160))
    again: Mapped[dict[str, Any] | None] = mapped_column(Json)  # path and parameters; None: nothing can word it later
    sent_at: Mapped[datetime | None]  # when somebody had it sent after all
