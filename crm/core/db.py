"""The database: engine, column types, the shape every record shares."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from crm.core import clean

BUSY_SECONDS = 20
CONNECT_SECONDS = 10
# SQLite gives 64-bit row ids only to a column called INTEGER; PostgreSQL needs BIGINT for the same.
Id = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON().with_variant(postgresql.JSONB(), "postgresql")


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept as naive UTC: the one form that reads back alike on both databases."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """Text that people wrote; cleaned once more on its way in, so that both databases accept it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean.text(value)


class Base(DeclarativeBase):
    """All tables; names of constraints are fixed so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment(), str: Words(), dict[str, Any]: Json}

    id: Mapped[int] = mapped_column(Id, primary_key=True)


class Record(Base):
    """A row with a version, a maker, a bin and a history; every business table is one."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(Id)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(Id)
    # Not indexed: nearly every row is NULL, and SQLite would rather search those than read a list in its order. What
    # the bin shows has an index of its own that holds nothing but what is in the bin (`binned`).
    deleted_at: Mapped[datetime | None]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy hands it the class
        return {"version_id_col": cls.version}

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        """The rows that belong to one of these people; what reach own and team mean for this table."""
        raise TypeError(f"{cls.__name__} does not say whose its rows are")


def binned(table: str) -> Index:
    """The index by which the bin is read: of nothing but what is in it, so that no list is ever tempted to use it."""
    held = text("deleted_at IS NOT NULL")
    return Index(f"ix_{table}_bin", "deleted_at", "id", sqlite_where=held, postgresql_where=held)


def reference(target: str, *, nullable: bool = False, index: bool = True) -> Any:
    """A foreign key column to `table.id`; rows are never deleted from under it."""
    return mapped_column(Id, ForeignKey(target, ondelete="RESTRICT"), nullable=nullable, index=index)


def connect(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL, set up the way Work needs it."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, pool_size=20)
        event.listen(engine, "connect", _sqlite_connect)
    else:
        soon = {} if "connect_timeout" in url else {"connect_timeout": CONNECT_SECONDS}
        engine = create_engine(url, connect_args=soon, pool_pre_ping=True, pool_size=20, max_overflow=20)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "commit", _commit)
    return engine


def _sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, and which kind
    connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows ASCII only
    # 16 MB each for pages read and for changes not yet moved into the file: else a thousand rows are written twice over
    room = ("cache_size=-16000", "wal_autocheckpoint=4000")
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON", *room):
        connection.execute(f"PRAGMA {pragma}")


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("crm_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _commit(connection: Connection) -> None:
    if not connection.get_execution_options().get("crm_may_commit"):
        raise RuntimeError("a commit outside a Work")


_engine: list[Engine] = []


def use(engine: Engine) -> None:
    """Make this the process's database; `start` does this once."""
    _engine[:] = [engine]


def engine() -> Engine:
    """The process's database."""
    if not _engine:
        raise RuntimeError("db.use was not called")
    return _engine[0]


def take_stock(connection: Connection) -> None:
    """Let SQLite look again at how its indexes are filled, a sample of each; PostgreSQL does so by itself.

    Without it SQLite takes every index for equally good, and sorts half a million rows to show fifty.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
        connection.exec_driver_sql("ANALYZE")


def insert_new(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], unique: Sequence[str]
) -> list[int]:
    """Insert the rows whose unique key is not there yet; the ids of those inserted, in no order."""
    if not rows:
        return []
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = make(table).on_conflict_do_nothing(index_elements=list(unique)).returning(table.c.id)
    return list(connection.execute(statement, list(rows)).scalars())
