"""`backup` and `restore` with files: a way there and back, and what they say when something is missing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from crm import clients, people, start
from crm.core import backups, config, db, kept_files
from crm.core.runs import JobRun
from crm.core.shelves import Shelf
from crm.core.work import Actor, Work, begin
from crm.records import files
from crm.records.tables import File
from tests.cli.typed import crm, said

Environ = dict[str, str | None]
PDF = b"%PDF-1.7\nhello"


@contextmanager
def office(environ: Environ) -> Iterator[Work]:
    start.make_ready(config.load({key: value for key, value in environ.items() if value}))
    with begin(Actor.office(), writes=True) as work:
        yield work
    db.engine().dispose()


@pytest.fixture
def kept(environ: Environ, tmp_path: Path) -> Environ:
    """An office with a client who has two files."""
    with office(environ) as work:
        people.ensure_roles(work)
        role = people.role_id(work, "administrator")
        ada = people.create(work, name="Ada", email="ada@example.test", language="en", role_ids=[role])
        client = clients.create(work, is_company=True, name="Wodociągi", owner_id=ada)
        for name in ("a.pdf", "b.pdf"):
            files.add(work, "client", client, name, PDF + name.encode())
    return environ


def add_another(environ: Environ) -> None:
    with office(environ) as work:
        client = work.session.execute(select(File.subject_id).limit(1)).scalar_one()
        files.add(work, "client", client, "c.pdf", PDF + b"c")


def written(result: Result) -> Path:
    assert result.exit_code == 0, result.output
    found = re.search(r"Backup written: (\S+) ", result.stdout)
    assert found, result.stdout
    return Path(found[1])


def replacing(environ: Environ) -> tuple[str, str]:
    return "--replace", str(environ["CRM_DATABASE_URL"]).partition("?")[0].rsplit("/", 1)[1]


def shown(environ: Environ) -> list[tuple[str, bool]]:
    """Every file that is not put away, by its name, and whether its bytes are there."""
    with office(environ) as work:
        [client] = set(work.session.execute(select(File.subject_id)).scalars())
        return sorted((row.name, row.is_there) for row in files.listing(work, "client", client).rows)


def test_there_and_back_with_files(kept: Environ, tmp_path: Path) -> None:
    result = crm(kept, "backup")
    path = written(result)
    assert "Files: 2 (38 B), 2 of them copied now." in result.stdout
    assert kept_files.list_of(path).name in result.stdout
    assert str(path.parent / kept_files.SHELF) in result.stdout
    add_another(kept)
    shutil.rmtree(tmp_path / "files")
    result = crm(kept, "restore", path, *replacing(kept))
    assert result.exit_code == 0, result.output
    assert "2 files came back (38 B); 0 were there already." in result.stdout
    assert result.stderr == ""
    assert shown(kept) == [("a.pdf", True), ("b.pdf", True)]


def test_the_run_remembers_what_was_taken_along(kept: Environ, tmp_path: Path) -> None:
    crm(kept, "backup")
    shutil.rmtree(next((tmp_path / "files").glob("??")))
    with office(kept) as work:
        work.session.execute(select(File)).scalars().first()
    result = crm(kept, "backup", tmp_path / "second.db")
    assert "1 file that the office knows is not on the disk" in result.stderr
    with office(kept) as work:
        details = list(work.session.execute(select(JobRun.detail).order_by(JobRun.id)).scalars())
    size = 2 * len(PDF + b"a.pdf")
    assert [(one["files"], one["files_bytes"], one["files_lacking"]) for one in details] == [
        (2, size, 0),
        (1, size // 2, 1),
    ]


def test_a_backup_elsewhere_takes_files_along_and_is_whole_on_another_machine(kept: Environ, tmp_path: Path) -> None:
    stick, again = tmp_path / "usb", tmp_path / "usb" / "exactly.here"
    stick.mkdir()
    path = written(crm(kept, "backup", stick))
    add_another(kept)
    result = crm(kept, "backup", again)
    assert written(result) == again
    assert "Files: 3 (53 B), 1 of them copied now." in result.stdout
    assert len(Shelf(stick / kept_files.SHELF).sizes()) == 3
    moved = shutil.move(stick, tmp_path / "carried")
    shutil.rmtree(tmp_path / "files")
    assert crm(kept, "restore", moved / path.name, *replacing(kept)).exit_code == 0
    assert shown(kept) == [("a.pdf", True), ("b.pdf", True)]
    assert crm(kept, "restore", moved / again.name, *replacing(kept)).exit_code == 0
    assert shown(kept) == [("a.pdf", True), ("b.pdf", True), ("c.pdf", True)]


def test_files_that_are_missing_are_said_before_anything_is_touched(kept: Environ, tmp_path: Path) -> None:
    path = written(crm(kept, "backup"))
    add_another(kept)
    store = Shelf(path.parent / kept_files.SHELF)
    gone, cut = sorted(store.sizes())
    store.drop([gone])
    store.path(cut).write_bytes(PDF[:5])
    assert crm(kept, "restore", path, *replacing(kept)).exit_code == 0  # the data folder has them
    add_another(kept)
    shutil.rmtree(tmp_path / "files")
    refused = crm(kept, "restore", path, *replacing(kept))
    said(refused, "Nothing was changed: of the 2 files of this backup, 2 are missing or damaged")
    assert gone in refused.stderr
    assert "--incomplete" in refused.stderr
    assert [name for name, _ in shown(kept)] == ["a.pdf", "b.pdf", "c.pdf"]
    result = crm(kept, "restore", path, *replacing(kept), "--incomplete")
    assert result.exit_code == 0, result.output
    assert "2 files that the office knows are not on the disk" in result.stderr
    assert shown(kept) == [("a.pdf", False), ("b.pdf", False)]


def test_a_damaged_list_keeps_nobody_from_the_database(kept: Environ) -> None:
    path = written(crm(kept, "backup"))
    kept_files.list_of(path).write_text("czuwaj files 1\n")
    said(crm(kept, "restore", path, *replacing(kept)), "The list of this backup's files is damaged.")
    result = crm(kept, "restore", path, *replacing(kept), "--incomplete")
    assert result.exit_code == 0, result.output
    assert "No files came back" in result.stdout
    assert shown(kept) == [("a.pdf", True), ("b.pdf", True)]


def test_a_backup_of_before_restores_as_before_and_says_so(kept: Environ, tmp_path: Path) -> None:
    path = written(crm(kept, "backup"))
    kept_files.list_of(path).unlink()
    shutil.rmtree(path.parent / kept_files.SHELF)
    result = crm(kept, "restore", path, *replacing(kept))
    assert result.exit_code == 0, result.output
    assert "No files came back: there is no list of them beside this backup" in result.stdout
    assert result.stderr == ""
    shutil.rmtree(tmp_path / "files")
    assert "2 files that the office knows are not on the disk" in crm(kept, "restore", path, *replacing(kept)).stderr


def test_only_the_files_come_back_and_the_database_stays(kept: Environ, tmp_path: Path) -> None:
    path = written(crm(kept, "backup"))
    add_another(kept)
    shutil.rmtree(tmp_path / "files")
    assert "3 files that the office knows are not on the disk" in crm(kept, "doctor").stdout
    result = crm(kept, "restore", path, "--only-files")
    assert result.exit_code == 0, result.output
    assert "2 files came back" in result.stdout
    assert "1 file that the office knows is not on the disk" in result.stderr
    assert shown(kept) == [("a.pdf", True), ("b.pdf", True), ("c.pdf", False)]
    assert "! 1 file that the office knows is not on the disk" in crm(kept, "doctor").stdout
    kept_files.list_of(path).unlink()
    said(crm(kept, "restore", path, "--only-files"), "There is no list of files beside this backup")


def test_the_doctor_is_content_with_every_file_on_the_disk(kept: Environ) -> None:
    assert "✓ Every file that the office knows is on the disk" in crm(kept, "doctor").stdout


def test_files_that_do_not_fit_are_said_and_the_database_is_there_all_the_same(kept: Environ, tmp_path: Path) -> None:
    path = written(crm(kept, "backup"))
    shutil.rmtree(tmp_path / "files")
    (tmp_path / "files").write_text("something else lies there")
    (tmp_path / "files").unlink()
    (tmp_path / "files").mkdir()
    for name in Shelf(path.parent / kept_files.SHELF).sizes():
        (tmp_path / "files" / name[:2]).write_text("a file where a folder should be")
    add = crm(kept, "restore", path, *replacing(kept))
    said(add, "The database is restored, but not all of its files could be brought back")
    assert f"{path} --only-files" in add.stderr
    for blocked in (tmp_path / "files").iterdir():
        blocked.unlink()
    assert "2 files came back" in crm(kept, "restore", path, "--only-files").stdout
    assert shown(kept) == [("a.pdf", True), ("b.pdf", True)]


def test_while_another_backup_runs_one_waits(kept: Environ, tmp_path: Path) -> None:
    written(crm(kept, "backup"))
    settings = config.load({key: value for key, value in kept.items() if value})
    engine = db.connect(settings.database_url)
    with backups.alone(engine, tmp_path / "backups") as is_alone:
        assert is_alone
        said(crm(kept, "backup"), "Another backup is being taken right now.")
    engine.dispose()
    assert sorted(path.suffix for path in (tmp_path / "backups").glob("czuwaj-2*")) == sorted(
        [".files", backups.SUFFIXES[engine.dialect.name]]
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_is_said_in_polish_with_its_three_forms(kept: Environ, tmp_path: Path) -> None:
    polish = kept | {"CRM_LANGUAGE": "pl"}
    result = crm(polish, "backup", tmp_path / "kopia.db")
    assert "Pliki: 2 (38 B), teraz dokopiowano 2." in result.stdout
    store = Shelf(tmp_path / kept_files.SHELF)
    shutil.rmtree(tmp_path / "files")
    store.drop(sorted(store.sizes())[:1])
    refused = crm(polish, "restore", tmp_path / "kopia.db", *replacing(kept))
    said(refused, "Kopia ma plików: 2, z czego 1 brakuje albo jest uszkodzony")
    result = crm(polish, "restore", tmp_path / "kopia.db", *replacing(kept), "--incomplete")
    assert "Przywrócono 1 plik (19 B); już na miejscu: 0." in result.stdout
    assert "Na dysku nie ma 1 pliku" in result.stderr
