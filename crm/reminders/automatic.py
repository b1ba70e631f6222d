"""The automaton's reminders of a record, kept in line with it: each is a subject of its own in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from crm.core import clock
from crm.core.access import internal
from crm.core.errors import Problem
from crm.core.work import Work
from crm.reminders import ladders, service
from crm.reminders.automatic_tables import AutomaticReminder
from crm.reminders.rules import StepPlan

KIND = "automatic"
AUDIENCES = CLIENT, STAFF = ("client", "staff")
FORMS = ("sms", "email")
UNITS = ("minute", "hour", "day")
MOST, MOST_COUNT = 20, 3660
LAST_AT = datetime(2199, 12, 31, tzinfo=UTC)
FRESH_DAYS = 1  # a day later it is of no use


@dataclass(frozen=True)
class Wish:
    """One reminder as a form gives it: so many units before the *from* moment, or at a moment; known ones have ids."""

    audience: str
    form: str
    email_template_id: int | None = None
    sms_template_id: int | None = None
    count: int | None = None
    unit: str | None = None
    at: datetime | None = None
    id: int | None = None


COLUMNS = ("audience", "form", "email_template_id", "sms_template_id", "count", "unit", "at")


def problems(wishes: Sequence[Wish], from_at: datetime | None) -> list[Problem]:
    """Everything that is wrong with them, each at its field ("reminders.0.count")."""
    found = [Problem("automaton.too_many", None, {"max": MOST})] if len(wishes) > MOST else []
    for place, wish in enumerate(wishes):
        field = f"reminders.{place}"
        for value, known, name in ((wish.audience, AUDIENCES, "audience"), (wish.form, FORMS, "form")):
            found += [] if value in known else [Problem("automaton.choose", f"{field}.{name}")]
        if wish.at is not None:
            is_far = wish.at > LAST_AT
            found += [Problem("automaton.at_far", f"{field}.at", {"last": LAST_AT.year})] if is_far else []
            continue
        is_count = isinstance(wish.count, int) and 0 <= wish.count <= MOST_COUNT
        found += [] if is_count else [Problem("automaton.count_wrong", f"{field}.count", {"max": MOST_COUNT})]
        found += [] if wish.unit in UNITS else [Problem("automaton.choose", f"{field}.unit")]
        found += [Problem("automaton.no_from", f"{field}.count")] if from_at is None else []
    return found


@internal
def of_record(work: Work, kind: str, record_id: int) -> list[AutomaticReminder]:
    """The reminders set on a record, in the order in which they were made."""
    theirs = (AutomaticReminder.subject_kind == kind) & (AutomaticReminder.subject_id == record_id)
    found = select(AutomaticReminder).where(theirs, AutomaticReminder.deleted_at.is_(None))
    return list(work.session.execute(found.order_by(AutomaticReminder.id)).scalars())


@internal
def write(work: Work, kind: str, record_id: int, wishes: Sequence[Wish], from_at: datetime | None) -> None:
    """Let a record have exactly these reminders, and plan them; what is taken away is not told any more."""
    known = {row.id: row for row in of_record(work, kind, record_id)}
    kept = []
    for wish in wishes:
        row = known.pop(wish.id, None) if wish.id else None
        row = row or AutomaticReminder(subject_kind=kind, subject_id=record_id)
        for name in COLUMNS:
            setattr(row, name, getattr(wish, name))
        row.ladder_id = ladders.ladder(work, [_step(work, wish)])
        work.session.add(row)
        kept.append(row)
    for row in known.values():
        row.deleted_at = work.now
    work.session.flush()
    service.cancel(work, KIND, known)
    _plan(work, kept, {record_id: from_at})


@internal
def follow(work: Work, kind: str, moments: Mapping[int, datetime | None], over: Sequence[int] = ()) -> None:
    """The *from* moments of these records are now such; of those that are over nothing more is told."""
    ids = [*moments, *over]
    theirs = (AutomaticReminder.subject_kind == kind) & AutomaticReminder.subject_id.in_(ids)
    found = select(AutomaticReminder).where(theirs, AutomaticReminder.deleted_at.is_(None))
    rows = list(work.session.execute(found).scalars()) if ids else []
    service.cancel(work, KIND, [row.id for row in rows if row.subject_id in set(over)])
    _plan(work, [row for row in rows if row.subject_id not in set(over)], moments)


def _plan(work: Work, rows: Sequence[AutomaticReminder], moments: Mapping[int, datetime | None]) -> None:
    items = [(row.id, row.ladder_id, {"from": moments.get(row.subject_id)}) for row in rows]
    service.plan_moments(work, KIND, items)


def _step(work: Work, wish: Wish) -> StepPlan:
    rest: dict[str, Any] = {"fresh_days": FRESH_DAYS, "channels": ("email",), "audience": wish.audience}
    if wish.at is not None:
        local = wish.at.astimezone(clock.zone(work.office.zone)).replace(second=0, microsecond=0)
        return StepPlan(0, "day", at=local.time(), anchor="at", day_on=local.date(), **rest)
    return StepPlan(wish.count or 0, wish.unit or "day", at=None, anchor="from", **rest)
