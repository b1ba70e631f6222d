"""Files on their way back from a backup: looked at before anything is touched, then brought back where they lack."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crm.core import kept_files
from crm.core.kept_files import SHELF
from crm.core.shelves import Shelf, files, free_name
from crm.core.sums import Kept, Unreadable, chunks, measure


@dataclass(frozen=True)
class Found:
    """The files of a backup: what it lists, what lies in the data folder already, and what neither place has whole.

    `damaged` lie in the data folder but are not what was added, and the backup has that: they make way for it.
    `differing` lie there with another size than the list says and are left alone.
    """

    shelf: Shelf
    listed: dict[str, Kept] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    size_back: int = 0
    damaged: list[str] = field(default_factory=list)

    @property
    def is_room(self) -> bool:
        """Whether the data folder's disk can take what is to come back."""
        folder = files().folder.absolute()
        there = next(one for one in (folder, *folder.parents) if one.exists())
        return self.size_back <= shutil.disk_usage(there).free


@dataclass(frozen=True)
class Back:
    """What came back, what was there already, and where damaged files are now whose place was needed."""

    count: int
    size: int
    were_there: int
    aside: tuple[Path, ...] = ()


def spoiled(added: Mapping[str, Kept]) -> set[str]:
    """Which files of the data folder are not what was added: their size says so, else each is read."""
    shelf = files()
    there = shelf.sizes()
    return {name for name, kept in added.items() if name in there and not _is_what(shelf.path(name), kept)}


def look(backup: Path, added: Mapping[str, Kept] | None = None, bad: Collection[str] = ()) -> Found | None:
    """What is to be had of a backup's files, each that has to come back read once; None when it has no list.

    Those that are `bad` in the data folder come back, too, where the backup has what was `added`.
    """
    path = kept_files.list_of(backup)
    if not path.is_file():
        return None
    listed, shelf, there = kept_files.read(path), Shelf(backup.parent / SHELF), files().sizes()
    damaged = {name for name in bad if name in there and name in listed and (added or {}).get(name) == listed[name]}
    back = {name: kept for name, kept in listed.items() if name not in there or name in damaged}
    missing = [name for name, kept in sorted(back.items()) if not _is_what(shelf.path(name), kept)]
    lost = set(missing)
    differing = [name for name, kept in sorted(listed.items()) if there.get(name, kept.size) != kept.size]
    size = sum(kept.size for name, kept in back.items() if name not in lost)
    left = [name for name in differing if name not in damaged]
    return Found(shelf, listed, missing, left, size, sorted(damaged - lost))


def bring(found: Found) -> Back:
    """Copy what the data folder lacks, even if it lacks the folder; OSError when the disk does not take it."""
    target, lost, damaged = files(), set(found.missing), set(found.damaged)
    there, names, aside = target.sizes(), [], []
    try:
        for name in found.listed:
            if name in damaged and name in there:
                aside.append(_put_instead(target, found.shelf, name))
            elif name in there or name in lost:
                continue
            else:
                target.put(name, chunks(found.shelf.path(name)))
            names.append(name)
    finally:
        target.settle(names)
    were_there = sum(name in there and name not in damaged for name in found.listed)
    return Back(len(names), sum(found.listed[name].size for name in names), were_there, tuple(aside))


def _put_instead(target: Shelf, shelf: Shelf, name: str) -> Path:
    """The damaged one takes another name first, and its own again if the whole one cannot be written."""
    path = target.path(name)
    aside = free_name(path)
    path.rename(aside)
    try:
        target.put(name, chunks(shelf.path(name)))
    except BaseException:
        aside.rename(path)
        raise
    return aside


def _is_what(path: Path, kept: Kept) -> bool:
    """Its size first: that costs nothing."""
    try:
        return path.stat().st_size == kept.size and measure(path) == kept
    except (OSError, Unreadable):
        return False
