"""The nightly backup: from which hour on, whether one is due, and taking it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import DBAPIError

from crm import notifications, people
from crm.core import backups, clock, db, files_back, history, office, runs
from crm.core.access import internal, right
from crm.core.backups import Backup
from crm.core.errors import Conflict, Problem, refuse_any
from crm.core.office import Setting
from crm.core.runs import Fault, JobRun, Outcome
from crm.core.sums import Kept
from crm.core.work import Actor, Work, begin
from crm.records import files

JOB, BY_HAND = "back_up", "back_up_by_hand"
HOUR, FIRST_HOUR = "backups.hour", 2
AGAIN_AFTER = timedelta(hours=1)  # a backup that failed is tried again then
TROUBLE = "backup.trouble"  # the kind of news
SPARE = 2  # times the size of the newest backup must be free
log = structlog.get_logger()


@dataclass(frozen=True)
class Plan:
    """From which hour of the office's day on the nightly backup is taken."""

    id: int
    version: int
    hour: int


@right("office.view")
def plan(work: Work) -> Plan:
    """When the nightly backup is taken."""
    row = _row(work)
    return Plan(1, row.version if row else 0, int(row.value) if row else FIRST_HOUR)


@right("office.configure")
def set_hour(work: Work, hour: object, *, version: int | None = None) -> None:
    """Take the nightly backup from this full hour on, in the office's zone."""
    work.require("office.configure", None)
    work.lock(HOUR)
    row = _row(work)
    if row is not None and version is not None and version != row.version:
        raise Conflict(**history.since(work.session, Setting.__tablename__, row.id, version))
    is_hour = isinstance(hour, int) and not isinstance(hour, bool) and 0 <= hour <= 23
    refuse_any([] if is_hour else [Problem("service.hour_wrong", "backup_hour")])
    office.write(work.session, HOUR, hour)


@internal
def is_due(work: Work) -> bool:
    """Whether this office has people, its hour has come, and there is no backup since; failures wait an hour."""
    if not people.first_administrator_exists(work):
        return False
    hour = time(int(office.read(work.session, HOUR, FIRST_HOUR)))
    came_at = clock.wall(work.today, hour, work.office.zone)
    if came_at > work.now:
        came_at = clock.wall(work.today - timedelta(days=1), hour, work.office.zone)
    good = _newest(work, JobRun.error.is_(None))
    if good is not None and good.started_at >= came_at:
        return False
    bad = _newest(work, JobRun.error.is_not(None))
    return bad is None or bad.error == "stopped" or work.now - bad.ended_at >= AGAIN_AFTER


def take(is_stopping: Callable[[], bool]) -> Outcome:
    """Take the nightly backup if it is due and nobody else does, and remove those that are too old.

    Administrators hear, once a day, of one that failed or is not whole.
    """
    try:
        outcome = _take(is_stopping)
    except Exception as error:
        if runs.kind_of(error) != "stopped":
            _tell_of_trouble()
        raise
    if any(outcome.detail.get(f"files_{what}") for what in ("unreadable", "left_out", "damaged")):
        _tell_of_trouble()
    return outcome


def _take(is_stopping: Callable[[], bool]) -> Outcome:
    with begin(Actor.office()) as work:
        if not is_due(work):
            return Outcome(0)
        now = work.now
    place = backups.folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with backups.alone(db.engine(), place) as is_alone:
        if not is_alone or not _is_still_due():
            return Outcome(0)
        backups.clean(place)
        path = place / backups.name(db.engine(), now)
        made = backups.write(db.engine(), path, is_stopping=is_stopping, reserve=_reserved(place), sums=sums)
        backups.clean(place)
    return Outcome(1, detail(made))


def detail(made: Backup) -> dict[str, Any]:
    """What is remembered of a backup, and how many files had no bytes that it could have taken along."""
    return {**made.detail, "files_lacking": lacking()}


def lacking() -> int:
    """How many files that are not put away have no bytes on the disk."""
    with begin(Actor.office()) as work:
        return files.lacking(work)


def damaged() -> int:
    """How many files have other bytes than those that were added; each is read."""
    return len(files_back.spoiled(sums()))


def sums() -> dict[str, Kept]:
    """What the office knows of each file's bytes; nothing where an old schema has no files yet."""
    try:
        with begin(Actor.office()) as work:
            return {name: Kept(size, sha256) for name, (size, sha256) in files.sums(work).items()}
    except DBAPIError as error:
        log.warning("files are not compared with what was added", error=runs.kind_of(error))
        return {}


def _tell_of_trouble() -> None:
    try:
        with begin(Actor.office(), writes=True) as work:
            notifications.tell_administrators(work, TROUBLE, f"{TROUBLE}:{work.today}", "/service", {})
    except Exception:  # what failed is told by the log at least
        log.exception("nobody could be told of a backup's trouble")


def _is_still_due() -> bool:
    """Another scheduler may have finished while we came to the lock."""
    with begin(Actor.office()) as work:
        return is_due(work)


def _reserved(place: Path) -> int:
    """How much must stay free for the database; Fault where it is not: better no backup than a disk that is full."""
    newest = max((path.stat().st_size for path in place.iterdir() if backups.moment_of(path)), default=0)
    if shutil.disk_usage(place).free < SPARE * newest:
        raise Fault("disk_full", "not enough room for another backup")
    return SPARE * newest


def _newest(work: Work, which: ColumnElement[bool]) -> JobRun | None:
    found = select(JobRun).where(JobRun.job == JOB, which).order_by(JobRun.id.desc()).limit(1)
    return work.session.execute(found).scalar_one_or_none()


def _row(work: Work) -> Setting | None:
    return work.session.execute(select(Setting).where(Setting.key == HOUR)).scalar_one_or_none()
