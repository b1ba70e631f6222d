"""X5: a form whose service breaks while saving tells a number, keeps what was typed, and writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from crm import clients, start
from tests.conftest import Cast
from tests.pages.conftest import Opener, errors, key, shown


def test_a_form_that_breaks_while_saving_tells_a_number_and_keeps_what_was_typed(
    cast: Cast,
    open_page: Opener,
    dump: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def breaks(*_: object, **__: object) -> int:
        raise RuntimeError("canary4711 SELECT /etc/passwd")

    start.log_to_stderr()
    monkeypatch.setattr(clients, "create", breaks)
    at = open_page(cast.admin, "customers/client.py")
    at.text_input(key=key(at, "client", "name")).set_value("What I typed").run()
    before = dump()
    at.button(key=key(at, "client", "save")).click().run()
    found = re.search(r"number: ([0-9a-f]{8})", errors(at))
    assert found, errors(at)
    for word in ("canary", "SELECT", "passwd", "Traceback", "RuntimeError"):
        assert word not in shown(at)
    log = capsys.readouterr().err
    assert found[1] in log
    assert "canary4711" in log
    assert at.text_input(key=key(at, "client", "name")).value == "What I typed"
    assert dump() == before
