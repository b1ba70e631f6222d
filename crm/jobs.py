"""What the scheduler does: expire, remind, deliver, tidy, beat; each in batches, each guarded from the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog
from sqlalchemy import func, select

from crm import monitoring, notifications, people
from crm.core import beats, clock
from crm.core.i18n import moment_text, t
from crm.core.work import Actor, Work, begin
from crm.flows import remind as reminding
from crm.monitoring.tables import Monitoring
from crm.notifications import outbox
from crm.notifications.delivery import Round
from crm.reminders import ledger
from crm.reminders.tables import Due

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
        yield t("jobs.would_remind", count=ledger.due_count(work))
        yield from _due_lines(work)
        yield t("jobs.would_send", count=outbox.due_count(work))


def _due_lines(work: Work) -> Iterator[str]:
    due = select(Due).where(Due.state == "planned", Due.try_at <= work.now).order_by(Due.try_at, Due.id).limit(SHOWN)
    for row in work.session.execute(due).scalars():
        title = f"{row.subject_kind} {row.subject_id}"
        yield t("jobs.due_line", when=moment_text(row.due_at, work.office.zone), title=title)


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
