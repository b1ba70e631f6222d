"""An HTTP server on loopback that stands for an SMS gateway or a push service: keeps what it gets, answers as told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase


@dataclass
class Taken:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Provider:
    """What it answers: a status, a body, after so many seconds; `answers` overrides that for single requests.

    `raw` instead stands for the whole answer, byte by byte with a `pause`. Whom `only` does not name gets a 200.
    """

    port: int = 0
    status: int = 200
    body: bytes = b"OK:1"
    delay: float = 0
    location: str = ""
    content_type: str = ""
    raw: bytes | None = None
    pause: float = 0
    only: bytes = b""
    taken: list[Taken] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    def url(self, path: str = "/send") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


def drip(wire: BufferedIOBase, it: Provider) -> None:
    """Until nobody listens any more."""
    with suppress(OSError):
        for sign in it.raw or b"":
            wire.write(bytes([sign]))
            wire.flush()
            time.sleep(it.pause)


@contextmanager
def provider() -> Iterator[Provider]:
    """One that listens until the end of the block."""
    it, lock = Provider(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with lock:
                it.taken.append(Taken(self.command, self.path, headers, body))
                status, said = it.answers.pop(0) if it.answers else (it.status, it.body)
                is_meant = not it.only or it.only in self.path.encode() + body
            if is_meant:
                time.sleep(it.delay)
            else:
                status, said = 200, b"OK:1"
            if is_meant and it.raw is not None:
                self.close_connection = True
                return drip(self.wfile, it)
            if status == 0:  # gone without a word
                self.close_connection = True
                return None
            self.send_response(status)
            if it.location:
                self.send_header("location", it.location)
            if it.content_type:
                self.send_header("content-type", it.content_type)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)
            return None

        do_GET = do_POST = do_PUT = answer

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    it.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()
