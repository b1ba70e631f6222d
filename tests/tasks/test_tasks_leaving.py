"""Tasks and what they belong to: into the bin and back, a batch undone, somebody who leaves; reminders follow."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from crm import agenda, cases, clients, jobs, tasks
from crm.core.errors import Forbidden, Invalid, NotFound
from crm.core.work import Actor, Work, begin
from crm.flows import bin as to_bin
from crm.flows import bin_lists, bin_out, bulk, hand_over, seeing, undo
from crm.flows.bulk_changes import Change
from crm.tasks.tables import Task
from tests.conftest import NOON, Cast, Clock
from tests.firm import a_contract, a_firm, a_watch, by, by_office
from tests.tasks.helpers import Telling, a_task, card, delegate, links, move

HOUR = timedelta(hours=1)


def binned(person: int) -> list[tuple[str, str, int]]:
    with by(person) as work:
        return [(row.kind, row.title, row.hung) for row in bin_lists.listing(work).rows]


def writing_of(person: int) -> Callable[[], AbstractContextManager[Work]]:
    """How a flow of many transactions opens each."""
    return lambda: begin(Actor.person(person), writes=True)


def test_a_task_goes_into_the_bin_and_comes_back_with_its_checklist(cast: Cast) -> None:
    first = a_task(cast.anna, title="First")
    id = a_task(cast.anna, people=[cast.bob], checklist=["one"], blocked_by=[first])
    for person, refusal in ((cast.bob, Forbidden), (cast.vera, Forbidden), (cast.carol, NotFound)):
        with pytest.raises(refusal), by(person) as work:
            tasks.bin(work, id, None)
    with by(cast.anna) as work:
        tasks.bin(work, id, None)
    with pytest.raises(NotFound):
        card(cast.bob, id)
    assert binned(cast.anna) == [("tasks", "Call them", 0)]
    with by(cast.anna) as work:
        assert bin_out.restore(work, "tasks", id) == 1
    found = card(cast.bob, id)
    assert [part.text for part in found.checklist] == ["one"]
    assert [one.title for one in found.blockers] == ["First"]


def test_a_client_takes_the_tasks_of_all_that_hangs_on_it_along(cast: Cast, clock: Clock) -> None:
    firm = a_firm(cast)
    contract = a_contract(cast, firm)
    watch = a_watch(cast, contract)
    with by(cast.admin) as work:
        kind = cases.create_kind(work, name="Service", colour="#2d78d2")
        case = cases.create(work, title="Leak", kind_id=kind, client_id=firm.client)
    ids = [
        a_task(cast.admin, title=f"of {of}", subject_kind=of, subject_id=id, checklist=["x"])
        for of, id in (("client", firm.client), ("contract", contract), ("monitoring", watch), ("case", case))
    ]
    before = a_task(cast.admin, title="before", subject_kind="client", subject_id=firm.client)
    with by(cast.admin) as work:
        tasks.bin(work, before, None)
    clock.set(NOON + HOUR)
    with by(cast.admin) as work:
        to_bin.delete_client(work, firm.client, None)
    for id in ids:
        with pytest.raises(NotFound):
            card(cast.admin, id)
    assert binned(cast.admin) == [("clients", "Łódzkie Wodociągi", 7), ("tasks", "before", 0)]
    with pytest.raises(Invalid, match=r"bin\.record_gone"), by(cast.admin) as work:
        bin_out.restore(work, "tasks", before)
    with by(cast.admin) as work:
        assert bin_out.restore(work, "clients", firm.client) == 8
    assert [card(cast.admin, id).checklist[0].text for id in ids] == ["x"] * 4
    for name, gone in (("monitoring", watch), ("contracts", contract), ("cases", case)):
        with by(cast.admin) as work:
            {"monitoring": to_bin.delete_monitoring, "contracts": to_bin.delete_contract, "cases": to_bin.delete_case}[
                name
            ](work, gone, None)
    with by(cast.admin) as work:
        assert [row.title for row in tasks.listing(work, tasks.Filters()).rows] == ["of client"]


def test_what_is_in_the_bin_can_be_removed_for_good(cast: Cast) -> None:
    id = a_task(cast.mona, people=[cast.anna], checklist=["one"])
    with by(cast.anna) as work:
        tasks.add_note(work, id, text="said")
    a_task(cast.mona, people=[cast.anna], checklist=["newer"])
    with by(cast.mona) as work:
        tasks.bin(work, id, None)
    with by(cast.admin) as work:
        bin_out.remove(work, "tasks", id)
    with by_office() as work:
        assert work.session.get(Task, id) is None


def test_undoing_a_bulk_change_brings_tasks_back_along(cast: Cast) -> None:
    firm = a_firm(cast)
    id = a_task(cast.anna, subject_kind="client", subject_id=firm.client, checklist=["one"])

    change, chosen = Change("clients", "delete"), bulk.Selection("clients", (firm.client,))
    report = bulk.run(change, chosen, bulk.preview(change, chosen, writing_of(cast.anna)), writing_of(cast.anna))
    with pytest.raises(NotFound):
        card(cast.anna, id)
    undone = undo.undo(report.batch_id or 0, writing_of(cast.anna))
    assert not undone.left
    assert [part.text for part in card(cast.anna, id).checklist] == ["one"]


def test_who_leaves_leaves_no_open_task_behind(cast: Cast) -> None:
    own, over = a_task(cast.anna, title="own"), a_task(cast.anna, title="over")
    move(cast.anna, over, "finish")
    given = a_task(cast.anna, title="given", people=[cast.bob])
    passed = a_task(cast.mona, title="passed", people=[cast.anna])
    delegate(cast.anna, passed, person_id=cast.bob)
    with by(cast.admin) as work:
        left = hand_over.owned(work, cast.anna)
        assert {kind: count for kind, count in left.items() if "task" in kind} == {"tasks": 1, "given_tasks": 2}
        hand_over.deactivate(work, cast.anna, None, takes_over=cast.mona)
    assert (card(cast.mona, own).owner, card(cast.admin, over).owner) == ("Mona", "Anna")
    assert (card(cast.bob, given).delegator, card(cast.bob, passed).delegator) == ("Mona", "Mona")
    assert links(given) == [(cast.mona, cast.bob, "offered")]
    move(cast.bob, given, "accept")
    with Telling() as told:
        move(cast.bob, given, "finish")
    assert told == {("task.done", cast.mona): 1}


def test_reminders_come_in_time_and_end_with_the_task(cast: Cast, clock: Clock) -> None:
    steps = [tasks.PROPOSED_STEPS[0]]
    id = a_task(cast.anna, from_at=NOON + HOUR, due_at=NOON + 2 * HOUR, steps=steps)
    assert list(card(cast.anna, id).steps) == steps
    clock.set(NOON + timedelta(minutes=46))
    with Telling() as told:
        jobs.remind()
    assert told == {("task.reminder", cast.anna): 1}
    clock.set(NOON + 2 * HOUR)
    with Telling() as told:
        jobs.remind()
    assert told == {("task.late", cast.anna): 1}
    move(cast.anna, id, "finish")
    clock.set(NOON + timedelta(days=30))
    with Telling() as told:
        jobs.remind()
    assert told == {}


def test_the_giver_hears_of_what_is_late_and_a_note_puts_that_off(cast: Cast, clock: Clock) -> None:
    """Urgent: at its term to who has it, an hour later to who gave it; the note of 13:30 moves that to 14:30."""
    silent = a_task(cast.mona, people=[cast.anna], due_at=NOON + HOUR, priority="urgent")
    spoken = a_task(cast.mona, people=[cast.bob], due_at=NOON + HOUR, priority="urgent")
    for id, person in ((silent, cast.anna), (spoken, cast.bob)):
        move(person, id, "accept")
    heard = []
    for minutes in (60, 90, 120, 149, 151):
        clock.set(NOON + timedelta(minutes=minutes))
        if minutes == 90:
            with by(cast.bob) as work:
                tasks.add_note(work, spoken, text="half way")
        with Telling() as told:
            jobs.remind()
        heard.append(dict(told))
    late, late_bob = ("task.late", cast.anna), ("task.late", cast.bob)
    assert heard == [{late: 1, late_bob: 1}, {}, {("task.late", cast.mona): 1}, {}, {("task.late", cast.mona): 1}]


def test_the_bell_finishes_it_for_whoever_may(cast: Cast) -> None:
    id = a_task(cast.mona, people=[cast.anna])
    done = tasks.SUBJECT.done
    assert done is not None
    with pytest.raises(NotFound), by(cast.carol) as work:
        done(work, id)
    with Telling() as told, by(cast.anna) as work:
        done(work, id)
    assert card(cast.mona, id).state == "done"
    assert told == {("task.accepted", cast.mona): 1, ("task.done", cast.mona): 1}


def test_it_is_explained_why_somebody_sees_a_task(cast: Cast) -> None:
    id = a_task(cast.anna, people=[cast.bob])
    with by(cast.admin) as work:
        assert [owner.name for owner in seeing.why(work, "tasks", id, cast.bob).owners] == ["Bob", "Anna"]
        assert not seeing.why(work, "tasks", id, cast.carol).is_seen


def test_the_start_page_shows_what_is_mine_to_do(cast: Cast) -> None:
    ids = {
        "late": a_task(cast.anna, due_at=NOON - HOUR),
        "today": a_task(cast.anna, due_at=NOON + HOUR),
        "asked": a_task(cast.mona, people=[cast.anna]),
        "given_late": a_task(cast.anna, people=[cast.bob], due_at=NOON - HOUR),
    }
    a_task(cast.anna, due_at=NOON + timedelta(days=3))
    with by(cast.anna, writes=False) as work:
        found = agenda.my_tasks(work)
    assert {name: [row.id for row in getattr(found, name)] for name in ids} == {n: [id] for n, id in ids.items()}


def test_a_person_is_written_to_in_full_when_a_clients_task_is_given(cast: Cast) -> None:
    with by(cast.mona) as work:
        client = clients.create(work, is_company=True, name="Młyn", owner_id=cast.mona)
    id = a_task(cast.mona, people=[cast.carol], subject_kind="client", subject_id=client, due_at=NOON)
    with by_office() as work:
        facts = tasks.SUBJECT.facts(work, id)
    assert facts.title == "Call them"
    assert dict(facts.rows)["tasks.fact_of"] == "Młyn"
    assert dict(facts.rows)["tasks.fact_due_at"] == NOON
