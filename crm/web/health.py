"""Health: the database, its schema, and how long the scheduler has been silent; open to everybody, tells no more."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from crm.core import beats, clock, db, schema
from crm.core.work import Actor, begin
from crm.web.answers import off_loop

log = structlog.get_logger()


async def show(_request: Request) -> Response:
    """200 when the database answers with the right schema, else 503; an old beat is told, not punished."""
    found = await off_loop(look)
    is_well = found["database"] == "ok" and found["schema"]["is_current"]
    status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse(found, status, {"cache-control": "no-store"})


def look() -> dict[str, Any]:
    """What is known about the database, the schema and the scheduler; never raises."""
    found: dict[str, Any] = {
        "status": "failed",
        "database": "away",
        "schema": {"found": None, "needed": schema.newest(), "is_current": False},
        "scheduler": {"last_beat_seconds": None, "is_silent": True},
    }
    if clock.is_test():
        found["test_clock"] = True
    try:
        current = schema.current(db.engine())
        found["database"] = "ok"
        found["schema"].update(found=current, is_current=current == schema.newest())
        if found["schema"]["is_current"]:
            found["scheduler"] = _beat()
            found["status"] = "ok"
    except Exception as error:
        log.warning("health: the database is away", error=type(error).__name__)
    return found


def _beat() -> dict[str, Any]:
    with begin(Actor.office()) as work:
        last = beats.last(work.session)
        if last is None:
            return {"last_beat_seconds": None, "is_silent": True}
        age = max(0.0, round((work.now - last).total_seconds(), 1))
        return {"last_beat_seconds": age, "is_silent": beats.is_silent(last, work.now)}
