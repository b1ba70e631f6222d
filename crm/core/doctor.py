"""What this installation needs, looked at one by one: each finding is well, worth a warning, or missing."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import stat
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from crm.core import beats, clock, restoring, schema
from crm.core.config import ROOT, Settings
from crm.core.work import Actor, begin

OLDEST = (3, 11)
WELL, WARNING, MISSING = "well", "warning", "missing"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `name` and `level` make its words (cli.doctor.<name>_<level>), `params` fill them."""

    name: str
    level: str
    params: dict[str, Any] = field(default_factory=dict)


def look(
    settings: Settings,
    engine: Engine,
    mail: Callable[[], Finding],
    lacking: Callable[[], int],
    damaged: Callable[[], int],
) -> Iterator[Finding]:
    """Every finding, cheap ones first; once the schema is known to be there `mail` looks at the mail account, `lacking`
    counts the files whose bytes are gone, and `damaged` those whose bytes are not what was added."""
    yield _python()
    yield _packages()
    yield _zones(settings)
    yield _key(settings.data / "secret.key")
    database = _database(engine)
    yield database
    if database.level == WELL:
        fits = _schema(engine)
        yield fits
        if fits.level == WELL:
            yield _scheduler()
            there = _files("files", lacking)
            yield there
            if there.level != MISSING:
                yield _files("bytes", damaged)
            yield mail()
    yield _browser()


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    level = WELL if sys.version_info[:2] >= OLDEST else MISSING
    return Finding("python", level, {"found": found, "needed": ".".join(str(part) for part in OLDEST)})


def _packages() -> Finding:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    names = [re.split(r"[\s<>=!~\[;]", line, maxsplit=1)[0] for line in wanted]
    gone = [name for name in names if not _is_installed(name)]
    return Finding("packages", MISSING if gone else WELL, {"names": ", ".join(gone), "count": len(names)})


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _zones(settings: Settings) -> Finding:
    return Finding("zones", WELL if clock.is_zone(settings.timezone) else MISSING, {"zone": settings.timezone})


def _key(path: Path) -> Finding:
    if not path.exists():
        return Finding("key", WELL)
    others = stat.S_IMODE(path.stat().st_mode) & 0o077
    return Finding("key", MISSING if others else WELL, {"path": path})


def _database(engine: Engine) -> Finding:
    shown = engine.url.render_as_string(hide_password=True)
    why = restoring.damage(engine)
    if why:
        return Finding("damage", MISSING, {"url": shown, "why": why, "name": restoring.database_name(engine)})
    try:
        schema.current(engine)
    except (SQLAlchemyError, OSError) as error:
        return Finding("database", MISSING, {"url": shown, "why": str(error).splitlines()[0][:200]})
    return Finding("database", WELL, {"url": shown})


def _schema(engine: Engine) -> Finding:
    try:
        schema.check(engine)
    except schema.WrongSchema as error:
        return Finding("schema", MISSING, {"why": str(error)})
    return Finding("schema", WELL, {"revision": schema.newest()})


def _scheduler() -> Finding:
    with begin(Actor.office()) as work:
        last = beats.last(work.session)
        if last is None:
            return Finding("scheduler", WARNING, {"seconds": 0})
        age = int((work.now - last).total_seconds())
    return Finding("scheduler", MISSING if age > beats.silence_seconds() else WELL, {"seconds": age})


def _files(name: str, counted: Callable[[], int]) -> Finding:
    try:
        count = counted()
    except OSError as error:
        return Finding("files", MISSING, {"why": str(error)})
    return Finding(name, WARNING if count else WELL, {"count": count})


def _browser() -> Finding:
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    return Finding("browser", WELL if found else WARNING, {"path": found})
