"""A2 by sweep: every page × every role × twelve ids in whatever its address may hold.

No exception, no trace; what is missing and what is forbidden answer alike; nothing of a row is read that the role does
not reach. The pages are those of the map. What a page reads from its address is watched while it runs: whoever adds a
parameter, or a page that has some, is told here to say in PARAMETERS what it stands for.

On SQLite everything is swept; on PostgreSQL, where the statements are the same, the roles of SAMPLE with the rows of
others and the ids that no column can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from crm.core.i18n import t
from crm.ui import filters
from crm.ui.places import Place
from pages.map import SECTIONS
from tests.pages.conftest import ENTRY, errors, titles
from tests.security.marked_world import BINNED, LIVE, MISSING, OUTBOX, ROLES, Marked, mark, marked, marks, word, world

__all__ = ["marked", "world"]  # the fixtures
PLACES: dict[str, Place] = {place.name: place for group in SECTIONS.values() for place in group}
GARBAGE: tuple[str | list[str], ...] = (
    "-1", "0", str(2**63), "1 OR 1", "../", "7f8a1a3e-9d1c-4c0f-8a43-0b7f1a2c3d4e", "", ["1", "1,2"],
)  # fmt: skip
SAMPLE = ("employee", "narrow")
SAMPLED = (str(2**63), "1 OR 1", "")
ANY = "any"  # words of ours, days, numbers of pages: nobody's row
SEARCH, CATEGORY, TYPE, BIN = "search", "category", "type", "in the bin"
# What each page understands in its address, and of which rows the ids are.
PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "tasks": {
        "q": SEARCH, "category": CATEGORY, "owner": "person", "record": "client", "of": ANY, "view": ANY, "state": ANY,
        "priority": ANY, "due": ANY, "sort": ANY, "desc": ANY, "as": ANY, "page": ANY,
    },
    "series": {"id": "series", "new": ANY, "of": ANY, "record": "client", "from": ANY},
    "task": {"id": "task", "of": ANY, "record": "client", "give": ANY},
    "clients": {"q": SEARCH, "owner": "person", "page": ANY},
    "contracts": {"q": SEARCH, "owner": "person", "status": "status", "page": ANY},
    "monitoring": {
        "q": SEARCH, "type": TYPE, "person": "person", "client": "client", "contract": "contract", "state": ANY,
        "from1": ANY, "to1": ANY, "from2": ANY, "to2": ANY, "no_end": ANY, "mine": ANY, "sort": ANY, "desc": ANY,
        "page": ANY,
    },
    "timeline": {
        "q": SEARCH, "type": TYPE, "person": "person", "client": "client", "contract": "contract", "state": ANY,
        "from1": ANY, "to1": ANY, "from2": ANY, "to2": ANY, "no_end": ANY, "mine": ANY, "sort": ANY, "desc": ANY,
    },
    "cases": {
        "q": SEARCH, "kind": "kind", "owner": "person", "client": "client", "state": ANY, "priority": ANY,
        "overdue": ANY, "sort": ANY, "desc": ANY, "page": ANY,
    },
    "client": {"id": "client"},
    "contract": {"id": "contract", "client": "client"},
    "watch": {"id": "watch", "contract": "contract"},
    "case": {"id": "case", "client": "client"},
    "people": {"q": SEARCH, "state": ANY, "team": "team", "role": "role"},
    "imports": {"id": "upload"},
    "history": {
        "person": "person", "kind": ANY, "row": "client", "action": ANY, "from": ANY, "to": ANY, "batch": "batch",
        "before": ANY,
    },
    "bin": {"q": SEARCH, "kind": ANY, "open": BIN},
    "service": {"job": ANY, "result": ANY, "errors": ANY, "from": ANY, "to": ANY, "page": ANY},
    "outbox": {
        "id": "message", "q": SEARCH, "state": ANY, "kind": ANY, "channel": ANY, "person": "person", "from": ANY,
        "to": ANY, "of": ANY, "record": "client", "view": ANY, "reason": ANY,
    },
    "notifications": {"watch": "watch"},
    "item": {"id": "item"},
    "person": {"id": "person"},
    "role": {"id": "role"},
}  # fmt: skip
BOUND = {"tab"}  # what Streamlit itself ties to an address
# What a parameter needs beside it to be looked at.
BESIDE: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("tasks", "record"): {"of": "client"},
    ("task", "record"): {"of": "client"},
    ("series", "record"): {"of": "client", "new": "1"},
    ("history", "row"): {"kind": "clients"},
    ("outbox", "record"): {"of": "client"},
}
# Other looks of a page, each swept once as well.
LOOKS: Mapping[str, Mapping[str, str]] = {
    "tasks": {"as": "board", "view": "team"},
    "series": {"new": "1"},
    "outbox": {"view": "held"},
}
# Pages about one row: the right that shows it. An id that leads nowhere is answered in one way only.
CARDS: Mapping[str, str] = {
    "client": "clients.view",
    "contract": "contracts.view",
    "watch": "monitoring.view",
    "case": "cases.view",
    "task": "tasks.view",
    "series": "tasks.view",
    "imports": "imports.create",
    "person": "people.view",
    "item": "",
    "role": "",
}
SHOWS = {"watch": "monitoring", "task": "tasks", "series": "tasks", "imports": "uploads"}  # the word on the card
ADDRESSES = {"url", "queryString", "id", "elementId", "formId", "pageScriptHash", "scriptHash", "fragmentId"}
TRACE = re.compile(r"Traceback|sqlalchemy|psycopg|sqlite3|\.py\b|File \"|SELECT .+ FROM")
Query = Mapping[str, Any]


@dataclass
class Read:
    """What a page looks for in its address while it runs."""

    names: set[str]


class Noting(dict[str, str]):
    """A query that notes what it is asked for."""

    def __init__(self, held: Mapping[str, str], read: Read) -> None:
        super().__init__(held)
        self.read = read

    def __getitem__(self, name: str) -> str:
        self.read.names.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.read.names.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.read.names.add(name)
        return super().get(name, default)


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    """Every look at an address is noted, straight or by way of a list's filters."""
    found = Read(set())
    straight, held, made = QueryParamsProxy.__getitem__, QueryParamsProxy.to_dict, filters.UrlState.__init__

    def item(self: QueryParamsProxy, name: str) -> str:
        found.names.add(name)
        return straight(self, name)

    def state(self: filters.UrlState, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **kwargs)
        self.query = Noting(self.query, found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QueryParamsProxy, "__getitem__", item)
        patch.setattr(QueryParamsProxy, "to_dict", lambda self: Noting(held(self), found))
        patch.setattr(filters.UrlState, "__init__", state)
        yield found


@dataclass
class Sweep:
    """The pages as pat sees them."""

    office: Marked
    read: Read

    def open(self, name: str, query: Query, *, is_stranger: bool = False) -> AppTest:
        """A page, asked for cold at that address; never an exception, a trace, or what nobody said it understands."""
        at = AppTest.from_file(str(ENTRY), default_timeout=60)
        at.user = {} if is_stranger else {"sign_in": str(self.office.sign_in)}
        for key, value in query.items():
            at.query_params[key] = value
        at._page_hash = calc_hash("" if PLACES[name].is_first else name)
        self.read.names.clear()
        at.run()
        where = f"{self.office.role} at /{name} {dict(query)}"
        assert not at.exception, f"{where}: {at.exception}"
        assert not TRACE.search(errors(at)), f"{where}: {errors(at)}"
        unknown = self.read.names - set(PARAMETERS.get(name, {})) - BOUND
        assert not unknown, f"/{name} reads {sorted(unknown)} from its address: say in PARAMETERS what it stands for"
        return at

    def allowed(self, name: str) -> set[tuple[str, str]]:
        """Whose rows pat may read on this page: those within reach, and on some pages more."""
        office, found = self.office, self.office.seen()
        if name == "inbox":
            found |= {("cases", "d"), ("clients", "d")}  # what one was told of one's own stays told
        if name == "bin":
            for module in ("clients", "contracts", "monitoring", "cases", "tasks"):
                reach = office.reach(f"{module}.delete")
                found |= {(module, letter) for letter in ("", "d", "d", "dx")[reach]}
        if name == "history":
            found |= {("batch", letter) for letter in office.letters("history.view")}
            for module in ("clients", "contracts", "monitoring", "cases", "tasks"):
                reach = min(office.reach("history.view"), office.reach(f"{module}.view"))
                found |= {(module, letter) for letter in ("", "d", "d", "dx")[reach]}
        if name in ("history", "person") and office.reach("office.configure") == 3:
            found |= {(module, letter) for module in ("batch", "absence", "mode") for letter in LIVE}
        if name == "outbox" and office.reach("office.view") == 3:  # who looks after it reads every message
            found |= OUTBOX
        return found

    def shows(self, name: str, query: Query) -> tuple[AppTest, set[tuple[str, str]]]:
        """The page, and whose rows can be read on it: none but those allowed."""
        at = self.open(name, query)
        found = marks(sent(at))
        foreign = found - self.allowed(name)
        assert not foreign, f"{self.office.role} at /{name} {dict(query)} reads {sorted(foreign)}"
        return at, found

    def value(self, kind: str, letter: str) -> str | None:
        """What stands for a row of this letter in an address."""
        if kind == SEARCH:
            return word(letter)
        if kind in (CATEGORY, TYPE):
            return mark("tasks" if kind == CATEGORY else "monitoring", letter)
        if kind == BIN:
            return f"clients-{self.office.ids['client'][letter]}"
        id = self.office.ids[kind].get(letter)
        return None if id is None else str(id)

    def absent(self, kind: str) -> str:
        """What stands for a row that never was."""
        if kind == BIN:
            return f"clients-{MISSING}"
        return {SEARCH: word("q"), CATEGORY: "zqtasksqqz", TYPE: "zqmonitoringqqz"}.get(kind, str(MISSING))


def sent(at: AppTest) -> bytes:
    """Everything that went to the browser."""
    return b"\n".join(node.proto.SerializeToString() for node in at._tree if getattr(node, "proto", None))


def look(at: AppTest, asked: str) -> str:
    """What somebody sees, without addresses, and with what they asked for taken out."""
    parts = [MessageToDict(node.proto) for node in at._tree if getattr(node, "proto", None)]
    words = str([_plain(part) for part in parts])
    return re.sub(r"#\d+", "#", words if asked.isdigit() else words.replace(asked, "§"))


def _plain(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _plain(value) for name, value in found.items() if name not in ADDRESSES}
    return [_plain(one) for one in found] if isinstance(found, list) else found


@pytest.fixture
def sweep(marked: Marked, read: Read, request: pytest.FixtureRequest) -> Sweep:
    role = request.getfixturevalue("role")
    if marked.world.engine.dialect.name == "postgresql" and role not in SAMPLE:
        pytest.skip("PostgreSQL: a sample of the roles")
    marked.become(role)
    return Sweep(marked, read)


def asked(sweep: Sweep, name: str) -> list[tuple[str, Query]]:
    """The twelve addresses of a page: every parameter with the id of one's own row, a team-mate's, another's, one in
    the bin, or with what is no id; each with the letter of the row, or what it is instead."""
    known = PARAMETERS.get(name, {})
    kinds = {param: kind for param, kind in known.items() if kind != ANY}
    if not kinds:
        return [("", {}), (GARBAGE[3], dict.fromkeys(known or ["id", "record"], GARBAGE[3]))]
    is_whole = sweep.office.world.engine.dialect.name == "sqlite"
    found: list[tuple[str, Query]] = []
    for letter in "omtd" if is_whole else "td":
        values = {param: sweep.value(kind, letter) for param, kind in kinds.items()}
        beside = BESIDE.get((name, "record")) or BESIDE.get((name, "row")) or {}
        found.append((letter, {**beside, **{param: value for param, value in values.items() if value is not None}}))
    for value in GARBAGE if is_whole else SAMPLED:
        params = known if name not in CARDS else {"id": ""}
        found.append((str(value), dict.fromkeys(params, value)))
    return [("", {}), ("", LOOKS.get(name, {})), *found] if name in LOOKS else [("", {}), *found]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", PLACES)
def test_no_address_shows_what_the_role_may_not_see(name: str, role: str, sweep: Sweep) -> None:
    is_open, nowhere = may_open(sweep.office, PLACES[name]), {}
    for what, query in asked(sweep, name):
        at, found = sweep.shows(name, query)
        if not is_open:
            assert not titles(at), f"{query}: {role} is shown {titles(at)}"
        if "id" not in query or name not in CARDS:
            continue
        if is_open and leads(sweep, name, what):
            assert titles(at), f"{query}: {errors(at)}"
            shown = (SHOWS.get(name, f"{name}s"), what)
            assert shown in found or name in ("person", "item", "role"), f"{query}: {sorted(found)}"
        else:
            assert not titles(at), f"{query}: {titles(at)}"
            assert {module for module, _ in found} <= {"bell", "mode"}, f"{query}: {sorted(found)}"
            assert not is_open or t("error.not_found") in errors(at), f"{query}: {errors(at)}"
            nowhere[str(query["id"])] = sent(at)
    if nowhere:
        missing = sent(sweep.open(name, {"id": str(MISSING)}))
        assert {id for id, answer in nowhere.items() if answer != missing} == set(), "not answered like what is missing"


def leads(sweep: Sweep, name: str, what: str) -> bool:
    """Whether there is such a row for pat."""
    right = CARDS[name]
    return what in (sweep.office.letters(right) if right else LIVE) and what != ""


def may_open(office: Marked, place: Place) -> bool:
    return place.right is None or office.reach(place.right) > 0


@pytest.mark.parametrize("role", SAMPLE)
@pytest.mark.parametrize(
    ("name", "param"),
    [
        (name, param)
        for name, known in PARAMETERS.items()
        for param, kind in known.items()
        if kind in (SEARCH, CATEGORY, TYPE, BIN, "client", "contract", "watch", "message", "batch")
        and not (param == "id" and name in CARDS)
    ],
)
def test_a_parameter_tells_no_more_of_what_is_hidden_than_of_what_is_missing(
    name: str, param: str, role: str, sweep: Sweep
) -> None:
    kind, beside = PARAMETERS[name][param], BESIDE.get((name, param), {})
    absent = sweep.absent(kind)
    missing = look(sweep.open(name, {**beside, param: absent}), absent)
    for letter in BINNED if kind == BIN else "tx":
        value = sweep.value(kind, letter)
        if value is not None and (letter != "d" or not sweep.office.reach("clients.delete")):
            at, _ = sweep.shows(name, {**beside, param: value})
            assert look(at, value) == missing, f"/{name}?{param}={value} tells"


@pytest.mark.parametrize("role", ["administrator"])
@pytest.mark.parametrize("name", PLACES)
def test_a_stranger_is_shown_the_way_to_sign_in_whatever_the_address(name: str, role: str, sweep: Sweep) -> None:
    [*_, (_, query)] = [(what, query) for what, query in asked(sweep, name) if what in ("", "o")]
    at = sweep.open(name, query, is_stranger=True)
    assert marks(sent(at)) == set()
    assert [link.proto.url for link in at.get("link_button")] == ["/sign-in"]


def test_the_sweep_knows_no_page_that_is_gone() -> None:
    assert set(PARAMETERS) - set(PLACES) == set()
    assert set(CARDS) == {name for name, known in PARAMETERS.items() if "id" in known} - {"outbox"}


@pytest.mark.parametrize("role", ["employee"])
def test_a_parameter_that_nobody_named_is_noticed(role: str, sweep: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PARAMETERS, "clients", {"q": SEARCH})  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match=r"/clients reads \['owner'"):
        sweep.open("clients", {})


@pytest.mark.parametrize("role", ["employee"])
def test_a_page_that_looks_past_the_rights_is_noticed(role: str, sweep: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant: lists of clients as the office would see them."""
    from crm import clients

    listing = clients.listing
    monkeypatch.setattr(clients, "listing", lambda work, **asked: listing(work.as_office(), **asked))
    with pytest.raises(AssertionError, match=r"at /clients .* reads \[\('clients', 'n'\), \('clients', 't'\)\]"):
        sweep.shows("clients", {})


def test_looking_at_pages_has_changed_nothing(marked: Marked) -> None:
    """Last of all."""
    assert marked.dump() == marked.before
