"""What files and comments hang on: any record by (kind, id), seen and changed by whoever may see and change that."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select

from crm.core import history, subjects
from crm.core.access import own
from crm.core.db import Record
from crm.core.errors import Conflict, NotFound
from crm.core.work import MAX_ID, Work
from crm.records.tables import Comment, File

T = TypeVar("T", File, Comment)
VIEW, EDIT = "view", "edit"


@own
def record(work: Work, kind: str, id: object, action: str = VIEW) -> Record:
    """The record itself, under its module's right to view or to edit it; NotFound for kinds that nobody knows."""
    subject = _subject(kind)
    return work.fetch(subject.model, id, _right(subject, action))


@own
def reaches(work: Work, kind: str, row: Record, action: str = EDIT) -> bool:
    """Whether this right of the record's module reaches the record, which was fetched before."""
    subject = _subject(kind)
    model = subject.model
    reached = select(model.id).where(model.id == row.id, work.scope(model, _right(subject, action)))
    return work.session.execute(reached).first() is not None


@own
def fetch(work: Work, model: type[T], id: object, version: int | None = None) -> tuple[T, Record]:
    """A file or comment with the record it hangs on.

    NotFound when either is gone or not to be seen, Conflict when the seen version is old.
    """
    found: Any = select(model).where(model.id == _number(id), model.deleted_at.is_(None))
    row: T | None = work.session.execute(found).scalar_one_or_none()
    if row is None:
        raise NotFound()
    above = record(work, row.subject_kind, row.subject_id)
    if version is not None and row.version != version:
        raise Conflict(**history.since(work.session, model.__tablename__, row.id, version))
    return row, above


def _subject(kind: str) -> subjects.Subject:
    if kind not in subjects.kinds():
        raise NotFound()
    return subjects.of(kind)


def _right(subject: subjects.Subject, action: str) -> str:
    return f"{subject.view.partition('.')[0]}.{action}"


def _number(id: object) -> int:
    if isinstance(id, str) and id.isascii() and id.isdigit() and len(id) < 20:
        id = int(id)
    if isinstance(id, bool) or not isinstance(id, int) or not 0 < id <= MAX_ID:
        raise NotFound()
    return id
