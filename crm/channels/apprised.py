"""SMS and push by Apprise, for the providers on our list: an address of the office, into which goes whom it is for."""

from __future__ import annotations

import logging
import sys
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import apprise
import requests

from crm.channels import reach
from crm.channels.going_out import Way, judged, said
from crm.channels.letter import Failed, Letter

SMS = ("bulksms", "clicksend", "octopush", "plivo", "seven", "serwersms", "sinch", "smsmanager", "twilio", "vonage")
PUSH = ("ntfy", "ntfys", "pover", "tgram")
OWN_HOSTS = ("ntfy", "ntfys")  # run by anybody, so the address names the host
WHOM = "{to}"
_TRIAL = "48600000000"  # a number, and a name that every service takes
LONGEST_PUSH = 1000
logging.getLogger("apprise").disabled = True  # its lines hold addresses with all that is secret in them
_asset = apprise.AppriseAsset(app_id="Czuwaj", app_desc="Czuwaj", app_url="", async_mode=False, http_redirects=False)


@dataclass(frozen=True)
class Service:
    """An address as Apprise writes it, with `{to}` where the number or token belongs; all of it is secret."""

    url: str
    kind: str  # sms or push
    sender: str = ""
    per_minute: int | None = None
    connections: int = 4
    monthly_cap: int | None = None
    is_inside_allowed: bool = False

    def __repr__(self) -> str:
        return f"Service({scheme(self.url)})"


class Connection:
    """A worker's way to one service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._way = Way(is_inside_allowed=service.is_inside_allowed)

    def send(self, letter: Letter) -> None:
        """Hand one letter to the service; Failed says what went wrong. Never longer than 20 seconds."""
        plugin = _plugin(self._service.url, letter.address)
        if plugin is None:
            raise Failed(scheme(self._service.url), is_permanent=True, trouble="gates.number_refused")
        words = {"body": letter.text, "title": ""}
        if self._service.kind == "push":
            words = {"body": letter.text[:LONGEST_PUSH], "title": letter.title}
        self._way.answer = self._way.failure = None
        _lent.way = self._way
        try:
            with self._way.watchdog:
                is_sent = bool(plugin.notify(**words))
        finally:
            _lent.way = None
        if not is_sent:
            raise self._failure()

    def close(self) -> None:
        """Let go of the connection."""
        self._way.close()

    def _failure(self) -> Failed:
        """Apprise says no more than yes or no; what was answered has passed through our hands."""
        if self._way.failure is not None:
            return self._way.failure
        if self._way.answer is None:  # nothing was even asked: there is nobody to send it to
            return Failed(scheme(self._service.url), is_permanent=True, trouble="gates.number_refused")
        words = said(self._way.answer, *_secrets(self._service.url))
        status = self._way.answer.status_code
        return judged(status if status >= 300 else 400, words)  # taken, and yet refused: it says so in the answer


def scheme(url: str) -> str:
    """The first part of such an address: which service it is."""
    return url.partition("://")[0].casefold() if "://" in url else ""


def problem(kind: str, url: str, *, is_inside_allowed: bool) -> str | None:
    """What is wrong with such an address, as a key of words; None when it will do. Nobody is asked for it."""
    if scheme(url) not in (SMS if kind == "sms" else PUSH):
        return "gates.scheme_unknown"
    if WHOM not in url:
        return "gates.no_place_for_whom"
    if "?" in url or "#" in url:
        return "gates.no_options"  # they could switch off the look at certificates, or attach files
    if scheme(url) in OWN_HOSTS and not is_inside_allowed and reach.looks_inside(_host(url)):
        return reach.INSIDE
    return None if _plugin(url, _TRIAL) is not None else "gates.url_wrong"


class _Lent:
    """Stands where Apprise's plugins look for `requests`: the same names, but every request goes our way."""

    def __getattr__(self, name: str) -> Any:
        if name in ("Session", "session", "sessions", "api"):
            raise AttributeError(name)
        return getattr(requests, name)

    def request(self, method: str, url: str, **kwargs: Any) -> requests.Response:
        way: Way | None = getattr(_lent, "way", None)
        if way is None:
            raise requests.ConnectionError("outside of a delivery")
        return way.request(method, url, **kwargs)

    def get(self, url: str, **kwargs: Any) -> requests.Response:
        return self.request("GET", url, **kwargs)

    def post(self, url: str, **kwargs: Any) -> requests.Response:
        return self.request("POST", url, **kwargs)

    def put(self, url: str, **kwargs: Any) -> requests.Response:
        return self.request("PUT", url, **kwargs)


_lent = threading.local()
LENT = _Lent()


def _plugin(url: str, whom: str) -> Any:
    """Apprise's own object for this address and reader; None when it does not understand it."""
    found = apprise.Apprise.instantiate(url.replace(WHOM, quote(whom, safe="")), asset=_asset, suppress_exceptions=True)
    if found is None or scheme(url) not in (*SMS, *PUSH):
        return None
    sys.modules[type(found).__module__].requests = LENT  # type: ignore[attr-defined]
    found.request_rate_per_sec = 0  # how fast we may go is the account's to say
    return found


def _host(url: str) -> str:
    try:
        return urlsplit(url.replace(WHOM, "whom")).hostname or ""
    except ValueError:
        return ""


def _secrets(url: str) -> list[str]:
    """Every part of the address that could give it away in an answer."""
    rest = url.partition("://")[2]
    for mark in "/:@":
        rest = rest.replace(mark, " ")
    parts = [part for part in rest.split() if len(part) > 5 and part != WHOM]
    return [*parts, *map(unquote, parts)]
