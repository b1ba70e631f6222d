"""Our own files as browsers fetch them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "web" / "assets"


@cache
def address(name: str) -> str:
    """Where one of them is: another address when its content changes, since browsers keep it for a day."""
    return f"/assets/{name}?v={hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]}"
