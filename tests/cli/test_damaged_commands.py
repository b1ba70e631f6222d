"""Commands where something is damaged: the database, which a restore replaces, or files, which no backup believes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crm.core import db, kept_files
from crm.core.shelves import Shelf
from crm.records import files
from tests.cli.test_backup_files_commands import PDF, Environ, crm, kept, office, replacing, said, shown, written

__all__ = ["kept"]
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def database(environ: Environ) -> Path:
    return Path(str(environ["CRM_DATABASE_URL"]).removeprefix("sqlite:///"))


def rubbish(path: Path) -> None:
    """What lies at its beginning is no database any more; nor is there a journal that could mend it."""
    with path.open("r+b") as file:
        file.write(b"rubbish " * 512)
    for left in ("-wal", "-shm"):
        Path(f"{path}{left}").unlink(missing_ok=True)


def holes(path: Path) -> None:
    """The beginning is whole, what follows is not."""
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))


def one_line(result: object, words: str) -> None:
    stderr = getattr(result, "stderr", "")
    assert getattr(result, "exit_code", 0) == 1
    assert words in stderr
    assert len(stderr.strip().splitlines()) == 1, stderr


@SQLITE
@pytest.mark.parametrize("spoil", [rubbish, holes])
def test_a_damaged_database_is_replaced_by_name_and_kept_beside(kept: Environ, spoil: object) -> None:
    path = written(crm(kept, "backup"))
    spoil(database(kept))  # type: ignore[operator]
    was = database(kept).read_bytes()
    one_line(crm(kept, "restore", path), f"add --replace {database(kept).name}")
    one_line(crm(kept, "restore", path, "--replace", "other.db"), "Nothing was changed")
    assert database(kept).read_bytes() == was
    result = crm(kept, "restore", path, *replacing(kept))
    assert result.exit_code == 0, result.output
    aside = re.search(r"The damaged database was kept: (\S+\.damaged-1)\.", result.stdout)
    assert aside is not None
    assert Path(aside[1]).read_bytes() == was
    assert shown(kept) == [("a.pdf", True), ("b.pdf", True)]


@SQLITE
def test_the_second_damaged_database_does_not_replace_the_first(kept: Environ) -> None:
    path = written(crm(kept, "backup"))
    for number in (1, 2):
        rubbish(database(kept))
        assert f".damaged-{number}." in crm(kept, "restore", path, *replacing(kept)).stdout
    assert len(list(database(kept).parent.glob("*.damaged-?"))) == 2


@SQLITE
def test_files_alone_do_not_come_back_to_a_damaged_database(kept: Environ) -> None:
    path = written(crm(kept, "backup"))
    rubbish(database(kept))
    one_line(crm(kept, "restore", path, "--only-files"), f"restore {path} --replace {database(kept).name}")
    database(kept).write_bytes(b"")
    one_line(crm(kept, "restore", path, "--only-files"), "the database is empty")
    assert crm(kept, "restore", path).exit_code == 0


@SQLITE
@pytest.mark.parametrize("command", ["migrate", "backup", "up", "rotate-secrets"])
@pytest.mark.parametrize("spoil", [rubbish, holes])
def test_every_command_says_in_one_line_that_the_database_is_damaged(
    kept: Environ, command: str, spoil: object
) -> None:
    spoil(database(kept))  # type: ignore[operator]
    one_line(
        crm(kept, command), f"The database {database(kept).name} is damaged" if command != "backup" else "is damaged"
    )


@SQLITE
@pytest.mark.parametrize("spoil", [rubbish, holes])
def test_the_doctor_says_that_the_database_is_damaged(kept: Environ, spoil: object) -> None:
    spoil(database(kept))  # type: ignore[operator]
    result = crm(kept, "doctor")
    assert result.exit_code == 1
    assert "✗ The database is damaged" in result.stdout
    assert f"--replace {database(kept).name}" in result.stdout


@SQLITE
def test_a_folder_where_the_database_should_be_is_said_in_one_line(kept: Environ) -> None:
    path = written(crm(kept, "backup"))
    database(kept).unlink()
    database(kept).mkdir()
    one_line(crm(kept, "restore", path, *replacing(kept)), "unable to open")
    one_line(crm(kept, "backup"), "unable to open")


def test_a_place_that_cannot_be_written_is_said_in_one_line(kept: Environ, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file where a folder should be")
    one_line(crm(kept, "backup"), "The system refused: [Errno 17] File exists")


def test_a_data_folder_that_cannot_be_read_is_said_in_one_line(kept: Environ, tmp_path: Path) -> None:
    made = written(crm(kept, "backup"))
    (tmp_path / "files").rename(tmp_path / "other")
    (tmp_path / "files").write_text("a file where a folder should be")
    for words in (
        ["backup", tmp_path / "b.db"],
        ["restore", made, "--only-files"],
        ["restore", made, *replacing(kept)],
    ):
        one_line(crm(kept, *words), "The system refused: [Errno 20] Not a directory")
    assert crm(kept, "doctor").stdout.count("The folder of files cannot be read") == 1


def spoil_one(folder: Path, *, size: int | None = None) -> tuple[Path, bytes]:
    """A file whose start is overwritten, or that is cut to this size; what it was."""
    path = sorted(folder.glob("??/*"))[0]
    raw = path.read_bytes()
    path.write_bytes(b"\0" * 9 + raw[9:] if size is None else raw[:size])
    return path, raw


@pytest.mark.parametrize("size", [None, 0])
def test_a_damaged_file_is_no_truth_for_a_fresh_backup(kept: Environ, tmp_path: Path, size: int | None) -> None:
    path, _ = spoil_one(tmp_path / "files", size=size)
    (tmp_path / "usb").mkdir()
    result = crm(kept, "backup", tmp_path / "usb")
    made = written(result)
    assert "Files: 1 (19 B)" in result.stdout
    assert "1 file on the disk is damaged" in result.stderr
    assert path.name not in kept_files.read(kept_files.list_of(made))
    assert path.name not in Shelf(tmp_path / "usb" / kept_files.SHELF).sizes()
    assert "! 1 file on the disk is damaged" in crm(kept, "doctor").stdout


@pytest.mark.parametrize("size", [None, 3])
def test_a_whole_file_comes_back_in_place_of_a_damaged_one(kept: Environ, tmp_path: Path, size: int | None) -> None:
    made = written(crm(kept, "backup"))
    path, raw = spoil_one(tmp_path / "files", size=size)
    damaged = path.read_bytes()
    assert "1 file on the disk is damaged" in crm(kept, "backup", made.parent / "second.db").stderr
    assert Shelf(made.parent / kept_files.SHELF).path(path.name).read_bytes() == raw
    result = crm(kept, "restore", made, "--only-files")
    assert result.exit_code == 0, result.output
    assert "1 file came back (19 B); 1 were there already." in result.stdout
    assert f"1 damaged file made way for the whole one and was kept: {path}.damaged-1" in result.stdout
    assert result.stderr == ""
    assert (path.read_bytes(), Path(f"{path}.damaged-1").read_bytes()) == (raw, damaged)
    assert "✓ Every file on the disk is what was added" in crm(kept, "doctor").stdout


def test_what_neither_the_backup_nor_the_disk_has_whole_is_said(kept: Environ, tmp_path: Path) -> None:
    made = written(crm(kept, "backup"))
    path, _ = spoil_one(tmp_path / "files")
    was = path.read_bytes()
    Shelf(made.parent / kept_files.SHELF).path(path.name).write_bytes(was)
    said(crm(kept, "restore", made, "--only-files"), "of the 2 files of this backup, 1 is missing or damaged")
    result = crm(kept, "restore", made, "--only-files", "--incomplete")
    assert result.exit_code == 0, result.output
    assert "1 file on the disk is damaged" in result.stderr
    assert path.read_bytes() == was
    assert "1 file on the disk is damaged" in crm(kept, "restore", made, *replacing(kept)).stderr


def test_damaged_bytes_that_an_old_list_names_do_not_come_back(kept: Environ, tmp_path: Path) -> None:
    path, raw = spoil_one(tmp_path / "files")
    place = tmp_path / "old"
    place.mkdir()
    taking = kept_files.Taking(place, lambda: False)  # as backups were before: nobody asks what was added
    made = written(crm(kept, "backup", place / "x.db"))
    taking.take()
    taking.write(made)
    path.write_bytes(raw)
    result = crm(kept, "restore", made, "--only-files")
    assert "0 files came back (0 B); 2 were there already." in result.stdout
    assert path.read_bytes() == raw
    again = written(crm(kept, "backup", place / "y.db"))
    assert kept_files.read(kept_files.list_of(again))[path.name] == kept_files.measure(path)
    assert Shelf(place / kept_files.SHELF).path(path.name).read_bytes() == raw


@SQLITE
def test_damage_is_said_in_polish(kept: Environ, tmp_path: Path) -> None:
    polish = kept | {"CRM_LANGUAGE": "pl"}
    spoil_one(tmp_path / "files")
    assert "1 plik na dysku jest uszkodzony" in crm(polish, "backup").stderr
    rubbish(database(kept))
    one_line(crm(polish, "backup"), "Kopii nie wykonano: baza danych")
    db.engine().dispose()


def test_the_office_knows_size_and_sum_of_what_is_put_away_too(kept: Environ) -> None:
    with office(kept) as work:
        known = files.sums(work)
    assert sorted(size for size, _ in known.values()) == [len(PDF) + 5, len(PDF) + 5]
