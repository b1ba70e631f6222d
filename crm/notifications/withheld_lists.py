"""What was held back as administrators look at it: listed, one in full, everything for export.

It tells of everybody, so all of this needs the right to see the whole office, as the outbox does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from crm.core import listing, matching, subjects
from crm.core.access import right
from crm.core.errors import NotFound
from crm.core.history import Change
from crm.core.listing import PAGE, Page
from crm.core.work import MAX_ID, Work
from crm.notifications.outbox_filters import HeldFilters, narrowed
from crm.notifications.saying import in_words
from crm.notifications.tables import Message
from crm.notifications.withheld import KIND, why_never
from crm.notifications.withheld_tables import Withheld
from crm.people.tables import User

VIEW = "office.view"
MOST_REASONS = 60
_COLUMNS = (
    Withheld.id,
    Withheld.at,
    Withheld.kind,
    Withheld.channel,
    func.coalesce(User.name, Withheld.name),
    Withheld.address,
    Withheld.title,
    Withheld.reason,
    Withheld.subject_kind,
    Withheld.subject_id,
    Withheld.person_id,
    Withheld.client_id,
    Withheld.again,
    Withheld.sent_at,
)


@dataclass(frozen=True)
class HeldRow:
    """One reader by one channel ("": by none at all) as lists and workbooks show it; ours are called as they are today.

    `again` is what words it later, beside its record.
    """

    id: int
    at: datetime
    kind: str
    channel: str
    name: str
    address: str
    title: str
    reason: str
    subject_kind: str | None
    subject_id: int | None
    person_id: int | None
    client_id: int | None
    again: dict[str, Any] | None
    sent_at: datetime | None

    @property
    def version(self) -> int:
        """Moves when it is sent after all."""
        return 2 if self.sent_at else 1

    @property
    def why(self) -> str:
        """The reason as a sentence."""
        return in_words(None, self.reason)[0] or self.reason

    @property
    def path(self) -> str | None:
        """Where its record is, where its reader's rights are asked again."""
        if self.subject_kind not in subjects.kinds() or not self.subject_id:
            return None
        return subjects.of(self.subject_kind).path(self.subject_id)

    @property
    def never(self) -> str | None:
        """Why it can never be sent later (a key); None when that depends on how things are then."""
        return why_never(self)


@dataclass(frozen=True)
class HeldCard:
    """One of these; who had it sent after all, and as which message."""

    row: HeldRow
    sent_by: str
    message_id: int | None


@right(VIEW)
def held(work: Work, filters: HeldFilters, page: int = 1) -> Page[HeldRow]:
    """One page of what the filters ask for, newest first."""
    work.require(VIEW, None)
    number = min(max(page, 1), 10**9)
    ids = _filtered(work, filters)
    total, is_capped = listing.count(work.session, ids)
    ordered = ids.order_by(Withheld.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    return Page(_rows(work, list(work.session.execute(ordered).scalars())), number, total, is_capped)


@right(VIEW)
def held_reasons(work: Work) -> list[str]:
    """Every reason that anything was held back for."""
    work.require(VIEW, None)
    reasons = select(Withheld.reason).distinct().order_by(Withheld.reason).limit(MOST_REASONS)
    return list(work.session.execute(reasons).scalars())


@right(VIEW)
def export_held(work: Work, filters: HeldFilters) -> Iterator[HeldRow]:
    """Everything that the same filters list, in the same order, chunk by chunk."""
    work.require(VIEW, None)
    return _everything(work, filters)


@right(VIEW)
def held_one(work: Work, held_id: int) -> HeldCard:
    """One with all that is known of it; NotFound when there is none."""
    work.require(VIEW, None)
    found = _rows(work, [held_id]) if isinstance(held_id, int) and 0 < held_id <= MAX_ID else []
    if not found:
        raise NotFound()
    [row] = found
    who = select(User.name).join(Change, Change.actor_id == User.id)
    who = who.where(Change.kind == KIND, Change.row_id == row.id).order_by(Change.id.desc()).limit(1)
    sent_by = work.session.execute(who).scalar_one_or_none() if row.sent_at else None
    message = select(Message.id).join(Withheld, Message.key == Withheld.key + ":" + Withheld.channel)
    message = message.where(Withheld.id == row.id)
    return HeldCard(row, sent_by or "", work.session.execute(message).scalar_one_or_none() if row.sent_at else None)


def _everything(work: Work, filters: HeldFilters) -> Iterator[HeldRow]:
    for ids in listing.newest_first(work.session, _filtered(work, filters), Withheld.id):
        yield from _rows(work, ids)


def _filtered(work: Work, filters: HeldFilters) -> Select[Any]:
    ids = narrowed(select(Withheld.id), Withheld, Withheld.at, filters, work.office.zone)
    if filters.reason:
        ids = ids.where(Withheld.reason == filters.reason)
    if filters.text:
        ours = select(User.id).where(matching.contains(filters.text, User.name))
        texts = matching.contains(filters.text, Withheld.title, Withheld.name, Withheld.address)
        ids = ids.where(or_(texts, Withheld.person_id.in_(ours)))
    return ids


def _rows(work: Work, ids: list[int]) -> list[HeldRow]:
    chosen = select(*_COLUMNS).outerjoin(User, User.id == Withheld.person_id).where(Withheld.id.in_(ids))
    by_id = {row[0]: HeldRow(*row) for row in work.session.execute(chosen)} if ids else {}
    return [by_id[i] for i in ids if i in by_id]
