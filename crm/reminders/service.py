"""Ladders are found or made; a subject's steps are planned and cancelled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, or_, select, update

from crm.core import clock, db
from crm.core.access import internal
from crm.core.errors import refuse_any
from crm.core.subjects import Planned
from crm.core.work import Work
from crm.reminders import rules
from crm.reminders.rules import StepPlan
from crm.reminders.tables import Due, Ladder, OwnStep, Step

LEDGER: Table = Due.__table__  # type: ignore[assignment]
AT_ONCE = 500  # below every database's limit of parameters
SETTLED = ("fired", "late")
REVIVED = ("cancelled", "suppressed")  # nobody has been told by these: they get another chance
Key = tuple[int, int, date]  # subject, step, reference date
Steps = list[tuple[int, StepPlan]]
OWN_STEPS = "own_steps"  # who plans shares this lock; who adds or removes days of their own has it alone


@internal
def ladder(work: Work, steps: Sequence[StepPlan]) -> int | None:
    """The ladder of these steps, found or made; None for no steps. Invalid says which step is wrong."""
    refuse_any(rules.check_steps(steps))
    if not steps:
        return None
    mark = rules.fingerprint(steps)
    table: Table = Ladder.__table__  # type: ignore[assignment]
    row = {"fingerprint": mark, "created_at": work.now}
    made = db.insert_new(work.session.connection(), table, [row], ["fingerprint"])
    if made:
        work.session.execute(insert(Step), [_step_row(made[0], n, step) for n, step in enumerate(steps)])
        return made[0]
    return work.session.execute(select(Ladder.id).where(Ladder.fingerprint == mark)).scalar_one()


@internal
def steps_of(work: Work, ladder_id: int | None) -> list[StepPlan]:
    """A ladder's steps in their order; none for no ladder."""
    return [step for _, step in _ladders(work, {ladder_id}).get(ladder_id, [])]


@internal
def plan(
    work: Work, kind: str, subject_id: int, ladder_id: int | None, *, starts_on: date | None, ends_on: date | None
) -> None:
    """Bring the ledger of one subject in line with its ladder and dates.

    One row per step, and one per number of days ahead that people asked for themselves; what was planned for other
    dates or steps is cancelled, cancelled rows of these dates come back, and a row that fired never fires again.
    """
    _plan_many(work, kind, [(subject_id, ladder_id, starts_on, ends_on)])


@internal
def plan_many(work: Work, kind: str, items: Iterable[Planned]) -> None:
    """`plan` for many: (subject id, ladder id, first day, last day) each; three statements per 500 subjects."""
    _plan_many(work, kind, list(items))


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
    planned = select(LEDGER.c.step_id, LEDGER.c.reference_on).where(LEDGER.c.state == "planned").distinct()
    pairs = work.session.execute(planned).all()
    steps = {row.id: plan_of(row) for row in work.session.execute(select(Step)).scalars()}
    rows = [
        {"step": pair.step_id, "on": pair.reference_on, "due": _due(steps[pair.step_id], pair.reference_on, zone)}
        for pair in pairs
    ]
    if rows:
        same = (LEDGER.c.step_id == bindparam("step")) & (LEDGER.c.reference_on == bindparam("on"))
        statement = update(LEDGER).where(same, LEDGER.c.state == "planned")
        moved = statement.values(due_at=bindparam("due"), try_at=bindparam("due"))
        work.session.connection().execute(moved, rows)


def _due(step: StepPlan, reference: date, zone: str) -> datetime:
    return clock.wall(rules.step_day(step, reference), step.at, zone)


def _plan_many(work: Work, kind: str, items: list[Planned]) -> None:
    ladders, own = _ladders(work, {ladder_id for _, ladder_id, _, _ in items}), _own(work)
    for chunk in _chunks(items):
        known = _known(work, kind, [subject_id for subject_id, *_ in chunk])
        wanted = _not_told_yet(work, _wanted(work, chunk, lambda ladder_id: ladders.get(ladder_id, [])), known)
        wanted |= _still_to_come(work, _wanted(work, chunk, lambda _: own), known)
        _cancel_others(work, [row.id for key, row in known.items() if key not in wanted and row.state == "planned"])
        _revive(work, [(row.id, wanted[key]) for key, row in known.items() if _comes_back(row, wanted.get(key))])
        fresh = [_row(work, kind, key, due_at) for key, due_at in wanted.items() if key not in known]
        unique = ["subject_kind", "subject_id", "step_id", "reference_on"]
        db.insert_new(work.session.connection(), LEDGER, fresh, unique)


def _own(work: Work) -> Steps:
    """One step for each number of days ahead that anybody asked for."""
    work.lock(OWN_STEPS, is_shared=True)
    asked = select(Step).where(Step.audience == rules.OWN, Step.count.in_(select(OwnStep.days)))
    return [(row.id, plan_of(row)) for row in work.session.execute(asked.order_by(Step.id)).scalars()]


def _wanted(work: Work, items: Sequence[Planned], steps: Callable[[int | None], Steps]) -> dict[Key, datetime]:
    found: dict[Key, datetime] = {}
    for subject_id, ladder_id, starts_on, ends_on in items:
        for step_id, step in steps(ladder_id):
            reference = rules.anchor_day(step, starts_on, ends_on)
            if reference is not None:
                found[subject_id, step_id, reference] = _due(step, reference, work.office.zone)
    return found


def _not_told_yet(work: Work, wanted: dict[Key, datetime], known: dict[Key, Any]) -> dict[Key, datetime]:
    """Without steps whose day has been told already to all, for the same date, by a step of an earlier ladder."""
    zone = work.office.zone
    settled = {key: row for key, row in known.items() if row.state in SETTLED and row.audience == rules.RECIPIENTS}
    told = {(subject, on, clock.day_of(row.due_at, zone)) for (subject, _, on), row in settled.items()}
    return {
        key: due_at
        for key, due_at in wanted.items()
        if key in settled or (key[0], key[2], clock.day_of(due_at, zone)) not in told
    }


def _still_to_come(work: Work, wanted: dict[Key, datetime], known: dict[Key, Any]) -> dict[Key, datetime]:
    """Own steps: from today on, and those that were planned in time; whose day was over before is not told late."""
    planned = {key for key, row in known.items() if row.state == "planned"}
    return {
        key: due_at
        for key, due_at in wanted.items()
        if key in planned or clock.day_of(due_at, work.office.zone) >= work.today
    }


def _known(work: Work, kind: str, subject_ids: list[int]) -> dict[Key, Any]:
    columns = (LEDGER.c.id, LEDGER.c.subject_id, LEDGER.c.step_id, LEDGER.c.reference_on, LEDGER.c.state)
    chosen = (LEDGER.c.subject_kind == kind) & LEDGER.c.subject_id.in_(subject_ids)
    found = select(*columns, LEDGER.c.due_at, Step.audience).join(Step, Step.id == LEDGER.c.step_id).where(chosen)
    return {(row.subject_id, row.step_id, row.reference_on): row for row in work.session.execute(found).all()}


def _comes_back(row: Any, due_at: datetime | None) -> bool:
    """Cancelled rows whose date is wanted again; planned ones whose moment moved with the office's zone."""
    if due_at is None:
        return False
    return row.state in REVIVED or (row.state == "planned" and row.due_at != due_at)


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


def _row(work: Work, kind: str, key: Key, due_at: datetime) -> dict[str, Any]:
    subject_id, step_id, reference_on = key
    return {
        "subject_kind": kind,
        "subject_id": subject_id,
        "step_id": step_id,
        "reference_on": reference_on,
        "due_at": due_at,
        "try_at": due_at,
        "state": "planned",
        "created_at": work.now,
        "was_late": False,
        "failures": 0,
        "told": {},
    }


def _ladders(work: Work, ladder_ids: set[int | None]) -> dict[int | None, Steps]:
    ids = sorted(ladder_id for ladder_id in ladder_ids if ladder_id is not None)
    found: dict[int | None, Steps] = {}
    for chunk in _chunks(ids):
        rows = work.session.execute(select(Step).where(Step.ladder_id.in_(chunk)).order_by(Step.position)).scalars()
        for row in rows:
            found.setdefault(row.ladder_id, []).append((row.id, plan_of(row)))
    return found


def plan_of(row: Any) -> StepPlan:
    """A stored step as the plan it is."""
    return StepPlan(
        row.count,
        row.unit,
        row.is_before,
        row.at,
        row.fresh_days,
        anchor=row.anchor,
        channels=tuple(row.channels),
        audience=row.audience,
    )


def _step_row(ladder_id: int, position: int, step: StepPlan) -> dict[str, Any]:
    return {
        "ladder_id": ladder_id,
        "position": position,
        "anchor": step.anchor,
        "count": step.count,
        "unit": step.unit,
        "is_before": step.is_before,
        "at": step.at,
        "fresh_days": step.fresh_days,
        "channels": list(step.channels),
        "audience": step.audience,
    }


def _chunks(items: Sequence[Any]) -> Iterator[Any]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
