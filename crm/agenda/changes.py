"""History as people read it: who changed what, when, from what to what, page by page however long it has grown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from crm.agenda import change_titles, change_values
from crm.agenda.change_kinds import KINDS, SILENT, shown
from crm.agenda.change_values import Field
from crm.core import asked, clock
from crm.core.access import right
from crm.core.history import Change
from crm.core.listing import PAGE, Choice
from crm.core.work import Work
from crm.people.tables import User
from crm.records.tables import Batch

VIEW = "history.view"
ACTIONS = ("created", "changed", "binned", "restored", "removed")


@dataclass(frozen=True)
class Asked:
    """What of history is asked for; days are those of the reader's zone, `before` is where the last page ended."""

    person_id: int | None = None
    kind: str = ""
    row_id: int | None = None
    action: str = ""
    first: date | None = None
    last: date | None = None
    batch_id: int | None = None
    before: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, object]) -> Asked:
        """From an address's query; whatever is not understood is as if it were not there."""
        kind = asked.one_of(query.get("kind"), tuple(KINDS))
        return cls(
            person_id=asked.number(query.get("person")),
            kind=kind,
            row_id=asked.number(query.get("row")) if kind else None,
            action=asked.one_of(query.get("action"), ACTIONS),
            first=asked.day(query.get("from")),
            last=asked.day(query.get("to")),
            batch_id=asked.number(query.get("batch")),
            before=asked.number(query.get("before")),
        )

    def query(self) -> dict[str, str]:
        """For an address; what is not asked for is left out."""
        found = {
            "person": self.person_id,
            "kind": self.kind,
            "row": self.row_id,
            "action": self.action,
            "from": self.first,
            "to": self.last,
            "batch": self.batch_id,
            "before": self.before,
        }
        return asked.for_address(found)


@dataclass(frozen=True)
class ChangeRow:
    """One change. `who` is the person; `is_office`: it followed by itself, from something that person did, or, without
    a person, from the passing of days."""

    id: int
    at: datetime
    who: str | None
    is_office: bool
    kind: str
    row_id: int
    title: str
    place: str
    action: str
    fields: tuple[Field, ...]
    batch_id: int | None
    batch: str | None


@dataclass(frozen=True)
class Changes:
    """Some changes, newest first, and where to go on: None at the end."""

    rows: list[ChangeRow]
    next: int | None


@right(VIEW)
def listing(work: Work, asked: Asked, *, most: int = PAGE) -> Changes:
    """The next changes that the reader may see (`change_kinds.shown`) and asked for, newest first."""
    found = select(Change).where(shown(work), Change.kind.not_in(SILENT), *_conditions(work, asked))
    rows = list(work.session.execute(found.order_by(Change.id.desc()).limit(most + 1)).scalars())
    more = rows[most - 1].id if len(rows) > most else None
    return Changes(_rows(work, rows[:most]), more)


@right(VIEW)
def of_record(work: Work, kind: str, row_id: int, *, before: int | None = None, most: int = 20) -> Changes:
    """The history of one record, newest first, as far as the reader may see it."""
    return listing(work, replace(Asked(before=before), kind=kind, row_id=row_id), most=most)


@right(VIEW)
def authors(work: Work) -> list[Choice]:
    """The people whose changes one may look at."""
    found = work.visible(User, VIEW).order_by(User.name, User.id)
    return [Choice(user.id, user.name) for user in work.session.execute(found).scalars()]


def _conditions(work: Work, asked: Asked) -> list[ColumnElement[bool]]:
    zone = work.me.zone or work.office.zone
    bounds: tuple[tuple[Any, Callable[[Any], ColumnElement[bool]]], ...] = (
        (asked.person_id, Change.actor_id.__eq__),
        (asked.kind, Change.kind.__eq__),
        (asked.row_id, Change.row_id.__eq__),
        (asked.action, Change.action.__eq__),
        (asked.batch_id, Change.batch_id.__eq__),
        (asked.before, Change.id.__lt__),
    )
    found = [condition(value) for value, condition in bounds if value]
    if asked.first:
        found.append(Change.at >= clock.day_start(asked.first, zone))
    if asked.last and asked.last < date.max:
        found.append(Change.at < clock.day_start(asked.last + timedelta(days=1), zone))
    return found


def _rows(work: Work, changes: list[Change]) -> list[ChangeRow]:
    office = work.as_office()
    names, titles = change_values.names_for(office, changes), change_titles.titles(office, changes)
    people = _named(work, User.id, User.name, {one.actor_id for one in changes})
    batches = _batches(work, {one.batch_id for one in changes if one.batch_id})
    found = []
    for one in changes:
        title, purpose = batches.get(one.batch_id or 0, (None, ""))
        found.append(
            ChangeRow(
                id=one.id,
                at=one.at,
                who=people.get(one.actor_id or 0),
                is_office=one.is_office and purpose != "undo",  # there the office is only the hand
                kind=one.kind,
                row_id=one.row_id,
                title=titles.get((one.kind, one.row_id), f"#{one.row_id}"),
                place=KINDS[one.kind].place if one.kind in KINDS and one.action != "removed" else "",
                action=one.action,
                fields=tuple(change_values.fields_of(one, names)),
                batch_id=one.batch_id,
                batch=title,
            )
        )
    return found


def _batches(work: Work, ids: set[int]) -> dict[int, tuple[str, str]]:
    rows = select(Batch.id, Batch.title, Batch.purpose).where(Batch.id.in_(ids))
    return {row_id: (title, purpose) for row_id, title, purpose in work.session.execute(rows).tuples()}


def _named(work: Work, key: Any, name: Any, ids: set[int | None]) -> dict[int, str]:
    return dict(work.session.execute(select(key, name).where(key.in_(ids - {None}))).tuples().all())
