"""The bell: what one person has been told, read and unread; always their own entries only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select, update

from crm.core import listing, subjects
from crm.core.access import internal, right
from crm.core.errors import NotFound
from crm.core.listing import PAGE, Page
from crm.core.work import Work
from crm.notifications.tables import Attempt, Entry, Message

KEPT = timedelta(days=365)
MOST_UNREAD = 100


@dataclass(frozen=True)
class EntryRow:
    """One bell entry; `path` leads to the record it is about, where its reader's rights are asked again."""

    id: int
    kind: str
    title: str
    body: str
    path: str | None
    created_at: datetime
    read_at: datetime | None


@right("inbox.view")
def unread(work: Work) -> int:
    """How many of my entries are unread, counted no further than MOST_UNREAD."""
    mine = select(Entry.id).where(Entry.person_id == work.me.person_id, Entry.read_at.is_(None)).limit(MOST_UNREAD)
    return work.session.execute(select(func.count()).select_from(mine.subquery())).scalar_one()


@right("inbox.view")
def entries(work: Work, *, only_unread: bool = False, page: int = 1) -> Page[EntryRow]:
    """My entries, newest first."""
    chosen = select(Entry).where(Entry.person_id == work.me.person_id)
    if only_unread:
        chosen = chosen.where(Entry.read_at.is_(None))
    total, is_capped = listing.count(work.session, chosen.with_only_columns(Entry.id))
    page = max(1, page)
    shown = chosen.order_by(Entry.id.desc()).offset((page - 1) * PAGE).limit(PAGE)
    return Page([_row(row) for row in work.session.execute(shown).scalars()], page, total, is_capped)


@right("inbox.edit")
def mark_read(work: Work, entry_id: int) -> None:
    """One of my entries is read; NotFound for anybody else's."""
    mine = (Entry.id == entry_id) & (Entry.person_id == work.me.person_id)
    row = work.session.execute(select(Entry).where(mine)).scalar_one_or_none()
    if row is None:
        raise NotFound()
    if row.read_at is None:
        row.read_at = work.now


@right("inbox.edit")
def mark_all_read(work: Work) -> int:
    """All my entries are read; how many were not."""
    unseen = (Entry.person_id == work.me.person_id) & Entry.read_at.is_(None)
    done: Any = work.session.execute(update(Entry).where(unseen).values(read_at=work.now))
    return int(done.rowcount)


@internal
def forget(work: Work, *, limit: int) -> int:
    """Drop read entries and settled messages older than a year; how many went."""
    before = work.now - KEPT
    old_entries = select(Entry.id).where(Entry.read_at.is_not(None), Entry.created_at < before)
    old_messages = select(Message.id).where(
        Message.state.in_(["sent", "failed", "cancelled"]), Message.created_at < before
    )
    return _drop(work, Entry, old_entries.limit(limit)) + _drop(work, Message, old_messages.limit(limit))


def _drop(work: Work, table: type[Entry] | type[Message], ids: Select[Any]) -> int:
    found = list(work.session.execute(ids).scalars())
    if found and table is Message:
        work.session.execute(delete(Attempt).where(Attempt.message_id.in_(found)))
    if found:
        work.session.execute(delete(table).where(table.id.in_(found)))
    return len(found)


def _row(row: Entry) -> EntryRow:
    path = None
    if row.subject_kind and row.subject_id:
        path = subjects.of(row.subject_kind).path(row.subject_id)
    return EntryRow(row.id, row.kind, row.title, row.body, path, row.created_at, row.read_at)
