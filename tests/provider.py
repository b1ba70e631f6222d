"""An HTTP server on loopback that stands for an SMS gateway or a push service: keeps what it gets, answers as told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Taken:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Provider:
    """What it answers: a status, a body, after so many seconds; `answers` overrides that for single requests."""

    port: int = 0
    status: int = 200
    body: bytes = b"OK:1"
    delay: float = 0
    location: str = ""
    taken: list[Taken] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    def url(self, path: str = "/send") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


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
            time.sleep(it.delay)
            if status == 0:  # gone without a word
                self.close_connection = True
                return
            self.send_response(status)
            if it.location:
                self.send_header("location", it.location)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

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
