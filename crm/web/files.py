"""Files of records by plain links: for who may see the record, and saved rather than shown."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from crm.core.errors import Refusal
from crm.core.work import Actor, begin
from crm.records import files, sniffing
from crm.records.files import Bytes, Gone
from crm.web.answers import off_loop, refused, status_of
from crm.web.guard import FOUND


async def show(request: Request) -> Response:
    """A file to be saved; with `?view` shown by the browser, if it is a picture or a PDF.

    One that is not there and one that is not for who asks answer alike.
    """
    try:
        found = await off_loop(_found, Actor.signed_in(request.scope[FOUND].sign_in_id), request.path_params["id"])
    except Refusal as refusal:
        status = HTTPStatus.GONE if isinstance(refusal, Gone) else status_of(refusal)
        return refused(request.scope, status, refusal.code, **refusal.params)
    is_shown = found.content_type in sniffing.SHOWN
    headers = {
        "content-disposition": disposition(found.name, "inline" if is_shown and _is_view(request) else "attachment"),
        "cache-control": "private, no-store",
    }
    return FileResponse(found.path, HTTPStatus.OK, headers, found.content_type if is_shown else sniffing.UNKNOWN)


def disposition(name: str, how: str) -> str:
    """Content-Disposition (RFC 6266): the name in ASCII for those who know no other, and whole (RFC 8187)."""
    plain = "".join(letter if " " <= letter <= "~" and letter not in '"\\%' else "_" for letter in name)
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _is_view(request: Request) -> bool:
    return "view" in request.query_params


def _found(actor: Actor, id: str) -> Bytes:
    with begin(actor) as work:
        return files.get(work, id)
