"""Pages run as their script would run, with the identity that the guard would have put there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from crm.core import secrets
from crm.core.work import Actor, begin
from crm.people.tables import SignIn
from tests.conftest import Cast

ENTRY = Path(__file__).resolve().parents[2] / "pages" / "map.py"
Opener = Callable[..., AppTest]


def sign_in(person: int) -> str:
    """An open sign-in of a person; its id, as the guard would name it."""
    with begin(Actor.office(), writes=True) as work:
        row = SignIn(
            user_id=person,
            token_hash=secrets.digest(secrets.token()),
            created_at=work.now,
            seen_at=work.now,
            expires_at=work.now + timedelta(days=1),
            address="127.0.0.1",
            agent="test",
        )
        work.session.add(row)
        work.session.flush()
        return str(row.id)


@pytest.fixture
def open_page(cast: Cast) -> Opener:
    """`open_page(person, "customers/clients.py", id=3)`: the page as that person sees it; None is a stranger."""

    def opened(person: int | None, page: str, **query: object) -> AppTest:
        at = AppTest.from_file(str(ENTRY), default_timeout=20)
        at.user = {"sign_in": sign_in(person)} if person is not None else {}
        for name, value in query.items():
            at.query_params[name] = str(value)
        at.switch_page(page)
        return at.run()

    return opened


def shown(at: AppTest) -> str:
    """Everything the page shows, as text: elements, options, table cells."""
    parts: list[str] = []
    for element in at:
        parts.append(repr(element))
    for frame in at.dataframe:
        parts.append(frame.value.to_string())
    return "\n".join(parts)
