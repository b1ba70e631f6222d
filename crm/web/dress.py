"""Streamlit's own page, dressed as ours before it leaves: name, mark, language, theme, a script that knows its way."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crm.core import assets, config
from crm.web.answers import SCHEMES, theme_of
from crm.web.guard import FOUND, is_page

CONDITIONS = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"})
_TITLE = re.compile(r"<title>[^<]*</title>")
_ICON = re.compile(r'<link[^>]*rel="(?:shortcut )?icon"[^>]*>')
_AGENT = re.compile(r'<link[^>]*rel="service-desc"[^>]*>')
_BODY = re.compile(r"<body[^>]*>")
_LANGUAGE = re.compile(r'<html[^>]*lang="[^"]*"')


class Dress:
    """Pure ASGI, behind the guard; everything but pages passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope.get(FOUND) or not is_page(scope["path"]):
            await self.app(scope, receive, send)
            return
        # A page that is changed on its way can neither be compressed before nor be compared with an older one.
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in CONDITIONS]
        await self.app(scope, receive, _Change(send, scope[FOUND].language, theme_of(scope)))


class _Change:
    """Holds an HTML answer back until it is complete, and sends it dressed."""

    def __init__(self, send: Send, language: str, theme: str) -> None:
        self.send, self.language, self.theme = send, language, theme
        self.begun: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message.get("headers", ())))
            if message["status"] == 200 and headers.get("content-type", "").startswith("text/html"):
                self.begun = {**message, "headers": headers.raw}
                return
        elif message["type"] == "http.response.body" and self.begun is not None:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self.begun)
            return
        await self.send(message)

    async def _finish(self, begun: Message) -> None:
        body = dressed(self.body.decode("utf-8", "replace"), self.language, self.theme).encode()
        headers = MutableHeaders(raw=begun["headers"])
        for name in ("etag", "last-modified"):
            if name in headers:
                del headers[name]
        headers["content-length"] = str(len(body))
        await self.send({**begun, "headers": headers.raw})
        await self.send({"type": "http.response.body", "body": body})


def dressed(page: str, language: str, theme: str = "system") -> str:
    """Streamlit's index.html as ours; a page of our own, which has no bundle, stays as it is."""
    if "/static/js/" not in page:
        return page
    spoken = language if language in config.LANGUAGES else "en"
    page = _LANGUAGE.sub(f'<html lang="{spoken}"', page, count=1)
    page = _TITLE.sub("<title>Czuwaj</title>", page, count=1)
    page = _AGENT.sub("", _ICON.sub('<link rel="icon" href="/assets/mark.png" type="image/png">', page))
    # Before anything is drawn: the browser's own paper in the right colour, then the theme that Streamlit looks up.
    head = f'<meta name="color-scheme" content="{SCHEMES[theme]}">'
    head += '\n    <link rel="manifest" href="/manifest.webmanifest">'
    head += f'\n    <script src="{assets.address("frame.js")}" data-theme="{theme}"></script>'
    # Before anything is drawn, or the page would jump once it comes; in the body, since the last of two rules of equal
    # weight holds, and Streamlit's stand in the head.
    page = _BODY.sub(
        lambda found: f'{found[0]}\n    <link rel="stylesheet" href="{assets.address("frame.css")}">', page, count=1
    )
    return page.replace("<head>", f"<head>\n    {head}", 1)
