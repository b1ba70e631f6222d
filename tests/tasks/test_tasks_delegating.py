"""From hand to hand: copies for several, first to accept, passing on, taking back; who is told what exactly once."""

from __future__ import annotations

from datetime import time
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from crm import notifications, people, tasks
from crm.core import db
from crm.core.errors import Forbidden, Invalid, NotFound, Refusal
from crm.core.work import Actor, begin
from crm.notifications.tables import Message
from tests.conftest import Cast
from tests.dumping import Dumper
from tests.firm import by, by_office
from tests.tasks.helpers import Telling, a_task, card, delegate, links, move, state


def test_several_people_get_a_copy_each_and_the_giver_sees_the_whole(cast: Cast) -> None:
    with Telling() as told, by(cast.mona) as work:
        ids = tasks.create(work, title="Read the rules", people=[cast.anna, cast.bob, cast.mona, cast.bob])
    assert len(ids) == 3
    assert told == {("task.assigned", cast.anna): 1, ("task.assigned", cast.bob): 1}
    move(cast.anna, ids[0], "accept")
    move(cast.anna, ids[0], "finish")
    with by(cast.mona) as work:
        group = tasks.group_of(work, ids[1])
    assert [(row.owner, row.state) for row in group] == [("Anna", "done"), ("Bob", "offered"), ("Mona", "accepted")]
    assert {card(cast.mona, id).group_id for id in ids} == {ids[0]}
    assert {card(cast.mona, id).version for id in ids[1:]} == {1}
    with by(cast.mona) as work:
        assert tasks.group_of(work, tasks.create(work, title="Alone")[0]) == []


def test_the_first_to_accept_has_it_and_the_others_are_told(cast: Cast, dump: Dumper) -> None:
    with by(cast.admin) as work:
        people.edit_team(work, cast.service, 1, name="Service", member_ids=[cast.anna, cast.bob, cast.mona])
    with Telling() as told:
        id = a_task(cast.admin, team_id=cast.service)
    assert told == {("task.assigned", one): 1 for one in (cast.anna, cast.bob, cast.mona)}
    assert (card(cast.bob, id).owner, card(cast.bob, id).moves) == ("Service", ("accept",))
    with pytest.raises(Invalid, match=r"tasks\.offer_is_open"):
        move(cast.anna, id, "refuse", "x")
    with pytest.raises(NotFound):
        card(cast.carol, id)
    with Telling() as told:
        move(cast.bob, id, "accept")
    assert told == {
        ("task.accepted", cast.admin): 1, ("task.taken", cast.anna): 1, ("task.taken", cast.mona): 1,
    }  # fmt: skip
    assert links(id) == [(cast.admin, cast.bob, "accepted")]
    before = dump()
    with pytest.raises(Invalid) as late:
        move(cast.anna, id, "accept")
    assert (late.value.code, late.value.params) == ("tasks.taken", {"name": "Bob"})
    assert dump() == before


def test_a_role_is_offered_to_all_who_have_it(cast: Cast) -> None:
    with by_office() as work:
        employees = people.role_id(work, "employee")
    with Telling() as told:
        id = a_task(cast.mona, role_id=employees)
    assert set(told) == {("task.assigned", one) for one in (cast.anna, cast.bob, cast.carol)}
    move(cast.carol, id, "accept")
    assert card(cast.carol, id).owner == "Carol"


def test_two_who_accept_at_the_same_moment_do_not_both_get_it(cast: Cast) -> None:
    for _ in range(5):
        id = a_task(cast.mona, team_id=cast.service)
        barrier, outcomes = Barrier(2), dict[int, str]()

        def accept(person: int, id: int = id, barrier: Barrier = barrier, found: dict[int, str] = outcomes) -> None:
            barrier.wait()
            try:
                with begin(Actor.person(person), writes=True) as work:
                    tasks.move(work, id, "accept", 1)
                found[person] = "accepted"
            except Refusal as refusal:
                found[person] = refusal.code

        with Telling() as told:
            threads = [Thread(target=accept, args=(person,)) for person in (cast.anna, cast.bob)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert sorted(outcomes.values()) == ["accepted", "tasks.taken"], outcomes
        winner = next(person for person, outcome in outcomes.items() if outcome == "accepted")
        assert card(cast.mona, id).owner_id == winner
        loser = cast.anna if winner == cast.bob else cast.bob
        assert told == {("task.accepted", cast.mona): 1, ("task.taken", loser): 1}


def test_who_passes_it_on_stays_in_the_chain_and_all_above_hear_that_it_is_done(cast: Cast) -> None:
    id = a_task(cast.mona, people=[cast.anna])
    with Telling() as told:
        delegate(cast.anna, id, person_id=cast.bob)
    assert told == {("task.assigned", cast.bob): 1, ("task.passed_on", cast.mona): 1}
    assert links(id) == [(cast.mona, cast.anna, "accepted"), (cast.anna, cast.bob, "offered")]
    assert (card(cast.bob, id).delegator, card(cast.mona, id).owner) == ("Anna", "Bob")
    with by(cast.bob) as work:
        assert [(link.by, link.to, link.state) for link in tasks.chain_of(work, id)] == [
            ("Mona", "Anna", "accepted"), ("Anna", "Bob", "offered"),
        ]  # fmt: skip
    with Telling() as told:
        move(cast.bob, id, "accept")
    assert told == {("task.accepted", cast.anna): 1}
    with by(cast.bob) as work:
        tasks.add_note(work, id, text="half")
    assert card(cast.mona, id).note == "half"
    with Telling() as told:
        move(cast.bob, id, "finish")
    assert told == {("task.done", cast.mona): 1, ("task.done", cast.anna): 1}


def test_everybody_above_hears_to_whom_it_was_passed_on(cast: Cast) -> None:
    id = a_task(cast.admin, people=[cast.mona])
    with Telling() as told:
        delegate(cast.mona, id, person_id=cast.anna)
    assert told == {("task.assigned", cast.anna): 1, ("task.passed_on", cast.admin): 1}
    with by(cast.admin, writes=False) as work:
        titles = [entry.title for entry in notifications.entries(work).rows]
    assert titles[0] == "Mona passed it on to Anna: Call them"
    with Telling() as told:
        delegate(cast.anna, id, team_id=cast.service)
    assert {one for what, one in told if what == "task.passed_on"} == {cast.admin}  # mona is offered it herself
    with by(cast.admin, writes=False) as work:
        assert notifications.entries(work).rows[0].title == "Anna passed it on to Service: Call them"


def test_who_is_not_the_taker_or_keeps_it_tells_nobody_above_that_it_was_passed_on(cast: Cast) -> None:
    id = a_task(cast.mona, people=[cast.anna])
    delegate(cast.anna, id, person_id=cast.bob)
    with Telling() as told:
        delegate(cast.anna, id, person_id=cast.anna)
        delegate(cast.mona, id, person_id=cast.bob)
        delegate(cast.admin, id, person_id=cast.anna)
    assert not [one for one in told if one[0] == "task.passed_on"]


def test_what_is_refused_goes_back_to_who_gave_it_last(cast: Cast) -> None:
    id = a_task(cast.mona, people=[cast.anna])
    delegate(cast.anna, id, person_id=cast.bob)
    with Telling() as told:
        move(cast.bob, id, "refuse", "on leave")
    assert told == {("task.refused", cast.anna): 1, ("task.refused", cast.mona): 1}
    with Telling() as told:
        delegate(cast.anna, id, person_id=cast.anna)
    assert told == {}
    found = card(cast.anna, id)
    assert (found.owner, found.delegator, found.state) == ("Anna", "Mona", "accepted")
    assert links(id) == [(cast.mona, cast.anna, "accepted"), (cast.anna, cast.bob, "refused")]
    with Telling() as told:
        move(cast.anna, id, "finish")
    assert told == {("task.done", cast.mona): 1}


def test_who_gave_it_takes_it_from_everybody_below_and_tells_them(cast: Cast) -> None:
    id = a_task(cast.mona, people=[cast.anna])
    delegate(cast.anna, id, person_id=cast.bob)
    move(cast.bob, id, "accept")
    with Telling() as told:
        delegate(cast.mona, id, person_id=cast.carol)
    assert told == {
        ("task.withdrawn", cast.anna): 1, ("task.withdrawn", cast.bob): 1, ("task.assigned", cast.carol): 1,
    }  # fmt: skip
    assert links(id) == [
        (cast.mona, cast.anna, "withdrawn"), (cast.anna, cast.bob, "withdrawn"), (cast.mona, cast.carol, "offered"),
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        move(cast.bob, id, "finish")
    with Telling() as told:
        delegate(cast.mona, id, person_id=cast.mona)
    assert told == {("task.withdrawn", cast.carol): 1}
    found = card(cast.mona, id)
    assert (found.owner, found.delegator, found.state) == ("Mona", None, "accepted")


def test_a_manager_gives_it_on_in_the_name_of_who_gave_it(cast: Cast) -> None:
    id = a_task(cast.anna, people=[cast.bob])
    with Telling() as told:
        delegate(cast.mona, id, person_id=cast.mona)
    assert told == {("task.withdrawn", cast.bob): 1}
    assert (card(cast.mona, id).owner, card(cast.mona, id).delegator) == ("Mona", "Anna")
    assert links(id) == [(cast.anna, cast.bob, "withdrawn"), (cast.anna, cast.mona, "offered")]
    own = a_task(cast.anna)
    delegate(cast.mona, own, person_id=cast.bob)
    assert (card(cast.mona, own).owner, card(cast.mona, own).delegator) == ("Bob", "Mona")


def test_an_offer_to_a_team_can_be_given_to_one_of_them(cast: Cast) -> None:
    id = a_task(cast.mona, team_id=cast.service)
    with Telling() as told:
        delegate(cast.mona, id, person_id=cast.bob)
    assert told == {("task.withdrawn", cast.anna): 1, ("task.assigned", cast.bob): 1}
    with pytest.raises(Forbidden):
        move(cast.anna, id, "accept")
    move(cast.bob, id, "accept")


def test_what_cannot_be_given_on_is_refused_and_nothing_changes(cast: Cast, dump: Dumper) -> None:
    id = a_task(cast.mona, people=[cast.anna])
    delegate(cast.anna, id, person_id=cast.bob)
    over = a_task(cast.anna)
    move(cast.anna, over, "finish")
    before = dump()
    for person, task, to, refusal in (
        (cast.bob, id, {"person_id": cast.anna}, "tasks.gave_it"),
        (cast.bob, id, {"person_id": cast.bob}, "tasks.has_it"),
        (cast.mona, id, {"person_id": cast.bob}, "tasks.has_it"),
        (cast.bob, id, {}, "error.required"),
        (cast.bob, id, {"person_id": cast.anna, "team_id": cast.service}, "tasks.takers_mixed"),
        (cast.mona, id, {"person_id": 99}, "tasks.person_gone"),
        (cast.mona, id, {"team_id": 99}, "tasks.nobody_there"),
        (cast.anna, over, {"person_id": cast.bob}, "tasks.not_now"),
    ):
        with pytest.raises(Invalid, match=refusal.replace(".", r"\.")):
            delegate(person, task, **to)
    for person, to in ((cast.bob, cast.carol), (cast.vera, cast.bob)):
        with pytest.raises(Forbidden):
            delegate(person, id, person_id=to)
    with pytest.raises(NotFound):
        delegate(cast.carol, id, person_id=cast.carol)
    assert dump() == before


def test_taking_back_tells_all_to_whom_it_was_offered(cast: Cast) -> None:
    id = a_task(cast.mona, team_id=cast.service)
    with Telling() as told:
        move(cast.mona, id, "cancel")
    assert told == {("task.withdrawn", cast.anna): 1, ("task.withdrawn", cast.bob): 1}
    assert state(id) == "cancelled"
    with pytest.raises(Forbidden):
        move(cast.anna, id, "accept")


def test_its_priority_says_by_what_its_taker_is_told(cast: Cast) -> None:
    """Low ones ring the bell alone; urgent ones are mailed also in quiet hours."""
    with by(cast.anna) as work:
        notifications.set_my_quiet(work, weekdays=range(7), begins=time(0, 0), ends=time(23, 0))
    ids = {name: a_task(cast.mona, people=[cast.anna], priority=name) for name in ("low", "normal", "urgent")}
    with db.engine().connect() as connection:
        found = select(Message.subject_id, Message.deferred_reason.is_(None)).where(Message.person_id == cast.anna)
        mails = dict(connection.execute(found).tuples().all())
    assert mails == {ids["normal"]: False, ids["urgent"]: True}
