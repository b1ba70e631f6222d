"""Tasks made for today: what would have come before they were made is recorded, not sent, and nothing else is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm import jobs, tasks
from crm.core import db
from crm.people.tables import User
from crm.reminders import StepPlan, explain
from crm.reminders.tables import Due
from tests.conftest import NOON, Cast, Clock
from tests.firm import by, by_office
from tests.tasks.helpers import Telling, a_task, card, move

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAY_BEFORE, QUARTER = StepPlan(1, "day", anchor="due", channels=()), StepPlan(15, "minute", anchor="due", channels=())


def outcomes(id: int) -> list[tuple[str, str | None, bool]]:
    with db.engine().connect() as connection:
        chosen = select(Due.state, Due.reason, Due.was_late).where(Due.subject_kind == "task", Due.subject_id == id)
        return [tuple(row) for row in connection.execute(chosen.order_by(Due.due_at))]


@pytest.mark.parametrize("own", [False, True])
def test_a_task_given_for_today_tells_once_and_is_not_called_late(cast: Cast, clock: Clock, own: bool) -> None:
    with Telling() as new:
        to: dict[str, Any] = {} if own else {"people": [cast.anna]}
        id = a_task(cast.anna if own else cast.mona, due_at=NOON + 2 * HOUR, steps=[DAY_BEFORE, QUARTER], **to)
        assert jobs.remind() == 0
    assert new == ({} if own else {("task.assigned", cast.anna): 1})
    assert outcomes(id)[0] == ("late", "reminders.reason.before", False)
    assert {state for state, *_ in outcomes(id)[1:]} == {"planned"}
    with by(cast.anna) as work:
        assert explain(work, "task", id)[-1].reason == "reminders.reason.before"
    with Telling() as new:
        clock.set(NOON + 2 * HOUR - timedelta(minutes=15))
        assert jobs.remind() == 1
    assert new == {("task.reminder", cast.anna): 1}


def test_a_term_moved_to_today_is_still_told(cast: Cast) -> None:
    id = a_task(cast.mona, people=[cast.anna], due_at=NOON + 9 * DAY, steps=[DAY_BEFORE])
    with by(cast.mona) as work:
        tasks.edit(work, id, card(cast.mona, id).version, title="T", due_at=NOON + 2 * HOUR, steps=[DAY_BEFORE])
    with Telling() as new:
        assert jobs.remind() == 1
    assert new["task.reminder", cast.anna] == 1


def test_a_change_of_words_brings_nothing_back(cast: Cast) -> None:
    id = a_task(cast.mona, people=[cast.anna], due_at=NOON + 2 * HOUR, steps=[DAY_BEFORE])
    with by(cast.mona) as work:
        tasks.edit(
            work,
            id,
            card(cast.mona, id).version,
            title="T",
            priority="high",
            due_at=NOON + 2 * HOUR,
            steps=[DAY_BEFORE],
        )
    assert jobs.remind() == 0


def test_what_the_office_makes_after_its_term_still_escalates(cast: Cast) -> None:
    with by_office() as work:
        [id] = tasks.create(work, title="Late", people=[cast.anna], due_at=NOON - 2 * DAY, steps=[DAY_BEFORE])
    jobs.remind()
    told = [state for state, reason, _ in outcomes(id) if reason != "reminders.reason.before"]
    assert told == ["suppressed", "planned"]  # nobody is above; a day after its term, and three days after


@pytest.mark.parametrize(("has_higher", "last"), [(True, "admin"), (False, "mona")])
def test_who_gave_it_and_is_above_hears_once_and_then_the_next_one_up(
    cast: Cast, clock: Clock, has_higher: bool, last: str
) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.anna).supervisor_id = cast.mona
        work.session.get_one(User, cast.mona).supervisor_id = cast.admin if has_higher else None
    id = a_task(cast.mona, people=[cast.anna], due_at=NOON + HOUR)
    move(cast.anna, id, "accept")
    heard = []
    for after in (HOUR, DAY + HOUR, 3 * DAY + HOUR):
        clock.set(NOON + after)
        with Telling() as new:
            jobs.remind()
        heard += [person for kind, person in new if kind == "task.late"]
    assert heard == [cast.anna, cast.mona, getattr(cast, last)]
