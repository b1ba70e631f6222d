"""Backups by command: written now, wherever one wants; and made the database again."""

from __future__ import annotations

import time
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from crm.core import backups, clock, db, restoring, runs
from crm.core.backups import Backup
from crm.core.runs import Fault, Run
from crm.core.work import Actor, begin
from crm.flows.nightly import BY_HAND

log = structlog.get_logger()


def by_hand(target: Path | None) -> Backup:
    """Write a backup to a file, into a folder, or beside the nightly ones; Fault says what is in the way."""
    if restoring.is_empty(db.engine()):
        raise Fault("nothing_to_back_up")
    started_at, began = clock.now(), time.monotonic()
    place = target or backups.folder()
    if target is None:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = place / backups.name(db.engine(), started_at) if place.is_dir() else place
    if not path.parent.is_dir():
        raise Fault("no_folder", str(path.parent))
    try:
        made = backups.write(db.engine(), path)
    except OSError as error:
        raise Fault(runs.kind_of(error), str(error)) from error
    _note(Run(BY_HAND, started_at, clock.now(), 1, time.monotonic() - began, detail=made.detail))
    return made


def restore(path: Path, *, said: str, is_forced: bool) -> str:
    """Make a backup the database; the schema it has then. `said` must name a database that is not empty."""
    engine = db.engine()
    restoring.refuse_unfit(engine, path)
    name = restoring.database_name(engine)
    if not restoring.is_empty(engine) and said != name:
        raise Fault("not_empty", name)
    using = None if is_forced else restoring.in_use(engine)
    if using:
        raise Fault(f"in_use_{using}")
    return restoring.restore(engine, path)


def _note(run: Run) -> None:
    """For the service page; a database that can only be read is backed up all the same."""
    try:
        with begin(Actor.office(), writes=True) as work:
            runs.note(work.session, run)
    except SQLAlchemyError as error:
        log.warning("the backup could not be noted", error=runs.kind_of(error))
