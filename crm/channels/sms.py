"""SMS by a provider's own HTTP interface: one request a message, made from templates that the office keeps."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, quote_plus, urlsplit

from crm.channels.going_out import Way, judged, said
from crm.channels.letter import Failed, Letter
from crm.core import clean

METHODS = ("POST", "GET")
MARKS = ("number", "digits", "text", "sender", "secret")
_MARK = re.compile("{(" + "|".join(MARKS) + ")}")
NUMBER_REFUSED = "gates.number_refused"


class Addressee(Protocol):
    """Anybody with a telephone."""

    @property
    def phone(self) -> str | None: ...


def address(person: Addressee) -> str | None:
    """Where this person's SMS goes (E.164); None without a usable number."""
    found = clean.line(person.phone)
    return found if re.fullmatch(r"\+[0-9]{7,15}", found) else None


@dataclass(frozen=True)
class Gateway:
    """How a provider is asked: URL, headers and body with marks such as `{number}`, filled in once for each message.

    `accepted` must stand in the answer of a message that it took, `refused` in that of a number it never will.
    """

    url: str
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    secret: str | None = None
    sender: str = ""
    accepted: str = ""
    refused: str = ""
    per_minute: int | None = None
    connections: int = 4
    monthly_cap: int | None = None
    is_inside_allowed: bool = False

    def __repr__(self) -> str:
        return f"Gateway({urlsplit(self.url).hostname})"


class Connection:
    """A kept connection to one provider."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._way = Way(is_inside_allowed=gateway.is_inside_allowed)

    def send(self, letter: Letter) -> None:
        """Hand one letter to the provider; Failed says what went wrong. Never longer than 20 seconds."""
        gateway, values = self._gateway, _values(self._gateway, letter)
        headers = {name: clean.line(filled(text, values, clean.line)).encode() for name, text in gateway.headers}
        body = filled(gateway.body, values, _quoting(dict(gateway.headers))).encode() if gateway.body else None
        with self._way.watchdog:
            url = filled(gateway.url, values, lambda text: quote(text, safe=""))
            answer = self._way.request(gateway.method, url, data=body, headers=headers)
        words = said(answer, gateway.secret, quote_plus(gateway.secret or ""))
        if gateway.refused and gateway.refused in answer.text:
            raise Failed(words, is_permanent=True, trouble=NUMBER_REFUSED)
        if not 200 <= answer.status_code < 300:
            raise judged(answer.status_code, words)
        if gateway.accepted and gateway.accepted not in answer.text:
            raise Failed(words, is_permanent=True, trouble="gates.refused")

    def close(self) -> None:
        """Let go of the connection."""
        self._way.close()


def filled(template: str, values: dict[str, str], write: Callable[[str], str]) -> str:
    """The template with its marks filled in, in one pass: what a message says is never read as a template."""
    return _MARK.sub(lambda mark: write(values[mark.group(1)]), template)


def marks(template: str) -> set[str]:
    """Every mark that stands in a template, known or not."""
    return set(re.findall(r"{([a-z_]+)}", template))


def _values(gateway: Gateway, letter: Letter) -> dict[str, str]:
    return {
        "number": letter.address,
        "digits": letter.address.lstrip("+"),
        "text": letter.text,
        "sender": gateway.sender,
        "secret": gateway.secret or "",
    }


def _quoting(headers: dict[str, str]) -> Callable[[str], str]:
    """How a value is written in a body of this kind, so that no text breaks out of its place."""
    kind = next((text for name, text in headers.items() if name.casefold() == "content-type"), "").casefold()
    if "json" in kind:
        return lambda text: json.dumps(text)[1:-1]
    return html.escape if "xml" in kind else quote_plus
