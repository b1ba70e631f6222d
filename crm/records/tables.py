"""Batches of changes, imports and the rows they made; files and comments that any record carries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Id, Json, Record, Words, binned, reference


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
    """One run of an import: its file, what it made, whether it ended.

    Runs of the page have a `state` of their own (new, check, checked, run, ended, stopped, failed, undo, undone), what
    was chosen for them, and a lease: whoever holds it works on the run until `leased_until`.
    """

    __tablename__ = "imports"

    source: Mapped[str] = mapped_column(Words(200))
    kind: Mapped[str] = mapped_column(Words(40))
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(Words(10), default="ended", server_default="ended")
    settings: Mapped[dict[str, Any] | None] = mapped_column(Json)
    total: Mapped[int] = mapped_column(default=0, server_default="0")  # records that the file holds
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    unchanged: Mapped[int] = mapped_column(default=0, server_default="0")
    began_at: Mapped[datetime | None]
    batch_id: Mapped[int | None] = mapped_column(Id)
    is_stopping: Mapped[bool] = mapped_column(default=False, server_default=false())
    leased_by: Mapped[str | None] = mapped_column(Words(32))
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")  # begun since the last thing that worked
    problem: Mapped[dict[str, Any] | None] = mapped_column(Json)  # why it failed: a code and its parameters

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.created_by_id.in_(people)


class ImportVerdict(Base):
    """What became of one record of an uploaded file, or would; `numbers` are its rows when it has several."""

    __tablename__ = "import_verdicts"
    __table_args__ = (UniqueConstraint("import_id", "number"),)

    import_id: Mapped[int] = reference("imports.id", index=False)
    number: Mapped[int]
    numbers: Mapped[list[int] | None] = mapped_column(Json)
    outcome: Mapped[str] = mapped_column(Words(10))
    row_id: Mapped[int | None] = mapped_column(Id)
    problems: Mapped[list[Any] | None] = mapped_column(Json)


class ImportMapping(Base):
    """What was chosen for a file with these headers the last time; the same headers propose it again."""

    __tablename__ = "import_mappings"
    __table_args__ = (UniqueConstraint("kind", "fingerprint"),)

    kind: Mapped[str] = mapped_column(Words(40))
    fingerprint: Mapped[str] = mapped_column(Words(64))
    settings: Mapped[dict[str, Any]]
    used_at: Mapped[datetime]


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


class File(Record):
    """A file that somebody added to a record; its bytes lie outside the database, under `stored_as`.

    That is None once the bytes are gone for good; the row stays, so that no other file ever gets its address.
    """

    __tablename__ = "files"
    __table_args__ = (Index("ix_files_subject_kind_subject_id", "subject_kind", "subject_id"), binned("files"))

    subject_kind: Mapped[str] = mapped_column(Words(40))
    subject_id: Mapped[int] = mapped_column(Id)
    name: Mapped[str] = mapped_column(Words(150))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(Words(64))
    content_type: Mapped[str] = mapped_column(Words(100))  # by its bytes
    stored_as: Mapped[str | None] = mapped_column(Words(32), unique=True)


class Comment(Record):
    """What somebody wrote about a record; `mentions` are the ids of the people named in it."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_subject_kind_subject_id", "subject_kind", "subject_id"),)

    subject_kind: Mapped[str] = mapped_column(Words(40))
    subject_id: Mapped[int] = mapped_column(Id)
    text: Mapped[str] = mapped_column(Words(10000))
    mentions: Mapped[list[int]] = mapped_column(Json)
