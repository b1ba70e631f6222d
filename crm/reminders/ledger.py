"""The ledger at work: due rows are claimed in batches, and settled or set aside in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import literal_column, select, update

from crm.core import clock
from crm.core.access import internal
from crm.core.work import Work
from crm.reminders import rules
from crm.reminders.ladders import plan_of
from crm.reminders.rules import StepPlan
from crm.reminders.service import LEDGER
from crm.reminders.tables import Due, Step

LONGEST = timedelta(hours=1)


@dataclass(frozen=True)
class Claim:
    """A due row in our hands until the end of the transaction."""

    id: int
    kind: str
    subject_id: int
    step: StepPlan
    due_at: datetime
    try_at: datetime
    failures: int

    @property
    def awaited_at(self) -> datetime:
        """From when on it counts as late: its moment, or the one that it was deferred to."""
        return self.due_at if self.failures else max(self.due_at, self.try_at)


@internal
def claim(work: Work, *, limit: int) -> list[Claim]:
    """Up to `limit` due rows, oldest first; rows that another scheduler holds are passed over (PostgreSQL)."""
    # the state is spelt out: SQLite takes the index of planned rows only for a state that it can read
    due = (
        select(Due)
        .where(Due.state == literal_column("'planned'"), Due.try_at <= work.now)
        .order_by(Due.try_at, Due.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = work.session.execute(due).scalars().all()
    wanted = select(Step).where(Step.id.in_({row.step_id for row in rows}))
    steps = {step.id: step for step in work.session.execute(wanted).scalars()} if rows else {}
    return [_claim(row, steps[row.step_id]) for row in rows]


@internal
def settle(
    work: Work,
    claimed: Claim,
    state: str,
    *,
    reason: str | None = None,
    told: Mapping[str, object] | None = None,
    was_late: bool = False,
) -> None:
    """What became of it: fired, late or suppressed. Once, and never again."""
    values = {"state": state, "settled_at": work.now, "reason": reason, "told": dict(told or {}), "was_late": was_late}
    work.session.execute(update(LEDGER).where(LEDGER.c.id == claimed.id).values(**values))


@internal
def set_aside(work: Work, claimed: Claim, reason: str) -> None:
    """Something is wrong with this one: try again later (1 minute, doubling up to an hour), out of the others' way."""
    wait = min(timedelta(minutes=1) * 2 ** min(claimed.failures, 10), LONGEST)
    work.session.execute(
        update(LEDGER)
        .where(LEDGER.c.id == claimed.id)
        .values(failures=claimed.failures + 1, try_at=work.now + wait, reason=reason[:500])
    )


@internal
def defer(work: Work, claimed: Claim, until: datetime, reason: str) -> None:
    """Not now but then, for this reason (a catalogue key): it stays planned, and is neither lost nor late by that."""
    values = {"try_at": max(until, work.now), "reason": reason, "failures": 0}
    work.session.execute(update(LEDGER).where(LEDGER.c.id == claimed.id).values(**values))


@internal
def is_stale(work: Work, claimed: Claim) -> bool:
    """Whether it comes too late to be of use."""
    return rules.is_stale(claimed.step, clock.day_of(claimed.awaited_at, work.office.zone), work.today)


@internal
def outlook(work: Work) -> tuple[list[Claim], int]:
    """What is due now, oldest first, and how many due rows are too late to be sent; nothing is claimed."""
    due = select(Due, Step).join(Step, Step.id == Due.step_id).where(Due.state == "planned", Due.try_at <= work.now)
    claims = [_claim(row, step) for row, step in work.session.execute(due.order_by(Due.try_at, Due.id)).all()]
    fresh = [claim for claim in claims if not is_stale(work, claim)]
    return fresh, len(claims) - len(fresh)


def _claim(row: Any, step: Step) -> Claim:
    return Claim(row.id, row.subject_kind, row.subject_id, plan_of(step), row.due_at, row.try_at, row.failures)
