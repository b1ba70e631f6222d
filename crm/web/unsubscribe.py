"""No more messages: the page behind the link in each letter to a client, open to strangers; the link is the right."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from crm import clients
from crm.clients import Leaving
from crm.core.errors import NotFound
from crm.core.signed import LONGEST
from crm.core.work import Actor, begin
from crm.web.answers import TooLargeError, form, off_loop, page, refused


async def show(request: Request) -> Response:
    """What the link is about; changes nothing, since whatever scans letters opens links, too."""
    return _page(request, *await off_loop(_leaving, _token(request)))


async def leave(request: Request) -> Response:
    """No more of these; a mail program may ask for it by itself (RFC 8058). Asked again, it changes nothing."""
    try:
        fields = await form(request)
    except TooLargeError:
        return refused(request.scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "web.too_large")
    found, office = await off_loop(_leave, _token(request), is_all=fields.get("all") == "1")
    return _page(request, found, office, is_done=found is not None)


def _token(request: Request) -> str:
    return request.query_params.get("token", "")


def _page(request: Request, leaving: Leaving | None, office: str, *, is_done: bool = False) -> Response:
    """Every link that does not hold gets the same page, whatever is wrong with it."""
    status = HTTPStatus.OK if leaving else HTTPStatus.GONE
    action = f"/unsubscribe?{urlencode({'token': _token(request)[:LONGEST]})}"
    return page(request, "unsubscribe.html", status, leaving=leaving, office=office, is_done=is_done, action=action)


def _leaving(token: str) -> tuple[Leaving | None, str]:
    with begin(Actor.nobody()) as work:
        return clients.leaving(work, token), work.office.name


def _leave(token: str, *, is_all: bool) -> tuple[Leaving | None, str]:
    with begin(Actor.nobody(), writes=True) as work:
        try:
            return clients.leave(work, token, is_all=is_all), work.office.name
        except NotFound:
            return None, work.office.name
