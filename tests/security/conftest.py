"""What the suites in a browser share: one browser a module, in it a desk and a telephone, signed in to `made`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.living import Office
from tests.living_browser import Person, browser
from tests.security.harness import signed_in
from tests.security.looking import PHONE


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def phone(chrome: Any, made: tuple[Office, Any]) -> Iterator[Person]:
    """`made` is each module's own: the office that is looked at, and what was put into it."""
    found = signed_in(chrome, made[0], **PHONE)
    yield found
    found.close()


@pytest.fixture(scope="module")
def desk(chrome: Any, made: tuple[Office, Any]) -> Iterator[Person]:
    found = signed_in(chrome, made[0])
    yield found
    found.close()
