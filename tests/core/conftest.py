"""Folders for backups of files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.core import shelves
from crm.core.shelves import Shelf


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Shelf]:
    before = shelves.files().folder
    shelves.use(tmp_path / "data" / "files")
    yield shelves.files()
    shelves.use(before)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder
