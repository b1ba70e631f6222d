"""Files that are not what was added: no backup takes them for the file, and a whole one comes back in their place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crm.core import files_back, shelves
from crm.core.files_back import Back
from crm.core.kept_files import Taken, Taking
from crm.core.shelves import Shelf
from crm.core.sums import Kept, measure
from tests.core.backed_up import BIG, add, back_up, halves, listed, name, no_file_bigger_than, shelf, target


@pytest.fixture
def added(source: Shelf) -> dict[str, Kept]:
    """What the database knows of three files that were added."""
    add(source, 1, 2, 3)
    return {name(number): measure(source.path(name(number))) for number in (1, 2, 3)}


def spoil(path: Path, size: int | None = None) -> bytes:
    """Overwrite the start, or cut to this size; what is there now."""
    raw = path.read_bytes()
    path.write_bytes(b"\0" * 9 + raw[9:] if size is None else raw[:size])
    return path.read_bytes()


@pytest.mark.parametrize("size", [None, 0, 99])
def test_damaged_bytes_are_counted_and_not_taken(
    source: Shelf, place: Path, added: dict[str, Kept], size: int | None
) -> None:
    spoil(source.path(name(1)), size)
    assert back_up(place, 1, sums=lambda: added) == Taken(2, 200, 2, damaged=1)
    assert set(listed(place, 1)) == set(shelf(place).sizes()) == {name(2), name(3)}
    assert halves(place) == []
    source.drop([name(1)])
    add(source, 1)  # somebody brought it back
    assert back_up(place, 2, sums=lambda: added) == Taken(3, 300, 1)


@pytest.mark.parametrize("size", [None, 0, 99])
def test_the_whole_copy_of_an_earlier_backup_stays_and_the_damage_is_counted_every_time(
    source: Shelf, place: Path, added: dict[str, Kept], size: int | None
) -> None:
    back_up(place, 1, sums=lambda: added)
    spoil(source.path(name(1)), size)
    for day in (2, 3):
        assert back_up(place, day, sums=lambda: added) == Taken(3, 300, 0, damaged=1)
        assert listed(place, day) == added
    assert measure(shelf(place).path(name(1))) == added[name(1)]


def test_a_file_that_was_only_touched_is_not_damaged(source: Shelf, place: Path, added: dict[str, Kept]) -> None:
    back_up(place, 1, sums=lambda: added)
    os.utime(source.path(name(1)))
    assert back_up(place, 2, sums=lambda: added) == Taken(3, 300, 0)


def test_a_damaged_copy_that_an_old_list_vouches_for_is_taken_anew(
    source: Shelf, place: Path, added: dict[str, Kept]
) -> None:
    raw = source.path(name(1)).read_bytes()
    spoil(source.path(name(1)))
    back_up(place, 1)  # as before, when nobody asked what was added
    assert back_up(place, 2, sums=lambda: added) == Taken(2, 200, 0, damaged=1)
    source.path(name(1)).write_bytes(raw)
    assert back_up(place, 3, sums=lambda: added) == Taken(3, 300, 1)
    assert listed(place, 3) == added


def test_what_a_stopped_backup_left_is_believed_only_if_it_is_whole(
    source: Shelf, place: Path, added: dict[str, Kept]
) -> None:
    shelf(place).put(name(1), [source.path(name(1)).read_bytes()])
    shelf(place).put(name(2), [b"?" * 100])
    spoil(source.path(name(1)))
    assert back_up(place, 1, sums=lambda: added) == Taken(3, 300, 2)
    assert listed(place, 1) == added


def test_a_row_that_comes_during_the_backup_is_asked_too(source: Shelf, place: Path, added: dict[str, Kept]) -> None:
    spoil(source.path(name(1)))
    known: dict[str, Kept] = {}
    taking = Taking(place, lambda: False, sums=lambda: known)
    taking.take()
    known.update(added)
    taking.take()
    assert taking.write(target(place, 1)) == Taken(2, 200, 3, damaged=1)


@pytest.mark.parametrize("size", [None, 0, 99])
def test_a_whole_file_comes_back_and_the_damaged_one_is_kept(
    source: Shelf, place: Path, added: dict[str, Kept], size: int | None
) -> None:
    back_up(place, 1)
    damaged = spoil(source.path(name(1)), size)
    assert files_back.spoiled(added) == {name(1)}
    found = files_back.look(target(place, 1), added, files_back.spoiled(added))
    assert found is not None
    assert (found.damaged, found.missing, found.differing, found.size_back) == ([name(1)], [], [], 100)
    aside = source.path(name(1)).with_name(f"{name(1)}.damaged-1")
    assert files_back.bring(found) == Back(1, 100, 2, (aside,))
    assert aside.read_bytes() == damaged
    assert files_back.spoiled(added) == set()
    assert set(source.sizes()) == set(added)


def test_what_the_list_and_the_database_do_not_agree_on_is_left_alone(
    source: Shelf, place: Path, added: dict[str, Kept]
) -> None:
    spoil(source.path(name(1)))
    back_up(place, 1)
    spoil(source.path(name(1)), 50)
    found = files_back.look(target(place, 1), added, files_back.spoiled(added))
    assert found is not None
    assert (found.damaged, found.differing) == ([], [name(1)])
    assert files_back.bring(found) == Back(0, 0, 3)


def test_a_damaged_file_has_its_name_again_if_the_whole_one_does_not_fit(source: Shelf, place: Path) -> None:
    add(source, 4, size=BIG)
    added = {name(4): measure(source.path(name(4)))}
    back_up(place, 1)
    damaged = spoil(source.path(name(4)), 10)
    found = files_back.look(target(place, 1), added, files_back.spoiled(added))
    assert found is not None
    with no_file_bigger_than(BIG - 1), pytest.raises(OSError, match="File too large"):
        files_back.bring(found)
    assert source.path(name(4)).read_bytes() == damaged
    assert [path.name for path in source.path(name(4)).parent.iterdir()] == [name(4)]
    assert shelves.files().sizes() == {name(4): 10}
