"""The bytes of files: kept whole before a row names them, found, and swept once no row does."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from crm.core.shelves import NAME, PART, files

ALONE = timedelta(days=1)  # how long bytes may lie without a row: a transaction that keeps them takes seconds
CHUNK = 500


def keep(raw: bytes) -> str:
    """Write bytes and sync them to the disk; the name under which they now lie, whole.

    The row that names them is committed only after this. Without one they are swept a day later.
    """
    name = secrets.token_hex(16)
    files().put(name, [raw])
    files().settle([name])
    return name


def find(name: str | None) -> Path | None:
    """Where the bytes of this name lie; None when they are not there."""
    return files().find(name)


def names() -> set[str]:
    """Everything that lies here whole."""
    return set(files().sizes())


def sweep(now: datetime, known: Callable[[list[str]], set[str]]) -> int:
    """Remove what has lain here for a day and no row knows (`known` says which of these names one does); how many."""
    old = [path for path in files().folder.glob("??/*") if _is_ours(path) and _is_before(path, now - ALONE)]
    count = 0
    for start in range(0, len(old), CHUNK):
        some = old[start : start + CHUNK]
        kept = known([path.name for path in some])
        for path in some:
            if path.name not in kept:
                path.unlink(missing_ok=True)
                count += 1
    return count


def _is_ours(path: Path) -> bool:
    return NAME.fullmatch(path.name.removesuffix(PART)) is not None


def _is_before(path: Path, moment: datetime) -> bool:
    """Whether it was written before then; another scheduler may have swept it meanwhile."""
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False
