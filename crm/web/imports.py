"""Workbooks of imports by plain links: templates to fill in, and the refused rows with their reasons."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from crm.core import i18n
from crm.core.errors import NotFound, Refusal
from crm.core.i18n import t
from crm.core.work import Actor, begin
from crm.flows.imports import workbooks
from crm.flows.imports.mapping import KINDS
from crm.web.answers import off_loop, refused, status_of
from crm.web.exports import XLSX
from crm.web.guard import FOUND

Made = tuple[Path, str]


async def template(request: Request) -> Response:
    """An empty workbook for a kind of record, in the reader's language."""
    return await _answer(request, lambda actor: _template(actor, request.path_params["kind"]))


async def refused_rows(request: Request) -> Response:
    """The refused rows of a run as they were, with the reasons."""
    return await _answer(request, lambda actor: _refused(actor, request.path_params["id"]))


async def _answer(request: Request, make: Callable[[Actor], Made]) -> Response:
    try:
        path, name = await off_loop(make, Actor.signed_in(request.scope[FOUND].sign_in_id))
    except Refusal as refusal:
        return refused(request.scope, status_of(refusal), refusal.code, **refusal.params)
    remove = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, filename=name, media_type=XLSX, headers={"cache-control": "no-store"}, background=remove)


def _template(actor: Actor, kind: str) -> Made:
    if kind not in KINDS:
        raise NotFound()
    with begin(actor) as work:
        i18n.speak(work.me.language or work.office.language)
        values = workbooks.allowed(work, kind)
    return _written(lambda path: workbooks.template(kind, values, path)), _name("template", t(f"import.kind.{kind}"))


def _refused(actor: Actor, id: str) -> Made:
    with begin(actor) as work:
        i18n.speak(work.me.language or work.office.language)
        found = workbooks.refused(work, int(id))
    return _written(lambda path: workbooks.errors(found, path)), _name("errors", id)


def _written(write: Callable[[Path], None]) -> Path:
    with tempfile.NamedTemporaryFile(prefix="czuwaj-", suffix=".xlsx", delete=False) as file:
        path = Path(file.name)
    try:
        write(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _name(what: str, rest: str) -> str:
    return f"{t(f'import.{what}.file')}-{rest}.xlsx".replace(" ", "-")
