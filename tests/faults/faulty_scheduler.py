"""The product's scheduler on a database that fails as somebody says: the errors are the database's own.

Run as a program like scheduler.py. The file named by FAULT holds what is wrong now: nothing, `readonly` (SQLite's
query_only), `full` (no page more than there is), `poison <id>` (that record's facts cannot be told). `reminders` of
tests/probe.py are registered, so that tests without monitorings can be reminded of something.
"""

from __future__ import annotations

import os
from pathlib import Path

import probe
from sqlalchemy import Connection, event

import scheduler
from crm import start
from crm.core import config, db


def fail_as_told(connection: Connection) -> None:
    """At the beginning of each transaction: what the file says holds from here on."""
    fault = Path(os.environ["FAULT"]).read_text().strip()
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.execute(f"PRAGMA query_only={'ON' if fault == 'readonly' else 'OFF'}")
    most = raw.execute("PRAGMA page_count").fetchone()[0] if fault == "full" else 2**30
    raw.execute(f"PRAGMA max_page_count={most}")


def main() -> None:
    db.BUSY_SECONDS = float(os.environ.get("BUSY_SECONDS", db.BUSY_SECONDS))
    make = start.make_ready

    def make_ready(settings: config.Settings | None = None) -> config.Settings:
        found = make(settings)
        probe.register()
        if db.engine().dialect.name == "sqlite":
            event.listen(db.engine(), "begin", fail_as_told, insert=True)
        return found

    start.make_ready = make_ready
    scheduler.main()


if __name__ == "__main__":
    main()
