"""Backups: whole copies of the database and its files, taken while others write; named by moment, kept for a while."""

from __future__ import annotations

import fcntl
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from crm.core import copies, kept_files, pgtools, schema
from crm.core.kept_files import LIST, Sums, Taken, Taking
from crm.core.runs import Fault
from crm.core.shelves import PART, sync

DAILY, WEEKLY = 14, 8
SUFFIXES = {"sqlite": ".db", "postgresql": ".dump"}
NAME = re.compile(r"czuwaj-(\d{8}T\d{6}Z)-([0-9A-Za-z_]+)\.(?:db|dump)")
JOURNAL = "-journal"  # what SQLite keeps beside a file while it writes there
MOMENT = "%Y%m%dT%H%M%SZ"
AWAY = "before_restore"  # where PostgreSQL keeps replaced tables until the restored ones are whole
ALONE = 20261122  # PostgreSQL's lock of whoever backs up, held by a connection of its own
_folder: list[Path] = [Path("data") / "backups"]


@dataclass(frozen=True)
class Backup:
    """A backup that was written and looked at."""

    path: Path
    size: int
    revision: str
    files: Taken = field(default_factory=Taken)

    @property
    def detail(self) -> dict[str, Any]:
        """What is remembered of it: no folder, for the log is shown in browsers."""
        taken = self.files
        files = {"files": taken.count, "files_bytes": taken.size}
        left = {"files_unreadable": taken.unreadable, "files_left_out": taken.left_out, "files_damaged": taken.damaged}
        return {"file": self.path.name, "bytes": self.size, "schema": self.revision, **files, **left}


def use(folder: Path) -> None:
    """Say where nightly backups go; `start` does this once."""
    _folder[:] = [folder]


def folder() -> Path:
    """Where nightly backups go."""
    return _folder[0]


def name(engine: Engine, now: datetime) -> str:
    """The file name of a backup taken now: moment and schema."""
    return f"czuwaj-{now:{MOMENT}}-{schema.current(engine) or 'empty'}{SUFFIXES[engine.dialect.name]}"


def write(
    engine: Engine,
    target: Path,
    *,
    is_stopping: Callable[[], bool] = lambda: False,
    reserve: int = 0,
    sums: Sums = dict,
) -> Backup:
    """Write a backup to a file that is not there yet, readable by its owner only; nobody has to wait meanwhile.

    It is written beside its place, looked at, synced to disk, and only then given its name, after the list of its
    files has its own: Fault, OSError or DBAPIError leave nothing behind. Only for who is `alone`. So many bytes
    of the disk are in `reserve` for the database; files that do not fit beside them are left out and counted. `sums`
    says what was added as each file: what is something else by now is counted as damaged.
    """
    if target.exists():
        raise Fault("backup_exists", str(target))
    part = target.with_name(target.name + PART)
    _drop(part)
    taking = Taking(target.parent, is_stopping, reserve, sums)
    try:
        taking.take()
        revision = _copy(engine, part, is_stopping)
        taking.take()
        files = taking.write(target)
        part.rename(target)
        sync(target.parent)
    except BaseException as error:
        _drop(part)
        target.unlink(missing_ok=True)
        taking.give_up(target, error)
        raise
    return Backup(target, target.stat().st_size, revision, files)


def verify(engine: Engine, path: Path) -> str:
    """The schema of a backup for this kind of database; Fault when it is none, or not whole."""
    return _sqlite_revision(path) if engine.dialect.name == "sqlite" else _dump_revision(engine, path)


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """Which backups to keep: the newest of each of the last 14 days that have one, and of each of the last 8 weeks."""
    days: dict[object, datetime] = {}
    weeks: dict[object, datetime] = {}
    for moment in sorted(moments):
        days[moment.date()] = weeks[moment.isocalendar()[:2]] = moment
    return set(sorted(days.values())[-DAILY:]) | set(sorted(weeks.values())[-WEEKLY:])


def clean(place: Path) -> list[Path]:
    """Remove what is too old, and what a killed backup left half-written; nothing that has another name.

    Of the shared files go those that no list names any more. Only for who is `alone`.
    """
    there = {path: moment for path in place.iterdir() if (moment := moment_of(path)) is not None}
    keep = kept(there.values())
    old = [path for path, moment in there.items() if moment not in keep]
    old += [path for path in place.glob(f"czuwaj-*{PART}*") if NAME.fullmatch(_copy_name(path))]
    for path in old:
        path.unlink(missing_ok=True)
    lists = [path for path in place.glob(f"czuwaj-*{LIST}") if NAME.fullmatch(_copy_name(path))]
    return old + kept_files.forget(place, [path for path in lists if not path.with_name(_copy_name(path)).exists()])


def _copy_name(path: Path) -> str:
    """The name of the database's copy to which a list, or something half-written, belongs."""
    return path.name.removesuffix(JOURNAL).removesuffix(PART).removesuffix(LIST)


def _drop(part: Path) -> None:
    """With what SQLite, killed, left beside it: whoever wrote there next would have it rolled back."""
    for left in (part, part.with_name(part.name + JOURNAL)):
        left.unlink(missing_ok=True)


def moment_of(path: Path) -> datetime | None:
    """When a backup was taken, by its name; None for any other file."""
    found = NAME.fullmatch(path.name)
    return datetime.strptime(f"{found[1]}+0000", f"{MOMENT}%z") if found else None


@contextmanager
def alone(engine: Engine, place: Path) -> Iterator[bool]:
    """Whether nobody else backs up this database now; the lock goes with the process, however that ends."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()  # so that closing really closes it
            is_alone = bool(connection.execute(text(f"SELECT pg_try_advisory_lock({ALONE})")).scalar_one())
            yield is_alone
            if is_alone:  # the server would notice only a moment later that the connection was closed
                with suppress(DBAPIError):  # cut off meanwhile: so is the lock
                    connection.execute(text(f"SELECT pg_advisory_unlock({ALONE})"))
        return
    with (place / ".lock").open("w") as door:
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def server_major(engine: Engine) -> int:
    """The major version of the PostgreSQL server."""
    with engine.connect() as connection:
        return int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10000


def _copy(engine: Engine, part: Path, is_stopping: Callable[[], bool]) -> str:
    """The database's copy, looked at and on the disk; its schema."""
    part.touch(mode=0o600)
    if engine.dialect.name == "sqlite":
        copies.copy_sqlite(str(engine.url), part, is_stopping=is_stopping)
    else:
        _dump(engine, part, is_stopping)
    part.chmod(0o600)
    revision = verify(engine, part)
    sync(part)
    return revision


def _dump(engine: Engine, part: Path, is_stopping: Callable[[], bool]) -> None:
    program = pgtools.find("pg_dump", server_major(engine))
    options = ["--format=custom", f"--exclude-schema={AWAY}", "--no-owner", "--no-privileges", "--no-password"]
    command = [program, *options, f"--file={part}", f"--dbname={pgtools.address(engine.url)}"]
    pgtools.run(command, engine.url, is_stopping=is_stopping, kind="dump_failed")


def _sqlite_revision(path: Path) -> str:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as copy:
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
            found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise Fault("backup_broken", str(error)) from error
    if said != "ok" or not found:
        raise Fault("backup_broken", str(said)[:500])
    return str(found[0])


def _dump_revision(engine: Engine, path: Path) -> str:
    program = pgtools.find("pg_restore", server_major(engine))
    pgtools.run([program, "--list", path], engine.url, kind="backup_broken")
    rows = [program, "--data-only", "--table=alembic_version", "--file=-", path]
    found = re.search(r"^COPY .*alembic_version.*;\n(\w+)$", pgtools.run(rows, engine.url, kind="backup_broken"), re.M)
    if not found:
        raise Fault("backup_broken", "it holds no schema revision")
    return found[1]
