"""Size and SHA-256 of bytes: what is known of a file, and what its bytes turn out to be."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CHUNK = 2**20


@dataclass(frozen=True)
class Kept:
    """One file as a list knows it, or the database."""

    size: int
    sha256: str


class Unreadable(Exception):
    """A file is known but its bytes cannot be read."""


class Damaged(Exception):
    """The bytes of a file are not those that were added."""


def measure(path: Path) -> Kept:
    """What a list would say of the bytes of a file; Unreadable when they cannot be read."""
    found = Sum()
    deque(found.through(chunks(path)), maxlen=0)
    return found.kept


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, piece by piece; Unreadable when they cannot be read."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise Unreadable(str(error)) from error


class Sum:
    """Size and SHA-256 of bytes on their way past."""

    def __init__(self) -> None:
        self._size, self._hash = 0, hashlib.sha256()

    def through(self, parts: Iterable[bytes], wanted: Kept | None = None) -> Iterator[bytes]:
        """Hand them on; Damaged at the end where something else was wanted."""
        for chunk in parts:
            self._size += len(chunk)
            self._hash.update(chunk)
            yield chunk
        if wanted not in (None, self.kept):
            raise Damaged

    @property
    def kept(self) -> Kept:
        return Kept(self._size, self._hash.hexdigest())
