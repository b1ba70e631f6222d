"""Backups by command: written now, wherever one wants; and made the office again, database and files."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from crm.core import backups, clock, db, files_back, kept_files, restoring, runs, schema
from crm.core.backups import Backup
from crm.core.errors import Invalid
from crm.core.files_back import Back, Found
from crm.core.runs import Fault, Run
from crm.core.sums import Kept, Unreadable
from crm.core.work import Actor, begin
from crm.flows import nightly
from crm.flows.nightly import BY_HAND

SHOWN = 3
log = structlog.get_logger()


def by_hand(target: Path | None) -> tuple[Backup, int]:
    """Write a backup to a file, into a folder, or beside the nightly ones; Fault says what is in the way.

    With it comes how many files have no bytes that it could have taken along.
    """
    _refuse_damaged("cli.damaged_backup")
    if restoring.is_empty(db.engine()):
        raise Fault("nothing_to_back_up")
    started_at, began = clock.now(), time.monotonic()
    try:
        made = _write(_path(target, started_at))
    except OSError as error:
        if runs.kind_of(error) != "disk_full":
            raise
        raise Fault("disk_full", str(error)) from error
    detail = nightly.detail(made)
    _note(Run(BY_HAND, started_at, clock.now(), 1, time.monotonic() - began, detail=detail))
    return made, detail["files_lacking"]


@dataclass(frozen=True)
class Restored:
    """What a restore came to: the schema now, what the backup had of files (None: it has no list), what lacks, what is
    still damaged, and where a damaged database is now."""

    revision: str
    found: Found | None
    back: Back | None
    lacking: int
    damaged: int = 0
    aside: Path | None = None


def restore(path: Path, *, said: str, is_forced: bool, is_incomplete: bool = False) -> Restored:
    """Make a backup the database and bring back its files; `said` must name a database that is not empty.

    Everything is looked at before anything is touched. Files that nobody has whole any more are a reason to stop and
    look for them, never one to be left without a database: `is_incomplete` goes on without them.
    """
    engine = db.engine()
    restoring.refuse_unfit(engine, path)
    name = restoring.database_name(engine)
    why = restoring.damage(engine)
    if why and said != name:
        raise Invalid("cli.damaged_replace", why=why, name=name, path=path)
    if not why and not restoring.is_empty(engine) and said != name:
        raise Fault("not_empty", name)
    using = None if is_forced else restoring.in_use(engine)
    if using:
        raise Fault(f"in_use_{using}")
    found = _look(path, is_incomplete)
    aside = restoring.name_aside(engine) if why else None
    revision = restoring.restore(engine, path, aside=aside)
    back = _bring(path, found, "cli.files_not_back")
    return Restored(revision, found, back, nightly.lacking(), nightly.damaged(), aside)


def bring_back(path: Path, *, is_incomplete: bool = False) -> Restored:
    """Bring back the files of a backup that the data folder lacks, or has damaged; the database stays as it is.

    Nothing has to stop for that.
    """
    _refuse_damaged("cli.damaged_files", path=path)
    if restoring.is_empty(db.engine()):
        raise Invalid("cli.empty_files", path=path)
    schema.check(db.engine())
    added = nightly.sums()
    bad = files_back.spoiled(added)
    found = _look(path, is_incomplete, added, bad)
    if found is None:
        raise Fault("no_list", str(kept_files.list_of(path)))
    back = _bring(path, found, "cli.files_not_all_back")
    return Restored(schema.newest(), found, back, nightly.lacking(), len(bad.difference(found.damaged)))


def _refuse_damaged(otherwise: str, **params: Any) -> None:
    """Invalid in these words where the database's file is damaged."""
    why, name = restoring.damage(db.engine()), restoring.database_name(db.engine())
    if why:
        raise Invalid(otherwise, why=why, name=name, **params)


def _path(target: Path | None, started_at: datetime) -> Path:
    """Where a backup goes: to this file, into this folder, or beside the nightly ones."""
    place = target or backups.folder()
    if target is None:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = place / backups.name(db.engine(), started_at) if place.is_dir() else place
    if not path.parent.is_dir():
        raise Fault("no_folder", str(path.parent))
    return path


def _write(path: Path) -> Backup:
    """One at a time: whoever cleans up must not meet what is still half-written."""
    with backups.alone(db.engine(), path.parent) as is_alone:
        if not is_alone:
            raise Fault("backup_running")
        return backups.write(db.engine(), path, sums=nightly.sums)


def _look(
    path: Path, is_incomplete: bool, added: Mapping[str, Kept] | None = None, bad: Collection[str] = ()
) -> Found | None:
    try:
        found = files_back.look(path, added, bad)
    except Fault:
        if is_incomplete:
            return None
        raise
    if found is None or is_incomplete:
        return found
    if found.missing:
        some = ", ".join(found.missing[:SHOWN]) + (", …" if len(found.missing) > SHOWN else "")
        raise Invalid("cli.files_missing", count=len(found.missing), all=len(found.listed), names=some)
    if not found.is_room:
        raise Invalid("cli.no_room", megabytes=math.ceil(found.size_back / 2**20))
    return found


def _bring(path: Path, found: Found | None, otherwise: str) -> Back | None:
    try:
        return files_back.bring(found) if found else None
    except (OSError, Unreadable) as error:
        raise Invalid(otherwise, why=str(error), path=path) from error


def _note(run: Run) -> None:
    """For the service page; a database that can only be read is backed up all the same."""
    try:
        with begin(Actor.office(), writes=True) as work:
            runs.note(work.session, run)
    except SQLAlchemyError as error:
        log.warning("the backup could not be noted", error=runs.kind_of(error))
