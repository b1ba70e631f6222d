"""A forgotten password: asking for a link, and choosing a new one by it; both open to strangers."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from crm.core.errors import Refusal
from crm.core.work import Actor, begin
from crm.flows import passwords
from crm.people import tokens
from crm.people.throttles import Throttled
from crm.people.tokens import Bearer, TokenOver
from crm.web.answers import TooLargeError, form, off_loop, page, problems_of, refused
from crm.web.sign_in import caller

FLOOR_SECONDS = 0.6  # an answer takes at least as long as the longest way through, so that it tells nothing


async def show(request: Request) -> Response:
    """The form that asks for the address, or what to do next once it was sent."""
    return _ask_form(request)


async def ask(request: Request) -> Response:
    """An address in; the same answer after the same time, whether it is anybody's or not."""
    try:
        fields = await form(request)
    except TooLargeError:
        return refused(request.scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "web.too_large")
    email, floor = fields.get("email", ""), asyncio.ensure_future(asyncio.sleep(FLOOR_SECONDS))
    try:
        await off_loop(passwords.forgotten, email, address=caller(request)["address"])
    except Throttled as refusal:
        return _ask_form(request, HTTPStatus.TOO_MANY_REQUESTS, email=email, refusal=refusal)
    finally:
        await floor
    return RedirectResponse("/forgot?sent=1", HTTPStatus.SEE_OTHER, {"cache-control": "no-store"})


async def show_choice(request: Request) -> Response:
    """What the link in the mail opens: changes nothing, since whatever scans mails opens links, too."""
    token = request.query_params.get("token", "")
    return _choice_form(request, token, await off_loop(_bearer, token))


async def choose(request: Request) -> Response:
    """The new password in; then the sign-in page. Nobody is signed in by a link alone."""
    try:
        fields = await form(request)
    except TooLargeError:
        return refused(request.scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "web.too_large")
    token = request.query_params.get("token", "")
    try:
        await off_loop(passwords.choose, token, fields.get("password", ""), address=caller(request)["address"])
    except TokenOver:
        return _choice_form(request, token, None)
    except Refusal as refusal:
        is_throttled = isinstance(refusal, Throttled)
        status = HTTPStatus.TOO_MANY_REQUESTS if is_throttled else HTTPStatus.UNPROCESSABLE_ENTITY
        bearer = None if is_throttled else await off_loop(_bearer, token)
        return _choice_form(request, token, bearer, status, refusal)
    return RedirectResponse("/sign-in?chosen=1", HTTPStatus.SEE_OTHER, {"cache-control": "no-store"})


def _ask_form(
    request: Request, status: HTTPStatus = HTTPStatus.OK, *, email: str = "", refusal: Refusal | None = None
) -> Response:
    problems = problems_of(refusal) if refusal else {}
    return page(request, "forgot.html", status, email=email, problems=problems, is_sent="sent" in request.query_params)


def _choice_form(
    request: Request,
    token: str,
    bearer: Bearer | None,
    status: HTTPStatus = HTTPStatus.OK,
    refusal: Refusal | None = None,
) -> Response:
    """The form, or for every token that does not hold the same page with the way to a fresh one."""
    if bearer is None and refusal is None:
        status = HTTPStatus.GONE
    return page(
        request,
        "choose_password.html",
        status,
        action=f"/choose-password?{urlencode({'token': token[: tokens.LONGEST]})}",
        bearer=bearer,
        problems=problems_of(refusal) if refusal else {},
    )


def _bearer(token: str) -> Bearer | None:
    with begin(Actor.nobody()) as work:
        return tokens.bearer(work, token)
