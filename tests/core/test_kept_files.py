"""Files in backups: each taken once, listed whole, kept as long as a list names it; and what goes wrong on the way."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from crm.core import backups, kept_files
from crm.core.kept_files import Kept, Taken, Taking
from crm.core.shelves import PART, Shelf
from tests.core.backed_up import BIG, add, back_up, fault_of, halves, listed, name, no_file_bigger_than, shelf, target


def test_a_list_names_every_file_with_size_and_sum(source: Shelf, place: Path) -> None:
    add(source, 1, 2, 3)
    assert back_up(place, 1) == Taken(3, 300, 3, 0)
    for number in (1, 2, 3):
        raw = source.path(name(number)).read_bytes()
        assert listed(place, 1)[name(number)] == Kept(100, hashlib.sha256(raw).hexdigest())
        assert shelf(place).path(name(number)).read_bytes() == raw


def test_an_office_without_files_has_an_empty_list_and_no_shelf(source: Shelf, place: Path) -> None:
    assert back_up(place, 1) == Taken()
    assert listed(place, 1) == {}
    assert not (place / kept_files.SHELF).exists()


def test_a_copy_shares_nothing_with_its_original(source: Shelf, place: Path) -> None:
    add(source, 1)
    back_up(place, 1)
    source.path(name(1)).write_bytes(b"overwritten in its place")
    assert kept_files.measure(shelf(place).path(name(1))) == listed(place, 1)[name(1)]


def test_the_second_backup_copies_only_what_is_new(source: Shelf, place: Path) -> None:
    add(source, 1, 2)
    back_up(place, 1)
    before = {number: shelf(place).path(name(number)).stat() for number in (1, 2)}
    add(source, 3)
    assert back_up(place, 2) == Taken(3, 300, 1, 0)
    assert {number: shelf(place).path(name(number)).stat().st_ino for number in (1, 2)} == {
        number: was.st_ino for number, was in before.items()
    }
    assert (len(listed(place, 1)), len(listed(place, 2))) == (2, 3)


def test_what_is_swept_or_added_while_the_database_is_copied_is_listed(source: Shelf, place: Path) -> None:
    add(source, 1, 2)
    taking = Taking(place, lambda: False)
    taking.take()
    source.drop([name(1)])
    add(source, 3)
    taking.take()
    assert taking.write(target(place, 1)).count == 3
    assert set(listed(place, 1)) == set(shelf(place).sizes()) == {name(1), name(2), name(3)}


def test_what_vanishes_before_its_turn_is_not_listed(source: Shelf, place: Path) -> None:
    add(source, 1, 2)
    looks = iter([lambda: False, lambda: source.drop([name(1), name(2)])])
    assert back_up(place, 1, is_stopping=lambda: bool(next(looks, lambda: False)())) == Taken(1, 100, 1, 0)


def test_one_that_cannot_be_read_is_counted_and_keeps_nobody_from_a_backup(source: Shelf, place: Path) -> None:
    add(source, 1)
    source.path(name(2)).mkdir(parents=True)  # reading it fails, whoever asks
    assert back_up(place, 1) == Taken(1, 100, 1, 1)
    assert set(listed(place, 1)) == {name(1)}
    assert halves(place) == []


def test_a_truncated_original_does_not_spoil_its_copy(source: Shelf, place: Path) -> None:
    add(source, 1)
    back_up(place, 1)
    os.truncate(source.path(name(1)), 10)
    assert back_up(place, 2) == Taken(1, 100, 0, 0)
    assert listed(place, 2) == listed(place, 1)
    assert shelf(place).sizes() == {name(1): 100}


@pytest.mark.parametrize("size", [None, 0, 99, 101])
def test_a_copy_that_is_lost_or_damaged_is_taken_again(source: Shelf, place: Path, size: int | None) -> None:
    add(source, 1, 2)
    back_up(place, 1)
    path = shelf(place).path(name(1))
    path.unlink() if size is None else os.truncate(path, size)
    assert back_up(place, 2).fresh == 1
    assert kept_files.measure(path) == listed(place, 1)[name(1)] == listed(place, 2)[name(1)]


def test_who_is_told_to_stop_stops_between_files_and_the_next_goes_on_there(source: Shelf, place: Path) -> None:
    add(source, *range(10))
    looks = iter([False] * 4)
    assert fault_of(lambda: back_up(place, 1, is_stopping=lambda: next(looks, True))) == "stopped"
    assert len(shelf(place).sizes()) == 4
    assert list(place.glob("czuwaj-*.*")) == halves(place) == []
    assert back_up(place, 2) == Taken(10, 1000, 6, 0)
    assert all(kept_files.measure(shelf(place).path(one)) == kept for one, kept in listed(place, 2).items())


def test_a_file_that_fills_the_disk_is_left_out_and_counted_and_the_others_come_along(
    source: Shelf, place: Path
) -> None:
    add(source, 1, 2)
    back_up(place, 1)
    add(source, *range(3, 20))
    add(source, 20, size=BIG)
    with no_file_bigger_than(BIG - 1):
        assert back_up(place, 2) == Taken(19, 1900, 17, 0, 1)
    assert set(listed(place, 2)) == set(shelf(place).sizes()) == {name(number) for number in range(1, 20)}
    assert halves(place) == []
    assert back_up(place, 3).fresh == 1
    assert name(20) in listed(place, 3)


def test_files_leave_the_room_that_the_database_needs(
    source: Shelf, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(source, 1, 2)
    room = namedtuple("room", "total used free")(1000, 801, 199)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _path: room)
        assert back_up(place, 1, reserve=100) == Taken(0, 0, 0, 0, 2)
        assert back_up(place, 2, reserve=99) == Taken(2, 200, 2, 0, 0)
    assert back_up(place, 3) == Taken(2, 200, 0, 0, 0)


def test_rotation_keeps_what_a_kept_list_names(source: Shelf, place: Path) -> None:
    add(source, 1, 2)
    back_up(place, 1)
    source.drop([name(1)])
    add(source, 3)
    back_up(place, 2)
    source.drop([name(2)])
    target(place, 1).unlink()
    assert backups.clean(place) == [kept_files.list_of(target(place, 1))]
    assert set(shelf(place).sizes()) == {name(2), name(3)}
    assert kept_files.list_of(target(place, 2)).exists()


def test_old_backups_go_with_their_lists_and_their_files(source: Shelf, place: Path) -> None:
    for day in range(1, 29):
        source.drop([name(day - 1)])
        add(source, day)
        back_up(place, day)
    gone = backups.clean(place)
    days = {int(path.name[13:15]) for path in place.glob("czuwaj-*.db")}
    assert {int(path.name[13:15]) for path in place.glob("czuwaj-*.files")} == days
    assert set(range(15, 29)) < days
    assert set(shelf(place).sizes()) == {name(day) for day in days}
    assert len(gone) == 2 * (28 - len(days))


def test_an_emptied_data_folder_does_not_empty_the_backups(source: Shelf, place: Path) -> None:
    add(source, 1, 2)
    back_up(place, 1)
    shutil.rmtree(source.folder)
    assert back_up(place, 2) == Taken()
    assert backups.clean(place) == []
    assert set(shelf(place).sizes()) == {name(1), name(2)}


def test_a_backup_of_another_name_keeps_its_files(source: Shelf, place: Path) -> None:
    add(source, 1)
    back_up(place, 1)
    precious = target(place, 1).rename(place / "before-the-audit.db")
    kept_files.list_of(target(place, 1)).rename(kept_files.list_of(precious))
    source.drop([name(1)])
    back_up(place, 2)
    target(place, 2).unlink()
    backups.clean(place)
    assert set(shelf(place).sizes()) == {name(1)}


def test_while_a_list_is_damaged_no_file_is_removed(source: Shelf, place: Path) -> None:
    add(source, 1)
    back_up(place, 1)
    back_up(place, 2)
    target(place, 1).unlink()
    whole = kept_files.list_of(target(place, 2)).read_bytes()
    kept_files.list_of(target(place, 2)).write_bytes(whole[:-10])
    assert backups.clean(place) == []
    assert set(shelf(place).sizes()) == {name(1)}
    kept_files.list_of(target(place, 2)).write_bytes(whole)
    assert backups.clean(place) == [kept_files.list_of(target(place, 1))]
    assert set(shelf(place).sizes()) == {name(1)}


def test_bytes_that_no_list_names_stay(source: Shelf, place: Path) -> None:
    """Somebody may be copying a folder of backups here, its lists last."""
    shelf(place).put(name(7), [b"on its way"])
    add(source, 1)
    back_up(place, 1)
    target(place, 1).unlink()
    backups.clean(place)
    assert set(shelf(place).sizes()) == {name(7)}


def test_what_a_killed_backup_left_is_cleaned_away(source: Shelf, place: Path) -> None:
    add(source, 1)
    back_up(place, 1)
    for path in (kept_files.list_of(target(place, 2)), kept_files.list_of(target(place, 3)).with_suffix(".files.part")):
        path.write_text("czuwaj fi")
    shelf(place).path(name(5)).parent.mkdir(exist_ok=True)
    shelf(place).path(name(5) + PART).write_text("ha")
    backups.clean(place)
    back_up(place, 4)
    assert halves(place) == []
    assert {path.name[13:15] for path in place.glob("czuwaj-*.files")} == {"01", "04"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"",
        lambda raw: b"\xff\xfe\x00",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw.replace(b" 100 ", b" 101 ", 1),
        lambda raw: raw.replace(b"files 1", b"files 2"),
        lambda raw: b"\n".join(raw.splitlines()[:2] + raw.splitlines()[3:]),
        lambda raw: raw.replace(raw.splitlines()[1][:32], b"../../../../../../../etc/passwd1"),
    ],
)
def test_a_damaged_list_is_none(source: Shelf, place: Path, spoil: Callable[[bytes], bytes]) -> None:
    add(source, 1, 2, 3)
    back_up(place, 1)
    path = kept_files.list_of(target(place, 1))
    path.write_bytes(spoil(path.read_bytes()))
    assert fault_of(lambda: kept_files.read(path)) == "list_broken"
