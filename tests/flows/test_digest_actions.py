"""One click in a digest: done as its reader, once, by their rights at this moment; nothing for who forges a link."""

from __future__ import annotations

import random
import string
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, update

from crm import jobs, notifications, tasks
from crm.core import clock as clocks
from crm.core import signed
from crm.core.errors import Refusal
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.flows import digest_actions, digest_contents, digest_tokens
from crm.flows.digest_actions import Asked
from crm.notifications import putting_off
from crm.notifications.tables import Entry
from crm.people.tables import RoleGrant, User
from crm.tasks.tables import Delegation, Task
from tests.conftest import NOON, Cast, Clock
from tests.dumping import Dumper
from tests.firm import by, by_office
from tests.tasks.helpers import Telling, a_task, card, move, state

TOMORROW_NINE = clocks.wall(date(2026, 3, 11), time(9), "Europe/Warsaw")


def token(person: int, action: str, task_id: int, version: int | None = None) -> str:
    """The link as a digest of this moment would carry it."""
    with by_office() as work:
        reader = digest_contents.as_reader(work, person)
        return digest_tokens.sign(reader, action, task_id, version or tasks.get(reader, task_id).version)


def look(link: str) -> Asked | None:
    with begin(Actor.nobody()) as work:
        return digest_actions.asked(work, link)


def click(link: str) -> Asked | None:
    with begin(Actor.nobody(), writes=True) as work:
        return digest_actions.act(work, link)


@pytest.fixture
def given(cast: Cast) -> int:
    """A task that Mona gave to Anna, who has not answered."""
    with by(cast.mona) as work:
        return tasks.create(work, title="Call <them>", people=[cast.anna], due_at=NOON - timedelta(hours=1))[0]


def test_accepting_is_the_readers_own_doing_and_the_giver_is_told(cast: Cast, given: int) -> None:
    link = token(cast.anna, "accept", given)
    with Telling() as new:
        found = click(link)
    assert found
    assert (found.is_done, found.title, found.said) == (True, "Call <them>", None)
    assert state(given) == "accepted"
    assert dict(new) == {("task.accepted", cast.mona): 1}
    with by_office() as work:
        change = work.session.execute(
            select(Change).where(Change.kind == "tasks", Change.action == "changed").order_by(Change.id.desc()).limit(1)
        ).scalar_one()
    assert (change.actor_id, change.is_office) == (cast.anna, False)


def test_done_is_done_once_and_a_replay_says_what_is_so(cast: Cast, given: int, dump: Dumper) -> None:
    move(cast.anna, given, "accept")
    link = token(cast.anna, "done", given)
    expected = replace(_sure(look(link)), is_done=True)
    assert click(link) == expected
    assert state(given) == "done"
    before = dump()
    for _ in range(3):
        found = _sure(click(link))
        assert (found.said, found.state, found.is_done) == ("digests.act.state", "tasks.state.done", False)
    assert dump() == before


def test_a_link_to_accept_says_that_it_is_accepted_when_it_is(cast: Cast, given: int, dump: Dumper) -> None:
    link = token(cast.anna, "accept", given)
    move(cast.anna, given, "accept")
    before = dump()
    found = _sure(click(link))
    assert (found.said, found.state) == ("digests.act.state", "tasks.state.accepted")
    assert dump() == before


def test_looking_changes_nothing(cast: Cast, given: int, dump: Dumper) -> None:
    links = [token(cast.anna, action, given) for action in digest_tokens.ACTIONS]
    before = dump()
    for link in links * 3:
        assert look(link)
    assert dump() == before


def test_a_task_that_was_changed_meanwhile_is_left_alone(cast: Cast, given: int, dump: Dumper) -> None:
    links = [token(cast.anna, action, given) for action in ("accept", "snooze")]
    with by(cast.mona) as work:
        tasks.edit(work, given, card(cast.mona, given).version, title="Call them twice")
    before = dump()
    for link in links:
        assert _sure(click(link)).said == "digests.act.changed"
    assert dump() == before


def test_putting_it_off_rings_tomorrow_at_nine_and_only_once(
    cast: Cast, given: int, clock: Clock, dump: Dumper
) -> None:
    link = token(cast.anna, "snooze", given)
    assert unread(cast.anna) == ["task.assigned"]
    assert _sure(click(link)).is_done
    assert unread(cast.anna) == [], "what the bell said of it is put off along with it"
    before = dump()
    assert _sure(click(link)).said == "digests.act.put_off_before"
    assert dump() == before
    assert state(given) == "offered"
    clock.set(TOMORROW_NINE - timedelta(seconds=1))
    jobs.remind()
    assert "task.reminder" not in unread(cast.anna)
    clock.set(TOMORROW_NINE)
    jobs.remind()
    assert unread(cast.anna).count("task.reminder") == 1
    before = dump()
    assert _sure(click(link)).said == "digests.act.put_off_over"
    assert dump() == before


def unread(person: int) -> list[str]:
    with by(person, writes=False) as work:
        return [row.kind for row in notifications.entries(work, only_unread=True).rows]


def test_of_what_was_done_meanwhile_nothing_comes_back(cast: Cast, given: int, clock: Clock) -> None:
    move(cast.anna, given, "accept")
    assert _sure(click(token(cast.anna, "snooze", given))).is_done
    move(cast.anna, given, "finish")
    clock.set(TOMORROW_NINE)
    jobs.remind()
    assert "task.reminder" not in unread(cast.anna)


def test_a_link_holds_three_days(cast: Cast, given: int, clock: Clock, dump: Dumper) -> None:
    link = token(cast.anna, "accept", given)
    clock.set(NOON + timedelta(days=3) - timedelta(seconds=1))
    assert _sure(look(link)).said is None
    clock.set(NOON + timedelta(days=3))
    before = dump()
    assert look(link) is None
    assert click(link) is None
    assert dump() == before


@pytest.mark.parametrize("how", ["left", "binned", "role", "gone", "task"])
def test_what_the_reader_may_no_longer_see_answers_like_a_forged_link(
    cast: Cast, given: int, dump: Dumper, how: str
) -> None:
    link = token(cast.anna, "accept", given)
    with by_office() as work:
        if how == "left":
            work.session.execute(update(User).where(User.id == cast.anna).values(is_active=False))
        elif how == "binned":
            work.session.get_one(User, cast.anna).deleted_at = work.now
        elif how == "role":
            work.session.execute(RoleGrant.__table__.delete().where(RoleGrant.right == "tasks.view"))  # type: ignore[attr-defined]
    if how == "gone":
        with by(cast.mona) as work:
            tasks.bin(work, given, card(cast.mona, given).version)
    elif how == "task":
        take_away(given, cast.carol)
    before = dump()
    assert look(link) is None
    assert click(link) is None
    assert dump() == before


def take_away(task_id: int, other: int) -> None:
    """The task belongs to somebody else, as if it had never been anybody's before."""
    with by_office() as work:
        work.session.execute(update(Delegation).where(Delegation.task_id == task_id).values(from_id=other, to_id=other))
        work.session.execute(
            update(Task.__table__).where(Task.id == task_id).values(owner_id=other, delegator_id=None)  # type: ignore[arg-type]
        )


def test_a_right_that_was_lost_is_asked_when_it_is_used(cast: Cast, given: int, dump: Dumper) -> None:
    links = {action: token(cast.anna, action, given) for action in ("accept", "snooze")}
    with by_office() as work:
        lost = RoleGrant.right.in_(["tasks.edit", "inbox.edit"])
        work.session.execute(RoleGrant.__table__.delete().where(lost))  # type: ignore[attr-defined]
    before = dump()
    for link in links.values():
        assert _sure(look(link)).said == "digests.act.not_yours"
        assert _sure(click(link)).said == "digests.act.not_yours"
    assert dump() == before


def test_somebody_elses_link_does_what_they_may_and_not_what_i_may(cast: Cast, given: int, dump: Dumper) -> None:
    """Carol sees nothing of it; a link to her would be worth nothing, whoever opens it."""
    with by_office() as work:
        reader = digest_contents.as_reader(work, cast.carol)
        link = digest_tokens.sign(reader, "accept", given, 1)
    before = dump()
    assert click(link) is None
    assert dump() == before


def test_what_the_service_refuses_is_said_in_its_words(cast: Cast, dump: Dumper) -> None:
    first = a_task(cast.anna, title="First")
    second = a_task(cast.anna, title="Second", blocked_by=[first])
    link = token(cast.anna, "done", second)
    before = dump()
    found = _sure(click(link))
    assert (found.said, found.params, found.is_done) == ("tasks.blocked", {"names": "First"}, False)
    assert dump() == before


def test_two_clicks_at_once_do_it_once(cast: Cast, given: int) -> None:
    links = [token(cast.anna, "accept", given), token(cast.anna, "snooze", given)]
    results: list[Asked | None] = []
    failures: list[Exception] = []
    line = threading.Barrier(6)

    def press(link: str) -> None:
        line.wait()
        try:
            results.append(click(link))
        except Refusal:
            results.append(look(link))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=press, args=(link,)) for link in links * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    done = [found.action for found in results if found and found.is_done]
    assert sorted(done) in (["accept"], ["accept", "snooze"])
    with by_office() as work:
        assert len(work.session.execute(select(Entry).where(Entry.kind == "task.accepted")).scalars().all()) == 1


def mutants(link: str, count: int) -> Iterator[str]:
    """Links that differ from this one in one place, in many, in length, in case."""
    chance, letters = random.Random(11), string.ascii_letters + string.digits + "-_=. %/"
    for _ in range(count):
        mutant = list(link)
        for _ in range(chance.choice((1, 1, 2, 5, 40))):
            mutant[chance.randrange(len(mutant))] = chance.choice(letters)
        forged = "".join(mutant)[: chance.choice((len(link), len(link), 1, 0))] + chance.choice(("", "", "A", "\n"))
        if forged != link:
            yield forged


def test_no_mutation_of_a_link_is_accepted(cast: Cast, given: int, dump: Dumper) -> None:
    """A hundred thousand; and what belongs to another purpose, another key, another half."""
    link, other = token(cast.anna, "accept", given), token(cast.anna, "snooze", given)
    before = dump()
    with begin(Actor.nobody()) as work:
        count = 100_000 if work.session.get_bind().dialect.name == "sqlite" else 20_000
        assert not [forged for forged in mutants(link, count) if digest_actions.asked(work, forged)]
        now = work.now
    said, _, mac = link.partition(".")
    strange = [
        f"{other.partition('.')[0]}.{mac}", f"{said}.", said, f".{mac}", f"{link}.", f" {link}", link.swapcase(),
        signed.sign("unsubscribe", [cast.anna, "accept", given, 1, "2026-03-10"], now),
        "", "x", "x" * 5000, "' OR 1=1 --", "\x00", "\udcff", "é",
    ]  # fmt: skip
    for forged in strange:
        assert look(forged) is None
        assert click(forged) is None
    assert dump() == before


def test_putting_off_is_for_the_office_alone(cast: Cast, given: int, dump: Dumper) -> None:
    before = dump()
    for actor in (Actor.nobody(), Actor.person(cast.admin)):
        with pytest.raises(Refusal), begin(actor, writes=True) as work:
            putting_off.put_off(work, cast.anna, "task.reminder", "task", given, TOMORROW_NINE)
    assert dump() == before


def _sure(found: Asked | None) -> Asked:
    assert found is not None
    return found
