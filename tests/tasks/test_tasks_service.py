"""One task: made, changed, worked on, put into the bin; who may what, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm import tasks
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.reminders.rules import StepPlan
from crm.tasks.tables import Task
from tests.conftest import NOON, Cast, Clock
from tests.dumping import Dumper
from tests.firm import a_firm, by, by_office, codes
from tests.tasks.helpers import Telling, a_task, card, links, move, state

HOUR = timedelta(hours=1)


def test_ones_own_task_is_accepted_at_once_and_tells_nobody(cast: Cast) -> None:
    with Telling() as told:
        id = a_task(cast.anna, title=" Call\tthem ", description="about the\r\nroof", category="Calls", priority="high",
                    from_at=NOON, due_at=NOON + HOUR, checklist=["find the number", "", "dial"])  # fmt: skip
    found = card(cast.anna, id)
    assert (found.title, found.description, found.category, found.priority) == (
        "Call them", "about the\nroof", "Calls", "high",
    )  # fmt: skip
    assert (found.state, found.owner, found.delegator, found.is_late) == ("accepted", "Anna", None, False)
    assert [(part.text, part.is_done) for part in found.checklist] == [("find the number", False), ("dial", False)]
    assert (found.moves, found.is_giver, found.is_handler) == (("start", "finish", "cancel"), True, True)
    assert (told, links(id)) == ({}, [])


def test_what_is_given_is_offered_and_told_at_once(cast: Cast) -> None:
    with Telling() as told:
        id = a_task(cast.anna, people=[cast.bob])
    found = card(cast.bob, id)
    assert (found.state, found.owner, found.delegator) == ("offered", "Bob", "Anna")
    assert found.moves == ("accept", "refuse")
    assert card(cast.anna, id).moves == ("cancel",)
    assert told == {("task.assigned", cast.bob): 1}
    assert links(id) == [(cast.anna, cast.bob, "offered")]


def test_what_the_office_gives_is_theirs_at_once(cast: Cast) -> None:
    with Telling() as told, by_office() as work:
        [id] = tasks.create(work, title="Inspect", people=[cast.bob])
    assert (card(cast.bob, id).state, card(cast.bob, id).is_giver) == ("accepted", True)
    assert told == {("task.assigned", cast.bob): 1}
    with by_office() as work:
        [nobodys] = tasks.create(work, title="Somebody should")
    assert card(cast.admin, nobodys).owner is None
    with pytest.raises(NotFound):
        card(cast.anna, nobodys)


def test_nobody_gives_to_whom_they_may_not(cast: Cast, dump: Dumper) -> None:
    before = dump()
    for giver, taker in ((cast.anna, cast.carol), (cast.carol, cast.anna), (cast.vera, cast.vera)):
        with pytest.raises(Forbidden):
            a_task(giver, people=[taker])
    for group in ({"team_id": cast.sales}, {"people": [cast.bob, cast.carol]}):
        with pytest.raises(Forbidden):
            a_task(cast.anna, **group)
    with pytest.raises(NotSignedIn), begin(Actor.nobody(), writes=True) as work:
        tasks.create(work, title="x")
    assert dump() == before
    assert card(cast.carol, a_task(cast.mona, people=[cast.carol])).delegator == "Mona"


def test_everything_wrong_is_said_at_once_and_nothing_is_written(cast: Cast, dump: Dumper) -> None:
    before = dump()
    with pytest.raises(Invalid) as refused:
        a_task(cast.admin, title="", due_at=NOON, from_at=NOON + HOUR, people=[cast.bob, 99], blocked_by=[77],
               steps=[StepPlan(-1, "day")], checklist=["x" * 501])  # fmt: skip
    assert codes(refused.value.problems) == {
        ("error.required", "title"),
        ("tasks.due_before_from", "due_at"),
        ("tasks.person_gone", "people"),
        ("tasks.blocker_gone", "blocked_by"),
        ("reminders.step_count", "steps.0.count"),
        ("error.too_long", "checklist"),
    }
    for given, code in (
        ({"people": [cast.bob], "team_id": cast.service}, "tasks.takers_mixed"),
        ({"people": list(range(1, 103))}, "tasks.people_many"),
        ({"team_id": 99}, "tasks.nobody_there"),
        ({"role_id": 2**70}, "tasks.nobody_there"),
        ({"subject_kind": "user", "subject_id": 1}, "tasks.subject_unknown"),
    ):
        with pytest.raises(Invalid, match=code.replace(".", r"\.")):
            a_task(cast.admin, **given)
    assert dump() == before


def test_a_task_belongs_to_a_record_that_its_giver_sees(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    id = a_task(cast.anna, subject_kind="client", subject_id=firm.client)
    assert card(cast.anna, id).subject == "Łódzkie Wodociągi"
    before = dump()
    for person, client in ((cast.carol, firm.client), (cast.anna, 999), (cast.anna, "1 OR 1")):
        with pytest.raises(NotFound):
            a_task(person, subject_kind="client", subject_id=client)
    assert dump() == before
    with by(cast.anna) as work:
        found = tasks.listing(work, tasks.Filters(subject_kind="client", subject_id=firm.client))
        assert [row.id for row in found.rows] == [id]


WHO = ("owner", "giver", "manager", "stranger", "viewer")
# By hand: who may take which step at all; the rest is Forbidden, or, unseen, not found.
MAY = {
    "accept": {"owner"}, "refuse": {"owner"}, "start": {"owner", "giver", "manager"},
    "pause": {"owner", "giver", "manager"}, "finish": {"owner", "giver", "manager"},
    "reopen": {"owner", "giver", "manager"}, "cancel": {"giver", "manager"},
}  # fmt: skip
TO = {
    "offered": (), "accepted": ("accept",), "in_progress": ("accept", "start"), "done": ("accept", "finish"),
    "refused": ("refuse",), "cancelled": ("cancel",),
}  # fmt: skip


@pytest.mark.parametrize("held", tasks.STATES)
def test_each_state_and_each_actor_allow_exactly_their_steps(held: str, cast: Cast, dump: Dumper) -> None:
    """mona manages the team of anna, who gave it, and of bob, whose it is; carol is in another one."""
    persons = dict(zip(WHO, (cast.bob, cast.anna, cast.mona, cast.carol, cast.vera), strict=True))
    id = a_task(cast.anna, people=[cast.bob])
    for step in TO[held]:
        move(cast.anna if step == "cancel" else cast.bob, id, step, "no time")
    assert state(id) == held
    for who, person in persons.items():
        for step in tasks.MOVES:
            before, should = dump(), who in MAY[step] and held in tasks.MOVES[step].sources
            offered = card(person, id).moves if who != "stranger" else ()
            assert (step in offered) == should, f"{who} × {step}"
            if should:
                continue
            with pytest.raises((Forbidden, NotFound, Invalid)) as refused:
                move(person, id, step, "because")
            if who not in MAY[step]:
                assert refused.type is (NotFound if who == "stranger" else Forbidden), f"{who} × {step}"
            else:
                assert refused.value.code == "tasks.not_now"
            assert dump() == before


def test_who_gave_it_hears_what_becomes_of_it_exactly_once(cast: Cast) -> None:
    id = a_task(cast.anna, people=[cast.bob])
    for person, step, expected in (
        (cast.bob, "accept", {("task.accepted", cast.anna): 1}),
        (cast.bob, "start", {}),
        (cast.bob, "pause", {}),
        (cast.bob, "finish", {("task.done", cast.anna): 1}),
        (cast.anna, "reopen", {("task.reopened", cast.bob): 1}),
        (cast.anna, "finish", {("task.done", cast.bob): 1}),
        (cast.bob, "reopen", {("task.reopened", cast.anna): 1}),
        (cast.anna, "cancel", {("task.withdrawn", cast.bob): 1}),
    ):
        with Telling() as told:
            move(person, id, step)
        assert told == expected, step


def test_a_refusal_needs_a_reason_which_the_giver_reads(cast: Cast, dump: Dumper) -> None:
    id = a_task(cast.anna, people=[cast.bob])
    before = dump()
    for reason, code in ((None, "error.required"), (" \n", "error.required"), ("x" * 2001, "error.too_long")):
        with pytest.raises(Invalid, match=code.replace(".", r"\.")):
            move(cast.bob, id, "refuse", reason)
    assert dump() == before
    with Telling() as told:
        move(cast.bob, id, "refuse", "on\r\nleave")
    assert told == {("task.refused", cast.anna): 1}
    with by(cast.anna) as work:
        [link] = tasks.chain_of(work, id)
    assert (link.by, link.to, link.state, link.reason, link.settled_at) == ("Anna", "Bob", "refused", "on\nleave", NOON)


def test_nobody_refuses_what_nobody_gave_them(cast: Cast) -> None:
    id = a_task(cast.anna)
    with pytest.raises(Invalid, match=r"tasks\.nobody_gave_it"):
        move(cast.anna, id, "refuse", "x")
    with pytest.raises(NotFound):
        move(cast.anna, id, "explode")


FIELDS: dict[str, Any] = {"title": "Changed", "priority": "urgent"}


def edit(person: int, id: int, version: int | None = None, **changes: Any) -> None:
    with by(person) as work:
        tasks.edit(work, id, version, **{**FIELDS, **changes})


def test_what_it_says_is_the_givers_and_progress_the_owners(cast: Cast, dump: Dumper) -> None:
    id = a_task(cast.anna, people=[cast.bob], checklist=["one", "two"])
    before = dump()
    for person in (cast.bob, cast.vera):
        with pytest.raises(Forbidden):
            edit(person, id)
    assert dump() == before
    edit(cast.anna, id, due_at=NOON)
    found = card(cast.bob, id)
    assert (found.title, found.priority, found.due_at, found.is_giver) == ("Changed", "urgent", NOON, False)
    with by(cast.bob) as work:
        part = found.checklist[0]
        tasks.tick(work, id, part.id, True)
        tasks.add_note(work, id, text="half way", minutes=30)
        tasks.set_checklist(work, id, None, ["two", "one", "three"])
    found = card(cast.anna, id)
    assert [(part.text, part.is_done) for part in found.checklist] == [("two", False), ("one", True), ("three", False)]
    assert (found.minutes, found.note, found.noted_at) == (30, "half way", NOON)
    with pytest.raises(NotFound), by(cast.bob) as work:
        tasks.tick(work, id, 10**6, True)


def test_two_who_change_it_at_once_meet(cast: Cast, dump: Dumper) -> None:
    id = a_task(cast.anna, checklist=["one"])
    seen = card(cast.anna, id).version
    with by(cast.anna) as work:
        tasks.tick(work, id, tasks.get(work, id).checklist[0].id, True)
    before = dump()
    with pytest.raises(Conflict):
        edit(cast.anna, id, seen)
    with pytest.raises(Conflict), by(cast.anna) as work:
        tasks.move(work, id, "finish", seen)
    assert dump() == before


def test_a_note_makes_no_form_stale_and_begins_the_waiting_anew(cast: Cast, clock: Clock) -> None:
    id = a_task(cast.anna, due_at=NOON - HOUR)
    seen = card(cast.anna, id)
    assert seen.is_late
    clock.set(NOON + HOUR)
    with by(cast.anna) as work:
        tasks.add_note(work, id, minutes=15)
        assert work.session.get_one(Task, id).late_from_at == NOON + HOUR
    edit(cast.anna, id, seen.version, due_at=NOON)
    with by(cast.anna) as work:
        assert work.session.get_one(Task, id).late_from_at == NOON + HOUR
        assert [(note.by, note.minutes, note.text) for note in tasks.notes_of(work, id)] == [("Anna", 15, "")]
    edit(cast.anna, id, due_at=None)
    with by(cast.anna) as work:
        assert work.session.get_one(Task, id).late_from_at is None


def test_notes_are_for_who_works_on_it(cast: Cast, dump: Dumper) -> None:
    id = a_task(cast.anna)
    before = dump()
    for person, refusal in ((cast.bob, Forbidden), (cast.carol, NotFound)):
        with pytest.raises(refusal), by(person) as work:
            tasks.add_note(work, id, text="x")
    with pytest.raises(Invalid) as refused, by(cast.anna) as work:
        tasks.add_note(work, id, text="", minutes=-5)
    assert codes(refused.value.problems) == {("tasks.minutes_wrong", "minutes")}
    assert dump() == before


def test_a_task_waits_for_others_and_never_in_a_circle(cast: Cast, dump: Dumper) -> None:
    first, second = a_task(cast.anna, title="First"), a_task(cast.anna, title="Second")
    last = a_task(cast.anna, title="Last", blocked_by=[first, second, first])
    assert [(one.title, one.state) for one in card(cast.anna, last).blockers] == [
        ("First", "accepted"), ("Second", "accepted"),
    ]  # fmt: skip
    with pytest.raises(Invalid) as refused:
        move(cast.anna, last, "finish")
    assert [(p.code, p.params) for p in refused.value.problems] == [("tasks.blocked", {"names": "First, Second"})]
    before = dump()
    for id, waits in ((first, [first]), (first, [last]), (second, [last])):
        with pytest.raises(Invalid, match=r"tasks\.blockers_circle"):
            edit(cast.anna, id, blocked_by=waits)
    assert dump() == before
    move(cast.anna, first, "finish")
    move(cast.anna, second, "cancel")
    move(cast.anna, last, "finish")
    assert state(last) == "done"


def test_what_one_may_not_see_is_no_blocker_and_shows_no_name(cast: Cast) -> None:
    secret = a_task(cast.carol, title="Secret")
    with pytest.raises(Invalid, match=r"tasks\.blocker_gone"):
        a_task(cast.anna, blocked_by=[secret])
    id = a_task(cast.admin, people=[cast.anna], blocked_by=[secret])
    assert [one.title for one in card(cast.anna, id).blockers] == ["?"]
    move(cast.anna, id, "accept")
    with pytest.raises(Invalid) as refused:
        move(cast.anna, id, "finish")
    assert refused.value.params == {"names": "?"}
    with by(cast.anna) as work:
        assert secret not in [choice.id for choice in tasks.choices(work)]


def test_history_names_who_did_what(cast: Cast) -> None:
    id = a_task(cast.anna, people=[cast.bob], checklist=["one"])
    move(cast.bob, id, "accept")
    with by(cast.bob) as work:
        tasks.tick(work, id, tasks.get(work, id).checklist[0].id, True)
    with by_office() as work:
        found = select(Change).where(Change.kind == "tasks", Change.row_id == id).order_by(Change.id)
        rows = list(work.session.execute(found).scalars())
    assert [(row.actor_id, row.is_office, row.action) for row in rows] == [
        (cast.anna, False, "created"), (cast.bob, False, "changed"), (cast.bob, False, "changed"),
    ]  # fmt: skip
    assert rows[1].changes["state"] == ["offered", "accepted"]
    assert rows[2].changes == {"checklist": [["☐ one"], ["☑ one"]]}


@pytest.mark.parametrize("bad", [-1, 0, 2**63, "1 OR 1", "../", "", None, [1], True])
def test_an_id_that_is_none_is_not_found(cast: Cast, dump: Dumper, bad: object) -> None:
    before = dump()
    for ask in (
        tasks.get,
        tasks.notes_of,
        tasks.chain_of,
        tasks.group_of,
        lambda work, id: tasks.move(work, id, "accept", None),
        lambda work, id: tasks.delegate(work, id, None, person_id=cast.anna),
        lambda work, id: tasks.edit(work, id, None, **FIELDS),
        lambda work, id: tasks.add_note(work, id, text="x"),
        lambda work, id: tasks.tick(work, id, 1, True),
        lambda work, id: tasks.bin(work, id, None),
    ):
        with pytest.raises(NotFound), by(cast.admin) as work:
            ask(work, bad)  # type: ignore[operator]
    assert dump() == before


def test_the_moments_are_kept_exactly(cast: Cast) -> None:
    due = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 for the second time in Warsaw
    assert card(cast.anna, a_task(cast.anna, due_at=due)).due_at == due
