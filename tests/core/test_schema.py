"""Migrations: forward from nothing and from every release, on both databases; a newer schema is refused."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, event, func, select, table, text

from crm import cases
from crm.commands import ready
from crm.core import config, db, schema
from crm.core.work import Actor, begin
from tests.conftest import SECRET, _admin, _named


def test_the_migrated_schema_is_the_one_of_the_tables(database_url: str) -> None:
    engine = db.connect(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.Base.metadata) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    engine = db.connect(database_url)
    assert schema.migrate(engine) == schema.newest()
    schema.check(engine)
    engine.dispose()


def test_an_empty_database_is_not_fit_to_start_on(tmp_path: Path) -> None:
    engine = db.connect(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(schema.WrongSchema, match="run migrate"):
        schema.check(engine)


def test_a_newer_schema_is_refused_and_left_alone(database_url: str) -> None:
    engine = db.connect(database_url)
    _say(engine, "UPDATE alembic_version SET version_num = '9999'")
    for attempt in (schema.check, schema.migrate):
        with pytest.raises(schema.WrongSchema, match="newer"):
            attempt(engine)
    assert schema.current(engine) == "9999"
    engine.dispose()


def test_a_migration_killed_in_the_middle_can_be_run_again(tmp_path: Path) -> None:
    """The process dies (as by SIGKILL) while tables are being made; nothing half-made stays."""
    path = tmp_path / "killed.db"
    for after in (1, 5, 20, 40):
        child = os.fork()
        if child == 0:
            _die_after(after, path)
        os.waitpid(child, 0)
    engine = db.connect(f"sqlite:///{path}")
    assert schema.migrate(engine) == schema.newest()
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def _die_after(count: int, path: Path) -> None:
    engine, seen = db.connect(f"sqlite:///{path}"), iter(range(1, count))

    def step(*_: object) -> None:
        if next(seen, None) is None:
            os._exit(9)

    event.listen(engine, "before_cursor_execute", step)
    schema.migrate(engine)
    os._exit(0)


DUMPS = sorted((Path(__file__).parent / "releases").glob("*.sql"))


def _loaded(dump: Path, folder: Path) -> Engine:
    """The release as SQLite wrote it."""
    raw = sqlite3.connect(folder / "old.db")
    raw.executescript(dump.read_text(encoding="utf-8"))
    raw.close()
    return db.connect(f"sqlite:///{folder / 'old.db'}")


def _copied(old: Engine, new: Engine) -> None:
    """The same rows on another database that stands at the same revision."""
    tables = MetaData()
    tables.reflect(new)
    there = MetaData()
    there.reflect(old)
    with old.connect() as source, new.connect().execution_options(crm_writes=True, crm_may_commit=True) as target:
        for made in tables.sorted_tables:
            rows = [dict(row._mapping) for row in source.execute(there.tables[made.name].select())]
            if made.name != "alembic_version" and rows:
                if "supervisor_id" in made.c:
                    rows.sort(key=lambda row: row["supervisor_id"] or 0)
                target.execute(made.insert(), rows)
                sequence = func.pg_get_serial_sequence(made.name, "id")
                target.execute(select(func.setval(sequence, max(row["id"] for row in rows))))
        target.commit()


@pytest.fixture(params=["sqlite", "postgresql"])
def release(request: pytest.FixtureRequest, dump: Path, tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    """A release as it was, and the database that is to be migrated: the same file, or its rows on PostgreSQL."""
    engine = old = _loaded(dump, tmp_path)
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        name = f"old_{uuid.uuid4().hex[:8]}"
        _admin(url, f"CREATE DATABASE {name}")
        engine = db.connect(config._database(_named(url, name), Path("/")))
        with engine.connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
            command.upgrade(schema.configuration(connection), schema.current(old) or "head")
            connection.commit()
        _copied(old, engine)
    yield old, engine
    engine.dispose()


@pytest.mark.parametrize("dump", DUMPS, ids=lambda path: path.stem)
def test_every_release_migrates_forward_with_its_data(dump: Path, release: tuple[Engine, Engine]) -> None:
    old, engine = release
    schema.migrate(engine)
    schema.check(engine)
    counts = {}
    for which in release:
        with which.connect() as connection:
            tables = ("monitorings", "history", "ledger", "contracts", "users")
            counts[which] = [
                connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in tables
            ]
    assert counts[old] == counts[engine]
    assert all(counts[old])


@pytest.mark.parametrize("dump", DUMPS, ids=lambda path: path.stem)
def test_an_office_of_every_release_gets_kinds_of_cases_once(
    dump: Path, release: tuple[Engine, Engine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = release[1].url.render_as_string(hide_password=False)
    given = {"CRM_DATABASE_URL": url, "CRM_SECRET_KEY": SECRET, "CRM_DATA": str(tmp_path)}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    ready.ready()
    with begin(Actor.office(), writes=True) as work:
        found = cases.kinds(work)
        assert [kind.name for kind in found] == ["Zapytanie", "Zgłoszenie serwisowe", "Sprzedaż", "Reklamacja"]
        assert len({kind.colour for kind in found}) == 4
        for kind in found[1:]:
            cases.delete_kind(work, kind.id, kind.version)
    ready.ready()
    with begin(Actor.office()) as work:
        assert [kind.name for kind in cases.kinds(work)] == ["Zapytanie"], "what the office took away came back"
    db.engine().dispose()


def test_an_office_that_is_not_set_up_has_no_kinds_of_cases_yet(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"CRM_DATABASE_URL": database_url, "CRM_SECRET_KEY": SECRET, "CRM_DATA": str(tmp_path)}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    ready.ready()
    with begin(Actor.office()) as work:
        assert cases.kinds(work) == []
    db.engine().dispose()


def test_there_is_a_dump_of_every_release() -> None:
    assert [path.stem for path in DUMPS] == ["0.1.0", "0.2.0"]


def _say(engine: Engine, statement: str) -> None:
    with engine.connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
        connection.execute(text(statement))
        connection.commit()
