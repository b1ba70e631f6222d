"""What the bell offers about tasks: only what the reader may do now; and it says why somebody refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crm import agenda, notifications, tasks
from crm.notifications.tables import Entry
from crm.people.tables import Absence
from crm.tasks import Filters, telling
from crm.ui import quick_add
from tests.conftest import NOON, Cast, Clock
from tests.firm import by, by_office
from tests.tasks.helpers import a_task, delegate, move
from tests.tasks.series_steps import begun, recur


def offers(person: int) -> dict[str, tuple[bool, bool]]:
    """For each of somebody's entries whether it can be said to be done, and handed on."""
    with by(person, writes=False) as work:
        rows = notifications.entries(work).rows
    return {row.kind: (row.may_finish, row.reassign is not None) for row in rows}


def test_what_was_given_to_me_can_be_done_from_the_bell(cast: Cast) -> None:
    a_task(cast.mona, people=[cast.anna])
    assert offers(cast.anna)["task.assigned"] == (True, True)


def test_who_came_second_is_not_offered_what_another_has_taken(cast: Cast) -> None:
    id = a_task(cast.mona, team_id=cast.service)
    takers = [person for person in (cast.anna, cast.bob) if "task.assigned" in offers(person)]
    for person in takers:
        assert offers(person)["task.assigned"][0]
    move(takers[0], id, "accept")
    for person in takers[1:]:
        assert offers(person)["task.assigned"] == (False, False)


def test_a_refusal_rings_with_its_reason(cast: Cast) -> None:
    id = a_task(cast.mona, people=[cast.anna], title="Call the hotel")
    move(cast.anna, id, "refuse", "I am in <Gdynia> that week")
    with by_office() as work:
        entry = work.session.execute(select(Entry).where(Entry.kind == "task.refused")).scalar_one()
    assert entry.person_id == cast.mona
    assert "I am in <Gdynia> that week" in entry.body


def test_a_series_rings_at_whom_somebody_else_gave_it_and_never_at_oneself(cast: Cast, clock: Clock) -> None:
    begun(cast.anna)
    begun(cast.mona, owner_id=cast.bob)
    clock.set(NOON + timedelta(hours=1))
    assert recur() == 2
    assert "task.assigned" not in offers(cast.anna)
    assert offers(cast.bob)["task.assigned"] == (True, True)


# Refused, and not forgotten


LATE_BY = timedelta(hours=2)


def passed_on_and_refused(cast: Cast) -> int:
    """Mona gave it to Anna, Anna to Bob, who refuses; its term is an hour away."""
    id = a_task(cast.mona, people=[cast.anna], title="Fit the gate", due_at=NOON + timedelta(hours=1))
    delegate(cast.anna, id, person_id=cast.bob)
    move(cast.bob, id, "refuse", "on leave")
    return id


def listed(person: int, **asked: Any) -> list[int]:
    with by(person, writes=False) as work:
        return [row.id for row in tasks.listing(work, Filters(**asked)).rows]


def test_a_refused_task_waits_for_the_answer_of_who_gave_it_last(cast: Cast) -> None:
    id = passed_on_and_refused(cast)
    assert listed(cast.anna, view="asked") == [id]
    assert listed(cast.bob, view="mine") == []
    assert listed(cast.mona, view="given") == listed(cast.anna, view="given") == [id]


def test_a_refused_task_is_late_like_any_other(cast: Cast, clock: Clock) -> None:
    id = passed_on_and_refused(cast)
    clock.set(NOON + LATE_BY)
    assert listed(cast.mona, view="given", due="overdue") == [id]
    with by(cast.mona, writes=False) as work:
        assert [row.id for row in agenda.my_tasks(work).given_late] == [id]
        [row] = tasks.listing(work, Filters(view="given")).rows
    assert row.is_late


def test_the_line_shows_a_refusal_and_offers_to_give_it_on(cast: Cast) -> None:
    passed_on_and_refused(cast)
    with by(cast.anna, writes=False) as work:
        rows = {row.kind: row for row in notifications.newest_unread(work)}
    assert rows["task.refused"].reassign
    assert not rows["task.refused"].may_finish


def test_reminders_of_a_refused_task_go_to_who_gave_it_last(cast: Cast, clock: Clock) -> None:
    id = passed_on_and_refused(cast)
    with by_office() as work:
        assert telling.audience(work.as_office(), id) == [cast.anna]
        assert telling.is_gone(work.as_office(), id) is None
    move(cast.mona, id, "cancel")
    with by_office() as work:
        assert telling.is_gone(work.as_office(), id) == "tasks.gone_over"


# To whom


def test_nobody_is_offered_as_taker_who_could_do_nothing_with_a_task(cast: Cast) -> None:
    """vera may look at tasks and no more: she could neither accept nor refuse one."""
    with by(cast.admin, writes=False) as work:
        assert set(tasks.choosable(work, [cast.bob, cast.vera])) == {cast.bob}
        assert {"Bob", "Anna"} <= set(quick_add.takers(work).values())
        assert "Vera" not in quick_add.takers(work).values()


def test_who_is_away_today_is_marked_where_people_are_chosen(cast: Cast) -> None:
    with by_office() as work:
        work.session.add(Absence(user_id=cast.bob, first_on=NOON.date(), last_on=NOON.date()))
    with by(cast.mona, writes=False) as work:
        assert tasks.choosable(work, [cast.anna, cast.bob]) == {cast.anna: False, cast.bob: True}
        assert "Bob (away)" in quick_add.takers(work).values()
