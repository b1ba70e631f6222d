"""Shelves: folders of bytes that never change, each under a name of 32 hex digits, whole or not there at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PART = ".part"
NAME = re.compile(r"[0-9a-f]{32}")
_files: list[Path] = [Path("data") / "files"]


class Shelf:
    """One such folder; it need not be there before the first bytes come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Where the bytes of this name lie, or would."""
        return self.folder / name[:2] / name

    def find(self, name: str | None) -> Path | None:
        """Where the bytes of this name lie; None when they are not there."""
        if name is None or not NAME.fullmatch(name):
            return None
        path = self.path(name)
        return path if path.is_file() else None

    def sizes(self) -> dict[str, int]:
        """Everything that lies here whole, with its size; OSError when a folder cannot be looked into."""
        found = {}
        for path in self._paths():
            if NAME.fullmatch(path.name):
                with suppress(FileNotFoundError):  # it may be swept meanwhile
                    found[path.name] = path.stat().st_size
        return found

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write bytes and sync them to the disk before they get their name; `settle` makes the name itself last."""
        path = self.path(name)
        for folder in (self.folder, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(name + PART)
        part.unlink(missing_ok=True)
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def settle(self, names: Iterable[str]) -> None:
        """Sync the folders in which these names stand, so that they are there after the power went, too."""
        folders = {self.path(name).parent for name in names}
        for folder in sorted(folders) + [self.folder] * bool(folders):
            sync(folder)

    def drop(self, names: Iterable[str]) -> None:
        """Remove the bytes of these names."""
        for name in names:
            self.path(name).unlink(missing_ok=True)

    def drop_parts(self) -> None:
        """Remove what somebody who was killed left half-written; only for who is alone here."""
        for path in self._paths():
            if path.name.endswith(PART) and NAME.fullmatch(path.name.removesuffix(PART)):
                path.unlink(missing_ok=True)

    def _paths(self) -> list[Path]:
        try:
            letters = sorted(name for name in os.listdir(self.folder) if len(name) == 2)
        except FileNotFoundError:
            return []
        folders = [self.folder / name for name in letters if (self.folder / name).is_dir()]
        return [folder / name for folder in folders for name in os.listdir(folder) if name.startswith(folder.name)]


def use(folder: Path) -> None:
    """Say where the files lie that people add; `start` does this once."""
    _files[:] = [folder]


def files() -> Shelf:
    """The files that people add: backups take them along, and a restore brings them back."""
    return Shelf(_files[0])


def free_name(path: Path) -> Path:
    """A name beside this one, for what is damaged and kept all the same."""
    number = 1
    while (free := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    return free


def sync(path: Path) -> None:
    """Have a file or a folder on the disk, not only on its way there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
