"""Our own pages beside Streamlit: one layout, the visitor's language, forms read with a limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from anyio import to_thread
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Scope

from crm.core import assets, clean, clock, config, i18n, office
from crm.core.errors import Conflict, Forbidden, NotFound, NotSignedIn, Problem, Refusal
from crm.core.i18n import t
from crm.web import policy

FOLDER = Path(__file__).resolve().parent
LANGUAGE_COOKIE = "czuwaj-language"
FORM_BYTES = 64 * 1024
FOUND = "czuwaj.sign_in"  # where the guard notes in the scope who is asking
SCHEMES = {"system": "light dark", "light": "light", "dark": "dark"}
_pages = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.globals["asset"] = assets.address


class TooLargeError(Exception):
    """A form body above the limit."""


async def form(request: Request) -> dict[str, str]:
    """The fields of a posted form, each the last of its name; TooLargeError beyond 64 KiB or 100 fields."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            raise TooLargeError()
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=100)
    except ValueError as error:
        raise TooLargeError() from error
    return {name: clean.text(value) for name, value in pairs}


async def off_loop(operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Run what touches the database or hashes beside the event loop."""
    return await to_thread.run_sync(lambda: operation(*args, **kwargs))


def language_of(request: Request, theirs: str = "") -> str:
    """The visitor's language: asked for in the URL, kept in a cookie, `theirs` when we know who it is, told by the
    browser, else the office's."""
    wanted = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE) or theirs
    if wanted in config.LANGUAGES:
        return wanted
    return i18n.best(request.headers.get("accept-language", "")) or office.proposed().language


def theme_of(scope: Scope) -> str:
    """The theme that whoever is signed in has chosen; the system's for everybody else."""
    found = scope.get(FOUND)
    return found.theme if found is not None and found.theme in SCHEMES else "system"


def page(request: Request, template: str, status: int = HTTPStatus.OK, *, theirs: str = "", **values: Any) -> Response:
    """One of our pages in the visitor's language; the choice of language is kept in a cookie."""
    language = language_of(request, theirs)
    with i18n.speaking(language):
        text = _pages.get_template(template).render(
            t=t,
            language=language,
            theme=theme_of(request.scope),
            schemes=SCHEMES,
            languages=[(code, i18n.language_name(code), _in_language(request, code)) for code in config.LANGUAGES],
            test_clock=i18n.moment_text(clock.now(), "UTC") if clock.is_test() else "",
            **values,
        )
    answer = HTMLResponse(text, status, {"cache-control": "no-store", "vary": "accept-language, cookie"})
    if request.query_params.get("lang") in config.LANGUAGES:
        is_https = request.url.scheme == "https"
        answer.set_cookie(LANGUAGE_COOKIE, language, 31536000, httponly=True, samesite="lax", secure=is_https)
    return answer


def refused(scope: Scope, status: HTTPStatus, code: str, **params: object) -> Response:
    """A refusal: a page for people, its words alone within a page of ours, a line of text for programs."""
    request = Request(scope)
    if "text/html" in request.headers.get("accept", ""):
        template = "refused_in_frame.html" if policy.is_framed(scope["path"]) else "refused.html"
        return page(request, template, status, code=code, params=params)
    with i18n.speaking(language_of(request)):
        return PlainTextResponse(t(code, **params) + "\n", status, {"cache-control": "no-store"})


def status_of(refusal: Refusal) -> HTTPStatus:
    """How HTTP calls a refusal."""
    known = {
        NotSignedIn: HTTPStatus.UNAUTHORIZED,
        NotFound: HTTPStatus.NOT_FOUND,
        Forbidden: HTTPStatus.FORBIDDEN,
        Conflict: HTTPStatus.CONFLICT,
    }
    return known.get(type(refusal), HTTPStatus.UNPROCESSABLE_ENTITY)


def problems_of(refusal: Refusal) -> dict[str, list[Problem]]:
    """The problems by field; those of no field under ""."""
    found: dict[str, list[Problem]] = {}
    for problem in refusal.problems:
        found.setdefault(problem.field or "", []).append(problem)
    return found


def _in_language(request: Request, code: str) -> str:
    query: Mapping[str, str] = {**request.query_params, "lang": code}
    return f"?{urlencode(query)}"
