"""Ladders are found or made, and read back: values that never change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, insert, select

from crm.core import db
from crm.core.access import internal
from crm.core.errors import refuse_any
from crm.core.work import Work
from crm.reminders import rules
from crm.reminders.rules import StepPlan
from crm.reminders.tables import Ladder, Step

AT_ONCE = 500  # below every database's limit of parameters
Steps = list[tuple[int, StepPlan]]


@internal
def ladder(work: Work, steps: Sequence[StepPlan]) -> int | None:
    """The ladder of these steps, found or made; None for no steps. Invalid says which step is wrong."""
    refuse_any(rules.check_steps(steps, of_moments=True))
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
    return [step for _, step in stored(work, {ladder_id}).get(ladder_id, [])]


@internal
def stored(work: Work, ladder_ids: Iterable[int | None]) -> dict[int | None, Steps]:
    """The steps of several ladders with their ids."""
    ids = sorted(ladder_id for ladder_id in ladder_ids if ladder_id is not None)
    found: dict[int | None, Steps] = {}
    for start in range(0, len(ids), AT_ONCE):
        chosen = select(Step).where(Step.ladder_id.in_(ids[start : start + AT_ONCE])).order_by(Step.position)
        for row in work.session.execute(chosen).scalars():
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
        day_on=row.day_on,
        in_hours=row.in_hours,
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
        "day_on": step.day_on,
        "in_hours": step.in_hours,
    }
