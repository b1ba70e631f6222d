"""A2: lists, counts, choices, export, start page, bell show the same rows; missing and hidden answer alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crm import agenda, clients, contracts, monitoring, notifications, people, reminders
from crm.core.errors import Forbidden, NotFound, Refusal
from crm.core.work import Actor, Work, begin
from crm.flows import bin as to_bin
from crm.flows import contract_status
from crm.monitoring import Filters
from tests.security.rights_world import LETTERS, REACHES, World, world

__all__ = ["world"]  # the fixture
EVERYTHING = dict.fromkeys(("inbox.view", "people.view", "clients.view", "contracts.view"), "all")
CAST = ("administrator", "manager", "employee", "viewer")


@pytest.fixture
def pat(world: World) -> Iterator[Callable[[], Any]]:
    """Pat's reading Work."""
    yield lambda: begin(Actor.person(world.pat))
    world.become("synthetic")


def shown_everywhere(work: Work, w: World) -> dict[str, str]:
    """The relations whose monitorings each outlet shows."""
    listed = monitoring.listing(work, Filters())
    assert listed.total == len(listed.rows) == monitoring.how_many(work, Filters())[0]
    outlets = {
        "list": w.letters([row.id for row in listed.rows], w.watch),
        "types": "".join(x for x in LETTERS if f"type {x}" in monitoring.types(work)),
        "search": "".join(x for x in LETTERS if monitoring.listing(work, Filters(text=f"Watch {x}")).rows),
        "by client": "".join(x for x in LETTERS if monitoring.listing(work, Filters(client_id=w.client[x])).rows),
        "by client's name": "".join(x for x in LETTERS if monitoring.listing(work, Filters(text=f"Client {x}")).rows),
        "cards": "".join(x for x in LETTERS if answers(lambda x=x: monitoring.get(work, w.watch[x]))),
        "steps": "".join(x for x in LETTERS if answers(lambda x=x: reminders.explain(work, "monitoring", w.watch[x]))),
    }
    mine = monitoring.listing(work, Filters(mine=True))
    outlets_of_mine = {w.letters([row.id for row in mine.rows], w.watch)}
    outlets_of_mine.add(w.letters([row.id for row in agenda.today(work).ends_soon], w.watch))
    assert outlets_of_mine == {"o"}
    return outlets


def answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("role", CAST)
def test_every_outlet_shows_each_role_the_same_rows(role: str, world: World, pat: Callable[[], Any]) -> None:
    world.become(role)
    with pat() as work:
        outlets = shown_everywhere(work, world)
        assert len(set(outlets.values())) == 1, outlets
        seen = outlets["list"]
        tabs = "".join(x for x in LETTERS if answers(lambda x=x: contracts.get(work, world.contract[x])))
        assert {x for x in tabs if monitoring.of_contract(work, world.contract[x])} == set(seen)
        for listing, choices, ids in (
            (clients.listing(work), clients.choices(work), world.client),
            (contracts.listing(work), contracts.choices(work), world.contract),
            (people.listing(work), people.choices(work), world.person),
        ):
            assert listing.total == len(listing.rows)
            assert world.letters([row.id for row in listing.rows], ids) == world.letters([c.id for c in choices], ids)
        owners = [row.owner_id for row in contracts.listing(work).rows]
        assert owners == [clients.get(work, row.client_id).owner_id for row in contracts.listing(work).rows]


@pytest.mark.parametrize("view", REACHES)
@pytest.mark.parametrize("export", REACHES)
def test_export_never_shows_more_than_view(export: str, view: str, world: World, pat: Callable[[], Any]) -> None:
    world.grant({**EVERYTHING, "monitoring.view": view, "monitoring.export": export})
    with pat() as work:
        if export == "none":
            with pytest.raises(Forbidden):
                list(monitoring.export_rows(work, Filters()))
            return
        exported = world.letters([row.id for row in monitoring.export_rows(work, Filters())], world.watch)
    reach = {"none": "", "own": "o", "team": "om", "all": "omtn"}
    assert exported == reach[min(view, export, key=REACHES.index)]


@pytest.mark.parametrize("reach", ["own", "team", "all"])
def test_lists_search_and_choices_reach_alike(reach: str, world: World, pat: Callable[[], Any]) -> None:
    rights = ("clients.view", "contracts.view", "monitoring.view", "people.view", "inbox.view")
    world.grant(dict.fromkeys(rights, reach))
    wanted = {"own": "o", "team": "om", "all": "omtn"}[reach]
    with pat() as work:
        assert set(shown_everywhere(work, world).values()) == {wanted}
        for text in ("", "Client", "client"):
            rows = clients.listing(work, text=text).rows
            assert world.letters([row.id for row in rows], world.client) == wanted
            assert world.letters([one.id for one in clients.choices(work, text)], world.client) == wanted
            found = contracts.listing(work, text=text).rows
            assert world.letters([row.id for row in found], world.contract) == wanted
        assert world.letters(people.names(work, world.person.values()), world.person) == wanted


def test_the_bell_is_ones_own_whatever_the_reach(world: World, pat: Callable[[], Any]) -> None:
    for reach in ("own", "all"):
        world.grant({"inbox.view": reach, "inbox.edit": reach})
        with pat() as work:
            page = notifications.entries(work)
            assert world.letters([row.id for row in page.rows], world.entry) == "o"
            assert notifications.unread(work) == sum(row.read_at is None for row in page.rows) > 0


MISSING = (999_999, 2**63 - 1, 2**63, 0, -1, None, True, "x", "1 OR 1", "", "١")
ASKED: dict[str, tuple[str, Callable[[Work, Any], object]]] = {
    "client": ("client", clients.get),
    "client saved": ("client", lambda work, i: clients.edit(work, i, 99, is_company=True, name="x")),
    "client deleted": ("client", lambda work, i: to_bin.delete_client(work, i, 99)),
    "contact person": ("contact", lambda work, i: clients.edit_person(work, i, 99, name="x")),
    "contract": ("contract", contracts.get),
    "contract deleted": ("contract", lambda work, i: to_bin.delete_contract(work, i, 99)),
    "contract moved": ("contract", lambda work, i: contract_status.change(work, i, None, 99)),
    "contract for a client": ("client", lambda work, i: contracts.create(work, client_id=i or 0)),
    "monitoring": ("watch", monitoring.get),
    "monitoring cancelled": ("watch", lambda work, i: monitoring.cancel(work, i, 99)),
    "monitorings of a contract": ("contract", monitoring.of_contract),
    "explained": ("watch", lambda work, i: reminders.explain(work, "monitoring", i)),
    "person": ("person", people.get),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_is_missing_and_what_is_hidden_answer_alike(name: str, world: World) -> None:
    of, ask = ASKED[name]
    world.grant({**dict.fromkeys(_all_rights(), "all"), **dict.fromkeys(_view_rights(), "own")})
    before = world.dump()
    said: set[tuple[str, str, str]] = set()
    for row_id in (*MISSING, *(getattr(world, of)[letter] for letter in "mtn")):
        with begin(Actor.person(world.pat), writes=True) as work:
            try:
                ask(work, row_id)
            except Refusal as refusal:
                said.add((type(refusal).__name__, str(refusal), repr(refusal.problems)))
            else:
                raise AssertionError(f"{row_id!r} is let through")
    assert len(said) == 1, said
    assert {kind for kind, *_ in said} == {"NotFound"}
    assert world.dump() == before


def _all_rights() -> list[str]:
    from crm.core.access import RIGHTS

    return sorted(RIGHTS)


def _view_rights() -> list[str]:
    return [right for right in _all_rights() if right.endswith(".view") and not right.startswith("inbox")]
