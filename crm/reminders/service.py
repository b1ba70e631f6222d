"""A subject's steps are planned, moved and cancelled: one row of the ledger for each step and what it counts from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, bindparam, or_, select, update

from crm.core import clock, db
from crm.core.access import internal
from crm.core.subjects import Planned
from crm.core.work import Work
from crm.reminders import ladders, rules
from crm.reminders.ladders import AT_ONCE, Steps, plan_of
from crm.reminders.rules import Reference, References, StepPlan
from crm.reminders.tables import Due, OwnStep, Step

LEDGER: Table = Due.__table__  # type: ignore[assignment]
SETTLED = ("fired", "late")
REVIVED = ("cancelled", "suppressed")  # nobody has been told by these: they get another chance
UNIQUE = ["subject_kind", "subject_id", "step_id", "reference_on", "reference_minute"]
OWN_STEPS = "own_steps"  # who plans shares this lock; who adds or removes days of their own has it alone
Key = tuple[int, int, Reference]  # subject, step, what it counts from
Item = tuple[int, int | None, References]  # subject, ladder, what its steps may count from


@dataclass(frozen=True)
class Wanted:
    """A row that the ledger should have."""

    step: StepPlan
    due_at: datetime


@internal
def plan(
    work: Work, kind: str, subject_id: int, ladder_id: int | None, *, starts_on: date | None, ends_on: date | None
) -> None:
    """Bring the ledger of one subject in line with its ladder and dates.

    One row per step, and one per number of days ahead that people asked for themselves; what was planned for other
    dates or steps is cancelled, cancelled rows of these dates come back, and a row that fired never fires again.
    """
    plan_many(work, kind, [(subject_id, ladder_id, starts_on, ends_on)])


@internal
def plan_many(work: Work, kind: str, items: Iterable[Planned]) -> None:
    """`plan` for many: (subject id, ladder id, first day, last day) each; three statements per 500 subjects."""
    _plan_many(work, kind, [(i, ladder_id, {"start": starts, "end": ends}) for i, ladder_id, starts, ends in items])


@internal
def plan_moments(
    work: Work,
    kind: str,
    items: Iterable[tuple[int, int | None, Mapping[str, datetime | None]]],
    told: Collection[str] = (),
) -> None:
    """`plan_many` for records that have moments: (subject id, ladder id, {"from", "due", "late": moment or None}).

    A moment that moves has a set of its own, on the same day, too: what fired for the old one fires again for the new.
    Of steps whose time had passed before they were ever planned only the last is told; and not even that to audiences
    whom the making of these records tells anyway (`told`): it is recorded as over.
    """
    _plan_many(work, kind, list(items), told)


@internal
def cancel(work: Work, kind: str, subject_ids: Iterable[int]) -> None:
    """Nothing that is still planned for these subjects will be told."""
    for ids in _chunks(sorted(set(subject_ids))):
        chosen = (LEDGER.c.subject_kind == kind) & LEDGER.c.subject_id.in_(ids) & (LEDGER.c.state == "planned")
        work.session.execute(
            update(LEDGER)
            .where(chosen)
            .values(state="cancelled", settled_at=work.now, reason="reminders.reason.cancelled")
        )


@internal
def let_pass(work: Work, kind: str, subject_ids: Iterable[int]) -> None:
    """What these subjects still plan for days that have gone by is recorded as late and told to nobody."""
    today = clock.day_start(work.today, work.office.zone)
    for ids in _chunks(sorted(set(subject_ids))):
        chosen = (LEDGER.c.subject_kind == kind) & LEDGER.c.subject_id.in_(ids) & (LEDGER.c.state == "planned")
        late = {"state": "late", "was_late": True, "settled_at": work.now, "reason": "reminders.reason.late"}
        work.session.execute(update(LEDGER).where(chosen, LEDGER.c.due_at < today).values(**late))


@internal
def rezone(work: Work, zone: str) -> None:
    """Move everything still planned to its wall time in another zone; the office's zone has changed."""
    references = (LEDGER.c.step_id, LEDGER.c.reference_on, LEDGER.c.reference_minute)
    planned = work.session.execute(select(*references).where(LEDGER.c.state == "planned").distinct()).all()
    steps = {row.id: plan_of(row) for row in work.session.execute(select(Step)).scalars()}
    rows = [
        {"step": step_id, "on": on, "minute": minute, "due": rules.due_at(steps[step_id], Reference(on, minute), zone)}
        for step_id, on, minute in planned
        if steps[step_id].unit not in rules.EXACT
    ]
    if rows:
        same = [column == bindparam(name) for column, name in zip(references, ("step", "on", "minute"), strict=True)]
        statement = update(LEDGER).where(*same, LEDGER.c.state == "planned")
        moved = statement.values(due_at=bindparam("due"), try_at=bindparam("due"))
        work.session.connection().execute(moved, rows)


def _plan_many(work: Work, kind: str, items: list[Item], told: Collection[str] = ()) -> None:
    known_ladders, own = ladders.stored(work, {ladder_id for _, ladder_id, _ in items}), _own(work)
    for chunk in _chunks(items):
        known = _known(work, kind, [subject_id for subject_id, *_ in chunk])
        wanted = _wanted(work, chunk, lambda ladder_id: known_ladders.get(ladder_id, []))
        wanted = _not_told_yet(work, _last_of_passed(work, wanted, known), known)
        wanted |= _still_to_come(work, _wanted(work, chunk, lambda _: own), known)
        _cancel_others(work, [row.id for key, row in known.items() if key not in wanted and row.state == "planned"])
        _revive(work, [(row.id, wanted[key].due_at) for key, row in known.items() if _comes_back(row, wanted.get(key))])
        fresh = [_row(work, kind, key, want, told) for key, want in wanted.items() if key not in known]
        db.insert_new(work.session.connection(), LEDGER, fresh, UNIQUE)


def _own(work: Work) -> Steps:
    """One step for each number of days ahead that anybody asked for."""
    work.lock(OWN_STEPS, is_shared=True)
    asked = select(Step).where(Step.audience == rules.OWN, Step.count.in_(select(OwnStep.days)))
    return [(row.id, plan_of(row)) for row in work.session.execute(asked.order_by(Step.id)).scalars()]


def _wanted(work: Work, items: Sequence[Item], steps: Callable[[int | None], Steps]) -> dict[Key, Wanted]:
    found: dict[Key, Wanted] = {}
    for subject_id, ladder_id, references in items:
        for step_id, step in steps(ladder_id):
            reference = rules.reference_of(step, references)
            if reference is not None:
                due_at = rules.due_at(step, reference, work.office.zone)
                found[subject_id, step_id, reference] = Wanted(step, due_at)
    return found


def _not_told_yet(work: Work, wanted: dict[Key, Wanted], known: dict[Key, Any]) -> dict[Key, Wanted]:
    """Without what has been told already to the same people, for the same reference, by a step of an earlier ladder."""
    settled = {key: row for key, row in known.items() if row.state in SETTLED and row.audience != rules.OWN}
    told = {_told_as(key, row, row.due_at, work.office.zone) for key, row in settled.items()}
    return {
        key: want
        for key, want in wanted.items()
        if key in settled or _told_as(key, want.step, want.due_at, work.office.zone) not in told
    }


def _told_as(key: Key, step: Any, due_at: datetime, zone: str) -> tuple[object, ...]:
    """What makes two steps the same to their readers: of dates the day, of moments the minute."""
    if step.anchor in rules.ANCHORS:
        return key[0], key[2], step.audience, clock.day_of(due_at, zone)
    return key[0], key[2], step.audience, step.anchor, due_at


def _last_of_passed(work: Work, wanted: dict[Key, Wanted], known: dict[Key, Any]) -> dict[Key, Wanted]:
    """Of moment steps that come too late to be planned in time only the last one of each reference and audience."""
    standing = {key for key, row in known.items() if row.state not in REVIVED}
    last: dict[tuple[object, ...], datetime] = {}
    for key, want in wanted.items():
        if want.due_at <= work.now:
            about = (key[0], key[2], want.step.anchor, want.step.audience)
            last[about] = max(want.due_at, last.get(about, want.due_at))
    return {
        key: want
        for key, want in wanted.items()
        if want.step.anchor not in rules.MOMENTS
        or key in standing
        or want.due_at >= last.get((key[0], key[2], want.step.anchor, want.step.audience), want.due_at)
    }


def _still_to_come(work: Work, wanted: dict[Key, Wanted], known: dict[Key, Any]) -> dict[Key, Wanted]:
    """Own steps: from today on, and those that were planned in time; whose day was over before is not told late."""
    planned = {key for key, row in known.items() if row.state == "planned"}
    return {
        key: want
        for key, want in wanted.items()
        if key in planned or clock.day_of(want.due_at, work.office.zone) >= work.today
    }


def _known(work: Work, kind: str, subject_ids: list[int]) -> dict[Key, Any]:
    references = (LEDGER.c.step_id, LEDGER.c.reference_on, LEDGER.c.reference_minute)
    columns = (LEDGER.c.id, LEDGER.c.subject_id, *references, LEDGER.c.state, LEDGER.c.due_at)
    chosen = (LEDGER.c.subject_kind == kind) & LEDGER.c.subject_id.in_(subject_ids)
    found = select(*columns, Step.audience, Step.anchor).join(Step, Step.id == LEDGER.c.step_id).where(chosen)
    rows = work.session.execute(found).all()
    return {(row.subject_id, row.step_id, Reference(row.reference_on, row.reference_minute)): row for row in rows}


def _comes_back(row: Any, want: Wanted | None) -> bool:
    """Cancelled rows that are wanted again; planned ones whose moment moved with the office's zone."""
    if want is None:
        return False
    return row.state in REVIVED or (row.state == "planned" and row.due_at != want.due_at)


def _cancel_others(work: Work, ids: list[int]) -> None:
    for chunk in _chunks(ids):
        work.session.execute(
            update(LEDGER)
            .where(LEDGER.c.id.in_(chunk), LEDGER.c.state == "planned")  # it may have fired while we waited for it
            .values(state="cancelled", settled_at=work.now, reason="reminders.reason.changed")
        )


def _revive(work: Work, rows: list[tuple[int, datetime]]) -> None:
    if not rows:
        return
    statement = (
        update(LEDGER)
        .where(LEDGER.c.id == bindparam("row"), or_(*(LEDGER.c.state == name for name in ("planned", *REVIVED))))
        .values(
            state="planned", due_at=bindparam("due"), try_at=bindparam("due"), settled_at=None, reason=None, failures=0
        )
    )
    work.session.connection().execute(statement, [{"row": row_id, "due": due_at} for row_id, due_at in rows])


def _row(work: Work, kind: str, key: Key, want: Wanted, told: Collection[str]) -> dict[str, Any]:
    subject_id, step_id, reference = key
    is_over = want.due_at < work.now and want.step.audience in told
    return {
        "subject_kind": kind,
        "subject_id": subject_id,
        "step_id": step_id,
        "reference_on": reference.on,
        "reference_minute": reference.minute,
        "due_at": want.due_at,
        "try_at": want.due_at,
        "state": "late" if is_over else "planned",
        "reason": "reminders.reason.before" if is_over else None,
        "settled_at": work.now if is_over else None,
        "created_at": work.now,
        "was_late": False,
        "failures": 0,
        "told": {},
    }


def _chunks(items: Sequence[Any]) -> Iterator[Any]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
