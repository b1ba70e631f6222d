"""`backup` and `restore` as somebody types them: a way there and back, and every refusal in words."""

from __future__ import annotations

import re
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select

from crm import start
from crm.core import beats, config, db, office
from crm.core.runs import JobRun
from crm.core.work import Actor, begin
from tests.cli.typed import crm, said
from tests.conftest import NOON


def rename(environ: dict[str, str | None], name: str) -> None:
    start.make_ready(config.load({key: value for key, value in environ.items() if value}))
    with begin(Actor.office(), writes=True) as work:
        office.write(work.session, "office.name", name)
    db.engine().dispose()


def read(environ: dict[str, str | None]) -> tuple[str, list[Any]]:
    start.make_ready(config.load({key: value for key, value in environ.items() if value}))
    with begin(Actor.office()) as work:
        found = work.office.name, list(work.session.execute(select(JobRun.job, JobRun.done, JobRun.detail)).tuples())
    db.engine().dispose()
    return found


def database_name(environ: dict[str, str | None]) -> str:
    return str(environ["CRM_DATABASE_URL"]).partition("?")[0].rsplit("/", 1)[1]


def written(result: Result) -> Path:
    assert result.exit_code == 0, result.output
    assert "The secret key is not in it" in result.stdout
    found = re.search(r"Backup written: (\S+) ", result.stdout)
    assert found, result.stdout
    return Path(found[1])


def test_there_and_back(environ: dict[str, str | None], tmp_path: Path) -> None:
    rename(environ, "before")
    path = written(crm(environ, "backup"))
    assert path.parent == tmp_path / "backups"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    name, rows = read(environ)
    [(job, done, detail)] = rows
    assert (name, job, done, detail["file"]) == ("before", "back_up_by_hand", 1, path.name)
    rename(environ, "after")
    restored = crm(environ, "restore", path, "--replace", database_name(environ))
    assert restored.exit_code == 0, restored.output
    assert "Start the app and the scheduler again" in restored.stdout
    assert read(environ)[0] == "before"


def test_a_backup_goes_where_one_wants(environ: dict[str, str | None], tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    assert written(crm(environ, "backup", folder)).parent == folder
    path = tmp_path / "exactly.here"
    assert written(crm(environ, "backup", path)) == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    said(crm(environ, "backup", path), "There is already a file of that name.")
    said(crm(environ, "backup", tmp_path / "no" / "folder"), "There is no such folder.")


def test_a_database_that_holds_something_is_replaced_by_name_only(environ: dict[str, str | None]) -> None:
    rename(environ, "precious")
    path = written(crm(environ, "backup"))
    said(crm(environ, "restore", path), "The database is not empty.")
    said(crm(environ, "restore", path, "--replace", "yes"), database_name(environ))
    assert read(environ)[0] == "precious"


def test_a_running_scheduler_is_noticed(environ: dict[str, str | None]) -> None:
    rename(environ, "before")
    path = written(crm(environ, "backup"))
    start.make_ready(config.load({key: value for key, value in environ.items() if value}))
    with begin(Actor.office(), writes=True) as work:
        beats.record(work.session, "beat", NOON, NOON, 0)
    db.engine().dispose()
    replace = ("restore", path, "--replace", database_name(environ))
    said(crm(environ, *replace), "The scheduler is running.")
    assert crm(environ, *replace, "--force").exit_code == 0


def test_a_running_app_is_noticed(environ: dict[str, str | None]) -> None:
    rename(environ, "before")
    path = written(crm(environ, "backup"))
    app = db.connect(config.load({key: value for key, value in environ.items() if value}).database_url)
    with app.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        said(crm(environ, "restore", path, "--replace", database_name(environ)), "Somebody else has this database open")
    app.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_app_that_is_just_leaving_is_waited_for(environ: dict[str, str | None]) -> None:
    path = written(crm(environ, "backup"))
    app = db.connect(config.load({key: value for key, value in environ.items() if value}).database_url)
    app.connect().exec_driver_sql("SELECT 1")
    leaving = threading.Timer(1, app.dispose)
    leaving.start()
    assert crm(environ, "restore", path, "--replace", database_name(environ)).exit_code == 0
    leaving.join()


def test_what_is_no_backup_is_refused(environ: dict[str, str | None], tmp_path: Path) -> None:
    said(crm(environ, "restore", tmp_path / "none"), "There is no such backup file.")
    (tmp_path / "note.txt").write_text("no backup")
    said(crm(environ, "restore", tmp_path / "note.txt"), "The backup is not whole")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_becomes_a_new_database_where_there_is_none(environ: dict[str, str | None], tmp_path: Path) -> None:
    rename(environ, "moved")
    path = written(crm(environ, "backup"))
    fresh = environ | {"CRM_DATABASE_URL": f"sqlite:///{tmp_path / 'new' / 'place.db'}"}
    assert crm(fresh, "restore", path).exit_code == 0
    assert read(fresh)[0] == "moved"
    said(crm(environ | {"CRM_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}, "backup"), "nothing to back up")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_is_said_in_polish_too(environ: dict[str, str | None], tmp_path: Path) -> None:
    polish = environ | {"CRM_LANGUAGE": "pl"}
    assert "Klucza tajnego w niej nie ma" in crm(polish, "backup").stdout
    said(crm(polish, "restore", tmp_path / "none"), "Nie ma takiego pliku kopii zapasowej.")
