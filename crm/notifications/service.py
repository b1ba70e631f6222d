"""The bell: what one person has been told, read and unread; always their own entries only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, select, update

from crm.core import listing, subjects
from crm.core.access import internal, right
from crm.core.errors import NotFound
from crm.core.listing import PAGE, Page
from crm.core.work import Work
from crm.notifications import waking
from crm.notifications.tables import Attempt, Entry, Message, Snooze
from crm.notifications.withheld_tables import Withheld

KEPT = timedelta(days=365)
MOST_UNREAD = 100
MOST_LOOKED_AT = 20
MOST_BACK = 200  # entries that came back whose messages are withdrawn at once
BOTH = ("done", "reassign")
About = tuple[str, int]  # a record: its kind and id


@dataclass(frozen=True)
class EntryRow:
    """One bell entry; `path` leads to the record it is about, where its reader's rights are asked again.

    `may_finish`: it can be said to be done from here; `reassign` is where it is handed on; both only while it is open.
    """

    id: int
    kind: str
    title: str
    body: str
    path: str | None
    created_at: datetime
    read_at: datetime | None
    woken_at: datetime | None = None
    snoozed_until: datetime | None = None
    reason: str | None = None  # why it was put off
    may_finish: bool = False
    reassign: str | None = None

    @property
    def shown_at(self) -> datetime:
        """When it came, or came back."""
        return self.woken_at or self.created_at


@right("inbox.view")
def unread(work: Work) -> int:
    """How many of my entries are unread, counted no further than MOST_UNREAD."""
    mine = select(Entry.id).where(Entry.person_id == work.me.person_id, Entry.read_at.is_(None)).limit(MOST_UNREAD)
    return work.session.execute(select(func.count()).select_from(mine.subquery())).scalar_one()


@right("inbox.view")
def entries(work: Work, *, only_unread: bool = False, only_snoozed: bool = False, page: int = 1) -> Page[EntryRow]:
    """My entries, newest first."""
    chosen = select(Entry).where(Entry.person_id == work.me.person_id)
    if only_unread:
        chosen = chosen.where(Entry.read_at.is_(None))
    if only_snoozed:
        chosen = chosen.where(is_snoozed())
    total, is_capped = listing.count(work.session, chosen.with_only_columns(Entry.id))
    page = max(1, page)
    shown = chosen.order_by(Entry.id.desc()).offset((page - 1) * PAGE).limit(PAGE)
    rows = entry_rows(work.as_office(), work.session.execute(shown).scalars().all(), work)
    return Page(rows, page, total, is_capped)


@right("inbox.view")
def newest_unread(work: Work, limit: int = 5) -> list[EntryRow]:
    """My unread entries for the line on every page: what came or came back last is first, what is over is left out."""
    came = func.coalesce(Entry.woken_at, Entry.created_at)
    unseen = select(Entry).where(Entry.person_id == work.me.person_id, Entry.read_at.is_(None))
    newest = unseen.order_by(came.desc(), Entry.id.desc()).limit(MOST_LOOKED_AT)
    last, office = work.session.execute(newest).scalars().all(), work.as_office()
    over = _over(office, last)
    return entry_rows(office, [row for row in last if _about(row) not in over][:limit], work)


@right("inbox.edit")
def mark_read(work: Work, entry_id: int) -> None:
    """One of my entries is read, and no longer put off; NotFound for anybody else's."""
    row = mine(work.as_office(), entry_id)
    end_snooze(work.as_office(), row)
    if row.read_at is None:
        row.read_at = work.now


@right("inbox.edit")
def mark_all_read(work: Work) -> int:
    """All my entries are read; how many were not."""
    unseen = (Entry.person_id == work.me.person_id) & Entry.read_at.is_(None)
    back = select(Entry.id).where(unseen, Entry.woken_at.is_not(None)).order_by(Entry.id.desc()).limit(MOST_BACK)
    waking.withdraw(work.as_office(), work.session.execute(back).scalars().all())
    done: Any = work.session.execute(update(Entry).where(unseen).values(read_at=work.now))
    return int(done.rowcount)


@internal
def forget(work: Work, *, limit: int) -> int:
    """Drop read entries, settled messages and what was held back when older than a year; how many went."""
    before = work.now - KEPT
    old_entries = select(Entry.id).where(Entry.read_at.is_not(None), Entry.created_at < before, ~is_snoozed())
    old_messages = select(Message.id).where(
        Message.state.in_(["sent", "failed", "cancelled"]), Message.created_at < before
    )
    held_back = select(Withheld.id).where(Withheld.at < before)
    found = ((Entry, old_entries), (Message, old_messages), (Withheld, held_back))
    return sum(_drop(work, table, ids.limit(limit)) for table, ids in found)


def _drop(work: Work, table: type[Entry] | type[Message] | type[Withheld], ids: Select[Any]) -> int:
    found = list(work.session.execute(ids).scalars())
    if found and table is Message:
        work.session.execute(delete(Attempt).where(Attempt.message_id.in_(found)))
    if found and table is Entry:
        work.session.execute(delete(Snooze).where(Snooze.entry_id.in_(found)))
    if found:
        work.session.execute(delete(table).where(table.id.in_(found)))
    return len(found)


@internal
def mine(work: Work, entry_id: int) -> Entry:
    """The actor's own entry, held until the end of the transaction; NotFound for anybody else's."""
    chosen = select(Entry).where(Entry.id == entry_id, Entry.person_id == work.me.person_id)
    row = work.session.execute(chosen.with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


@internal
def end_snooze(work: Work, row: Entry) -> None:
    """It is not put off any more, and what still waits to tell of it again is not sent."""
    waking.withdraw(work, [row.id])
    waits = (Snooze.entry_id == row.id) & (Snooze.state == "waiting")
    work.session.execute(update(Snooze).where(waits).values(state="ended", settled_at=work.now))


def is_snoozed() -> ColumnElement[bool]:
    """The condition that an entry is put off."""
    return exists().where(Snooze.entry_id == Entry.id, Snooze.state == "waiting")


@internal
def entry_rows(work: Work, rows: Sequence[Entry], reader: Work) -> list[EntryRow]:
    """Entries as they are shown to this reader, with what they may do about them."""
    ids = [row.id for row in rows if row.read_at is not None]
    waits = select(Snooze).where(Snooze.entry_id.in_(ids), Snooze.state == "waiting")
    snoozed = {one.entry_id: one for one in work.session.execute(waits).scalars()} if ids else {}
    may = _may_act(work, rows, reader)
    over = _over(work, [row for row in rows if _is_acted_on(row) and may.get(_about(row))])
    return [_row(row, snoozed.get(row.id), () if _about(row) in over else may.get(_about(row), ())) for row in rows]


def _may_act(work: Work, rows: Sequence[Entry], reader: Work) -> dict[About, Collection[str]]:
    """What this reader may do about the records of these entries: one look for each kind, however many they are."""
    found: dict[About, Collection[str]] = {}
    for kind, ids in _by_kind(rows).items():
        asked = subjects.of(kind).may_act
        said = dict.fromkeys(ids, BOTH) if asked is None else asked(work, ids, reader)
        found |= {(kind, id): what for id, what in said.items()}
    return found


def _over(work: Work, rows: Sequence[Entry]) -> set[About]:
    """The records of these entries of which nothing more is told: asked once for each kind."""
    return {(kind, id) for kind, ids in _by_kind(rows).items() for id in subjects.over(work, kind, ids)}


def _by_kind(rows: Sequence[Entry]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for row in rows:
        if row.subject_kind and row.subject_id:
            found.setdefault(row.subject_kind, set()).add(row.subject_id)
    return found


def _about(row: Entry) -> About:
    return row.subject_kind or "", row.subject_id or 0


def _is_acted_on(row: Entry) -> bool:
    """Whether anything can be done about its record from the bell at all."""
    if not row.subject_kind or not row.subject_id:
        return False
    subject = subjects.of(row.subject_kind)
    return subject.done is not None or subject.reassign is not None


def _row(row: Entry, snooze: Snooze | None, may: Collection[str]) -> EntryRow:
    path, may_finish, reassign = None, False, None
    if row.subject_kind and row.subject_id:
        subject = subjects.of(row.subject_kind)
        path = subject.path(row.subject_id)
        may_finish = subject.done is not None and "done" in may
        reassign = subject.reassign(row.subject_id) if subject.reassign and "reassign" in may else None
    return EntryRow(
        row.id,
        row.kind,
        row.title,
        row.body,
        path,
        row.created_at,
        row.read_at,
        row.woken_at,
        snooze.until_at if snooze else None,
        snooze.reason if snooze else None,
        may_finish,
        reassign,
    )
