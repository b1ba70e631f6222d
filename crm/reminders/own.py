"""Days ahead of one's own: who wants to be told how many days before the end, beside what the rules say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, select

from crm.core import clock, db, subjects
from crm.core.access import internal, own
from crm.core.errors import NotFound, refuse_any
from crm.core.work import Work
from crm.notifications import rules as telling
from crm.reminders import rules
from crm.reminders.ladders import ladder
from crm.reminders.ledger import Claim
from crm.reminders.rules import StepPlan
from crm.reminders.service import OWN_STEPS, plan_many
from crm.reminders.tables import Due, OwnStep, Replan, Step

AT_ONCE = 500
NOBODY, COVERED = "reminders.reason.own_nobody", "reminders.reason.covered"


@own
def own_days(work: Work) -> list[int]:
    """How many days ahead I want to be told, the furthest first."""
    return [row.days for row in _mine(work)]


@own
def add_own_days(work: Work, days: int) -> None:
    """Tell me that many days before the end, too; Invalid for the sixth, for what is there, beyond a year.

    The scheduler plans it for everything open, in batches; days that are over already are not told late.
    """
    work.lock(OWN_STEPS)
    refuse_any(rules.check_own(days, [row.days for row in _mine(work)]))
    ladder(work.as_office(), [rules.own_step(days)])
    work.session.add(OwnStep(user_id=work.me.person_id, days=days))
    work.session.flush()
    _plan_again(work)


@own
def remove_own_days(work: Work, days: int) -> None:
    """No longer tell me that many days before the end; NotFound when I never asked."""
    work.lock(OWN_STEPS)
    rows = [row for row in _mine(work) if row.days == days]
    if not rows:
        raise NotFound()
    work.session.delete(rows[0])
    work.session.flush()
    if work.session.execute(select(OwnStep.id).where(OwnStep.days == days).limit(1)).first() is None:
        _plan_again(work)


@internal
def plan_some(work: Work) -> int:
    """Bring the next batch of open records in line with what people asked for; how many, 0 when all are."""
    work.lock(OWN_STEPS, is_shared=True)  # before the row below: who adds days holds them in the same order
    next_one = select(Replan).order_by(Replan.id).limit(1).with_for_update(skip_locked=True)
    row = work.session.execute(next_one).scalar_one_or_none()
    if row is None:
        return 0
    open_after = subjects.of(row.kind).open_after
    items = open_after(work, row.last_id, AT_ONCE) if open_after else []
    if items:
        plan_many(work, row.kind, items)
        row.last_id = items[-1][0]
    else:
        work.session.delete(row)
    return len(items) or 1


@internal
def among(work: Work, claimed: Claim, people: Sequence[int]) -> tuple[list[int], dict[str, object], str]:
    """Who of these asked for this own step; what is kept of the others who did; the reason if nobody is left.

    Who is told of the same record on the same day by a step for all is not told twice.
    """
    wanting = set(asked(work, claimed.step, people))
    heard = _heard(work, claimed, people) & wanting
    left = [person for person in people if person in wanting - heard]
    return left, {str(person): COVERED for person in sorted(heard)}, COVERED if heard else NOBODY


@internal
def asked(work: Work, step: StepPlan, people: Sequence[int]) -> list[int]:
    """Those of these people whom a step is for: all of them, or of an own step who asked for it."""
    if step.audience != rules.OWN:
        return list(people)
    mine = select(OwnStep.user_id).where(OwnStep.days == step.count, OwnStep.user_id.in_(people))
    return list(work.session.execute(mine.order_by(OwnStep.user_id)).scalars())


def _heard(work: Work, claimed: Claim, people: Sequence[int]) -> set[int]:
    """Who hears of this record today by a step for all: was told, or will be, for it is planned for the same day.

    If that step is cancelled after all, planning anew gives this one another chance.
    """
    about = (Due.subject_kind == claimed.kind) & (Due.subject_id == claimed.subject_id)
    others = select(Due.state, Due.due_at, Due.told).join(Step, Step.id == Due.step_id).where(about)
    rows = work.session.execute(others.where(Step.audience == rules.RECIPIENTS, Due.state.in_(["planned", "fired"])))
    zone, found = work.office.zone, set[int]()
    for row in rows:
        if clock.day_of(row.due_at, zone) == clock.day_of(claimed.due_at, zone):
            told = {int(person) for person, what in row.told.items() if telling.is_reached(what)}
            found |= told if row.state == "fired" else set(people)
    return found


def _mine(work: Work) -> list[OwnStep]:
    mine = select(OwnStep).where(OwnStep.user_id == work.me.person_id).order_by(OwnStep.days.desc())
    return list(work.session.execute(mine).scalars())


def _plan_again(work: Work) -> None:
    """Begin anew for every kind of record that has something to come."""
    table: Table = Replan.__table__  # type: ignore[assignment]
    kinds = [kind for kind in subjects.kinds() if subjects.of(kind).open_after]
    rows: list[dict[str, Any]] = [{"kind": kind, "last_id": 0} for kind in kinds]
    db.insert_new(work.session.connection(), table, rows, ["kind"])
    work.session.execute(table.update().where(table.c.kind.in_(kinds)).values(last_id=0))
