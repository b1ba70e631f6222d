"""Migrated PostgreSQL databases for tests, emptied and used again: a new one costs forty times as much."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from crm.core import config

# Names and kinds of everything that a test could have made, dropped or switched off.
_SHAPE = """
SELECT md5(string_agg(one, '|' ORDER BY one)) FROM (
    SELECT 't' || tgrelid::text || tgname || tgenabled::text AS one FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'c' || c.oid::text || c.relname || c.relkind::text || coalesce(c.relacl::text, '') FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'
    UNION ALL SELECT 'a' || attrelid::text || attname || attisdropped::text || attnotnull::text FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND attnum > 0
    UNION ALL SELECT 'p' || p.oid::text || md5(p.prosrc) FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'
    UNION ALL SELECT 'k' || oid::text || conname FROM pg_constraint
        WHERE connamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public')
    UNION ALL SELECT 's' || setdatabase::text || setrole::text || setconfig::text FROM pg_db_role_setting
) AS parts
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_MOVED = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass
class Kept:
    """One database: its name, its address, and how it looked when it was new."""

    name: str
    url: str
    looks: tuple[Any, ...]

    def is_emptied(self) -> bool:
        """Take every row and every stranger out; False when something other than rows is not as it was."""
        try:
            with _line(self.url) as line:
                line.execute(_OTHERS)
                line.execute("SET session_replication_role = replica; SET lock_timeout = '5s'")
                if _looks(line) != self.looks:
                    return False
                for table in _filled(line):
                    line.execute(f'DELETE FROM "{table}"')
                for (sequence,) in line.execute(_MOVED).fetchall():
                    line.execute(f'ALTER SEQUENCE "{sequence}" RESTART')
                return True
        except psycopg.Error:
            return False


def _line(url: str) -> psycopg.Connection[Any]:
    """Open for as long as it is needed: a test may ask who has the database open."""
    raw = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(raw, autocommit=True)


def _looks(line: psycopg.Connection[Any]) -> tuple[Any, ...]:
    return tuple(line.execute(asked).fetchone() for asked in (_SHAPE, "SELECT version_num FROM alembic_version"))


def _filled(line: psycopg.Connection[Any]) -> list[str]:
    tables = [row[0] for row in line.execute(_TABLES).fetchall()]
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
    return [row[0] for row in line.execute(asked).fetchall()]


@dataclass
class Pool:
    """The databases of one test process; `say` runs a statement on the server, `named` gives a database's address."""

    template: str
    say: Callable[[str], None]
    named: Callable[[str], str]
    free: list[Kept] = field(default_factory=list)

    def take(self) -> Kept:
        """An empty one."""
        return self.free.pop() if self.free else self._new()

    def give_back(self, kept: Kept) -> None:
        """Emptied it is kept for the next test; what cannot be emptied goes."""
        if kept.is_emptied():
            self.free.append(kept)
        else:
            self.drop(kept)

    def drop(self, kept: Kept) -> None:
        """Let go of it for good."""
        self.say(f"DROP DATABASE IF EXISTS {kept.name} WITH (FORCE)")

    def _new(self) -> Kept:
        name = f"t_{uuid.uuid4().hex[:12]}"
        self.say(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        url = config._database(self.named(name), Path("/"))
        with _line(url) as line:
            assert not _filled(line), "migrations write rows: emptying would lose them"
            return Kept(name, url, _looks(line))
