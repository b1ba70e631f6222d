"""Workbooks of imports by plain links: templates to fill in, and the refused rows with their reasons."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from crm.core import i18n
from crm.core.errors import NotFound
from crm.core.i18n import t
from crm.core.work import Actor, begin
from crm.flows.imports import workbooks
from crm.flows.imports.mapping import KINDS
from crm.web.workbooks import Made, answer, written


async def template(request: Request) -> Response:
    """An empty workbook for a kind of record, in the reader's language."""
    return await answer(request, lambda actor: _template(actor, request.path_params["kind"]))


async def refused_rows(request: Request) -> Response:
    """The refused rows of a run as they were, with the reasons."""
    return await answer(request, lambda actor: _refused(actor, request.path_params["id"]))


def _template(actor: Actor, kind: str) -> Made:
    if kind not in KINDS:
        raise NotFound()
    with begin(actor) as work:
        i18n.speak(work.me.language or work.office.language)
        values = workbooks.allowed(work, kind)
    return written(lambda path: workbooks.template(kind, values, path)), _name("template", t(f"import.kind.{kind}"))


def _refused(actor: Actor, id: str) -> Made:
    with begin(actor) as work:
        i18n.speak(work.me.language or work.office.language)
        found = workbooks.refused(work, int(id))
    return written(lambda path: workbooks.errors(found, path)), _name("errors", id)


def _name(what: str, rest: str) -> str:
    return f"{t(f'import.{what}.file')}-{rest}.xlsx".replace(" ", "-")
