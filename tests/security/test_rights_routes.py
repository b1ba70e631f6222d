"""A2 for the routes beside the pages: each one × every role and a stranger × twelve ids, from the list of routes.

Asked in this process, through the guard, as a server would be; a route with a parameter that is not known here fails by
its name.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import anyio
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from crm.core import config
from crm.web import cases, exports, outbox, routes, tasks, withheld
from crm.web.guard import Guard, cookie_name
from crm.web.sockets import Sockets
from crm.web.workbooks import Listed
from tests.conftest import SECRET
from tests.security.marked_world import BINNED, LIVE, MISSING, OUTBOX, ROLES, Marked, mark, marked, marks, word, world

__all__ = ["marked", "world"]  # the fixtures
HOST = "127.0.0.1:8501"
STRANGER = "stranger"
GARBAGE = (
    "-1", "0", str(2**63), "1 OR 1", "../", "7f8a1a3e-9d1c-4c0f-8a43-0b7f1a2c3d4e", "", "1,2", "[1,2]",
)  # fmt: skip
ANY, SEARCH, CATEGORY, TYPE = "any", "search", "category", "type"
# Routes with something in their path, and of which rows it is the id; those with ids are shown under these rights.
IN_PATH: Mapping[str, tuple[str, str]] = {
    "/file/{id:path}": ("file", "records"),
    "/outbox/{id:int}/preview": ("message", "office.view"),
    "/export/import/{id:int}/refused.xlsx": ("upload", "imports.create"),
    "/export/import/template/{kind}.xlsx": (ANY, ""),
    "/act/{token:path}": (ANY, ""),
}
LISTS: Mapping[str, tuple[Listed[Any], str, Mapping[str, str]]] = {
    "/export/monitorings.xlsx": (
        exports.LIST, "monitoring", {"q": SEARCH, "type": TYPE, "person": "person", "client": "client",
                                     "contract": "contract"},
    ),
    "/export/cases.xlsx": (cases.LIST, "cases", {"q": SEARCH, "kind": "kind", "owner": "person", "client": "client"}),
    "/export/tasks.xlsx": (
        tasks.LIST, "tasks", {"q": SEARCH, "category": CATEGORY, "owner": "person", "record": "client"},
    ),
    "/export/outbox.xlsx": (outbox.LIST, "outbox", {"q": SEARCH, "person": "person", "record": "client"}),
    "/export/withheld.xlsx": (withheld.LIST, "outbox", {"q": SEARCH, "person": "person", "record": "client"}),
}  # fmt: skip
PLAIN = {
    "state",
    "priority",
    "view",
    "due",
    "of",
    "from",
    "to",
    "from1",
    "to1",
    "from2",
    "to2",
    "kind",
    "channel",
    "reason",
}
TOKENS = {"/choose-password": "token", "/unsubscribe": "token", "/sign-in": "next", "/forgot": "sent"}
FILES = {
    "client": "clients", "contract": "contracts", "monitoring": "monitoring", "case": "cases", "task": "tasks",
}  # fmt: skip
TRACE = re.compile(rb"Traceback|sqlalchemy|psycopg|sqlite3|\.py\b|SELECT .+ FROM")
Headers = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Headers
    body: bytes

    @property
    def plain(self) -> bytes:
        """What somebody can read in it, unpacked where it is a workbook."""
        if not self.body.startswith(b"PK"):
            return self.body
        with zipfile.ZipFile(io.BytesIO(self.body)) as book:
            return b"\n".join(book.read(name) for name in book.namelist())


@dataclass
class Site:
    """All routes behind the guard, and who asks."""

    office: Marked
    app: Any
    listed: list[Route]
    is_stranger: bool = False

    def ask(
        self, path: str, query: Mapping[str, str] | None = None, *, method: str = "GET", html: bool = False
    ) -> Answer:
        """One request; never a failure of the server, never a trace, never a word of a row beyond reach."""
        answer = anyio.run(self._asked, path, urlencode(query or {}), method, html)
        where = f"{self.office.role if not self.is_stranger else STRANGER} at {method} {path} {dict(query or {})}"
        is_fine = answer.status < 500 or path == "/healthz"  # which says that no scheduler runs here
        assert is_fine, f"{where}: {answer.status} {answer.body[:500]!r}"
        assert not TRACE.search(answer.plain), where
        echoed = marks(str(query or "").encode())  # what was asked for may be said again
        foreign = marks(answer.plain) - self.allowed(path) - echoed
        assert not foreign, f"{where} reads {sorted(foreign)}"
        return answer

    def allowed(self, path: str) -> set[tuple[str, str]]:
        """Whose rows may be read in an answer."""
        if self.is_stranger:
            return set()
        found = self.office.seen()
        if ("outbox" in path or "withheld" in path) and self.office.reach("office.view") == 3:
            found |= OUTBOX
        return found

    async def _asked(self, path: str, query: str, method: str, html: bool) -> Answer:
        headers = [(b"host", HOST.encode()), (b"accept", b"text/html" if html else b"*/*"), (b"accept-language", b"en")]
        if not self.is_stranger:
            headers.append((b"cookie", f"{cookie_name('http://' + HOST)}={self.office.token}".encode()))
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": quote(path).encode(), "query_string": query.encode(), "root_path": "",
            "headers": headers, "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8501),
        }  # fmt: skip
        said: list[dict[str, Any]] = []

        asked = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            if not asked:
                await anyio.sleep_forever()  # whoever asks stays until the answer is whole
            return asked.pop()

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        await self.app(scope, receive, send)
        headers_back = {name.decode(): value.decode("latin-1") for name, value in said[0]["headers"]}
        return Answer(said[0]["status"], headers_back, b"".join(one.get("body", b"") for one in said[1:]))


@pytest.fixture(scope="module")
def app(marked: Marked, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[Route]]:
    """The product's routes and guard; it speaks to the database of `marked`."""
    folder = tmp_path_factory.mktemp("routes")
    values = {"CRM_DATABASE_URL": f"sqlite:///{folder}/none.db", "CRM_SECRET_KEY": SECRET, "CRM_DATA": str(folder)}
    settings, sockets = config.load(values, Path(folder)), Sockets()
    found = routes.of(settings, sockets)
    guarded = Guard(Starlette(routes=found), settings=settings, sockets=sockets, index_html="<html></html>")
    return guarded, [route for route in found if isinstance(route, Route) and "GET" in (route.methods or ())]


@pytest.fixture(params=[*ROLES, STRANGER])
def site(request: pytest.FixtureRequest, marked: Marked, app: tuple[Any, list[Route]]) -> Site:
    is_stranger = request.param == STRANGER
    marked.become("administrator" if is_stranger else request.param)
    return Site(marked, *app, is_stranger=is_stranger)


def ids_of(office: Marked, kind: str, letter: str) -> list[int]:
    """The ids that stand for rows of this letter."""
    if kind == "file":
        return [ids[letter] for name, ids in office.ids.items() if name.endswith(" file")]
    return [office.ids[kind][letter]] if letter in office.ids[kind] else []


def value_of(office: Marked, kind: str, letter: str) -> str | None:
    """What stands for rows of this letter in a query."""
    if kind == SEARCH:
        return word(letter)
    if kind in (CATEGORY, TYPE):
        return mark("tasks" if kind == CATEGORY else "monitoring", letter)
    id = office.ids[kind].get(letter)
    return None if id is None else str(id)


def test_every_route_with_a_parameter_is_known_here(site: Site) -> None:
    with_parameters = {route.path for route in site.listed if route.param_convertors}
    assert with_parameters == set(IN_PATH), "say in IN_PATH what stands in its path"
    lists = {route.path for route in site.listed if route.path.endswith(".xlsx") and not route.param_convertors}
    assert lists == set(LISTS), "say in LISTS what it lists"
    for path, (listed, _, known) in LISTS.items():
        assert set(listed.filters) <= set(known) | PLAIN, f"{path}: say what its filters stand for"


def test_addresses_that_make_no_sense_break_nothing_and_show_nothing(site: Site) -> None:
    for route in site.listed:
        names = [*LISTS[route.path][0].filters, "q"] if route.path in LISTS else [TOKENS.get(route.path, "id")]
        for value in GARBAGE:
            for html in (False, True):
                path = re.sub(r"\{[^}]+\}", value, route.path)
                answer = site.ask(path, dict.fromkeys(names, value), html=html)
                if site.is_stranger and path.startswith(("/export/", "/file/", "/outbox/")):
                    assert answer.status in (303, 401), path


@pytest.mark.parametrize("path", [path for path, (kind, _) in IN_PATH.items() if kind != ANY])
def test_what_is_forbidden_answers_like_what_is_missing(path: str, site: Site) -> None:
    kind, right = IN_PATH[path]
    for html in (False, True):
        missing = site.ask(re.sub(r"\{[^}]+\}", str(MISSING), path), html=html)
        for letter in LIVE + BINNED:
            for id in ids_of(site.office, kind, letter):
                answer = site.ask(re.sub(r"\{[^}]+\}", str(id), path), html=html)
                if reaches(site, kind, right, letter, id):
                    assert answer.status in (200, 422), f"{letter} {id}: {answer.status}"  # 422: no file of it is kept
                else:
                    assert told(answer) == told(missing), f"{letter} {id}"


def told(answer: Answer) -> tuple[int, str, bytes]:
    """What an answer says, but for the number that was asked for."""
    return answer.status, re.sub(r"%2F\d+", "", answer.headers.get("location", "")), answer.body


def reaches(site: Site, kind: str, right: str, letter: str, id: int) -> bool:
    """Whether pat may have this one."""
    office = site.office
    if site.is_stranger or letter in BINNED:
        return False
    if kind == "message":
        return office.reach(right) == 3
    if kind == "file":
        [module] = [FILES[name.split()[0]] for name, ids in office.ids.items() if name.endswith(" file") and
                    ids.get(letter) == id]  # fmt: skip
        return letter in office.letters(f"{module}.view")
    return letter in office.letters(right)


def test_a_file_is_handed_out_to_exactly_those_who_see_its_record(site: Site) -> None:
    for subject, module in FILES.items():
        for letter, id in site.office.ids[f"{subject} file"].items():
            seen = not site.is_stranger and letter in LIVE and letter in site.office.letters(f"{module}.view")
            for method in ("GET", "HEAD"):
                answer = site.ask(f"/file/{id}", method=method)
                assert (answer.status == 200) == seen, f"{subject} {letter}: {answer.status}"


@pytest.mark.parametrize("path", [path for path, (_, module, _) in LISTS.items() if module != "outbox"])
def test_a_workbook_holds_what_may_be_exported_and_is_seen(path: str, site: Site) -> None:
    _, module, _ = LISTS[path]
    answer = site.ask(path)
    reach = 0 if site.is_stranger else site.office.reach(f"{module}.export")
    if not reach:
        assert answer.status == (401 if site.is_stranger else 403)
        return
    assert answer.status == 200
    both = set(site.office.letters(f"{module}.export")) & set(site.office.letters(f"{module}.view"))
    assert {letter for found, letter in marks(answer.plain) if found == module} == both


@pytest.mark.parametrize("path", [path for path, (_, module, _) in LISTS.items() if module != "outbox"])
def test_a_filter_by_what_one_may_not_see_tells_no_more_than_one_by_nothing(path: str, site: Site) -> None:
    _, module, known = LISTS[path]
    seen = "" if site.is_stranger else site.office.letters(f"{module}.view")
    for param, kind in known.items():
        beside = {"of": "client"} if param == "record" else {}
        absent = {SEARCH: word("q"), CATEGORY: "zqtasksqqz", TYPE: "zqmonitoringqqz"}.get(kind, str(MISSING))
        missing = site.ask(path, {**beside, param: absent})
        for letter in LIVE + BINNED:
            value = value_of(site.office, kind, letter)
            if value is None:
                continue
            answer = site.ask(path, {**beside, param: value})
            assert answer.status == missing.status, f"{param}={letter}"
            if letter not in seen and kind in ("client", "contract", SEARCH, CATEGORY, TYPE):
                assert rows_in(answer) == rows_in(missing), f"{param}={letter}"


def rows_in(answer: Answer) -> int:
    """How many rows a workbook has."""
    return len(re.findall(rb"<row ", answer.plain))


def test_looking_has_changed_nothing(marked: Marked) -> None:
    """Last of all."""
    assert marked.dump() == marked.before
