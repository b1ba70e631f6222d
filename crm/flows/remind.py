"""Reminding: due rows of the ledger become bell entries and outbox rows, in the transaction that marks them fired."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import DBAPIError

from crm import notifications
from crm.core import runs, subjects
from crm.core.access import internal
from crm.core.work import Work
from crm.flows import automatic as reminders_of_tasks
from crm.notifications import withheld
from crm.notifications.rules import is_reached, why_nobody
from crm.notifications.withheld import Untold
from crm.reminders import audience, automatic, escalation, ledger, own, rules
from crm.reminders.ledger import Claim

log = structlog.get_logger()
AT_ONCE = 100
SURROUNDINGS = frozenset(kind for kind, _ in runs.KINDS)  # what ails the database, not the record


@internal
def fire(work: Work, *, limit: int = AT_ONCE) -> int:
    """Take up to `limit` due rows and settle each, all in this transaction; how many were taken.

    One that cannot be told is undone by its savepoint, set aside with the reason and tried again later.
    """
    claims = ledger.claim(work, limit=limit)
    for claim in claims:
        try:
            with work.savepoint():
                _settle(work, claim)
        except Exception as error:
            if isinstance(error, DBAPIError) and (error.connection_invalidated or runs.kind_of(error) in SURROUNDINGS):
                raise  # the database is gone or cannot be written, and the whole batch with it
            log.exception("a reminder was set aside", ledger_id=claim.id, subject=f"{claim.kind}:{claim.subject_id}")
            ledger.set_aside(work, claim, _reason(error))
    return len(claims)


def _settle(work: Work, claim: Claim) -> None:
    if claim.kind == automatic.KIND:
        return reminders_of_tasks.settle(work, claim)
    subject = subjects.of(claim.kind)
    gone = subject.is_gone(work, claim.subject_id)
    if gone is not None:
        return ledger.settle(work, claim, "suppressed", reason=gone)
    if ledger.is_stale(work, claim):
        ledger.settle(work, claim, "late", reason="reminders.reason.late", was_late=True)
        return _held_back(work, claim, "reminders.reason.late")
    people, told = audience.of_step(work, claim.kind, claim.subject_id, claim.step), dict[str, object]()
    until = escalation.waits_until(work, claim.step, people, claim.due_at)
    if until is not None:
        return ledger.defer(work, claim, until, "reminders.reason.out_of_hours")
    nobody = audience.why_nobody(claim.step)
    if people and claim.step.audience == rules.OWN:
        people, told, nobody = own.among(work, claim, people)
    if not people:
        ledger.settle(work, claim, "suppressed", reason=nobody, told=told)
        return _held_back(work, claim, nobody)
    return _tell(work, claim, people, told)


def _held_back(work: Work, claim: Claim, reason: str) -> None:
    """Nobody is told at all; of somebody's own day ahead nobody else ever should have been."""
    if claim.step.audience != rules.OWN:
        kind = audience.news(claim.kind, claim.step)
        withheld.from_everybody(work, Untold(kind, f"ledger:{claim.id}", claim.kind, claim.subject_id), reason)


def _tell(work: Work, claim: Claim, people: list[int], untold: dict[str, object]) -> None:
    was_late = rules.is_late(claim.step, claim.awaited_at, work.now, work.office.zone)
    told = notifications.tell(
        work,
        audience.news(claim.kind, claim.step),
        subject_kind=claim.kind,
        subject_id=claim.subject_id,
        people=people,
        key=f"ledger:{claim.id}",
        due_at=claim.due_at,
        ledger_id=claim.id,
        channels=rules.channels_of(claim.step),
        priority=audience.priority(work, claim.kind, claim.subject_id),
        late_for=claim.awaited_at if was_late else None,
    )
    everybody = told | untold
    if not any(is_reached(what) for what in told.values()):
        why = why_nobody(told) or "reminders.reason.nobody"
        return ledger.settle(work, claim, "suppressed", reason=why, told=everybody)
    return ledger.settle(work, claim, "fired", told=everybody, was_late=was_late)


def _reason(error: Exception) -> str:
    """What went wrong, without SQL or values: the log has the rest."""
    if isinstance(error, DBAPIError):
        return type(error.orig).__name__
    return f"{type(error).__name__}: {error}"
