"""Files of any record: look, add, open, put away; whoever may see the record may see them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select, update

from crm import people
from crm.core import history, subjects
from crm.core.access import internal, own
from crm.core.db import Record
from crm.core.errors import Forbidden, Invalid, Problem, refuse_any
from crm.core.work import Work
from crm.records import attached, names, shelf, sniffing
from crm.records.tables import Comment, File

MOST, SHOWN, KEPT = 10 * 2**20, 50, timedelta(days=90)
log = structlog.get_logger()


class Gone(Invalid):
    """The file is known and may be seen, but its bytes are not on the disk."""

    default = "files.gone"


@dataclass(frozen=True)
class FileRow:
    """A file as lists show it; `is_there` says whether its bytes are, `is_shown` whether browsers may show it."""

    id: int
    version: int
    name: str
    size: int
    by: str | None
    at: datetime
    is_there: bool
    is_shown: bool
    may_delete: bool


@dataclass(frozen=True)
class Files:
    """The newest files of a record, newest first; whether there are more, and whether one may add some."""

    rows: list[FileRow]
    has_more: bool
    may_add: bool


@dataclass(frozen=True)
class Bytes:
    """A file to be handed out."""

    path: Path
    name: str
    sha256: str
    content_type: str


@own
def listing(work: Work, kind: str, id: object, *, most: int = SHOWN) -> Files:
    """The files of a record that one may see; NotFound for any other."""
    above = attached.record(work, kind, id)
    found = select(File).where(File.subject_kind == kind, File.subject_id == above.id, File.deleted_at.is_(None))
    rows = list(work.session.execute(found.order_by(File.id.desc()).limit(most + 1)).scalars())
    who = people.names(work.as_office(), [row.created_by_id for row in rows if row.created_by_id])
    may_edit = attached.reaches(work, kind, above)
    return Files([_row(work, row, who, may_edit) for row in rows[:most]], len(rows) > most, may_edit)


@own
def add(work: Work, kind: str, id: object, name: str, raw: bytes) -> int:
    """Add a file to a record that one may edit; its id. Invalid for what is empty, too big, or not what it says.

    The bytes are on the disk before the row is committed; without the row they are swept later.
    """
    above = attached.record(work, kind, id, attached.EDIT)
    name = names.harmless(name)
    refuse_any(_problems(name, raw))
    try:
        stored_as = shelf.keep(raw)
    except OSError as error:
        log.exception("a file could not be kept")
        raise Invalid("files.not_kept", "files", name=name) from error
    row = File(subject_kind=kind, subject_id=above.id, name=name, size=len(raw), stored_as=stored_as)
    row.sha256, row.content_type = hashlib.sha256(raw).hexdigest(), sniffing.sniff(raw)
    work.session.add(row)
    work.session.flush()
    history.note(work, above.__tablename__, above.id, version=above.version, changes={"files": [None, name]})
    return row.id


@own
def add_each(work: Work, kind: str, id: object, given: Iterable[tuple[str, bytes]]) -> tuple[list[int], list[Problem]]:
    """Add those of these files that are right, each whole or not at all; their ids, and what is wrong with the others.

    Invalid when there are none, or none of them is right.
    """
    attached.record(work, kind, id, attached.EDIT)
    added: list[int] = []
    refused: list[Problem] = []
    for name, raw in given:
        try:
            with work.savepoint():
                added.append(add(work, kind, id, name, raw))
        except Invalid as refusal:
            refused += refusal.problems
    if not added:
        refuse_any(refused or [Problem("files.none_chosen", "files")])
    return added, refused


@own
def get(work: Work, id: object) -> Bytes:
    """A file of a record that one may see; NotFound for any other, Gone when its bytes are not on the disk."""
    row, _ = attached.fetch(work, File, id)
    path = shelf.find(row.stored_as)
    if path is None:
        raise Gone(None, None, name=row.name)
    return Bytes(path, row.name, row.sha256, row.content_type)


@own
def delete(work: Work, id: object, version: int | None) -> None:
    """Put a file away: one's own, or of a record that one may edit. Its bytes stay for 90 days."""
    row, above = attached.fetch(work, File, id, version)
    is_own = row.created_by_id is not None and row.created_by_id == work.me.person_id
    if not is_own and not attached.reaches(work, row.subject_kind, above):
        raise Forbidden()
    row.deleted_at = work.now
    work.session.flush()
    history.note(work, above.__tablename__, above.id, version=above.version, changes={"files": [row.name, None]})


@internal
def forget(work: Work, limit: int = 500) -> int:
    """Let go of the bytes of files that were put away 90 days ago; how many. `sweep` removes them."""
    old = select(File.id).where(File.deleted_at < work.now - KEPT, File.stored_as.is_not(None)).limit(limit)
    ids = list(work.session.execute(old).scalars())
    work.session.execute(update(File).where(File.id.in_(ids)).values(stored_as=None))
    return len(ids)


@internal
def sweep(work: Work) -> int:
    """Remove bytes from the disk that no file has: what is forgotten, and what was kept for a row that never came."""

    def known(stored: list[str]) -> set[str]:
        found = work.session.execute(select(File.stored_as).where(File.stored_as.in_(stored))).scalars()
        return {name for name in found if name is not None}

    return shelf.sweep(work.now, known)


@internal
def lacking(work: Work) -> int:
    """How many files that are not put away have no bytes on the disk."""
    stored = list(work.session.execute(select(File.stored_as).where(File.deleted_at.is_(None))).scalars())
    there = shelf.names()  # after the rows: bytes come before them
    return sum(name not in there for name in stored)


@internal
def sums(work: Work) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of what was added, by the name under which its bytes lie; also of what is put away."""
    rows = work.session.execute(select(File.stored_as, File.size, File.sha256).where(File.stored_as.is_not(None)))
    return {str(name): (size, sha256) for name, size, sha256 in rows}


@internal
def forget_of(work: Work, above: type[Record], ids: Iterable[int]) -> None:
    """Let go of the files and comments of records that are gone for good; comments keep no word."""
    kinds, gone = [kind for kind in subjects.kinds() if subjects.of(kind).model is above], sorted(set(ids))
    put_away: tuple[tuple[type[File] | type[Comment], dict[str, Any]], ...] = (
        (File, {"stored_as": None}),
        (Comment, {"text": "", "mentions": []}),
    )
    for model, emptied in put_away:
        rows = update(model).where(model.subject_kind.in_(kinds), model.subject_id.in_(gone))
        work.session.execute(rows.values(deleted_at=work.now, **emptied))


def _problems(name: str, raw: bytes) -> list[Problem]:
    if not raw:
        return [Problem("files.empty", "files", {"name": name})]
    if len(raw) > MOST:
        return [Problem("files.too_big", "files", {"name": name, "megabytes": MOST // 2**20})]
    return sniffing.check(name, raw)


def _row(work: Work, row: File, who: dict[int, str], may_edit: bool) -> FileRow:
    by = row.created_by_id
    return FileRow(
        id=row.id,
        version=row.version,
        name=row.name,
        size=row.size,
        by=who.get(by or 0),
        at=row.created_at,
        is_there=shelf.find(row.stored_as) is not None,
        is_shown=row.content_type in sniffing.SHOWN,
        may_delete=may_edit or (by is not None and by == work.me.person_id),
    )
