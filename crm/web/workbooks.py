"""Workbooks as answers: written to a temporary file, sent to who asked for it, and forgotten."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from crm.core.errors import Invalid, Refusal
from crm.core.work import Actor
from crm.web.answers import off_loop, refused, status_of
from crm.web.guard import FOUND

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Made = tuple[Path, str]  # the file, and the name it should be given


async def answer(request: Request, make: Callable[[Actor], Made]) -> Response:
    """The workbook that is made for who asks, off the event loop; or the refusal in words."""
    try:
        path, name = await off_loop(make, Actor.signed_in(request.scope[FOUND].sign_in_id))
    except Refusal as refusal:
        return refused(request.scope, status_of(refusal), refusal.code, **refusal.params)
    remove = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, filename=name, media_type=XLSX, headers={"cache-control": "no-store"}, background=remove)


def refuse_wrong(query: Mapping[str, str], known: Mapping[str, str], names: Iterable[str], several: str = "") -> None:
    """Invalid for a filter of these that was asked for and not understood, because without it the export would grow.

    `several` is the one that can hold several values.
    """
    for name in names:
        asked = {part for part in query.get(name, "").split(",") if part.strip()}
        if asked and (name not in known or (name == several and asked != set(known[name].split(",")))):
            raise Invalid("web.export.wrong_filter", None, filter=name)


def written(write: Callable[[Path], object]) -> Path:
    """A temporary file that `write` has filled; none is left behind when that fails."""
    with tempfile.NamedTemporaryFile(prefix="czuwaj-", suffix=".xlsx", delete=False) as file:
        path = Path(file.name)
    try:
        write(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path
