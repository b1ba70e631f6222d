"""Lists of tasks: page by page, for a record, for an answer or a choice, and everything filtered for export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from crm.core import clock, matching, places
from crm.core import listing as lists
from crm.core.access import internal, right
from crm.core.listing import Page
from crm.core.places import Order
from crm.core.work import Work
from crm.people.roles import role_name
from crm.people.tables import Role, Team, User
from crm.tasks import rules, telling
from crm.tasks.rules import Filters
from crm.tasks.tables import LIVE, Delegation, Note, Task

VIEW, EXPORT = "tasks.view", "tasks.export"
CHUNK, CATEGORIES = 500, 200
FIRST = datetime(1, 1, 2, tzinfo=UTC)
SORTED_BY: dict[str, Any] = {"due_at": Task.due_at, "title": Task.title, "created": None}


@dataclass(frozen=True)
class TaskRow:
    """One task as lists and workbooks show it. `owner` is whom it is offered to while nobody has taken it; `note` is
    the last one, `state_at` since when it has been in its state."""

    id: int
    version: int
    title: str
    state: str
    state_at: datetime
    priority: str
    category: str | None
    from_at: datetime | None
    due_at: datetime | None
    owner_id: int | None
    owner: str | None
    delegator_id: int | None
    delegator: str | None
    subject_kind: str | None
    subject_id: int | None
    subject: str | None
    note: str | None
    noted_at: datetime | None
    is_late: bool


@right(VIEW)
def listing(work: Work, filters: Filters, page: int | str = 1) -> Page[TaskRow]:
    """One page of what the filters ask for; those without a term come last when sorted by it."""
    ids, order = _matching(work, filters), _order(filters)
    found = places.find(work.session, ids, order, page, gathered=_ways(work, filters), walked=_walked(work, filters))
    return found.of(rows(work.as_office(), found.ids))


@right(VIEW)
def how_many(work: Work, filters: Filters) -> tuple[int, bool]:
    """How many rows the list with these filters has, and whether counting stopped at the cap."""
    ways = _ways(work, filters)
    if not ways:
        return lists.count(work.session, _matching(work, filters))
    few = lists.few(work.session, ways)
    return (lists.CAP, True) if few is None else (len(few), False)


@right(VIEW)
def categories(work: Work) -> list[str]:
    """The categories in use among the tasks one sees, for a form or a filter to suggest."""
    found = select(Task.category).where(work.scope(Task, VIEW), Task.category.is_not(None)).distinct()
    return [name for name in work.session.execute(found.order_by(Task.category).limit(CATEGORIES)).scalars() if name]


@right(EXPORT)
def export_rows(work: Work, filters: Filters) -> Iterator[TaskRow]:
    """Everything that the same filters list and this right reaches, in the same order, chunk by chunk."""
    order = _order(filters)
    ids = _matching(work, filters).where(work.scope(Task, EXPORT))
    keys = [order.value.desc(), Task.id.desc()] if filters.descending else [order.value.asc(), Task.id.asc()]
    found = list(work.session.execute(ids.order_by(keys[0].nulls_last(), keys[1])).scalars())
    for start in range(0, len(found), CHUNK):
        yield from rows(work.as_office(), found[start : start + CHUNK])


@internal
def rows(work: Work, ids: Sequence[int]) -> list[TaskRow]:
    """The rows of these ids, in their order; whoever asks has made sure that the reader may see them."""
    if not ids:
        return []
    owner, giver = aliased(User), aliased(User)
    found = (
        select(Task, owner.name, giver.name, Team.name, Role.key, Role.name)
        .outerjoin(owner, owner.id == Task.owner_id)
        .outerjoin(giver, giver.id == Task.delegator_id)
        .outerjoin(Team, Team.id == Task.team_id)
        .outerjoin(Role, Role.id == Task.role_id)
        .where(Task.id.in_(ids))
    )
    known = work.session.execute(found).tuples().all()
    titles = telling.titles(work, {(row.subject_kind, row.subject_id) for row, *_ in known})
    notes, by_id = _last_notes(work, ids), {}
    for row, name, by, team, key, role in known:
        whose = name or team or (role_name(key, role) if role else None)
        about = titles.get((row.subject_kind, row.subject_id))
        by_id[row.id] = _row(work, row, whose, by, about, notes.get(row.id, (None, None)))
    return [by_id[one] for one in ids]


def _row(
    work: Work,
    row: Task,
    owner: str | None,
    by: str | None,
    about: str | None,
    note: tuple[str | None, datetime | None],
) -> TaskRow:
    same = ("id", "version", "title", "state", "state_at", "priority", "category", "from_at", "due_at", "owner_id")
    also = ("delegator_id", "subject_kind", "subject_id")
    is_late = row.state in rules.ALIVE and row.due_at is not None and row.due_at < work.now
    plain = {name: getattr(row, name) for name in (*same, *also)}
    return TaskRow(**plain, owner=owner, delegator=by, subject=about, note=note[0], noted_at=note[1], is_late=is_late)


def _last_notes(work: Work, ids: Sequence[int]) -> dict[int, tuple[str | None, datetime | None]]:
    last = select(func.max(Note.id)).where(Note.task_id.in_(ids)).group_by(Note.task_id)
    found = select(Note.task_id, Note.text, Note.at).where(Note.id.in_(last))
    return {task_id: (text, at) for task_id, text, at in work.session.execute(found).tuples()}


def _matching(work: Work, filters: Filters) -> Select[int]:
    return _asked(work, filters).where(work.scope(Task, VIEW), *_view(work, filters))


def _view(work: Work, filters: Filters) -> list[ColumnElement[bool]]:
    ways = _ways_of_view(work, filters.view)
    return [or_(*ways)] if ways else []


def _ways_of_view(work: Work, view: str) -> list[ColumnElement[bool]]:
    """Conditions that together are the view, each of which an index answers by itself."""
    mine = [] if work.me.person_id is None else [work.me.person_id]
    if view == rules.MINE:
        return [and_(Task.owner_id.in_(mine), Task.state != rules.REFUSED)]  # what I refused is mine no more
    if view == rules.TEAM:
        team = sorted({*mine, *work.me.grants.team})
        return [Task.owner_id.in_(team), Task.offered_to(team)]
    if view == rules.GIVEN:
        passed = select(Delegation.task_id).where(Delegation.from_id.in_(mine), Delegation.state.in_(LIVE))
        return [Task.delegator_id.in_(mine), Task.id.in_(passed)]
    if view == rules.ASKED:
        given_back = and_(Task.delegator_id.in_(mine), Task.state == rules.REFUSED)
        return [and_(Task.owner_id.in_(mine), Task.state == rules.OFFERED), Task.offered_to(mine), given_back]
    return []


def _ways(work: Work, filters: Filters) -> list[Select[int]]:
    """Selects that together give the same rows, each found by an index of its own; none where the order's own will do.

    A search for text is one way, because it must not be asked twice.
    """
    if filters.text:
        return [_matching(work, filters)]
    if filters.view:
        asked = _asked(work, filters).where(work.scope(Task, VIEW))
        return [asked.where(way) for way in _ways_of_view(work, filters.view)]
    people = work.whose(VIEW)
    if people is None or filters.subject_id or filters.owner_id:
        return []
    return [_asked(work, filters).where(way) for way in Task.ways_to(people)]


def _walked(work: Work, filters: Filters) -> list[Select[int]]:
    """One select a state where an index begins with it and goes on in the list's order."""
    states = filters.states
    if filters.sort != "due_at" or not states or len(set(states)) == len(rules.STATES):
        return []
    return [_matching(work, replace(filters, states=(state,))) for state in dict.fromkeys(states)]


def _asked(work: Work, filters: Filters) -> Select[int]:
    ids = select(Task.id).where(Task.deleted_at.is_(None))
    for column, value in (
        (Task.priority, filters.priority),
        (Task.category, filters.category),
        (Task.owner_id, filters.owner_id),
        (Task.subject_kind, filters.subject_kind),
        (Task.subject_id, filters.subject_id),
    ):
        if value:
            ids = ids.where(column == value)
    if filters.states:
        ids = ids.where(Task.state.in_(filters.states))
    if filters.text:
        ids = ids.where(matching.contains(filters.text, Task.title, Task.description))
    return ids.where(*_due(work, filters.due))


def _due(work: Work, due: str) -> list[ColumnElement[bool]]:
    """What is late is open; today and this week reach to the end of their last day in the reader's zone."""
    if not due:
        return []
    if due == rules.OVERDUE:
        return [Task.due_at < work.now, Task.state.in_(rules.ALIVE)]
    zone = work.me.zone or work.office.zone
    today = clock.day_of(work.now, zone)
    last = today if due == rules.TODAY else today + timedelta(days=6 - today.weekday())
    return [
        Task.due_at >= clock.day_start(today, zone),
        Task.due_at < clock.day_start(last + timedelta(days=1), zone),
    ]


def _order(filters: Filters) -> Order:
    column = SORTED_BY.get(filters.sort)
    return Order(Task.id, column, filters.descending, FIRST if column is Task.due_at else None)
