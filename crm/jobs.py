"""What the scheduler does: expire, remind, deliver, tidy, beat; each in batches, each guarded from the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from crm import monitoring, notifications, people
from crm.core import beats, clock, subjects
from crm.core.i18n import moment_text, t
from crm.core.work import Actor, Work, begin
from crm.flows import remind as reminding
from crm.monitoring.tables import Monitoring
from crm.notifications import outbox
from crm.notifications.delivery import Round
from crm.reminders import ledger

log = structlog.get_logger()
stopping = threading.Event()  # set by the scheduler's signal handler: finish the batch at hand
BATCH = 500
SHOWN = 50


@dataclass(frozen=True)
class Job:
    """A job and how often to look whether it has anything to do: every so many ticks."""

    name: str
    run: Callable[[], int]
    every_ticks: int = 1


def expire() -> int:
    """Monitorings start on their first day and finish after their last one, in the office's zone."""
    return _all(lambda work: monitoring.start_scheduled(work, BATCH)) + _all(
        lambda work: monitoring.finish_ended(work, BATCH)
    )


def remind() -> int:
    """Every due row of the ledger is told, recorded as late, suppressed or set aside."""
    return _all(lambda work: reminding.fire(work))


def deliver() -> int:
    """Every due message of the outbox is sent, tried again later or failed; how many were sent."""
    return Round(is_stopping=stopping.is_set).run()


def tidy() -> int:
    """What nobody needs any more goes: old bell entries, messages, sign-ins and their throttles."""
    return _all(lambda work: notifications.forget(work, limit=BATCH)) + _all(
        lambda work: people.forget(work, limit=BATCH)
    )


def beat() -> int:
    """Nothing but a sign of life; the guard writes it down."""
    return 0


JOBS = (
    Job("expire", expire),
    Job("remind", remind),
    Job("deliver", deliver),
    Job("tidy", tidy, every_ticks=240),
    Job("beat", beat),
)


def run_once() -> list[str]:
    """Everything that is due, until nothing is left; the names of the jobs that failed."""
    return [job.name for job in JOBS if not guarded(job)]


def guarded(job: Job) -> bool:
    """Run one job: whatever happens is logged and written into its beat, and stops no other job. Whether it worked."""
    started_at, done, error = clock.now(), 0, None
    try:
        done = job.run()
    except Exception as failure:
        error = f"{type(failure).__name__}"
        log.exception("a job failed", job=job.name)
    try:
        with begin(Actor.office(), writes=True) as work:
            work.lock(f"beat.{job.name}")
            beats.record(work.session, job.name, started_at, work.now, done, error)
    except Exception:
        log.exception("a beat could not be written", job=job.name)
        return False
    if done:
        log.info("a job ran", job=job.name, done=done)
    return error is None


def outlook() -> Iterator[str]:
    """What one pass would do now, line by line; writes nothing."""
    with begin(Actor.office()) as work:
        alive = Monitoring.deleted_at.is_(None)
        starts = (Monitoring.state == "scheduled") & (Monitoring.starts_on <= work.today)
        ends = Monitoring.state.in_(["scheduled", "active"]) & (Monitoring.ends_on < work.today)
        counts = [
            work.session.execute(select(func.count(Monitoring.id)).where(alive, how)).scalar_one()
            for how in (starts, ends)
        ]
        yield t("jobs.would_start", count=counts[0])
        yield t("jobs.would_finish", count=counts[1])
        yield from _would_remind(work.as_office())
        yield t("jobs.would_send", count=outbox.due_count(work))


def _would_remind(work: Work) -> Iterator[str]:
    """How many reminders are due, how many rows are too late to be sent, and the first that would go out."""
    due, late = ledger.outlook(work)
    yield t("jobs.would_remind", count=len(due))
    yield t("jobs.would_be_late", count=late)
    for claim in due[:SHOWN]:
        yield t("jobs.due_line", when=moment_text(claim.due_at, work.office.zone), title=_title(work, claim))
    if len(due) > SHOWN:
        yield t("jobs.more_lines", count=len(due) - SHOWN)


def _title(work: Work, claim: ledger.Claim) -> str:
    """What the reminder is about; a record that cannot be read any more by its kind and number."""
    try:
        return subjects.of(claim.kind).facts(work, claim.subject_id).title
    except (KeyError, NoResultFound):
        return f"{claim.kind} {claim.subject_id}"


def _all(batch: Callable[[Work], int]) -> int:
    """Batch after batch, a transaction each, until one finds nothing or somebody says stop."""
    total = 0
    while not stopping.is_set():
        with begin(Actor.office(), writes=True) as work:
            done = batch(work)
        if not done:
            break
        total += done
    return total
