"""Where the bytes of files lie: below the data folder, under names of ours, each whole or not there at all."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

ALONE = timedelta(days=1)  # how long bytes may lie without a row: a transaction that keeps them takes seconds
PART = ".part"
CHUNK = 500
_NAME = re.compile(r"[0-9a-f]{32}")
_folder: list[Path] = [Path("data") / "files"]


def use(folder: Path) -> None:
    """Where the bytes are; `start` says so once."""
    _folder[:] = [folder]


def keep(raw: bytes) -> str:
    """Write bytes and sync them to the disk; the name under which they now lie, whole.

    The row that names them is committed only after this. Without one they are swept a day later.
    """
    name = secrets.token_hex(16)
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(name + PART)
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        for folder in (path.parent, path.parent.parent):
            _sync(folder)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return name


def find(name: str | None) -> Path | None:
    """Where the bytes of this name lie; None when they are not there."""
    if name is None or not _NAME.fullmatch(name):
        return None
    path = _path(name)
    return path if path.is_file() else None


def sweep(now: datetime, known: Callable[[list[str]], set[str]]) -> int:
    """Remove what has lain here for a day and no row knows (`known` says which of these names one does); how many."""
    old = [path for path in _folder[0].glob("??/*") if _is_ours(path) and _moment(path) < (now - ALONE).timestamp()]
    count = 0
    for start in range(0, len(old), CHUNK):
        some = old[start : start + CHUNK]
        kept = known([path.name for path in some])
        for path in some:
            if path.name not in kept:
                path.unlink(missing_ok=True)
                count += 1
    return count


def _path(name: str) -> Path:
    return _folder[0] / name[:2] / name


def _is_ours(path: Path) -> bool:
    return _NAME.fullmatch(path.name.removesuffix(PART)) is not None


def _moment(path: Path) -> float:
    """When it was written; another scheduler may have swept it meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
