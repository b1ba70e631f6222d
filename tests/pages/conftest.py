"""Pages run as their script would run, with the identity that the guard would have put there."""

from __future__ import annotations

import functools
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToJson
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from crm.core import secrets
from crm.core.work import Actor, begin
from crm.people.tables import SignIn
from crm.ui.places import Place
from pages.map import SECTIONS
from tests.conftest import Cast
from tests.living import patience

PAGES = Path(__file__).resolve().parents[2] / "pages"
ENTRY = PAGES / "map.py"
PLACES: dict[str, Place] = {place.file: place for group in SECTIONS.values() for place in group}
Opener = Callable[..., AppTest]
# Each AppTest reads the metadata of every installed package anew, nine tenths of its time; they stay the same.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Pages know no database: SQLite is enough here; services and stories run on both."""
    shutil.copy(sqlite_template, tmp_path / "crm.db")
    return f"sqlite:///{tmp_path / 'crm.db'}"


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


class Whole(AppTest):
    """A page each of whose runs comes to its end."""

    def _run(self, *given: Any, **more: Any) -> AppTest:
        super()._run(*given, **more)
        assert [(node.message, node.stack_trace) for node in self.exception] == []
        return self


@pytest.fixture
def open_page(cast: Cast) -> Opener:
    """`open_page(person, "customers/clients.py", id=3)`: that address, asked for cold; None is a stranger."""

    def opened(person: int | None, page: str, /, **query: object) -> AppTest:
        at = Whole(str(ENTRY), default_timeout=patience(30))
        at.user = {"sign_in": sign_in(person)} if person is not None else {}
        for name, value in query.items():
            at.query_params[name] = [str(one) for one in value] if isinstance(value, list) else str(value)
        # What a browser's first request for the page's address asks for (AppTest.switch_page goes by file names).
        at._page_hash = calc_hash("" if PLACES[page].is_first else PLACES[page].name)
        at.run()
        at._page_hash = ""  # from here on it stays where the program leads it
        return at

    return opened


def shown(at: AppTest) -> str:
    """Everything that was sent to the browser, as text: labels, values, options, our own HTML, cells of tables."""
    parts = [MessageToJson(node.proto, ensure_ascii=False) for node in at._tree if getattr(node, "proto", None)]
    parts += [frame.value.to_string() for frame in at.dataframe]
    return "\n".join(parts)


def titles(at: AppTest) -> list[str]:
    """The page's heading."""
    bodies = [node.proto.body for node in at.get("html")]
    return [re.split("</h1>| <span", body.split("<h1>")[1])[0] for body in bodies if "<h1>" in body]


def key(at: AppTest, form: str, name: str) -> str:
    """The key of a form's field in this session, as `crm.ui.fields.key_of` makes it."""
    nonces: dict[str, Any] = at.session_state.get("_nonce", {})
    return f"{form}:{name}:{nonces.get(form, '0')}"


def errors(at: AppTest) -> str:
    """What the page says is wrong: boxes, and the lines beside fields."""
    beside = [node.value for node in at.markdown if node.value.startswith(":red[")]
    return "\n".join([node.value for node in at.error] + beside)
