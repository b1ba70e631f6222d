"""A2: lists, counts, choices, export, start page, bell, digest, files show the same rows; missing and hidden alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from crm import agenda, cases, clients, contracts, monitoring, notifications, people, reminders, tasks
from crm.core.errors import Forbidden, NotFound, Refusal
from crm.core.work import Actor, Work, begin
from crm.flows import bin as to_bin
from crm.flows import commenting, contract_status, digest_contents, service_visits
from crm.monitoring import Filters
from crm.notifications.digest_letter import Tokens
from crm.records import comments, files
from crm.tasks import series, series_lists
from tests.security.rights.files import PDF
from tests.security.rights_world import LETTERS, REACHES, Ids, World, world

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


def asked(ask: Callable[[str], object]) -> str:
    """The relations whose row is not refused."""
    return "".join(x for x in LETTERS if answers(partial(ask, x)))


def that(found: Callable[[str], object]) -> str:
    """The relations for which anything is found."""
    return "".join(x for x in LETTERS if found(x))


def cases_everywhere(work: Work, w: World) -> dict[str, str]:
    """The relations whose cases each outlet shows."""
    ids, every = w.more["case"], cases.listing(work, cases.Filters())
    assert every.total == len(every.rows)

    def some(**filters: Any) -> list[Any]:
        return cases.listing(work, cases.Filters(**filters)).rows

    return {
        "list": w.letters([row.id for row in every.rows], ids),
        "for a bulk change": w.letters(cases.ids(work, cases.Filters(), most=99), ids),
        "in a state": w.letters([row.id for row in some(states=cases.STATES)], ids),
        "newest first": w.letters([row.id for row in some(sort="newest")], ids),
        "search": that(lambda x: some(text=f"Case {x}")),
        "search by client": that(lambda x: some(text=f"Client {x}")),
        "by client": that(lambda x: some(client_id=w.client[x])),
        "cards": asked(lambda x: cases.get(work, ids[x])),
        "files": asked(lambda x: files.listing(work, "case", ids[x])),
        "comments": asked(lambda x: comments.listing(work, "case", ids[x])),
    }


def tasks_everywhere(work: Work, w: World) -> dict[str, str]:
    """The relations whose tasks each outlet shows."""
    ids, every = w.more["task"], tasks.listing(work, tasks.Filters())
    assert every.total == len(every.rows) == tasks.how_many(work, tasks.Filters())[0]

    def some(**filters: Any) -> list[Any]:
        return tasks.listing(work, tasks.Filters(**filters)).rows

    return {
        "list": w.letters([row.id for row in every.rows], ids),
        "in a state": w.letters([row.id for row in some(states=tasks.STATES)], ids),
        "by title": w.letters([row.id for row in some(sort="title")], ids),
        "due today": w.letters([row.id for row in some(due="today")], ids),
        "search": that(lambda x: some(text=f"Task {x}")),
        "count": that(lambda x: tasks.how_many(work, tasks.Filters(text=f"Task {x}"))[0]),
        "by category": that(lambda x: some(category=f"category {x}")),
        "categories": that(lambda x: f"category {x}" in tasks.categories(work)),
        "choices": w.letters([one.id for one in tasks.choices(work)], ids),
        "cards": asked(lambda x: tasks.get(work, ids[x])),
        "notes": asked(lambda x: tasks.notes_of(work, ids[x])),
        "chain": asked(lambda x: tasks.chain_of(work, ids[x])),
        "files": asked(lambda x: files.listing(work, "task", ids[x])),
        "comments": asked(lambda x: comments.listing(work, "task", ids[x])),
    }


def series_everywhere(work: Work, w: World) -> dict[str, str]:
    """The relations whose series each outlet shows."""
    ids, every = w.more["series"], series_lists.listing(work)
    assert every.total == len(every.rows)
    return {
        "list": w.letters([row.id for row in every.rows], ids),
        "search": w.letters([row.id for row in series_lists.listing(work, text="Weekly").rows], ids),
        "cards": asked(lambda x: series_lists.get(work, ids[x])),
        "logs": asked(lambda x: series_lists.log(work, ids[x])),
    }


def files_everywhere(work: Work, w: World) -> dict[str, str]:
    """The relations whose client's files and comments each outlet shows, and those whose client is shown."""
    ids = w.more["files"]
    return {
        "clients": w.letters([row.id for row in clients.listing(work).rows], w.client),
        "lists": asked(lambda x: files.listing(work, "client", w.client[x])),
        "in the lists": that(lambda x: ids[x] in files_of(work, w.client[x])),
        "to be saved": asked(lambda x: files.get(work, ids[x])),
        "comments": asked(lambda x: comments.listing(work, "client", w.client[x])),
    }


def files_of(work: Work, client_id: int) -> list[int]:
    try:
        return [row.id for row in files.listing(work, "client", client_id).rows]
    except NotFound:
        return []


EVERYWHERE: dict[str, tuple[str, Callable[[Work, World], dict[str, str]]]] = {
    "monitorings": ("monitoring.view", lambda k, w: shown_everywhere(k, w)),
    "cases": ("cases.view", cases_everywhere),
    "tasks": ("tasks.view", tasks_everywhere),
    "series": ("tasks.view", series_everywhere),
    "files": ("clients.view", files_everywhere),
}


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


@pytest.mark.parametrize("what", EVERYWHERE)
@pytest.mark.parametrize("role", CAST)
def test_each_role_is_shown_the_same_rows_of_each_kind_everywhere(
    role: str, what: str, world: World, pat: Callable[[], Any]
) -> None:
    world.become(role)
    with pat() as work:
        outlets = EVERYWHERE[what][1](work, world)
    assert set(outlets.values()) == {"om" if role == "employee" else "omtn"}, outlets


@pytest.mark.parametrize("what", EVERYWHERE)
@pytest.mark.parametrize("reach", REACHES[1:])
def test_each_kind_reaches_alike_everywhere(reach: str, what: str, world: World, pat: Callable[[], Any]) -> None:
    """Other rights reach everywhere: only the one that shows this kind decides."""
    right, everywhere = EVERYWHERE[what]
    world.may_all_but(right, reach)
    with pat() as work:
        outlets = everywhere(work, world)
    assert set(outlets.values()) == {{"own": "o", "team": "om", "all": "omtn"}[reach]}, outlets


def test_the_start_page_and_the_digest_show_ones_own_tasks(world: World, pat: Callable[[], Any]) -> None:
    for reach in ("own", "all"):
        world.may_all_but("tasks.view", reach)
        with pat() as work:
            found = agenda.my_tasks(work)
            page = [row.title for row in (*found.late, *found.today, *found.asked, *found.given_late)]
            office = work.as_office()
            letter = [row.title for part in digest_contents.sections(office, world.pat, Tokens()) for row in part.rows]
            ends = [row.title for row in agenda.today(work).ends_soon]
        assert [title for title in page if title.startswith("Task ")] == ["Task o"]
        assert sorted(letter) == sorted([*page, *ends])


@pytest.mark.parametrize("view", REACHES)
@pytest.mark.parametrize("export", REACHES)
@pytest.mark.parametrize("module", ["cases", "tasks"])
def test_export_of_cases_and_tasks_never_shows_more_than_view(
    module: str, export: str, view: str, world: World, pat: Callable[[], Any]
) -> None:
    world.grant({**EVERYTHING, f"{module}.view": view, f"{module}.export": export})
    ids: Ids = world.more["case" if module == "cases" else "task"]
    rows: Any = cases.export_rows if module == "cases" else tasks.export_rows
    filters: Any = cases.Filters if module == "cases" else tasks.Filters
    with pat() as work:
        if export == "none":
            with pytest.raises(Forbidden):
                list(rows(work, filters()))
            return
        exported = world.letters([row.id for row in rows(work, filters())], ids)
        searched = that(lambda x: list(rows(work, filters(text=f"{module[:-1].title()} {x}"))))
    reach = {"none": "", "own": "o", "team": "om", "all": "omtn"}
    assert exported == searched == reach[min(view, export, key=REACHES.index)]


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
    "case": ("case", cases.get),
    "case saved": ("case", lambda work, i: cases.edit(work, i, 99, client_id=None, kind_id=None, title="x")),
    "case moved": ("case", lambda work, i: cases.move(work, i, "waiting", 99)),
    "case given on": ("case", lambda work, i: cases.assign(work, i, None, 99)),
    "case deleted": ("case", lambda work, i: to_bin.delete_case(work, i, 99)),
    "case for a client": ("client", lambda work, i: cases.create(work, client_id=i or 0, kind_id=1, title="x")),
    "task": ("task", tasks.get),
    "task saved": ("task", lambda work, i: tasks.edit(work, i, 99, title="x")),
    "task moved": ("task", lambda work, i: tasks.move(work, i, "start", 99)),
    "task given on": ("task", lambda work, i: tasks.delegate(work, i, 99, person_id=1)),
    "task noted": ("task", lambda work, i: tasks.add_note(work, i, text="x")),
    "task deleted": ("task", lambda work, i: tasks.bin(work, i, 99)),
    "notes of a task": ("task", tasks.notes_of),
    "chain of a task": ("task", tasks.chain_of),
    "series": ("series", series_lists.get),
    "log of a series": ("series", series_lists.log),
    "series paused": ("series", lambda work, i: series.pause(work, i, 99)),
    "series deleted": ("series", lambda work, i: series.delete(work, i, 99)),
    "visits": ("watch", service_visits.of_monitoring),
    "files": ("client", lambda work, i: files.listing(work, "client", i)),
    "files of a task": ("task", lambda work, i: files.listing(work, "task", i)),
    "file": ("files", files.get),
    "file added": ("case", lambda work, i: files.add(work, "case", i, "x.pdf", PDF)),
    "file deleted": ("files", lambda work, i: files.delete(work, i, 99)),
    "comments": ("client", lambda work, i: comments.listing(work, "client", i)),
    "comment added": ("task", lambda work, i: commenting.add(work, "task", i, "x")),
    "comment saved": ("comments", lambda work, i: commenting.edit(work, i, 99, "x")),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_is_missing_and_what_is_hidden_answer_alike(name: str, world: World) -> None:
    of, ask = ASKED[name]
    world.grant({**dict.fromkeys(_all_rights(), "all"), **dict.fromkeys(_view_rights(), "own")})
    before = world.dump()
    said: set[tuple[str, str, str]] = set()
    ids: Ids = world.more[of] if of in world.more else getattr(world, of)
    for row_id in (*MISSING, *(ids[letter] for letter in "mtn")):
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
