"""The outbox as administrators look at it: listed, counted, one message as it goes out, everything for export.

Mail of everybody lies here, so all of this needs the right to see the whole office.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from crm.channels import Failed, Letter
from crm.channels.composing import compose
from crm.core import listing, matching, subjects
from crm.core.access import right
from crm.core.errors import NotFound
from crm.core.history import Change
from crm.core.listing import PAGE, Page
from crm.core.work import MAX_ID, Work
from crm.notifications import sealed, servers
from crm.notifications.outbox_filters import STATES, OutboxFilters, narrowed
from crm.notifications.saying import in_words
from crm.notifications.tables import Attempt, Message
from crm.people.tables import User

VIEW = "office.view"
MOST_SHOWN = 100  # attempts and copies of one message
_COLUMNS = (
    Message.id,
    (Message.again_count + 1).label("version"),
    Message.state,
    Message.kind,
    Message.channel,
    Message.name,
    Message.address,
    Message.title,
    Message.due_at,
    Message.sent_at,
    Message.attempts,
    Message.next_try_at,
    Message.trouble,
    Message.error,
    Message.message_id,
    Message.deferred_reason,
)


@dataclass(frozen=True)
class MessageRow:
    """One message as lists and workbooks show it; `version` counts what people have done to it."""

    id: int
    version: int
    state: str
    kind: str
    channel: str
    name: str
    address: str
    title: str
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    next_try_at: datetime
    trouble: str | None
    error: str | None
    message_id: str
    deferred_reason: str | None = None

    @property
    def is_deferred(self) -> bool:
        """Whether it waits for a moment that it was given when it was written, and nothing went wrong."""
        return self.deferred_reason is not None and self.state == "waiting" and not self.attempts

    @property
    def plain(self) -> str:
        """What is wrong, as a sentence."""
        return in_words(self.trouble, self.error)[0] or ""

    @property
    def said(self) -> str:
        """What is wrong, in the server's own words."""
        return in_words(self.trouble, self.error)[1] or ""


@dataclass(frozen=True)
class AttemptRow:
    """One attempt: sent, later (tried again), failed, or lost with the scheduler that had it in hand."""

    at: datetime
    outcome: str
    plain: str
    said: str


@dataclass(frozen=True)
class ActRow:
    """Who had it sent again or cancelled, and when."""

    at: datetime
    who: str
    state: str


@dataclass(frozen=True)
class MessageCard:
    """One message as it goes out, except for the token of a link, which only its reader may have (`sealed`)."""

    row: MessageRow
    has_token: bool
    text: str
    html: str
    headers: list[tuple[str, str]]
    attempts: list[AttemptRow]
    acts: list[ActRow]
    copies: list[int]
    again_of_id: int | None
    path: str | None


@right(VIEW)
def messages(work: Work, filters: OutboxFilters, page: int = 1) -> Page[MessageRow]:
    """One page of what the filters ask for, newest first."""
    work.require(VIEW, None)
    number = min(max(page, 1), 10**9)
    ids = _filtered(work, filters)
    total, is_capped = listing.count(work.session, ids)
    ordered = ids.order_by(Message.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    found = list(work.session.execute(ordered).scalars())
    return Page(_rows(work, found), number, total, is_capped)


@right(VIEW)
def message_counts(work: Work) -> dict[str, tuple[int, bool]]:
    """For each state how many there are, and whether counting stopped at the cap."""
    work.require(VIEW, None)
    return {state: listing.count(work.session, select(Message.id).where(Message.state == state)) for state in STATES}


@right(VIEW)
def export_messages(work: Work, filters: OutboxFilters) -> Iterator[MessageRow]:
    """Everything that the same filters list, in the same order, chunk by chunk; never what a message says."""
    work.require(VIEW, None)
    return _everything(work, filters)


@right(VIEW)
def message(work: Work, message_id: int) -> MessageCard:
    """One message with all that is known of it; NotFound when there is none."""
    work.require(VIEW, None)
    known = isinstance(message_id, int) and 0 < message_id <= MAX_ID
    row = work.session.get(Message, message_id) if known else None
    if row is None:
        raise NotFound()
    attempts = _attempts(work, row.id)
    copies = select(Message.id).where(Message.again_of_id == row.id).order_by(Message.id).limit(MOST_SHOWN)
    return MessageCard(
        row=_rows(work, [row.id])[0],
        has_token=sealed.MARK in row.text,
        text=row.text,
        html=row.html,
        headers=_headers(work, row, next((found.sender for found in attempts if found.sender), None)),
        attempts=[_attempt(found) for found in attempts],
        acts=_acts(work, row.id),
        copies=list(work.session.execute(copies).scalars()),
        again_of_id=row.again_of_id,
        path=subjects.of(row.subject_kind).path(row.subject_id) if row.subject_kind and row.subject_id else None,
    )


def _everything(work: Work, filters: OutboxFilters) -> Iterator[MessageRow]:
    for ids in listing.newest_first(work.session, _filtered(work, filters), Message.id):
        yield from _rows(work, ids)


def _filtered(work: Work, filters: OutboxFilters) -> Select[Any]:
    ids = narrowed(select(Message.id), Message, Message.due_at, filters, work.office.zone)
    if filters.states:
        ids = ids.where(Message.state.in_(filters.states))
    if filters.text:
        ids = ids.where(matching.contains(filters.text, Message.title, Message.address, Message.name))
    return ids


def _rows(work: Work, ids: list[int]) -> list[MessageRow]:
    found: Any = work.session.execute(select(*_COLUMNS).where(Message.id.in_(ids))) if ids else []
    by_id = {row[0]: MessageRow(*row) for row in found}
    return [by_id[i] for i in ids]


def _headers(work: Work, row: Message, sent_as: str | None) -> list[tuple[str, str]]:
    """The headers as they are written when it goes out; as whom: how it was sent, else how it would be today."""
    sender, reply_to = servers.sender_of(work.as_office(), row.account_id)
    sender = sent_as or sender
    if row.channel != "email" or sender is None:
        return []
    letter = Letter(
        id=row.id,
        channel=row.channel,
        address=row.address,
        name=row.name,
        title=row.title,
        text="",
        html="",
        message_id=row.message_id,
        language=row.language,
        at=row.sent_at or row.next_try_at,
    )
    try:
        composed = compose(letter, sender, reply_to)
    except Failed:  # an address that no header can hold: the error says so
        return []
    return [(name, str(value)) for name, value in composed.items() if not name.startswith(("MIME", "Content-Type"))]


def _attempts(work: Work, message_id: int) -> list[Attempt]:
    last = select(Attempt).where(Attempt.message_id == message_id).order_by(Attempt.id.desc()).limit(MOST_SHOWN)
    return list(work.session.execute(last).scalars())


def _attempt(row: Attempt) -> AttemptRow:
    plain, said = in_words(row.trouble, row.error)
    return AttemptRow(row.at, row.outcome, plain or "", said or "")


def _acts(work: Work, message_id: int) -> list[ActRow]:
    """Who did what to it by hand, the last first."""
    chosen = select(Change.at, User.name, Change.changes).outerjoin(User, User.id == Change.actor_id)
    mine = chosen.where(Change.kind == "outbox", Change.row_id == message_id)
    found = work.session.execute(mine.order_by(Change.id.desc()).limit(MOST_SHOWN))
    return [ActRow(at, name or "?", changes.get("state", [None, "waiting"])[1]) for at, name, changes in found]
