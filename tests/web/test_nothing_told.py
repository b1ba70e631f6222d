"""X5: whatever breaks (page, fragment, route, socket), the browser gets a number that the log knows; no more."""

from __future__ import annotations

import re

import pytest
from websockets.exceptions import ConnectionClosed

from tests.web.conftest import ROOT, Site, rerun

FORBIDDEN = ("canary4711", "SELECT", "/etc/passwd", "Traceback", 'File "', str(ROOT), "RuntimeError", "site-packages")


def is_quiet(said: str, site: Site) -> None:
    """Nothing that is nobody's business; and a number under which the log has all of it."""
    assert not [word for word in FORBIDDEN if word in said]
    found = re.search(r"number: (?:\\+)?([0-9a-f]{8})", said)
    assert found, said[-2000:]
    log = site.log.read_text()
    [line] = [line for line in log.splitlines() if f'"error_id": "{found[1]}"' in line]
    assert "canary4711" in line
    assert "Traceback" in line


@pytest.mark.parametrize("page", ["clients", "service"])
def test_a_page_or_a_fragment_that_breaks_while_reading_tells_a_number(broken: Site, page: str) -> None:
    with broken.socket(broken.sign_in("admin")) as channel:
        _, said = rerun(channel, page)
    is_quiet(said, broken)


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_a_route_that_breaks_tells_a_number(broken: Site, accept: str) -> None:
    cookie = broken.sign_in("admin")
    answer = broken.get("/export/monitorings.xlsx", cookie, accept=accept, accept_language="en")
    assert answer.status == 500
    is_quiet(answer.text, broken)


def test_an_open_route_that_breaks_tells_strangers_a_number(broken: Site) -> None:
    answer = broken.get("/healthz", accept_language="en")
    assert answer.status == 500
    is_quiet(answer.text, broken)


def test_noise_on_the_socket_tells_nothing_and_ends_no_server(broken: Site) -> None:
    cookie = broken.sign_in("admin")
    for noise in (b"\xff" * 50, b"", b"\x00" * 5000, "a text"):
        with broken.socket(cookie) as channel:
            channel.send(noise)
            try:
                said = str(channel.recv(timeout=2))
            except (TimeoutError, ConnectionClosed) as closed:
                said = str(closed)
            assert not [word for word in (*FORBIDDEN, "DecodeError") if word in said]
    with broken.socket(cookie) as channel:
        _, said = rerun(channel, "inbox")
    assert "Inbox" in said
