"""Restoring: a backup becomes the database again, looked at before, brought forward after, all of it or nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from crm.core import backups, beats, pgtools, schema
from crm.core.backups import AWAY
from crm.core.runs import Fault
from crm.core.shelves import PART, free_name
from crm.core.work import Actor, begin

LEFT = ("-wal", "-shm")  # what SQLite keeps beside a file
LEAVING_SECONDS = 5  # a server notices a moment later that a connection was closed
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND coalesce(backend_type, 'client backend') = 'client backend'
"""  # the server's own workers, as those that vacuum, are nobody; what other roles' sessions are, it may hide


def database_name(engine: Engine) -> str:
    """What whoever replaces a database must say: the file's name, or the database's on its server."""
    return Path(str(engine.url.database)).name


def is_empty(engine: Engine) -> bool:
    """Whether there is nothing yet to be replaced."""
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        return True
    try:
        return not inspect(engine).get_table_names()
    except (DBAPIError, sqlite3.DatabaseError):
        if damage(engine):
            return False
        raise


def damage(engine: Engine) -> str | None:
    """SQLite's words for what is wrong with the database's file; None where nothing is, or no file is there."""
    path = Path(str(engine.url.database))
    if engine.dialect.name != "sqlite" or not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True)) as there:
            said = str(there.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:  # locked, or not ours to read: that says nothing of the file
        return None
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if said == "ok" else said.splitlines()[-1]


def name_aside(engine: Engine) -> Path:
    """Where a damaged file may be kept: beside its place, under a name of its own."""
    return free_name(Path(str(engine.url.database)))


def refuse_unfit(engine: Engine, path: Path) -> str:
    """The schema of a backup that may be restored by this program; Fault when it is broken or of a newer one."""
    if not path.is_file():
        raise Fault("no_backup", str(path))
    revision = backups.verify(engine, path)
    known = {script.revision for script in ScriptDirectory(str(schema.FOLDER)).walk_revisions()}
    if revision not in known:
        raise Fault("backup_newer", revision)
    return revision


def in_use(engine: Engine) -> str | None:
    """What shows that somebody works with this database: "beat", "connections", or None."""
    if is_empty(engine):
        return None
    if _has_fresh_beat():
        return "beat"
    engine.dispose()
    is_open = _is_file_open(engine) if engine.dialect.name == "sqlite" else _is_server_busy(engine)
    return "connections" if is_open else None


def restore(engine: Engine, path: Path, *, aside: Path | None = None) -> str:
    """Put the backup in place of what is there, then bring the schema forward; the revision it has now.

    A database's file that is damaged is kept `aside`.
    """
    engine.dispose()
    if engine.dialect.name == "sqlite":
        _replace_file(Path(str(engine.url.database)), path, aside)
    else:
        _replace_tables(engine, path)
    engine.dispose()
    return schema.migrate(engine)


def _has_fresh_beat() -> bool:
    try:
        with begin(Actor.office()) as work:
            last: datetime | None = beats.last(work.session)
            return last is not None and not beats.is_silent(last, work.now)
    except DBAPIError:  # no table of beats, or a database that is broken: that is what restoring is for
        return False


def _is_file_open(engine: Engine) -> bool:
    """Whether another process has the file open: leaving WAL needs it for oneself alone."""
    try:
        with closing(sqlite3.connect(str(engine.url.database), timeout=0, isolation_level=None)) as alone:
            alone.execute("PRAGMA journal_mode=DELETE")
            alone.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    except sqlite3.DatabaseError:
        return False
    return False


def _is_server_busy(engine: Engine) -> bool:
    """Whether anybody stays connected; whoever has just left, we ourselves too, is there for a moment still."""
    until = time.monotonic() + LEAVING_SECONDS
    with _at_once(engine) as connection:  # what the server shows of others stands still within a transaction
        while connection.execute(text(OTHERS)).scalar_one():
            if time.monotonic() > until:
                return True
            time.sleep(0.05)
    return False


def _put_aside(path: Path, aside: Path) -> None:
    """With what SQLite left beside it."""
    path.rename(aside)
    for left in LEFT:
        with suppress(FileNotFoundError):
            Path(f"{path}{left}").rename(f"{aside}{left}")


def _replace_file(target: Path, source: Path, aside: Path | None) -> None:
    """Beside its place first, synced, brought into place by one rename; what WAL left of the old one goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(target.name + PART)
    fresh.unlink(missing_ok=True)
    try:
        fresh.touch(mode=0o600)
        shutil.copyfile(source, fresh)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        if aside:
            _put_aside(target, aside)
        for left in LEFT:
            Path(f"{target}{left}").unlink(missing_ok=True)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def _replace_tables(engine: Engine, source: Path) -> None:
    """The old tables step aside until the new ones are whole; if those fail, the old ones come back."""
    program = pgtools.find("pg_restore", backups.server_major(engine))
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password"]
    with _at_once(engine) as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {AWAY} CASCADE"))
        connection.execute(text(f"ALTER SCHEMA public RENAME TO {AWAY}"))
        try:
            connection.execute(text("CREATE SCHEMA public"))
            command = [program, *options, f"--dbname={pgtools.address(engine.url)}", source]
            pgtools.run(command, engine.url, kind="restore_failed")
        except BaseException:
            connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
            connection.execute(text(f"ALTER SCHEMA {AWAY} RENAME TO public"))
            raise
        connection.execute(text(f"DROP SCHEMA {AWAY} CASCADE"))


def _at_once(engine: Engine) -> Connection:
    """A connection whose statements stand by themselves."""
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT", crm_may_commit=True)
