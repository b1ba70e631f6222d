"""Batches of changes, imports and the rows they made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Id, Record, Words, reference


class Batch(Record):
    """Many changes under one id: an import, a bulk change, or the undoing of one; history names it in each change.

    States: running, ended, failed, undone.
    """

    __tablename__ = "batches"

    purpose: Mapped[str] = mapped_column(Words(20))  # import, bulk, undo
    kind: Mapped[str] = mapped_column(Words(40))  # of the records: monitoring, clients, …
    title: Mapped[str] = mapped_column(Words(200))
    state: Mapped[str] = mapped_column(Words(10), default="running")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    undoes_id: Mapped[int | None] = mapped_column(Id)


class Import(Record):
    """One run of an import: its file, what it made, whether it ended."""

    __tablename__ = "imports"

    source: Mapped[str] = mapped_column(Words(200))
    kind: Mapped[str] = mapped_column(Words(40))
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]


class ImportRow(Base):
    """Which record a file's key stands for, so that the same file updates instead of doubling."""

    __tablename__ = "import_rows"
    __table_args__ = (
        UniqueConstraint("kind", "import_key"),
        Index("ix_import_rows_kind_row_id", "kind", "row_id"),
    )

    import_id: Mapped[int] = reference("imports.id")
    kind: Mapped[str] = mapped_column(Words(40))
    import_key: Mapped[str] = mapped_column(Words(300))
    row_id: Mapped[int] = mapped_column(Id)
