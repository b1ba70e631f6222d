"""What was measured, as lines of a table; kept when only some measurements are run again."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT, RESULTS = "results.json", HERE / "RESULTS.md"


@dataclass(frozen=True)
class Line:
    """One ratio: what is promised of it, and whether it was kept. `is_least`: the ratio must be at least the bound."""

    part: str
    what: str
    where: str
    ours: str
    peer: str
    ratio: float
    bound: float
    is_least: bool = False

    @property
    def is_kept(self) -> bool:
        return self.ratio >= self.bound if self.is_least else self.ratio <= self.bound

    def row(self) -> list[str]:
        sign = "≥" if self.is_least else "≤"
        mark = "yes" if self.is_kept else "**NO**"
        return [self.what, self.where, self.ours, self.peer, f"{self.ratio:.2f}", f"{sign} {self.bound:g}", mark]


def keep(home: Path, part: str, kinds: tuple[str, ...], lines: list[Line]) -> list[Line]:
    """These lines in place of the part's earlier ones on these databases; all lines there are."""
    path = home / KEPT
    before = [Line(**line) for line in json.loads(path.read_text())] if path.exists() else []
    every = [line for line in before if line.part != part or not line.where.startswith(kinds)] + lines
    path.write_text(json.dumps([asdict(line) for line in every], ensure_ascii=False))
    return sorted(every, key=lambda line: line.part)


def write(lines: list[Line]) -> str:
    """RESULTS.md, and the same text."""
    head = ["what", "where", "ours", "beside it", "ratio", "promised", "kept"]
    table = [head, ["---"] * len(head), *(line.row() for line in lines)]
    text = "\n".join("| " + " | ".join(row) + " |" for row in table)
    RESULTS.write_text(f"# Measured beside peers\n\n{_machine()}\n\n{text}\n", encoding="utf-8")
    return text


def _machine() -> str:
    cpu = next((x.partition(":")[2].strip() for x in _lines("/proc/cpuinfo") if x.startswith("model name")), "?")
    memory = next((int(x.split()[1]) // 2**20 for x in _lines("/proc/meminfo") if x.startswith("MemTotal")), 0)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} × {cpu}, {memory} GB, {platform.system()}, Python "
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}. Medians of interleaved runs; `make bench` repeats them. "
        "Ratios hold on other machines, times do not."
    )


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
