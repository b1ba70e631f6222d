"""The sign-in page and the way out."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from crm.core.errors import Refusal
from crm.core.work import Actor, begin
from crm.flows import set_up
from crm.people import rules, sign_ins
from crm.people.throttles import Throttled
from crm.web.answers import TooLargeError, form, off_loop, page, problems_of, refused
from crm.web.guard import FOUND, cookie_name
from crm.web.policy import local_path
from crm.web.sockets import Sockets


class Door:
    """Sign-in and sign-out; knows the cookie and the sockets that a sign-out closes."""

    def __init__(self, base_url: str, sockets: Sockets) -> None:
        self.cookie, self.sockets = cookie_name(base_url), sockets
        self.is_https = base_url.startswith("https://")

    async def show(self, request: Request) -> Response:
        """The form; whoever is signed in goes on."""
        wanted = local_path(request.query_params.get("next", "/"))
        if request.scope[FOUND] is not None and "lang" not in request.query_params:
            return RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
        if await off_loop(_is_open):
            return RedirectResponse("/setup", HTTPStatus.SEE_OTHER)
        return _form(request, wanted)

    async def enter(self, request: Request) -> Response:
        """E-mail and password in, a fresh cookie out."""
        wanted = local_path(request.query_params.get("next", "/"))
        try:
            fields = await form(request)
        except TooLargeError:
            return refused(request.scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "web.too_large")
        email, password = fields.get("email", ""), fields.get("password", "")
        try:
            token = await off_loop(sign_ins.sign_in, email, password, **caller(request))
        except Refusal as refusal:
            is_throttled = isinstance(refusal, Throttled)
            status = HTTPStatus.TOO_MANY_REQUESTS if is_throttled else HTTPStatus.UNAUTHORIZED
            return _form(request, wanted, status, email=email, refusal=refusal)
        await self._end(request)
        return self.admit(RedirectResponse(wanted, HTTPStatus.SEE_OTHER), token)

    async def ask_out(self, request: Request) -> Response:
        """A link must change nothing, so it asks first."""
        if request.scope[FOUND] is None:
            return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        return page(request, "sign_out.html")

    async def leave(self, request: Request) -> Response:
        """End the sign-in, close its sockets, forget the cookie."""
        await self._end(request)
        answer = RedirectResponse("/sign-in?out=1", HTTPStatus.SEE_OTHER)
        answer.delete_cookie(self.cookie, path="/", secure=self.is_https, httponly=True, samesite="lax")
        return answer

    def admit(self, answer: Response, token: str) -> Response:
        """Give the browser its token: unreadable for scripts, not sent along from other sites."""
        age = int(rules.ABSOLUTE.total_seconds())
        answer.set_cookie(self.cookie, token, age, path="/", secure=self.is_https, httponly=True, samesite="lax")
        answer.headers["cache-control"] = "no-store"
        return answer

    async def _end(self, request: Request) -> None:
        token = request.cookies.get(self.cookie)
        ended = await off_loop(sign_ins.end, token) if token else None
        if ended is not None:
            self.sockets.end(ended)


def caller(request: Request) -> dict[str, str]:
    """Where a request comes from, as sign-ins and throttles keep it."""
    return {
        "address": request.client.host if request.client else "",
        "agent": request.headers.get("user-agent", ""),
    }


def _form(
    request: Request,
    wanted: str,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    email: str = "",
    refusal: Refusal | None = None,
) -> Response:
    return page(
        request,
        "sign_in.html",
        status,
        action="/sign-in" + ("" if wanted == "/" else "?" + urlencode({"next": wanted})),
        email=email,
        problems=problems_of(refusal) if refusal else {},
        is_out="out" in request.query_params,
        is_chosen="chosen" in request.query_params,
    )


def _is_open() -> bool:
    with begin(Actor.nobody()) as work:
        return set_up.is_open(work)
