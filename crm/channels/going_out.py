"""HTTP to the world outside: to no host inside, never redirected, cut when its time is over, answers kept short."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from crm.channels import reach, trouble, wire
from crm.channels.letter import Failed
from crm.channels.wire import Watchdog
from crm.core import clean

MOST_READ, MOST_SAID = 64 * 1024, 400
GONE = (404, 410)
FORBIDDEN = 403
_NOT_LET_IN = (401, 402, FORBIDDEN, 407)
_OVERLOADED = (429, 502, 503, 504)


class Way(requests.Session):
    """A session of one worker with one provider; `within` an attempt everything it does is cut after 18 seconds."""

    def __init__(self, *, is_inside_allowed: bool = False) -> None:
        super().__init__()
        self.trust_env = False  # no proxy and no password of the surroundings
        self.answer: requests.Response | None = None
        self.failure: Failed | None = None
        self._is_inside_allowed = is_inside_allowed
        self._wires: dict[tuple[str, int], socket.socket] = {}
        self.watchdog = Watchdog(self._cut)
        self.mount("https://", _Adapter(self))
        self.mount("http://", _Adapter(self))

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """As requests does it, but on our terms; a failure is kept, because not every caller lets it through."""
        self.answer = self.failure = None
        ours = {"timeout": wire.RECEIVE_SECONDS, "allow_redirects": False, "stream": True, "verify": True}
        try:
            answer = super().request(method, url, *args, **(kwargs | ours))
            _read(answer)
            if self.watchdog.has_bitten:  # what was cut off looks like an answer that ends there
                raise TimeoutError
        except Failed as failure:
            self.failure = failure
            raise
        except (requests.RequestException, HTTPError, OSError) as error:
            self.failure = _broken(error, self.watchdog.has_bitten)
            raise self.failure from error
        self.answer = answer
        return answer

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere; to go there requests would read the whole body, however long it is."""

    def connected(self, host: str, port: int) -> socket.socket:
        """Where the adapter gets its sockets; a double of each stays within the watchdog's reach."""
        seconds = min(wire.CONNECT_SECONDS, self.watchdog.left())
        if not seconds:
            raise TimeoutError("the attempt is over")
        line = reach.connected(host, port, seconds=seconds, is_inside_allowed=self._is_inside_allowed)
        self._let_go((host, port))  # there is one at a time: the one before is closed, its double is of no use
        self._wires[host, port] = line.dup()
        if self.watchdog.has_bitten:
            self._cut()
        return line

    def close(self) -> None:
        """Let go of every connection."""
        self.watchdog.stop()
        super().close()
        self._cut()

    def _cut(self) -> None:
        for place in list(self._wires):
            self._let_go(place)

    def _let_go(self, place: tuple[str, int]) -> None:
        line = self._wires.pop(place, None)
        if line is not None:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()


class _Adapter(HTTPAdapter):
    """Connections by our own hand: requests would ask the DNS anew, and go wherever it says."""

    def __init__(self, way: Way) -> None:
        self._way = way
        super().__init__(pool_connections=4, pool_maxsize=2, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        way = self._way

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return way.connected(self._dns_host, self.port or 80)

        class Tls(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return way.connected(self._dns_host, self.port or 443)

        plain = type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": Plain})
        tls = type("TlsPool", (HTTPSConnectionPool,), {"ConnectionCls": Tls})
        kwargs["ssl_context"] = ssl.create_default_context()
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": plain, "https": tls}


def judged(status: int, said: str) -> Failed:
    """What an answer of no success means: whether to try again, and whose trouble it is.

    Most can be about one number or one text as well: a forbidden country, an address that holds the number.
    """
    if 300 <= status < 400:
        return Failed(said, is_account=True, trouble="gates.redirected")
    if status in _NOT_LET_IN:
        return Failed(said, is_account=True, is_network=status == FORBIDDEN, trouble="gates.login_refused")
    if status in _OVERLOADED:
        return Failed(said, is_account=True, is_network=True, trouble="gates.busy")
    if status in (404, 405):
        return Failed(said, is_account=True, is_network=True, trouble="gates.no_such_address")
    return Failed(said, is_permanent=400 <= status < 500, trouble="gates.refused" if status < 500 else "gates.later")


def said(answer: requests.Response, *hidden: str | None) -> str:
    """The provider's own words on one line, without what nobody may read."""
    words = clean.line(f"{answer.status_code} {answer.text}")
    for secret in hidden:
        words = words.replace(secret, "•••") if secret else words
    return words[:MOST_SAID]


def _read(answer: requests.Response) -> None:
    """No more of the body than anybody needs; a longer one ends the connection."""
    body = answer.raw.read(MOST_READ, decode_content=True)
    answer._content, answer._content_consumed = body, True
    answer.encoding = _encoding(body, answer.encoding)
    if len(body) >= MOST_READ:
        answer.raw.close()
    answer.raw.release_conn()


def _encoding(body: bytes, named: str | None) -> str:
    """How to read an answer: most are UTF-8 whatever they call it, and some call it what nobody knows."""
    for name in ("utf-8", named or ""):
        try:
            body.decode(name)
        except (LookupError, ValueError):
            continue
        return name
    return "latin-1"


def _broken(error: Exception, is_over: bool) -> Failed:
    if is_over:
        return Failed(f"no answer within {wire.ATTEMPT_SECONDS} seconds", is_network=True, trouble="smtp.timeout")
    root = _root(error)
    words = clean.line(root)[:MOST_SAID] or type(root).__name__
    if isinstance(root, ssl.SSLError):  # before anything was asked
        return Failed(words, is_account=True, trouble=trouble.of(root))
    if isinstance(error, ValueError):  # an address of no use; requests repeats it, with all that is secret in it
        return Failed(type(error).__name__, is_account=True, trouble="gates.no_such_address")
    is_late = isinstance(error, requests.Timeout)
    return Failed(words, is_network=True, trouble="smtp.timeout" if is_late else "smtp.connection_lost")


def _root(error: BaseException) -> BaseException:
    """What happened first: requests wraps urllib3's errors, which wrap the socket's."""
    seen: set[int] = set()
    while id(error) not in seen:
        seen.add(id(error))
        inner = getattr(error, "reason", None) or next((x for x in error.args if isinstance(x, Exception)), None)
        error = inner if isinstance(inner, BaseException) else error.__cause__ or error
    return error
