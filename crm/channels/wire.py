"""The wire to a server: found, opened and cut in time, whatever the other side does; a mail server's by yagmail."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any

import yagmail

from crm.core.config import MailServer

RECEIVE_SECONDS, ATTEMPT_SECONDS = 15, 18  # a time-out counts per receive; the deadline counts the whole attempt
CONNECT_SECONDS = 10  # to find a host and to reach it, however many addresses it has
Place = tuple[Any, ...]  # as `getaddrinfo` describes it


def places(host: str, port: int | str, until: float) -> list[Place]:
    """Where a host is. The system's resolver knows no deadline, so it is asked in a thread of its own."""
    answer: SimpleQueue[list[Place] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answer.put([*socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except Exception as error:
            answer.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answer.get(timeout=max(0.0, until - time.monotonic()))
    except Empty:
        raise socket.gaierror(socket.EAI_AGAIN, "the name server does not answer") from None
    if isinstance(found, Exception):
        raise found
    return found


def reached(found: Sequence[Place], until: float) -> socket.socket:
    """A socket to the first of these places that takes it; each gets its share of the time that is left."""
    last = OSError("no address")
    for number, place in enumerate(found):
        try:
            return _opened(place, max(0.001, (until - time.monotonic()) / (len(found) - number)))
        except OSError as error:
            last = error
    raise last


def _opened(place: Place, seconds: float) -> socket.socket:
    family, _, _, _, target = place
    wire = socket.socket(family, socket.SOCK_STREAM)
    try:
        wire.settimeout(seconds)
        wire.connect(target)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        wire.close()
        raise
    return wire


class _Watched:
    """Hands its socket over before the first byte, so that a deadline reaches even the greeting."""

    def __init__(self, *args: Any, watch: Callable[[socket.socket], None], **kwargs: Any) -> None:
        self._watch = watch
        super().__init__(*args, **kwargs)

    def _get_socket(self, host: str, port: int | str, timeout: float) -> socket.socket:
        until = time.monotonic() + CONNECT_SECONDS
        wire = reached(places(host, port, until), until)
        wire.settimeout(timeout)
        self._watch(wire)
        return wire


class _Plain(_Watched, smtplib.SMTP):
    pass


class _Tls(_Watched, smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int | str, timeout: float) -> socket.socket:
        return self.context.wrap_socket(super()._get_socket(host, port, timeout), server_hostname=host)


class _Line(yagmail.SMTP):  # type: ignore[misc]
    @property
    def connection(self) -> type[_Plain] | type[_Tls]:
        return _Tls if self.ssl else _Plain


def line(server: MailServer, watch: Callable[[socket.socket], None]) -> Any:
    """Not yet connected. A user goes in as a dict: yagmail would put "@gmail.com" behind a plain name."""
    context = None if server.security == "none" else ssl.create_default_context()  # reading it costs more than a letter
    host = socket.gethostname()
    options: dict[str, Any] = {
        "timeout": RECEIVE_SECONDS,
        "watch": watch,
        "local_hostname": host if "." in host and host.isascii() else "[127.0.0.1]",  # asking DNS may take long
    }
    if server.security == "tls":
        options["context"] = context
    return _Line(
        user={server.user or "": ""},
        password=server.password or "",  # None would ask at the terminal
        host=server.host,
        port=server.port,
        smtp_ssl=server.security == "tls",
        smtp_starttls={"context": context} if server.security == "starttls" else False,
        smtp_skip_login=not server.user,
        soft_email_validation=False,
        **options,
    )


class Watchdog:
    """Cuts the wire when an attempt has had its time: a server that sends one byte a second never trips a time-out.

    One sleeping thread a connection; it is never woken: each deadline lies behind the one before.
    """

    def __init__(self, cut: Callable[[], None]) -> None:
        self.has_bitten = False
        self._cut = cut
        self._until: float | None = None
        self._lock = threading.Lock()
        self._is_stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> None:
        with self._lock:
            self.has_bitten, self._until = False, time.monotonic() + ATTEMPT_SECONDS
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._until = None

    def left(self) -> float:
        """Seconds that this attempt still has; none once it was cut."""
        until = self._until
        return 0.0 if until is None else max(0.0, until - time.monotonic())

    def stop(self) -> None:
        """No more attempts on this connection; another one starts another thread."""
        self._is_stopped.set()
        self._is_stopped, self._thread = threading.Event(), None

    def _watch(self) -> None:
        is_stopped = self._is_stopped
        while not is_stopped.wait(self._sleep()):
            with self._lock:
                if self._until is not None and time.monotonic() >= self._until:
                    self.has_bitten, self._until = True, None
                    self._cut()

    def _sleep(self) -> float:
        until = self._until
        return ATTEMPT_SECONDS if until is None else max(0.001, until - time.monotonic())
