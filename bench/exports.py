"""The export of everything beside pandas with openpyxl: seconds, and memory beyond what the process had before."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench import databases
from bench.report import Line
from bench.timing import shown

FASTER, LIGHTER = 2, 0.1
ROOT = Path(__file__).resolve().parents[1]


def measure(size: int, kinds: tuple[str, ...], rounds: int) -> list[Line]:
    """The lines of this part; each run is a process of its own."""
    found = []
    for kind in kinds:
        runs: dict[str, list[dict[str, float]]] = {"ours": [], "peer": []}
        for _ in range(rounds):
            for name, took in runs.items():
                took.append(_child(kind, size, name))
        ours, peer = ({key: statistics.median(run[key] for run in took) for key in took[0]} for took in runs.values())
        where = f"{kind}, {size:,} rows"
        ratio = peer["seconds"] / ours["seconds"]
        found.append(
            Line(
                "c",
                "pandas.to_excel : export",
                where,
                shown(ours["seconds"]),
                shown(peer["seconds"]),
                ratio,
                FASTER,
                True,
            )
        )
        more, theirs = max(ours["more"], 0.1), peer["more"]
        what = "extra memory, export : pandas.to_excel"
        found.append(Line("c", what, where, f"{more:.0f} MB", f"{theirs:.0f} MB", more / theirs, LIGHTER))
    return found


def _child(kind: str, size: int, name: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.exports", kind, str(size), name]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "BENCH_DATA": str(databases.HOME)}, capture_output=True, check=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _rss() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _one(kind: str, size: int, name: str) -> dict[str, float]:
    """Run one export in this process, once small so that everything is loaded, then whole, watching its memory."""
    from bench.office import ADMIN
    from bench.peers import pandas_export
    from crm.core.work import Actor
    from crm.web import exports

    databases.ready(kind, size)
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        exports.LIST.workbook(Actor.signed_in(ADMIN), {"client": "1"})
        before, peak, is_done = _rss(), [_rss()], threading.Event()

        def watch() -> None:
            while not is_done.wait(0.02):
                peak.append(_rss())

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        began = time.perf_counter()
        if name == "ours":
            exports.LIST.workbook(Actor.signed_in(ADMIN), {})
        else:
            pandas_export.run(Path(folder) / "peer.xlsx")
        seconds = time.perf_counter() - began
        is_done.set()
        watcher.join()
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir(exist_ok=True)
    return {"seconds": seconds, "more": max(peak) - before}


if __name__ == "__main__":
    print(json.dumps(_one(sys.argv[1], int(sys.argv[2]), sys.argv[3])))
