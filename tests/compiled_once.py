"""Statements are compiled once a process, not once an engine: each test has an engine, and they all say the same."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from crm.core import db

_compiled: dict[str, Any] = {}


def share() -> None:
    """From now on what `db.connect` makes shares what was compiled for the same kind of database."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):  # a dialect is part of a cache's key, by identity
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign,assignment]
        dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign,assignment]
    connect = db.connect

    def connected(url: str) -> Engine:
        engine = connect(url)
        engine._compiled_cache = _compiled.setdefault(engine.dialect.name, engine._compiled_cache)
        return engine

    db.connect = connected
