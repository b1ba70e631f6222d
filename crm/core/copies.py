"""Copies of an SQLite database, whole and consistent while others write (a copied file was corrupt once in five)."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from crm.core.runs import Fault, kind_of

PREFIX = "sqlite:///"
STEPS = 200  # of SQLite's machine between two looks whether to stop


def copy_sqlite(url: str, target: Path, *, is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Write a copy of the database at `url` to a file that is empty or not there yet; Fault "stopped" when told to."""
    source_file = f"file:{quote(url.removeprefix(PREFIX))}?mode=rw"  # it must be there already
    try:
        if is_stopping():
            raise Fault("stopped")
        with closing(sqlite3.connect(source_file, isolation_level=None, uri=True)) as source:
            source.set_progress_handler(is_stopping, STEPS)
            source.execute("VACUUM INTO ?", [str(target)])
    except sqlite3.Error as error:
        raise Fault("stopped" if is_stopping() else _kind(error), str(error)) from error


def _kind(error: sqlite3.Error) -> str:
    """What kept the copy from being written, as a run would say it of the database itself."""
    return kind_of(OSError(str(error)))


@contextmanager
def passing_copy(url: str) -> Iterator[str]:
    """The URL of a copy that is gone after the block; of the database itself where it is no SQLite file."""
    if not url.startswith(PREFIX):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="czuwaj-") as folder:
        copy_sqlite(url, Path(folder) / "copy.db")
        yield f"{PREFIX}{folder}/copy.db"
