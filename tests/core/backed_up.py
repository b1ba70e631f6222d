"""Backups of files without a database: a data folder with bytes, a folder of backups, and a disk that is full."""

from __future__ import annotations

import hashlib
import random
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crm.core import kept_files
from crm.core.kept_files import Sums, Taken, Taking
from crm.core.runs import Fault
from crm.core.shelves import PART, Shelf
from crm.core.sums import Kept

BIG = 3 * 2**20


def name(number: int) -> str:
    return hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()


def add(source: Shelf, *numbers: int, size: int = 100) -> None:
    for number in numbers:
        source.put(name(number), [random.Random(number).randbytes(size)])


def target(place: Path, day: int) -> Path:
    return place / f"czuwaj-202603{day:02}T010000Z-0009.db"


def back_up(
    place: Path, day: int, *, is_stopping: Callable[[], bool] = lambda: False, reserve: int = 0, sums: Sums = dict
) -> Taken:
    """As `backups.write` does it, without a database."""
    taking, path = Taking(place, is_stopping, reserve, sums), target(place, day)
    try:
        taking.take()
        path.write_bytes(b"database")
        taking.take()
        return taking.write(path)
    except BaseException as error:
        path.unlink(missing_ok=True)
        taking.give_up(path, error)
        raise


def shelf(place: Path) -> Shelf:
    return Shelf(place / kept_files.SHELF)


def listed(place: Path, day: int) -> dict[str, Kept]:
    return kept_files.read(kept_files.list_of(target(place, day)))


def fault_of(action: Callable[[], object]) -> str:
    with pytest.raises(Fault) as caught:
        action()
    return caught.value.kind


def halves(place: Path) -> list[Path]:
    return list(place.rglob(f"*{PART}"))


@contextmanager
def no_file_bigger_than(size: int) -> Iterator[None]:
    """The kernel refuses to write more, as it does when the disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
