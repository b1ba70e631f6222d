"""Uploaded files: kept under the data folder by the id of their run, readable by the program only."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from crm.core.errors import Invalid

MOST, KEPT = 10 * 2**20, timedelta(days=30)
ZIP = b"PK\x03\x04"
_folder: list[Path] = [Path("data") / "imports"]


def use(folder: Path) -> None:
    """Where the files are; `start` says so once."""
    _folder[:] = [folder]


def folder() -> Path:
    """Where the files are."""
    _folder[0].mkdir(mode=0o700, parents=True, exist_ok=True)
    return _folder[0]


def keep(id: int, raw: bytes) -> Path:
    """Store a file under its run's id; what kind of file it is shows its content, not its name."""
    if len(raw) > MOST:
        raise Invalid("sheets.too_big", "file", file="", megabytes=MOST // 2**20)
    path = folder() / f"{id}{'.xlsx' if raw.startswith(ZIP) else '.csv'}"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
    return path


def path_of(id: int) -> Path:
    """The file of a run; Invalid when it is no longer there."""
    for path in (folder() / f"{id}.xlsx", folder() / f"{id}.csv"):
        if path.is_file():
            return path
    raise Invalid("import.file_gone")


def sweep(now: datetime) -> int:
    """Remove files that have lain here long enough; how many."""
    old = [path for path in folder().iterdir() if path.stat().st_mtime < (now - KEPT).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
