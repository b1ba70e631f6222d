"""Files in backups: beside each copy of the database a list, and one shelf of bytes that the backups of a place share.

Bytes are copied, never linked: a link is the same blocks of the same disk, and would be damaged, overwritten or
emptied together with the file that it is to stand in for.
"""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from crm.core.runs import Fault, kind_of
from crm.core.shelves import NAME, PART, Shelf, files, sync
from crm.core.sums import Damaged, Kept, Sum, Unreadable, chunks, measure

SHELF, LIST = "czuwaj-files", ".files"
HEAD, END = "czuwaj files 1", "end"
log = structlog.get_logger()


@dataclass(frozen=True)
class Taken:
    """What a backup took along: all of it, what had to be copied anew; what could not be read, what did not fit, and
    what is `damaged` in the data folder: not what was added."""

    count: int = 0
    size: int = 0
    fresh: int = 0
    unreadable: int = 0
    left_out: int = 0
    damaged: int = 0


class _NoRoom(Exception):
    """A file does not fit on the disk of the backups."""


Sums = Callable[[], Mapping[str, Kept]]  # what was added, by its name, as the database knows it


def list_of(backup: Path) -> Path:
    """The list that belongs to a database's copy, whatever that is called."""
    return backup.with_name(backup.name + LIST)


def read(path: Path) -> dict[str, Kept]:
    """What a list names; Fault when it is damaged or cut off."""
    try:
        head, *lines, end = path.read_text(encoding="ascii").splitlines()
        found = dict(_entry(line) for line in lines)
    except (OSError, ValueError) as error:
        raise Fault("list_broken", path.name) from error
    if head != HEAD or end != _end(found):
        raise Fault("list_broken", path.name)
    return found


class Taking:
    """One backup at work: `take` before the database is copied and after, then `write` the list.

    What is there before the copy comes along even if it is swept meanwhile; what is added meanwhile comes with the
    second look, for bytes lie on the disk before their row is committed. So the list covers every row of the copy.
    Files that do not fit beside `reserve` bytes are left out and counted: a database without them is better than none.
    What is copied is compared with `sums`: damaged bytes are counted and never taken for the file.
    """

    def __init__(self, place: Path, is_stopping: Callable[[], bool], reserve: int = 0, sums: Sums = dict) -> None:
        self._place, self._shelf, self._is_stopping, self._reserve = place, Shelf(place / SHELF), is_stopping, reserve
        self._known, self._sums = _known(place), sums
        self._added: Mapping[str, Kept] = {}
        self._listed: dict[str, Kept] = {}
        self._fresh: list[str] = []
        self._unreadable: set[str] = set()
        self._left_out: set[str] = set()
        self._damaged: set[str] = set()

    def take(self) -> None:
        """Make sure that everything there is now lies in the backup's folder, too; Fault when told to stop."""
        self._shelf.drop_parts()
        self._added = self._sums()
        self._drop_wrong()
        there = self._shelf.sizes()
        for name, size in files().sizes().items():
            if self._is_stopping():
                raise Fault("stopped")
            if name not in self._listed:
                self._take(name, size, there.get(name))

    def write(self, target: Path) -> Taken:
        """Write the list of a database's copy, after all that it names is safe on the disk."""
        self._shelf.settle(self._listed)
        path = list_of(target)
        part = path.with_name(path.name + PART)
        lines = [HEAD, *(f"{name} {kept.size} {kept.sha256}" for name, kept in sorted(self._listed.items()))]
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
                file.write("\n".join([*lines, _end(self._listed), ""]))
            sync(part)
            part.rename(path)
            sync(path.parent)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sizes = sum(kept.size for kept in self._listed.values())
        unreadable, left_out = (len(names - set(self._listed)) for names in (self._unreadable, self._left_out))
        return Taken(len(self._listed), sizes, len(self._fresh), unreadable, left_out, len(self._damaged))

    def give_up(self, target: Path, error: BaseException) -> None:
        """Take the list back; bytes stay for the next try, unless it is they that fill the disk."""
        list_of(target).unlink(missing_ok=True)
        if isinstance(error, Exception) and kind_of(error) == "disk_full":
            self._shelf.drop(self._fresh)

    def _take(self, name: str, size: int, there: int | None) -> None:
        """What an earlier list vouches for is left alone, even where the original is not what it was."""
        known, first = self._known.get(name, (None, math.inf))
        added = self._added.get(name)
        if added is not None and _is_changed(name, size, added, first):
            self._note_damaged(name)
        if known is not None and there == known.size and added in (None, known):
            self._listed[name] = known
            return
        try:
            self._listed[name] = self._found(name, size, there)
        except Damaged:
            self._note_damaged(name)
        except _NoRoom:
            self._left_out.add(name)
        except Unreadable as error:
            if not isinstance(error.__cause__, FileNotFoundError):
                log.error("a file could not be read for the backup", file=name, why=str(error))
                self._unreadable.add(name)

    def _drop_wrong(self) -> None:
        """What was copied before its row was committed, and is not what the row says."""
        for name in [name for name, kept in self._listed.items() if self._added.get(name, kept) != kept]:
            del self._listed[name]

    def _note_damaged(self, name: str) -> None:
        if name not in self._damaged:
            log.error("a file is not what was added: it is damaged", file=name)
            self._damaged.add(name)

    def _found(self, name: str, size: int, there: int | None) -> Kept:
        """What a backup that did not come to its list had taken already, or a copy taken now."""
        added = self._added.get(name)
        if there is not None and there == (added.size if added else size):
            with suppress(Unreadable):
                left = measure(self._shelf.path(name))
                if added in (None, left):
                    return left
        if added is not None and size != added.size:
            raise Damaged
        return self._fitting(name, size)

    def _fitting(self, name: str, size: int) -> Kept:
        """A copy, if there is room for it; the disk may still turn out to be fuller than it said."""
        if size + self._reserve > shutil.disk_usage(self._place).free:
            raise _NoRoom
        try:
            return self._copy(name)
        except OSError as error:
            if kind_of(error) != "disk_full":
                raise
            raise _NoRoom from error

    def _copy(self, name: str) -> Kept:
        """It gets its name only if it is what was added; else what lies there stays."""
        found = Sum()
        self._shelf.put(name, found.through(chunks(files().path(name)), self._added.get(name)))
        self._fresh.append(name)
        return found.kept


def forget(place: Path, lists: Iterable[Path]) -> list[Path]:
    """Remove bytes that only these lists name, then the lists; nothing while any other list cannot be read.

    Bytes that no list names stay: somebody may be bringing a folder of backups here.
    """
    gone = list(lists)
    try:
        stay = {name for path in place.glob(f"*{LIST}") if path not in gone for name in read(path)}
    except Fault as fault:
        log.error("a list of files is damaged: no file of a backup is removed", file=str(fault))
        return []
    for path in gone:
        Shelf(place / SHELF).drop(name for name in _readable(path) if name not in stay)
        path.unlink(missing_ok=True)
    return gone


def _is_changed(name: str, size: int, added: Kept, first: float) -> bool:
    """Whether it is not what was added: its size says so; or it was written to since a list first named it, and is
    read. So only what is suspicious is read every night."""
    if size != added.size:
        return True
    path = files().path(name)
    try:
        return path.stat().st_mtime >= first and measure(path) != added
    except (OSError, Unreadable):
        return False


def _known(place: Path) -> dict[str, tuple[Kept, float]]:
    """What all lists of a place say together, and when each file was named first."""
    found: dict[str, tuple[Kept, float]] = {}
    for path in sorted(place.glob(f"*{LIST}")):
        moment = path.stat().st_mtime
        for name, kept in _readable(path).items():
            found[name] = kept, min(moment, found.get(name, (kept, moment))[1])
    return found


def _readable(path: Path) -> dict[str, Kept]:
    try:
        return read(path)
    except Fault:
        return {}


def _entry(line: str) -> tuple[str, Kept]:
    name, size, digest = line.split(" ")
    if not NAME.fullmatch(name):
        raise ValueError(name)
    return name, Kept(int(size), digest)


def _end(listed: dict[str, Kept]) -> str:
    return f"{END} {len(listed)} {sum(kept.size for kept in listed.values())}"
