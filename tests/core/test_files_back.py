"""Files on their way back: what is found before anything is touched, and what comes back where."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from crm.core import files_back, kept_files
from crm.core.files_back import Back, Found
from crm.core.runs import Fault
from crm.core.shelves import PART, Shelf
from tests.core.backed_up import BIG, add, back_up, name, no_file_bigger_than, shelf, target


def found(place: Path, day: int = 1) -> Found:
    there = files_back.look(target(place, day))
    assert there is not None
    return there


@pytest.fixture
def kept(source: Shelf, place: Path) -> Shelf:
    """Three files, backed up; the data folder is as it was."""
    add(source, 1, 2, 3)
    back_up(place, 1)
    return source


def test_everything_comes_back_into_a_folder_that_is_gone(kept: Shelf, place: Path) -> None:
    before = {number: kept.path(name(number)).read_bytes() for number in (1, 2, 3)}
    shutil.rmtree(kept.folder.parent)
    there = found(place)
    assert (len(there.listed), there.missing, there.differing, there.size_back, there.is_room) == (3, [], [], 300, True)
    assert files_back.bring(there) == Back(3, 300, 0)
    assert {number: kept.path(name(number)).read_bytes() for number in (1, 2, 3)} == before
    assert files_back.bring(found(place)) == Back(0, 0, 3)


def test_only_what_lacks_comes_back_and_what_is_there_is_left_alone(kept: Shelf, place: Path) -> None:
    kept.drop([name(1)])
    kept.path(name(2)).write_bytes(b"not what it was")
    add(kept, 9)
    there = found(place)
    assert (there.missing, there.differing) == ([], [name(2)])
    assert files_back.bring(there) == Back(1, 100, 2)
    assert kept.path(name(2)).read_bytes() == b"not what it was"
    assert set(kept.sizes()) == {name(1), name(2), name(3), name(9)}


def test_a_copy_that_comes_back_shares_nothing_with_the_backup(kept: Shelf, place: Path) -> None:
    kept.drop([name(1)])
    files_back.bring(found(place))
    kept.path(name(1)).write_bytes(b"x")
    assert shelf(place).path(name(1)).stat().st_size == 100


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:99]),
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"),  # a byte tipped over: same size
        lambda path: shutil.rmtree(path.parent),
    ],
)
def test_a_byte_that_is_missing_or_damaged_is_found_before(
    kept: Shelf, place: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(shelf(place).path(name(2)))
    assert found(place).missing == []  # the data folder still has it
    kept.drop([name(1), name(2)])
    assert found(place).missing == [name(2)]
    assert files_back.bring(found(place)) == Back(1, 100, 1)
    assert set(kept.sizes()) == {name(1), name(3)}


def test_a_backup_of_before_has_no_list(kept: Shelf, place: Path) -> None:
    kept_files.list_of(target(place, 1)).unlink()
    assert files_back.look(target(place, 1)) is None


def test_a_damaged_list_is_said(kept: Shelf, place: Path) -> None:
    kept_files.list_of(target(place, 1)).write_text("czuwaj files 1\n")
    with pytest.raises(Fault, match=r"\.db\.files") as caught:
        files_back.look(target(place, 1))
    assert caught.value.kind == "list_broken"


def test_a_disk_that_fills_up_keeps_what_came_back_and_nothing_half(kept: Shelf, place: Path) -> None:
    add(kept, 4, size=BIG)
    back_up(place, 2)
    shutil.rmtree(kept.folder)
    with no_file_bigger_than(BIG - 1), pytest.raises(OSError, match="File too large"):
        files_back.bring(found(place, 2))
    assert list(kept.folder.rglob(f"*{PART}")) == []
    assert set(kept.sizes()) <= {name(1), name(2), name(3)}
    files_back.bring(found(place, 2))
    assert kept.sizes() == {name(1): 100, name(2): 100, name(3): 100, name(4): BIG}


def test_a_backup_that_was_moved_with_its_files_is_whole(kept: Shelf, place: Path, tmp_path: Path) -> None:
    moved = tmp_path / "another" / "machine"
    shutil.copytree(place, moved)
    shutil.rmtree(place)
    shutil.rmtree(kept.folder)
    assert files_back.bring(found(moved)) == Back(3, 300, 0)
