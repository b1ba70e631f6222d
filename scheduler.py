"""The clockwork: which job how often, until told to stop; or everything that is due, once; or what that would be."""

from __future__ import annotations

import os
import signal
import sys
import time

import click
import schedule
import structlog
from sqlalchemy.exc import OperationalError

from crm import jobs, start
from crm.core import config, db, i18n, schema

log = structlog.get_logger()


@click.command()
@click.option("--once", is_flag=True, help="Do everything that is due now, then exit; non-zero when a job failed.")
@click.option("--dry-run", is_flag=True, help="Say what one pass would do, and write nothing.")
def main(once: bool, dry_run: bool) -> None:
    """Run the jobs of Czuwaj until SIGTERM or Ctrl-C."""
    os.environ["TZ"] = "UTC"  # in a local zone interval jobs stall when clocks change
    time.tzset()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: jobs.stopping.set())
    try:
        settings = start.make_ready()
        if once or dry_run:
            schema.check(db.engine())
    except (config.BadSetting, schema.WrongSchema) as error:
        raise click.ClickException(str(error)) from error
    except OperationalError as error:
        raise click.ClickException(f"CRM_DATABASE_URL: {str(error.orig).splitlines()[0]}") from error
    i18n.speak(settings.language)
    if dry_run:
        sys.stdout.writelines(f"{line}\n" for line in jobs.outlook())
    elif once:
        sys.exit(1 if jobs.run_once() else 0)
    else:
        run(settings.tick_seconds)


def run(tick: float) -> None:
    """Look every tick; `schedule` only says when, the database says what is due."""
    clockwork = schedule.Scheduler()
    for job in jobs.JOBS:
        clockwork.every(tick * job.every_ticks).seconds.do(jobs.look, job)  # type: ignore[arg-type]
    is_ready = False
    while not jobs.stopping.is_set():
        if is_ready:
            clockwork.run_pending()
        elif is_ready := fits():
            clockwork.run_all()
        jobs.stopping.wait(min(tick, 1.0))
    jobs.wait_for_those_aside()
    log.info("the scheduler stopped")


def fits() -> bool:
    """Whether the schema is ours; a database that is away or not yet migrated is waited for, not died of."""
    try:
        schema.check(db.engine())
    except Exception as error:
        log.warning("the database is not ready", error=str(error)[:300])
        jobs.database_away(error)
        db.engine().dispose()  # an open connection would go on showing what is no longer there
        return False
    return True


if __name__ == "__main__":
    main()
