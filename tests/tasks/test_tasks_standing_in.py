"""Who stands in for somebody away does what is asked of that one, as themselves, and no day longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from crm import agenda, notifications, people, tasks
from crm.core import db
from crm.core.errors import Forbidden, Invalid, NotFound, Refusal
from crm.core.history import Change
from crm.flows import seeing
from crm.notifications.tables import Message
from crm.people.tables import User
from crm.tasks import Filters
from tests.conftest import NOON, Cast, Clock
from tests.firm import TODAY, by, by_office
from tests.tasks.helpers import a_task, card, delegate, links, move, state
from tests.tasks.test_tasks_bell import listed, offers

LAST = TODAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def _everybody_signs_in(cast: Cast) -> None:
    """Who never signs in hears everything that somebody chose to tell them."""
    with by_office() as work:
        work.session.execute(update(User).values(password_hash="x"))


@pytest.fixture
def given(cast: Cast) -> int:
    """The administrator gave it to Bob, who is away; Carol, of no team of his, stands in."""
    with by(cast.bob) as work:
        people.add_my_absence(work, first_on=TODAY, last_on=LAST, substitute_id=cast.carol)
    return a_task(cast.admin, people=[cast.bob], title="Fit the gate", checklist=["measure"])


def on_start_page(person: int) -> list[int]:
    with by(person, writes=False) as work:
        return [row.id for row in agenda.my_tasks(work).standing_in]


def hands(id: int, reader: int) -> list[tuple[str | None, ...]]:
    """(by, given in their place by, to, settled in their place by, state) of each step of the chain."""
    with by(reader, writes=False) as work:
        found = tasks.chain_of(work, id)
    return [(link.by, link.given_by, link.to, link.settled_by, link.state) for link in found]


def test_the_substitute_accepts_notes_ticks_and_finishes_and_it_stays_whose_it_is(cast: Cast, given: int) -> None:
    seen = card(cast.carol, given)
    assert (seen.moves, seen.stands_in_for, seen.is_giver, seen.is_seen) == (("accept", "refuse"), "Bob", False, False)
    move(cast.carol, given, "accept")
    assert set(offers(cast.admin)) == {"task.accepted"}
    assert "task.taken" not in offers(cast.bob)
    assert links(given) == [(cast.admin, cast.bob, "accepted")]
    with by(cast.carol) as work:
        tasks.add_note(work, given, text="half", minutes=5)
        tasks.tick(work, given, seen.checklist[0].id, True)
        assert tasks.notes_of(work, given)[0].by == "Carol"
    assert hands(given, cast.carol) == [("Admin", None, "Bob", "Carol", "accepted")]
    move(cast.carol, given, "finish")
    assert (state(given), card(cast.bob, given).owner_id) == ("done", cast.bob)
    with by(cast.admin, writes=False) as work:
        last = select(Change).where(Change.kind == "tasks", Change.row_id == given).order_by(Change.id.desc())
        assert work.session.execute(last.limit(1)).scalar_one().actor_id == cast.carol


def test_the_substitute_refuses_with_a_reason(cast: Cast, given: int) -> None:
    move(cast.carol, given, "refuse", "nobody is here")
    assert (state(given), links(given)) == ("refused", [(cast.admin, cast.bob, "refused")])
    assert hands(given, cast.admin) == [("Admin", None, "Bob", "Carol", "refused")]
    with pytest.raises(Forbidden):
        delegate(cast.carol, given, person_id=cast.carol)


def test_the_substitute_passes_it_on_in_place_of_its_owner(cast: Cast, given: int) -> None:
    delegate(cast.carol, given, person_id=cast.carol)
    assert links(given) == [(cast.admin, cast.bob, "accepted"), (cast.bob, cast.carol, "offered")]
    assert card(cast.carol, given).owner_id == cast.carol
    passed = [("Admin", None, "Bob", "Carol", "accepted"), ("Bob", "Carol", "Carol", None, "offered")]
    assert hands(given, cast.admin) == passed
    move(cast.carol, given, "accept")
    assert hands(given, cast.admin) == [passed[0], ("Bob", "Carol", "Carol", None, "accepted")]


def test_who_is_back_acts_for_themselves_again(cast: Cast, given: int, clock: Clock) -> None:
    move(cast.carol, given, "accept")
    clock.set(NOON + timedelta(days=3))
    delegate(cast.bob, given, person_id=cast.anna)
    delegate(cast.bob, given, person_id=cast.bob)
    assert hands(given, cast.admin) == [
        ("Admin", None, "Bob", "Carol", "accepted"),
        ("Bob", None, "Anna", None, "withdrawn"),
    ]


def test_the_bell_and_the_start_page_offer_it(cast: Cast, given: int) -> None:
    assert offers(cast.carol)["task.assigned"] == (True, True)
    assert on_start_page(cast.carol) == [given]
    with by(cast.carol) as work:
        [row] = notifications.entries(work).rows
        notifications.finish(work, row.id)
    assert (state(given), on_start_page(cast.carol)) == ("done", [])


@pytest.fixture
def offered(cast: Cast) -> int:
    """Offered to the team of Bob, who is away; Carol, who is not of it, stands in."""
    with by(cast.bob) as work:
        people.add_my_absence(work, first_on=TODAY, last_on=LAST, substitute_id=cast.carol)
    return a_task(cast.admin, team_id=cast.service, title="Fit the gate")


def letters(person: int) -> list[tuple[str, str]]:
    with db.engine().connect() as connection:
        found = select(Message.kind, Message.title).where(Message.person_id == person).order_by(Message.id)
        return [(kind, subject or "") for kind, subject in connection.execute(found).tuples()]


def test_what_is_offered_to_who_is_away_is_offered_to_the_substitute(cast: Cast, offered: int) -> None:
    [(kind, subject)] = letters(cast.carol)
    assert (kind, "Fit the gate" in subject) == ("task.assigned", True)
    assert offers(cast.carol)["task.assigned"] == (True, False)
    assert on_start_page(cast.carol) == [offered]
    seen = card(cast.carol, offered)
    assert (seen.moves, seen.stands_in_for, seen.is_giver, seen.is_seen) == (("accept",), "Bob", False, False)
    move(cast.carol, offered, "accept")
    assert (state(offered), card(cast.bob, offered).owner_id) == ("accepted", cast.bob)
    assert hands(offered, cast.admin) == [("Admin", None, "Bob", "Carol", "accepted")]
    move(cast.carol, offered, "finish")
    assert state(offered) == "done"


def test_whoever_of_the_team_is_first_has_it_and_the_substitute_hears_who(cast: Cast, offered: int) -> None:
    move(cast.anna, offered, "accept")
    assert "task.taken" in dict(letters(cast.carol))
    with pytest.raises(Invalid, match=r"tasks\.taken"):
        move(cast.carol, offered, "accept")
    assert hands(offered, cast.admin) == [("Admin", None, "Anna", None, "accepted")]
    assert on_start_page(cast.carol) == []


def test_the_substitute_gives_an_offer_to_nobody(cast: Cast, offered: int) -> None:
    with pytest.raises(Forbidden):
        delegate(cast.carol, offered, person_id=cast.carol)


def test_who_is_of_the_team_too_takes_it_for_themselves(cast: Cast) -> None:
    with by(cast.bob) as work:
        people.add_my_absence(work, first_on=TODAY, last_on=LAST, substitute_id=cast.anna)
    id = a_task(cast.admin, team_id=cast.service)
    assert card(cast.anna, id).stands_in_for is None
    move(cast.anna, id, "accept")
    assert card(cast.anna, id).owner_id == cast.anna
    assert hands(id, cast.admin) == [("Admin", None, "Anna", None, "accepted")]


def test_a_substitute_of_another_team_reads_what_it_is_about_until_they_stand_in_no_more(
    cast: Cast, given: int, clock: Clock
) -> None:
    assert letters(cast.carol)[0][1].count("Fit the gate") == 1
    with by(cast.admin, writes=False) as work:
        found = seeing.why(work, "tasks", given, cast.carol)
    assert (found.is_seen, found.stands_in_for) == (True, "Bob")
    clock.set(NOON + timedelta(days=3))
    with by(cast.admin, writes=False) as work:
        found = seeing.why(work, "tasks", given, cast.carol)
    assert (found.is_seen, found.stands_in_for) == (False, None)


def refused(person: int, id: int) -> None:
    """Everything that a substitute may do is closed to them."""

    def note(work: Any) -> None:
        tasks.add_note(work, id, text="x")

    def pass_on(work: Any) -> None:
        tasks.delegate(work, id, None, person_id=person)

    for step in (note, pass_on, *(lambda w, s=s: tasks.move(w, id, s, None, "x") for s in ("accept", "refuse"))):
        with pytest.raises(Refusal) as why, by(person) as work:
            step(work)
        assert isinstance(why.value, NotFound | Forbidden)


def test_who_stands_in_for_nobody_gets_nothing(cast: Cast, given: int) -> None:
    for person in (cast.anna, cast.vera):
        refused(person, given)
        assert on_start_page(person) == []


def test_the_day_after_and_the_day_before_it_is_refused(cast: Cast, given: int, clock: Clock) -> None:
    clock.set(NOON + timedelta(days=2))
    assert card(cast.carol, given).stands_in_for == "Bob"
    clock.set(NOON + timedelta(days=3))
    refused(cast.carol, given)
    assert on_start_page(cast.carol) == []
    with pytest.raises(NotFound):
        card(cast.carol, given)
    assert offers(cast.carol)["task.assigned"] == (False, False)


def test_without_the_right_to_tasks_nobody_stands_in_for_tasks(cast: Cast) -> None:
    with by(cast.bob) as work:
        people.add_my_absence(work, first_on=TODAY, last_on=LAST, substitute_id=cast.vera)
    refused(cast.vera, a_task(cast.admin, people=[cast.bob]))


def test_nothing_else_of_theirs_is_the_substitutes(cast: Cast, given: int) -> None:
    other = a_task(cast.bob, people=[cast.anna], title="Bob gave this")
    own = a_task(cast.bob, title="Bob's own")
    refused(cast.carol, other)
    with pytest.raises(Refusal), by(cast.carol) as work:
        tasks.edit(work, given, None, title="Other")
    with pytest.raises(Refusal), by(cast.carol) as work:
        tasks.edit(work, own, None, title="Other")
    with pytest.raises(Refusal), by(cast.carol) as work:
        tasks.bin(work, own, None)
    with pytest.raises(Refusal), by(cast.carol) as work:
        tasks.move(work, own, "cancel", None)


def test_lists_and_searches_do_not_grow(cast: Cast, given: int) -> None:
    assert listed(cast.carol) == listed(cast.carol, text="Fit") == listed(cast.carol, view="asked") == []
    with by(cast.carol, writes=False) as work:
        assert tasks.how_many(work, Filters()) == (0, False)
        assert tasks.choices(work) == []
