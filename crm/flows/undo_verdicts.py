"""What undoing would do to each record of a batch: what it held before, or why it is left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import false, select

from crm.core import history, rewind
from crm.core.access import Reach, internal
from crm.core.errors import Problem
from crm.core.history import Change
from crm.core.work import Work
from crm.flows.undo_kinds import Kind, hanging
from crm.people.tables import User
from crm.records.tables import Batch

Key = tuple[str, int]


@dataclass(frozen=True)
class Left:
    """A record that is left as it is: why, and by whom and when it was changed, where that is the reason.

    `title` is None for who may not see it.
    """

    kind: str
    id: int
    title: str | None
    problem: Problem
    who: str | None = None
    at: datetime | None = None


@dataclass
class Group:
    """A record of the batch with its parts: every change of each since the batch began, oldest first."""

    kind: Kind
    id: int
    rows: dict[Key, list[Change]] = field(default_factory=lambda: defaultdict(list))
    title: str | None = None

    def of(self, batch_id: int) -> list[Change]:
        """What a batch did to it."""
        return [change for changes in self.rows.values() for change in changes if change.batch_id == batch_id]

    def is_made_by(self, batch_id: int) -> bool:
        """Whether the batch made it."""
        own = self.rows.get((self.kind.name, self.id), [])
        return any(change.action == "created" and change.batch_id == batch_id for change in own)


@internal
def gather(work: Work, kind: Kind, ids: Sequence[int], since: int) -> list[Group]:
    """The records of these ids with all that happened to them and their parts from that change on."""
    groups = {row_id: Group(kind, row_id) for row_id in ids}
    titles = select(kind.model.id, kind.title).where(kind.model.id.in_(ids))
    for row_id, title in work.session.execute(titles).tuples():
        groups[row_id].title = title
    _changes(work, groups, kind.name, {row_id: row_id for row_id in ids}, since)
    for column in (*kind.parts, *kind.links):
        owners: dict[int, int] = dict(
            work.session.execute(select(column.class_.id, column).where(column.in_(ids))).tuples().all()
        )
        _changes(work, groups, column.class_.__tablename__, owners, since)
    for column in kind.links:
        _removed(work, groups, column, since)
    return list(groups.values())


def _changes(work: Work, groups: dict[int, Group], kind: str, owners: dict[int, int], since: int) -> None:
    wanted = sorted(owners)
    for start in range(0, len(wanted), rewind.CHUNK):
        some = wanted[start : start + rewind.CHUNK]
        found = select(Change).where(Change.kind == kind, Change.row_id.in_(some), Change.id >= since)
        for change in work.session.execute(found.order_by(Change.id)).scalars():
            groups[owners[change.row_id]].rows[kind, change.row_id].append(change)


def _removed(work: Work, groups: dict[int, Group], column: Any, since: int) -> None:
    """Links that were taken away are in history only."""
    kind = column.class_.__tablename__
    found = select(Change).where(Change.kind == kind, Change.action == "removed", Change.id >= since)
    for change in work.session.execute(found.order_by(Change.id)).scalars():
        owner = (change.changes.get(column.key) or [None])[0]
        if owner in groups:
            groups[owner].rows[kind, change.row_id].append(change)


@internal
def changed_since(work: Work, groups: Sequence[Group], batch_id: int) -> dict[int, Change]:
    """The first change of each record that came after the batch and still counts.

    The office's own (the passing of days) counts for nothing, and nothing that was undone since.
    """
    later: dict[int, list[Change]] = {}
    for group in groups:
        for changes in group.rows.values():
            last = max((change.id for change in changes if change.batch_id == batch_id), default=0)
            mine = [change for change in changes if change.id > last and not _passes(change)]
            later.setdefault(group.id, []).extend(mine)
    batches = {change.batch_id for changes in later.values() for change in changes if change.batch_id}
    undoes = dict(work.session.execute(select(Batch.id, Batch.undoes_id).where(Batch.id.in_(batches))).tuples().all())
    found = {}
    for row_id, changes in later.items():
        settled = {undoes[x.batch_id]: x.batch_id for x in changes if x.batch_id and undoes.get(x.batch_id)}
        gone = {batch for pair in settled.items() for batch in pair if pair[0] in {x.batch_id for x in changes}}
        counted = [change for change in changes if change.batch_id not in gone or change.batch_id is None]
        if counted:
            found[row_id] = min(counted, key=lambda change: change.id)
    return found


def _passes(change: Change) -> bool:
    """What the office did by itself, because days went by."""
    return change.is_office and change.actor_id is None and set(change.changes) == {"state"}


@internal
def judge(work: Work, kind: Kind, groups: Sequence[Group], batch_id: int, person: Work) -> dict[int, Left]:
    """Which of these records are left alone, and why; `person` is who wants them undone."""
    later = changed_since(work, groups, batch_id)
    held = _held(work, kind, groups, batch_id)
    allowed = _allowed(work, kind, groups, batch_id, person)
    names = _names(work, later.values())
    found = {}
    for group in groups:
        change = later.get(group.id)
        title = group.title if group.id in allowed["view"] else None
        if group.id not in allowed["all"]:
            found[group.id] = Left(kind.name, group.id, title, Problem("undo.no_right"))
        elif change is not None:
            who = names.get(change.actor_id or 0)
            found[group.id] = Left(kind.name, group.id, title, Problem("undo.changed"), who, change.at)
        elif group.id in held:
            found[group.id] = Left(kind.name, group.id, title, Problem("undo.in_use"))
    return found


def _held(work: Work, kind: Kind, groups: Sequence[Group], batch_id: int) -> set[int]:
    """Records that the batch made, or made parts of, on which something living hangs by now."""
    made = [group.id for group in groups if group.is_made_by(batch_id)]
    can_hang = made and (kind.hangs or kind.has_tasks)
    held = set(work.session.execute(hanging(kind.hangs, made, kind.has_tasks)).scalars()) if can_hang else set()
    for model, columns in kind.part_hangs:
        name = model.__tablename__
        parts = {
            row_id: group.id
            for group in groups
            for (table, row_id), changes in group.rows.items()
            if table == name and any(x.action == "created" and x.batch_id == batch_id for x in changes)
        }
        if parts:
            held |= {parts[row_id] for row_id in work.session.execute(hanging(columns, list(parts))).scalars()}
    return held


def _allowed(work: Work, kind: Kind, groups: Sequence[Group], batch_id: int, person: Work) -> dict[str, set[int]]:
    """Ids that the person sees, and those that the rights to every change reach; consequences need none."""
    ids = [group.id for group in groups]
    is_undo = work.session.get_one(Batch, batch_id).purpose == "undo"  # there the office is only the hand
    reached: dict[str, set[int]] = {}
    for action in ("view", "edit", "delete"):
        right = f"{kind.module}.view" if action == "view" else kind.right(action)
        condition = person.reached(kind.model, right)
        if kind.module == "people" and action != "view" and person.me.grants.reach(right) != Reach.ALL:
            condition = false()
        found = select(kind.model.id).where(kind.model.id.in_(ids), condition)
        reached[action] = set(work.session.execute(found).scalars())
    allowed = set()
    for group in groups:
        done = {change.action for change in group.of(batch_id) if is_undo or not change.is_office}
        actions = {"edit" if action == "changed" else "delete" for action in done}
        if all(group.id in reached[action] for action in actions):
            allowed.add(group.id)
    return {"view": reached["view"], "all": allowed}


def _names(work: Work, changes: Any) -> dict[int, str]:
    ids = {change.actor_id for change in changes if change.actor_id}
    return dict(work.session.execute(select(User.id, User.name).where(User.id.in_(ids))).tuples().all())


def former_of(group: Group, batch_id: int, now: datetime) -> dict[str, dict[int, dict[str, Any]]]:
    """What the record and its parts held before the batch; what the batch made goes into the bin."""
    former: dict[str, dict[int, dict[str, Any]]] = {}
    links = {column.class_.__tablename__ for column in group.kind.links}
    for (kind, row_id), changes in group.rows.items():
        mine = [change for change in changes if change.batch_id == batch_id]
        if not mine:
            continue
        is_made = mine[0].action == "created"
        is_gone = mine[-1].action in ("binned", "removed")
        if is_made and is_gone:
            continue
        if kind in links:
            if not group.is_made_by(batch_id):
                back = {name: value[0] for name, value in mine[-1].changes.items()}
                former.setdefault(kind, {})[row_id] = {"user_id": None} if is_made else back
        elif is_made:
            former.setdefault(kind, {})[row_id] = {"deleted_at": history.plain(now)}
        else:
            former.setdefault(kind, {})[row_id] = rewind.earlier([change.changes for change in mine])
    return former
