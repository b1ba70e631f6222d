"""The guard before everything, HTTP and WebSocket: host, origin, who is asking, and what browsers may do."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import quote, urlsplit

import structlog
from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crm.core.config import Settings
from crm.core.work import Actor, begin
from crm.flows import set_up
from crm.people import sign_ins
from crm.people.sign_ins import Found
from crm.web import answers, discreet, policy
from crm.web.answers import refused
from crm.web.sockets import Socket, Sockets, always, unchanged

HEADER = b"x-czuwaj-sign-in"
FOUND = answers.FOUND
OPEN = ("/assets/", "/static/", policy.ACT)  # whoever asks: fonts, styles, Streamlit's bundles, signed links
OPEN_PATHS = frozenset(
    {"/sign-in", "/sign-out", "/forgot", "/choose-password", "/unsubscribe", "/setup", "/healthz"}
    | {"/favicon.ico", "/favicon.png", "/robots.txt", "/manifest.webmanifest", "/push/worker.js", "/push/seen"}
)
OWN = ("/setup/", "/export/", "/file/", "/push/", "/_stcore/", "/media/", "/component/")
NO_PAGES = frozenset({"_stcore", "push", "media", "component", "export", "file"})
LINKED = ("/export/", "/file/")  # no pages, but people open links to them
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
log = structlog.get_logger()


def cookie_name(base_url: str) -> str:
    """The cookie that holds the token; under https its prefix binds it to this very host (RFC 6265bis, 4.1.3)."""
    return "__Host-czuwaj" if base_url.startswith("https://") else "czuwaj"


class Guard:
    """Pure ASGI, because other middleware never sees WebSockets."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: Settings,
        sockets: Sockets,
        index_html: str,
        is_act: Callable[[bytes], bool] = always,
        scrub: Callable[[bytes], bytes] = unchanged,
        pages: frozenset[str] | None = None,
    ) -> None:
        """`pages` are the addresses of the pages; who asks for another one is told so (None: anything goes)."""
        self.app, self.sockets, self.is_act, self.scrub = app, sockets, is_act, scrub
        self.base_url = settings.base_url
        self.is_https = settings.base_url.startswith("https://")
        self.cookie = cookie_name(settings.base_url)
        self.policy = policy.content_policy(index_html)
        bound = {settings.host.lower()} - {"0.0.0.0", "::"}  # noqa: S104 (everywhere is no name)
        self.hosts = frozenset({urlsplit(settings.base_url).hostname or ""} | bound | policy.LOOPBACK)
        self.pages = pages
        self._has_people = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, self._armoured(scope, send))
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, path = Headers(scope=scope), scope["path"]
        refusal = self._foreign(scope, headers)
        if refusal is None:
            try:
                refusal = await self._stranger(scope, headers)
            except Exception as error:
                log.error("cannot tell who is asking", error=type(error).__name__, path=discreet.path(path))
                refusal = refused(scope, HTTPStatus.SERVICE_UNAVAILABLE, "web.unavailable")
        if refusal is not None:
            await refusal(scope, receive, send)
        else:
            await self._carried(scope, receive, send)

    async def _carried(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through; what breaks there is told with a number that the log knows."""
        has_begun = False

        async def noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            number = secrets.token_hex(4)
            log.exception("a request failed", error_id=number, path=discreet.path(scope["path"]))
            if has_begun:
                raise
            broken = refused(scope, HTTPStatus.INTERNAL_SERVER_ERROR, "error.unexpected", number=number)
            await broken(scope, receive, send)

    def _foreign(self, scope: Scope, headers: Headers) -> Response | None:
        """Refuse hosts that are not us, and changes that other sites ask for."""
        host = headers.get("host", "")
        if scope["path"] != "/healthz" and not policy.is_host_known(host, self.hosts):
            return refused(scope, HTTPStatus.MISDIRECTED_REQUEST, "web.host_unknown")
        # Browsers send Origin with every POST; programs that send none carry no one else's cookie.
        origin = headers.get("origin")
        is_ours = origin is None or policy.is_origin_ours(origin, host, self.base_url)
        is_ours = is_ours and headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
        if scope["method"] not in SAFE and not is_ours:
            return refused(scope, HTTPStatus.FORBIDDEN, "web.foreign")
        return None

    async def _stranger(self, scope: Scope, headers: Headers) -> Response | None:
        """Note in the scope who is asking; an answer instead of going on when it is nobody and that matters."""
        path = scope["path"]
        if path.startswith(OPEN) or path in ("/healthz", "/favicon.ico", "/favicon.png", "/robots.txt"):
            _identify(scope, None)
            return None
        found = await self._find(headers)
        _identify(scope, found)
        is_page = scope["method"] in ("GET", "HEAD") and _is_page_for(path, headers)
        if found is not None and is_page and self._is_unknown(path):
            return refused(scope, HTTPStatus.NOT_FOUND, "error.not_found")
        if found is not None or path in OPEN_PATHS:
            return None
        if not is_page:
            return refused(scope, HTTPStatus.UNAUTHORIZED, "error.not_signed_in")
        if not await self._any_people():
            return RedirectResponse("/setup", HTTPStatus.SEE_OTHER, {"cache-control": "no-store"})
        query = scope.get("query_string", b"").decode("latin-1")
        wanted = policy.local_path(quote(path) + (f"?{query}" if query else ""))
        target = "/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted, safe='')}"
        return RedirectResponse(target, HTTPStatus.SEE_OTHER, {"cache-control": "no-store"})

    def _is_unknown(self, path: str) -> bool:
        """Whether no page has this address; Streamlit would show its start page and say so in English."""
        if self.pages is None or path in OPEN_PATHS or path.startswith(OWN):
            return False
        return path.strip("/") not in self.pages

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        is_ours = origin is None or policy.is_origin_ours(origin, host, self.base_url)
        found = None
        if is_ours and policy.is_host_known(host, self.hosts):
            try:
                found = await self._find(headers)
            except Exception as error:
                log.error("cannot tell who is connecting", error=type(error).__name__)
        if found is None:
            await receive()
            await send({"type": "websocket.close", "code": 4401})  # before accepting: the server answers 403
            return
        _identify(scope, found)
        socket = Socket(found, receive, send, self.is_act, self.scrub)
        self.sockets.add(socket)
        try:
            await self.app(scope, socket.receive, socket.send)
        finally:
            self.sockets.remove(socket)

    async def _find(self, headers: Headers) -> Found | None:
        token = cookie_parser("; ".join(headers.getlist("cookie"))).get(self.cookie)
        return await to_thread.run_sync(sign_ins.find, token) if token else None

    async def _any_people(self) -> bool:
        if not self._has_people:
            self._has_people = await to_thread.run_sync(_is_set_up)
        return self._has_people

    def _armoured(self, scope: Scope, send: Send) -> Send:
        path, is_https = scope["path"], self.is_https

        async def armoured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message.get("headers", ())))
                is_refused = message["status"] >= HTTPStatus.BAD_REQUEST
                for name, value in policy.headers_for(path, self.policy, is_https=is_https, is_refused=is_refused):
                    headers[name.decode()] = value.decode("latin-1")
                if "server" in headers:
                    del headers["server"]
                message = {**message, "headers": headers.raw}
            await send(message)

        return armoured


def _identify(scope: Scope, found: Found | None) -> None:
    """Take away every identity header the request brought, and set the one that is true."""
    kept = [(name, value) for name, value in scope["headers"] if not _is_reserved(name)]
    if found is not None:
        kept.insert(0, (HEADER, str(found.sign_in_id).encode()))
    scope["headers"] = kept
    scope[FOUND] = found


def _is_reserved(name: bytes) -> bool:
    return name.lower().replace(b"_", b"-").startswith(b"x-czuwaj")


def is_page(path: str) -> bool:
    """Whether a path is one of the app's pages, and not something that a page loads or frames."""
    is_loaded = bool(NO_PAGES.intersection(path.split("/"))) or policy.is_preview(path)
    return not is_loaded and path not in OPEN_PATHS and not path.startswith(OPEN)


def _is_page_for(path: str, headers: Headers) -> bool:
    return is_page(path) or (path.startswith(LINKED) and "text/html" in headers.get("accept", ""))


def _is_set_up() -> bool:
    with begin(Actor.nobody()) as work:
        return not set_up.is_open(work)
