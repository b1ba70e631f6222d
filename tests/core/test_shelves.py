"""Shelves: bytes that are whole or not there, private, under names of ours only."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.core.shelves import PART, Shelf

A, B = "ab" * 16, "cd" * 16


def on_disk(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_bytes_lie_private_under_their_name(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "not" / "there yet")
    assert shelf.sizes() == {}
    shelf.put(A, [b"one", b"two"])
    shelf.settle([A])
    found = shelf.find(A)
    assert found == tmp_path / "not" / "there yet" / "ab" / A
    assert found.read_bytes() == b"onetwo"
    assert shelf.sizes() == {A: 6}
    assert [stat.S_IMODE(path.stat().st_mode) for path in (found, found.parent, shelf.folder)] == [0o600, 0o700, 0o700]


@pytest.mark.parametrize("name", [None, "", "..", "../../etc/passwd", A.upper(), A + PART, A[:-1], A + "\n"])
def test_no_other_name_finds_anything(tmp_path: Path, name: str | None) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(A, [b"x"])
    assert shelf.find(name) is None
    assert shelf.find(B) is None


def test_what_breaks_off_leaves_nothing_and_spoils_nothing(tmp_path: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("broken off")

    shelf = Shelf(tmp_path)
    shelf.put(A, [b"whole"])
    for name in (A, B):
        with pytest.raises(RuntimeError, match="broken off"):
            shelf.put(name, breaking())
    assert on_disk(tmp_path) == [A]
    assert shelf.path(A).read_bytes() == b"whole"


def test_what_a_killed_one_left_half_is_no_bytes_and_stands_in_nobodys_way(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for name in (A, B):
        shelf.path(name).parent.mkdir(exist_ok=True)
        shelf.path(name + PART).write_bytes(b"ha")
    assert shelf.sizes() == {}
    shelf.put(A, [b"whole"])
    assert shelf.path(A).read_bytes() == b"whole"
    shelf.drop_parts()
    assert on_disk(tmp_path) == [A]


def test_what_is_not_ours_is_neither_seen_nor_removed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(A, [b"x"])
    for stranger in (tmp_path / "README", tmp_path / "ab" / "README", tmp_path / "ab" / f"README{PART}"):
        stranger.write_text("a note")
    (tmp_path / "cd").write_text("no folder")
    (tmp_path / "ab" / B).write_text("ours, but in another's folder")
    assert shelf.sizes() == {A: 1}
    shelf.drop_parts()
    shelf.drop([A, "ef" * 16])
    assert shelf.sizes() == {}
    assert len(on_disk(tmp_path)) == 5
