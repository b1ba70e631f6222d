"""Copies of an SQLite database, whole and consistent while others write (a copied file was corrupt once in five)."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

PREFIX = "sqlite:///"


def copy_sqlite(url: str, target: Path) -> None:
    """Write a copy of the database at `url` to a file that is not there yet."""
    with closing(sqlite3.connect(url.removeprefix(PREFIX), isolation_level=None)) as source:
        source.execute("VACUUM INTO ?", [str(target)])


@contextmanager
def passing_copy(url: str) -> Iterator[str]:
    """The URL of a copy that is gone after the block; of the database itself where it is no SQLite file."""
    if not url.startswith(PREFIX):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="czuwaj-") as folder:
        copy_sqlite(url, Path(folder) / "copy.db")
        yield f"{PREFIX}{folder}/copy.db"
