"""Comments on any record: look, write, change and delete one's own; telling whom they mention is `flows.commenting`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm import people
from crm.core import clean
from crm.core.access import Reach, own
from crm.core.errors import Forbidden, Problem, refuse_any
from crm.core.work import Work
from crm.people.tables import User
from crm.records import attached
from crm.records.tables import Comment

OVERSEES = "office.configure"  # with reach all: who may delete anybody's
SHOWN, LONGEST, MOST_MENTIONS = 50, 10_000, 50


@dataclass(frozen=True)
class CommentRow:
    """A comment as its record's card shows it; `mentions` are (id, name)."""

    id: int
    version: int
    text: str
    mentions: tuple[tuple[int, str], ...]
    by: str | None
    at: datetime
    is_edited: bool
    may_edit: bool
    may_delete: bool


@dataclass(frozen=True)
class Comments:
    """The newest comments of a record, newest last, and whether there are earlier ones."""

    rows: list[CommentRow]
    has_earlier: bool


@own
def listing(work: Work, kind: str, id: object, *, most: int = SHOWN) -> Comments:
    """The comments of a record that one may see; NotFound for any other."""
    above = attached.record(work, kind, id)
    of_it = (Comment.subject_kind == kind, Comment.subject_id == above.id, Comment.deleted_at.is_(None))
    found = select(Comment).where(*of_it).order_by(Comment.id.desc()).limit(most + 1)
    rows = list(work.session.execute(found).scalars())
    ids = {row.created_by_id for row in rows} | {one for row in rows for one in row.mentions}
    who = people.names(work.as_office(), [one for one in ids if one])
    return Comments([_row(work, row, who) for row in reversed(rows[:most])], len(rows) > most)


@own
def nameable(work: Work) -> dict[int, str]:
    """Whom one may mention, by name: active people whom one may see."""
    if not work.may("people.view"):
        return {}
    found = select(User.id, User.name).where(work.scope(User, "people.view"), User.is_active).order_by(User.name)
    return {row.id: row.name for row in work.session.execute(found)}


@own
def add(work: Work, kind: str, id: object, text: str, mentions: Collection[int] = ()) -> Comment:
    """Write a comment on a record that one may see, naming people that one may see."""
    above = attached.record(work, kind, id)
    text, named = clean.block(text), _tidy(mentions)
    refuse_any(clean.check(text, "comment_text", LONGEST, is_needed=True) + _wrong(work, named))
    row = Comment(subject_kind=kind, subject_id=above.id, text=text, mentions=named)
    work.session.add(row)
    work.session.flush()
    return row


@own
def edit(work: Work, id: object, version: int | None, text: str, mentions: Collection[int] = ()) -> Comment:
    """Change one's own comment; whom it named before may stay named."""
    row, _ = attached.fetch(work, Comment, id, version)
    if not _is_own(work, row):
        raise Forbidden()
    text, named = clean.block(text), _tidy(mentions)
    wrong = _wrong(work, [one for one in named if one not in row.mentions])
    refuse_any(clean.check(text, "comment_text", LONGEST, is_needed=True) + wrong)
    row.text, row.mentions = text, named
    work.session.flush()
    return row


@own
def delete(work: Work, id: object, version: int | None) -> None:
    """Delete a comment: one's own, or anybody's for who configures the office."""
    row, _ = attached.fetch(work, Comment, id, version)
    if not (_is_own(work, row) or _oversees(work)):
        raise Forbidden()
    row.deleted_at = work.now
    work.session.flush()


def _tidy(mentions: Collection[int]) -> list[int]:
    return sorted({one for one in mentions if isinstance(one, int) and not isinstance(one, bool)})


def _wrong(work: Work, named: Collection[int]) -> list[Problem]:
    """People who cannot be mentioned: not active, or not to be seen by who writes."""
    if len(named) > MOST_MENTIONS:
        return [Problem("comments.too_many", "mentions", {"count": MOST_MENTIONS})]
    seen = select(User.id).where(work.scope(User, "people.view"), User.is_active, User.id.in_(named))
    known = set(work.session.execute(seen).scalars()) if named else set()
    return [Problem("comments.nobody", "mentions")] if set(named) - known else []


def _is_own(work: Work, row: Comment) -> bool:
    return row.created_by_id is not None and row.created_by_id == work.me.person_id


def _oversees(work: Work) -> bool:
    return work.me.grants.reach(OVERSEES) == Reach.ALL


def _row(work: Work, row: Comment, who: dict[int, str]) -> CommentRow:
    return CommentRow(
        id=row.id,
        version=row.version,
        text=row.text,
        mentions=tuple((one, who.get(one, "?")) for one in row.mentions),
        by=who.get(row.created_by_id or 0),
        at=row.created_at,
        is_edited=row.version > 1,
        may_edit=_is_own(work, row),
        may_delete=_is_own(work, row) or _oversees(work),
    )
