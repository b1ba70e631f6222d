"""Cases into the bin and out of it, with their client and without; undone; handed over; told by history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm import agenda, cases, clients, contracts, records
from crm.cases import Filters
from crm.core.errors import Invalid, NotFound
from crm.core.history import Change
from crm.core.work import Actor, Work, begin
from crm.flows import bin as to_bin
from crm.flows import bin_lists, bin_out, hand_over, seeing
from crm.flows.undo import Undone, undo
from tests.conftest import NOON, Cast, Clock
from tests.firm import Firm, a_contract, a_firm, a_watch, by, by_office


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


@pytest.fixture
def kind(cast: Cast) -> int:
    with by(cast.admin) as work:
        return cases.create_kind(work, name="Inquiry", colour=contracts.PALETTE[0])


@pytest.fixture
def case(cast: Cast, firm: Firm, kind: int) -> int:
    """Anna's, of the firm's client."""
    return a_case(cast.anna, firm, kind)


def a_case(person: int, firm: Firm, kind: int, **fields: Any) -> int:
    with by(person) as work:
        return cases.create(work, client_id=firm.client, kind_id=kind, **{"title": "Leaks", **fields})


def binned(person: int) -> list[tuple[str, str, int]]:
    with by(person) as work:
        return [(row.kind, row.title, row.hung) for row in bin_lists.listing(work).rows]


def alive(person: int) -> set[int]:
    with by(person, writes=False) as work:
        return {row.id for row in cases.listing(work, Filters()).rows}


def batched(person: int, change: Callable[[Work], object]) -> int:
    with by(person) as work:
        batch = records.begin_batch(work, purpose="bulk", kind="cases", title="Many at once")
        with work.batched(batch):
            change(work)
        records.end_batch(work, batch)
    return batch


def take_back(person: int, batch: int) -> Undone:
    return undo(batch, lambda: begin(Actor.person(person), writes=True))


def test_nobody_sees_in_the_bin_what_they_may_not_delete(cast: Cast, case: int) -> None:
    with by(cast.anna) as work:
        to_bin.delete_case(work, case, None)
    assert [binned(who) for who in (cast.admin, cast.mona, cast.anna)] == [[("cases", "Leaks", 0)]] * 3
    for who in (cast.bob, cast.carol, cast.vera):
        assert binned(who) == []
        with pytest.raises(NotFound), by(who) as work:
            bin_out.restore(work, "cases", case)
    with by(cast.anna) as work:
        assert bin_out.restore(work, "cases", case) == 1
    assert alive(cast.anna) == {case}


def test_a_client_takes_its_cases_along_and_brings_them_back(
    cast: Cast, firm: Firm, kind: int, case: int, clock: Clock
) -> None:
    before, of_carol = a_case(cast.anna, firm, kind, title="Before"), a_case(cast.admin, firm, kind, title="Hers")
    watch = a_watch(cast, a_contract(cast, firm), title="Watched")
    with by(cast.admin) as work:
        cases.assign(work, of_carol, cast.carol, None)
        to_bin.delete_case(work, before, None)
    clock.set(NOON + timedelta(hours=1))
    with by(cast.anna) as work:
        to_bin.delete_client(work, firm.client, None)
    assert alive(cast.admin) == set()
    assert binned(cast.anna) == [("clients", "Łódzkie Wodociągi", 4), ("cases", "Before", 0)]
    for one in (before, case):
        with pytest.raises(Invalid, match=r"bin\.client_gone"), by(cast.anna) as work:
            bin_out.restore(work, "cases", one)
    with by(cast.anna) as work:
        assert bin_out.restore(work, "clients", firm.client) == 5, "client, contract, monitoring, two cases"
    assert alive(cast.admin) == {case, of_carol}
    assert watch
    with by(cast.anna) as work:
        assert bin_out.restore(work, "cases", before) == 1


def test_gone_for_good_with_the_client_and_history_stays(cast: Cast, firm: Firm, kind: int, clock: Clock) -> None:
    with by(cast.admin) as work:
        contact = clients.add_person(work, firm.client, name="Whom to call")
    case = a_case(cast.admin, firm, kind, contact_id=contact)
    with by(cast.admin) as work:
        to_bin.delete_client(work, firm.client, None)
        newer = clients.create(work, is_company=True, name="Newer")
        clients.add_person(work, newer, name="Newer contact")
        cases.create(work, client_id=newer, kind_id=kind, title="Newer case")
    clock.set(NOON + timedelta(days=100))
    report = bin_out.empty(lambda: by(cast.admin))
    assert (report.stayed, report.removed) == ([], 2)
    with by(cast.admin) as work:
        found = agenda.of_record(work, "cases", case).rows
    assert [(row.action, row.title) for row in found] == [
        ("removed", "Leaks"),
        ("binned", "Leaks"),
        ("created", "Leaks"),
    ]


def test_an_undone_batch_leaves_cases_as_they_were(cast: Cast, firm: Firm, kind: int, case: int) -> None:
    made: list[int] = []

    def change(work: Work) -> None:
        cases.move(work, case, "waiting", None)
        cases.assign(work, case, cast.bob, None)
        made.append(cases.create(work, client_id=firm.client, kind_id=kind, title="New", due_on=date(2026, 4, 1)))

    with by(cast.admin, writes=False) as work:
        before = cases.get(work, case)
    report = take_back(cast.admin, batched(cast.admin, change))
    assert (report.done, report.left) == (2, [])
    with by(cast.admin, writes=False) as work:
        after = cases.get(work, case)
    assert (after.state, after.owner_id) == (before.state, before.owner_id)
    assert after.version > before.version
    assert alive(cast.admin) == {case}
    assert binned(cast.admin) == [("cases", "New", 0)]


def test_an_undone_deletion_brings_the_cases_back(cast: Cast, firm: Firm, case: int) -> None:
    batch = batched(cast.admin, lambda work: to_bin.delete_client(work, firm.client, None))
    assert alive(cast.admin) == set()
    assert take_back(cast.admin, batch).left == []
    assert alive(cast.admin) == {case}


def test_a_client_or_a_contact_that_a_case_names_by_now_stays(cast: Cast, firm: Firm, kind: int) -> None:
    made: list[int] = []

    def change(work: Work) -> None:
        made.append(clients.create(work, is_company=True, name="Made"))
        made.append(clients.add_person(work, firm.client, name="Whom to call"))

    batch = batched(cast.admin, change)
    with by(cast.admin) as work:
        cases.create(work, client_id=made[0], kind_id=kind, title="Of the new one")
    a_case(cast.admin, firm, kind, contact_id=made[1])
    report = take_back(cast.admin, batch)
    assert [left.problem.code for left in report.left] == ["undo.in_use", "undo.in_use"]


def test_history_names_kinds_people_states_and_priorities(cast: Cast, firm: Firm, kind: int, case: int) -> None:
    with by(cast.admin) as work:
        other = cases.create_kind(work, name="Sale", colour=contracts.PALETTE[1])
        contact = clients.add_person(work, firm.client, name="Whom to call")
        fields = {"client_id": firm.client, "kind_id": other, "contact_id": contact, "owner_id": cast.mona}
        cases.edit(work, case, None, **fields, title="Leaks", priority="high")
        cases.move(work, case, "waiting", None)
        moved, changed, created = agenda.of_record(work, "cases", case).rows
    assert (created.title, created.place, created.who) == ("Leaks", "case", "Anna")
    found = {field.name: (field.old, field.new, field.words) for field in (*changed.fields, *moved.fields)}
    assert found == {
        "kind_id": ("Inquiry", "Sale", ""),
        "contact_id": (None, "Whom to call", ""),
        "owner_id": ("Anna", "Mona", ""),
        "priority": ("normal", "high", "priority"),
        "state": ("new", "waiting", "cases.state"),
    }


def test_what_is_handed_over_keeps_its_history(cast: Cast, firm: Firm, kind: int) -> None:
    case = a_case(cast.admin, firm, kind, owner_id=cast.bob)
    with by(cast.admin) as work:
        assert hand_over.deactivate(work, cast.bob, None, others={"cases": cast.anna}) == {"cases": 1}
        assert cases.get(work, case).owner_id == cast.anna
    with by_office() as work:
        last = select(Change).where(Change.kind == "cases", Change.row_id == case).order_by(Change.id.desc()).limit(1)
        change = work.session.execute(last).scalar_one()
        assert (change.changes, change.actor_id) == ({"owner_id": [cast.bob, cast.anna]}, cast.admin)


def test_why_somebody_sees_a_case_is_answered(cast: Cast, case: int) -> None:
    with by(cast.admin) as work:
        assert seeing.why(work, "cases", case, cast.bob).is_seen, "of the same team"
        assert not seeing.why(work, "cases", case, cast.carol).is_seen
