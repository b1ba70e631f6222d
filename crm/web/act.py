"""One click from a digest: the page behind its link says what it is about, and its button does it."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from crm.core.errors import Refusal
from crm.core.work import Actor, begin
from crm.flows import digest_actions
from crm.flows.digest_actions import Asked
from crm.web.answers import off_loop, page


async def show(request: Request) -> Response:
    """What the link is about; changes nothing, since whatever scans letters opens links, too."""
    return _page(request, await off_loop(_asked, request.path_params["token"]))


async def do(request: Request) -> Response:
    """Do it, as the person to whom the letter was written; asked again, it only says what is so."""
    return _page(request, await off_loop(_act, request.path_params["token"]))


def _page(request: Request, asked: Asked | None) -> Response:
    """Every link that does not hold gets the same page, whatever is wrong with it."""
    status = HTTPStatus.OK if asked else HTTPStatus.GONE
    return page(request, "act.html", status, theirs=asked.language if asked else "", asked=asked)


def _asked(token: str) -> Asked | None:
    with begin(Actor.nobody()) as work:
        return digest_actions.asked(work, token)


def _act(token: str) -> Asked | None:
    try:
        with begin(Actor.nobody(), writes=True) as work:
            return digest_actions.act(work, token)
    except Refusal:  # somebody changed the task at the same moment
        return _asked(token)
