"""What went out and is not recorded yet, noted in a file: whoever is killed between the two leaves word.

A write to a file outlives the process that made it, and costs a thousandth of a commit. So of the letters that several
connections have just handed over none goes out again, except one that a kill meets within these few microseconds.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Collection
from pathlib import Path
from secrets import token_hex

from crm.channels.letter import Letter
from crm.core import db

_folder: list[Path] = []


def use(folder: Path) -> None:
    """Where the notes lie; `start` says so once. Without it, or when it cannot be written, nothing is noted."""
    _folder[:] = [folder]


class Journal:
    """The notes of one round; the lock on them ends with the process, however that ends."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._file: int | None = None

    def open(self) -> None:
        """Ready to note; again and again, for each batch."""
        if self._file is not None or not _folder:
            return
        path = _folder[0] / f"{_mark()}-{token_hex(8)}"
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
            self._path = path

    @property
    def is_open(self) -> bool:
        """Whether notes are kept."""
        return self._file is not None

    def note(self, letter: Letter) -> None:
        """This one went out. Its Message-ID says which it is, should its number be another's in a restored database."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.write(self._file, f"{letter.id} {letter.message_id}\n".encode())

    def wipe(self) -> None:
        """Everything that went out is recorded."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, 0)

    def close(self, *, is_recorded: bool) -> None:
        """The round is over; notes that were not recorded stay for the next one."""
        if self._file is not None and self._path is not None:
            with contextlib.suppress(OSError):
                if is_recorded:
                    self._path.unlink()
                os.close(self._file)
        self._file = self._path = None


def left_behind() -> dict[Path, dict[int, str]]:
    """The notes of rounds that came to no end, by the file they stand in: letters' numbers and Message-IDs."""
    found: dict[Path, dict[int, str]] = {}
    for path in sorted(_folder[0].glob(f"{_mark()}-*")) if _folder else ():
        with contextlib.suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while its round goes on
            lines = file.read().decode("ascii", "replace").split("\n")[:-1]  # the last one was never finished
            pairs = [line.partition(" ") for line in lines]
            found[path] = {int(number): mark for number, _, mark in pairs if number.isdigit()}
    return found


def forget(paths: Collection[Path]) -> None:
    """These are recorded now."""
    for path in paths:
        path.unlink(missing_ok=True)


def _mark() -> str:
    """Which database the numbers belong to."""
    return hashlib.sha256(str(db.engine().url).encode()).hexdigest()[:12]
