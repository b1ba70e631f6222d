"""The schema: bring it forward, and say whether it fits this program."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

FOLDER = Path(__file__).resolve().parents[1] / "migrations"


class WrongSchema(RuntimeError):
    """The database's schema is not the one this program works with."""


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for one connection."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    found.attributes["connection"] = connection
    return found


def newest() -> str:
    """The revision this program works with."""
    head = ScriptDirectory(str(FOLDER)).get_current_head()
    if head is None:
        raise WrongSchema("there are no migrations")
    return head


def current(engine: Engine) -> str | None:
    """The revision of the database; None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine) -> str:
    """Bring the schema forward to the newest revision; can be run again after being killed in the middle.

    Raises WrongSchema when the database is of a newer program.
    """
    if engine.dialect.name == "sqlite":
        Path(str(engine.url.database)).parent.mkdir(parents=True, exist_ok=True)
    _refuse_newer(engine)
    with engine.connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
        if engine.dialect.name == "postgresql":
            connection.detach()  # so that closing really closes it: back in the pool it would keep the lock for ever
            connection.execute(text("SELECT pg_advisory_lock(20261121)"))
        command.upgrade(configuration(connection), "head")
        if connection.in_transaction():
            connection.commit()
    return newest()


def check(engine: Engine) -> None:
    """Raise WrongSchema unless the database is exactly at the newest revision."""
    _refuse_newer(engine)
    found = current(engine)
    if found != newest():
        raise WrongSchema(f"the database is at {found or 'nothing'}, the program needs {newest()}: run migrate")


def _refuse_newer(engine: Engine) -> None:
    found = current(engine)
    known = {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}
    if found is not None and found not in known:
        raise WrongSchema(f"the database is at {found}, which is newer than this program")
