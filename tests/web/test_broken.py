"""A request that breaks inside tells a number and nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from crm.core import config
from crm.web.guard import Guard
from crm.web.sockets import Sockets


@pytest.fixture
def said() -> list[dict[str, Any]]:
    return []


def test_what_breaks_is_told_with_a_number_that_the_log_knows(
    tmp_path: Any, said: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
):
    from crm import start

    settings = config.load({"CRM_DATA": str(tmp_path)}, tmp_path)
    start.log_to_stderr()

    async def breaks(_scope: Any, _receive: Any, _send: Any) -> None:
        raise RuntimeError("SELECT canary FROM /etc/passwd")

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    guard = Guard(breaks, settings=settings, sockets=Sockets(), index_html="")
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/healthz",
        "query_string": b"",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html"), (b"accept-language", b"en")],
    }
    asyncio.run(guard(scope, receive, send))
    assert said[0]["status"] == 500
    page = said[1]["body"].decode()
    number = page.partition("Error number: ")[2][:8]
    assert len(number) == 8
    assert "canary" not in page
    assert "Traceback" not in page
    assert number in capsys.readouterr().err
