"""What the scheduler does: expire, remind, deliver, tidy, back up, beat; in batches, each guarded from the others."""

from __future__ import annotations

import platform
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from crm import monitoring, notifications, people
from crm.core import beats, clock, config, db, runs
from crm.core.processes import Household
from crm.core.runs import Outcome, Run
from crm.core.work import Actor, Work, begin
from crm.flows import digest as digesting
from crm.flows import looking_ahead, nightly, service_visits
from crm.flows import remind as reminding
from crm.flows.imports import keeping
from crm.notifications import aftermath
from crm.notifications.delivery import Round
from crm.records import files, upload_work
from crm.reminders import own
from crm.tasks import recurring

log = structlog.get_logger()
stopping = threading.Event()  # set by the scheduler's signal handler: finish the batch at hand
BATCH = 500
MOVED = 2_000  # monitorings in one transaction: two statements, however many they are
PLANNED = 20  # batches of records whose own days are planned in one look
STOP_SECONDS = 10.0
_unwritten = runs.Waiting()
_aside: dict[str, threading.Thread] = {}
_noted_at = [time.monotonic()]


@dataclass(frozen=True)
class Job:
    """A job and how often to look whether it has anything to do: every so many ticks.

    One that takes long and must not keep the others waiting runs aside, in a thread of its own.
    """

    name: str
    run: Callable[[], int | Outcome]
    every_ticks: int = 1
    is_aside: bool = False


def expire() -> int:
    """Monitorings start on their first day and finish after their last one, in the office's zone."""
    return _all(lambda work: monitoring.start_scheduled(work, MOVED)) + _all(
        lambda work: monitoring.finish_ended(work, MOVED)
    )


def remind() -> int:
    """Every due row of the ledger is told, deferred, late, suppressed or set aside; what was put off is told again.

    Before that a few batches of what people asked for beside the rules are planned, so that this keeps nobody waiting.
    """
    _all(lambda work: own.plan_some(work), most=PLANNED)
    return _all(lambda work: reminding.fire(work)) + _all(lambda work: notifications.wake_due(work))


def recur() -> int:
    """Series make the tasks that are due; how many series."""
    return _all(lambda work: recurring.make_due(work))


def digest() -> int:
    """Whose morning digest is due gets it, or is noted with the reason why not; how many people."""
    return _all(lambda work: digesting.send_due(work))


def deliver() -> int:
    """Every due message of the outbox is sent, tried again later or failed; how many were sent.

    Before that, what was pushed and not seen is put there once more, for the mailbox.
    """
    _all(lambda work: aftermath.follow(work, BATCH))
    return Round(is_stopping=_must_stop).run()


def tidy() -> int:
    """What nobody needs any more goes: old bell entries, messages, sign-ins and their throttles, old runs."""
    with begin(Actor.office(), writes=True) as work:
        db.take_stock(work.session.connection())
    return (
        _all(lambda work: notifications.forget(work, limit=BATCH))
        + _all(lambda work: people.forget(work, limit=BATCH))
        + _all(lambda work: runs.forget(work.session, work.now, limit=BATCH))
        + keeping.sweep(clock.now())
        + _all(lambda work: files.forget(work, limit=BATCH))
        + _swept()
    )


def _swept() -> int:
    """Bytes of files that no record has any more."""
    with begin(Actor.office()) as work:
        return files.sweep(work)


def back_up() -> Outcome:
    """Once a day, after the hour that the office chose: a backup, and the oldest ones go."""
    return nightly.take(stopping.is_set)


def bring_in() -> int:
    """Uploaded files go in (or out again) in a process of its own, with limits; nothing else waits for it."""
    with begin(Actor.office()) as work:
        if not upload_work.is_waiting(work):
            return 0
    home = Household(config.ROOT, stopping=stopping)
    home.start("import", ["-m", "crm", "bring-in"])
    try:
        ended = home.wait()
    finally:
        home.stop()
    if ended and ended[1]:
        raise ChildProcessError(f"the import ended with {ended[1]}")
    return 1


def beat() -> int:
    """Nothing but a sign of life; the guard writes it down."""
    return 0


BEAT = Job("beat", beat)
JOBS = (
    Job("expire", expire),
    Job("visits", lambda: _all(service_visits.keep_up), every_ticks=20),
    Job("recur", recur),
    Job("remind", remind),
    Job("digest", digest),
    Job("deliver", deliver),
    Job("tidy", tidy, every_ticks=240),
    Job(nightly.JOB, back_up, every_ticks=4, is_aside=True),
    Job("import", bring_in, is_aside=True),
    BEAT,
)


def run_once() -> list[str]:
    """Everything that is due, until nothing is left; the names of the jobs that failed."""
    return [job.name for job in JOBS if not guarded(job)]


def look(job: Job) -> None:
    """What the clockwork calls: run the job, aside if that is its way and the last run of it is over."""
    if not job.is_aside:
        guarded(job)
    elif job.name not in _aside or not _aside[job.name].is_alive():
        _aside[job.name] = threading.Thread(target=guarded, args=(job,), name=job.name, daemon=True)
        _aside[job.name].start()


def wait_for_those_aside() -> None:
    """Give what runs aside a moment to notice that the scheduler stops."""
    for thread in _aside.values():
        thread.join(STOP_SECONDS)


def guarded(job: Job) -> bool:
    """Run one job: whatever happens is logged and noted, and stops no other job. Whether it worked."""
    started_at, began, outcome, failure = clock.now(), time.monotonic(), Outcome(0), None
    try:
        found = job.run()
        outcome = found if isinstance(found, Outcome) else Outcome(found)
    except Exception as error:
        failure = error
    run = _run(job, started_at, time.monotonic() - began, outcome, failure)
    if run.error:
        log.error("a job failed", job=job.name, kind=run.error, error_id=run.error_id, exc_info=failure)
    if not _is_noted(job, run):
        return False
    if run.done:
        log.info("a job ran", job=job.name, done=run.done)
    return run.error is None


def _run(job: Job, started_at: datetime, seconds: float, outcome: Outcome, failure: Exception | None) -> Run:
    error, error_id = (runs.kind_of(failure), secrets.token_hex(4)) if failure else (None, None)
    return Run(job.name, started_at, clock.now(), outcome.done, seconds, error, error_id, outcome.detail)


def _is_noted(job: Job, run: Run) -> bool:
    """Write the beat, and into the log what belongs there; what cannot be written is kept until it can be."""
    waiting = [*_unwritten.take(), *([run] if run.is_notable else [])]
    _noted_at[0] = time.monotonic()
    try:
        with begin(Actor.office(), writes=True) as work:
            work.lock(f"beat.{job.name}")
            detail = {
                "seconds": round(run.seconds, 2),
                "every": job.every_ticks * beats.tick_seconds(),
                "machine": platform.node()[:80],
            }
            beats.record(work.session, job.name, run.started_at, run.ended_at, run.done, run.error, detail)
            for one in waiting:
                runs.note(work.session, one)
    except Exception as error:
        number = secrets.token_hex(4)
        log.exception("a beat could not be written", job=job.name, error_id=number)
        mute = Run(job.name, run.started_at, run.ended_at, 0, run.seconds, runs.kind_of(error), number)
        _unwritten.keep(waiting if run.error else [*waiting, mute])
        return False
    return True


def database_away(error: Exception) -> None:
    """The clockwork could not begin: the log shall tell of it once it can."""
    _unwritten.keep([_run(BEAT, clock.now(), 0.0, Outcome(0), error)])


def _must_stop() -> bool:
    """Whether to stop; asked between letters and batches, outside transactions: there a long job says it lives."""
    if time.monotonic() - _noted_at[0] >= beats.tick_seconds():
        guarded(BEAT)
    return stopping.is_set()


def outlook() -> list[str]:
    """What one pass would do now, line by line; writes nothing."""
    with begin(Actor.office()) as work:
        return looking_ahead.lines(work)


def _all(batch: Callable[[Work], int], *, most: int | None = None) -> int:
    """Batch after batch, a transaction each, until one finds nothing, `most` are done or somebody says stop."""
    total = 0
    while not _must_stop() and most != 0:
        most = None if most is None else most - 1
        with begin(Actor.office(), writes=True) as work:
            done = batch(work)
        if not done:
            break
        total += done
    return total
