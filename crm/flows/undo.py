"""Undoing a batch: every record it touched gets back what it held, except where somebody changed it since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from crm import records
from crm.core.errors import Problem, Refusal
from crm.core.history import Change
from crm.core.rewind import CHUNK
from crm.core.work import Work
from crm.flows import undo_verdicts as verdicts
from crm.flows.undo_kinds import KINDS, PARTS, Kind
from crm.flows.undo_verdicts import Group, Left

Begin = Callable[[], AbstractContextManager[Work]]


@dataclass
class Undone:
    """What undoing has done so far: the batch that it is itself, records in all, taken back, left alone and why.

    `batch_id` is None when everything had been undone before.
    """

    batch_id: int | None = None
    total: int = 0
    done: int = 0
    left: list[Left] = field(default_factory=list)


def undo(batch_id: int, begin: Begin, watch: Callable[[Undone], None] = lambda so_far: None) -> Undone:
    """Undo a whole batch; `begin` opens a writing Work of who asks, `watch` is called after each transaction.

    For who made the batch or configures the office; NotFound for others. Each record needs the rights to what is taken
    back, except consequences, which the office takes back as it brought them about. What was made goes into the bin,
    what was binned comes back, changed columns hold what they held; all under a batch of its own, so that this can
    be undone, too. Broken off, it goes on where it was when called again; called once more, it does nothing.
    """
    with begin() as work:
        undo_id = records.begin_undo(work, batch_id)
        if undo_id is None:
            return Undone()
        plan = _plan(work.as_office(), batch_id)
        first = work.session.execute(select(func.min(Change.id)).where(Change.batch_id == batch_id)).scalar_one()
    report = Undone(undo_id, sum(len(ids) for _, ids in plan))
    for kind, ids in plan:
        for start in range(0, len(ids), kind.at_once):
            with begin() as work:
                _some(work, kind, ids[start : start + kind.at_once], batch_id, undo_id, first, report)
            watch(report)
    with begin() as work:
        records.end_undo(work, undo_id)
    return report


def _plan(work: Work, batch_id: int) -> list[tuple[Kind, list[int]]]:
    """The records of the batch in the order of undoing, the last made first: what was changed, from the people up to
    the monitorings (what comes back stands on what came back before), then what was made, the other way round."""
    touched = select(Change.kind, Change.row_id, Change.action).where(Change.batch_id == batch_id).distinct()
    made: dict[str, set[int]] = {name: set() for name in KINDS}
    known: dict[str, set[int]] = {name: set() for name in KINDS}
    parts: dict[str, set[int]] = {name: set() for name in PARTS}
    for kind, row_id, action in work.session.execute(touched).tuples():
        if kind in KINDS:
            known[kind].add(row_id)
            made[kind].update([row_id] if action == "created" else [])
        elif kind in PARTS:
            parts[kind].add(row_id)
    for name, ids in parts.items():
        known[PARTS[name].name].update(_owners(work, name, ids, batch_id))
    order = [(kind, sorted(known[kind.name] - made[kind.name], reverse=True)) for kind in KINDS.values()]
    order += [(kind, sorted(made[kind.name], reverse=True)) for kind in reversed(list(KINDS.values()))]
    return [(kind, ids) for kind, ids in order if ids]


def _owners(work: Work, name: str, ids: set[int], batch_id: int) -> Iterator[int]:
    kind = PARTS[name]
    column = next(one for one in (*kind.parts, *kind.links) if one.class_.__tablename__ == name)
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        some = select(column).where(column.class_.id.in_(wanted[start : start + CHUNK]))
        yield from work.session.execute(some).scalars()
    if column in kind.links:
        gone = select(Change.changes).where(
            Change.batch_id == batch_id, Change.kind == name, Change.action == "removed"
        )
        for changes in work.session.execute(gone).scalars():
            if column.key in changes:
                yield changes[column.key][0]


def _some(
    person: Work, kind: Kind, ids: Sequence[int], batch_id: int, undo_id: int, since: int, report: Undone
) -> None:
    """Undo what can be undone of these records, in one transaction."""
    person.lock(f"undo {batch_id}")
    work = person.as_office()
    groups = [g for g in verdicts.gather(work, kind, ids, since) if not g.of(undo_id)]
    report.done += len(ids) - len(groups)  # what an earlier, broken try has done
    left = verdicts.judge(work, kind, groups, batch_id, person)
    rest = [group for group in groups if group.id not in left]
    with person.batched(undo_id):
        refused = _all_or_each(work, kind, rest, batch_id)
    report.left += [*left.values(), *refused]
    report.done += len(rest) - len(refused)
    records.count_batch(person, undo_id, done=len(rest) - len(refused), refused=len(left) + len(refused))


def _all_or_each(work: Work, kind: Kind, groups: Sequence[Group], batch_id: int) -> list[Left]:
    """All at once; if one of them cannot be, each by itself, and those that cannot with their reason."""
    if not groups:
        return []
    if _try(work, kind, groups, batch_id) is None:
        return []
    tried = [(group, _try(work, kind, [group], batch_id)) for group in groups]
    return [Left(kind.name, group.id, group.title, problem) for group, problem in tried if problem is not None]


def _try(work: Work, kind: Kind, groups: Sequence[Group], batch_id: int) -> Problem | None:
    former: dict[str, dict[int, dict[str, object]]] = {}
    for group in groups:
        for name, rows in verdicts.former_of(group, batch_id, work.now).items():
            former.setdefault(name, {}).update(rows)
    try:
        with work.savepoint():
            kind.put_back(work, former)
    except Refusal as refusal:
        return refusal.problems[0]
    except IntegrityError:
        return Problem("undo.taken")
    except StaleDataError:
        return Problem("undo.changed")
    return None
