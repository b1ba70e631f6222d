"""A task that comes back: it is the first of its series, the next ones follow, and what cannot be is refused whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crm import tasks
from crm.core.errors import Forbidden, Invalid, NotFound
from crm.tasks import PROPOSED_STEPS, Repeats, series, series_lists
from tests.conftest import NOON, Cast, Clock
from tests.dumping import Dumper
from tests.firm import a_firm, by
from tests.tasks.helpers import Telling, a_task, card, links
from tests.tasks.series_steps import days, finish, log, made, recur, through

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THURSDAY = NOON + 2 * DAY  # 12 March 2026, 12:00 in Warsaw
WEEKLY = Repeats("FREQ=WEEKLY")


def repeating(giver: int, repeats: Repeats = WEEKLY, **fields: Any) -> tuple[int, int]:
    with by(giver) as work:
        return tasks.create_repeating(work, repeats, **{"title": "Water the plants", "due_at": THURSDAY, **fields})


def series_of(reader: int, id: int) -> series_lists.SeriesCard:
    with by(reader, writes=False) as work:
        return series_lists.get(work, id)


def codes(refusal: pytest.ExceptionInfo[Invalid]) -> list[tuple[str | None, str]]:
    return sorted((problem.field or "", problem.code) for problem in refusal.value.problems)


def test_the_task_is_there_at_once_and_is_the_first_of_its_series(cast: Cast, clock: Clock) -> None:
    steps = list(PROPOSED_STEPS)
    task, one = repeating(cast.anna, checklist=["Roses", "Ferns"], steps=steps, priority="high", category="House")
    found = card(cast.anna, task)
    assert (found.title, found.series_id, found.occurs_at, found.due_at) == (
        "Water the plants", one, THURSDAY, THURSDAY,
    )  # fmt: skip
    assert (found.owner_id, found.state, found.priority) == (cast.anna, "accepted", "high")
    whole = series_of(cast.anna, one)
    assert (whole.title, whole.priority, whole.category, whole.checklist) == (
        "Water the plants", "high", "House", ["Roses", "Ferns"],
    )  # fmt: skip
    assert (whole.steps, whole.rule, whole.lasts) == (steps, "FREQ=WEEKLY", 0)
    assert whole.next_at == THURSDAY + 7 * DAY
    assert log(one) == [("made", 1)]


def test_the_next_ones_follow_and_the_first_is_not_made_again(cast: Cast, clock: Clock) -> None:
    _, one = repeating(cast.anna)
    through(clock, NOON, 16)
    assert days(one) == ["12 11:00", "19 11:00", "26 11:00"]
    assert [task.due_at for task in made(one)] == [task.occurs_at for task in made(one)]


def test_it_comes_where_it_begins_and_lasts_until_its_term(cast: Cast, clock: Clock) -> None:
    _, one = repeating(cast.anna, from_at=THURSDAY, due_at=THURSDAY + 3 * HOUR)
    clock.set(THURSDAY + 7 * DAY)
    recur()
    assert [(task.from_at, task.due_at) for task in made(one)] == [
        (THURSDAY + week * DAY, THURSDAY + week * DAY + 3 * HOUR) for week in (0, 7)
    ]


def test_a_beginning_without_a_term_is_enough(cast: Cast, clock: Clock) -> None:
    task, one = repeating(cast.anna, from_at=THURSDAY, due_at=None)
    clock.set(THURSDAY + 7 * DAY)
    recur()
    assert [row.due_at for row in made(one)] == [None, None]
    assert card(cast.anna, task).from_at == THURSDAY


def test_a_first_one_that_is_over_already_is_not_made_up_for(cast: Cast, clock: Clock) -> None:
    _, one = repeating(cast.anna, Repeats("FREQ=DAILY"), due_at=NOON - 5 * DAY - HOUR)
    clock.set(NOON + HOUR)
    recur()
    assert days(one) == ["05 10:00"]
    assert series_of(cast.anna, one).next_at == NOON + DAY - HOUR


def test_days_ahead_make_what_is_near_at_the_next_look(cast: Cast, clock: Clock) -> None:
    _, one = repeating(cast.anna, replace(WEEKLY, days_ahead=10))
    recur()
    assert days(one) == ["12 11:00", "19 11:00"]


def test_a_count_counts_the_first_one(cast: Cast, clock: Clock) -> None:
    _, one = repeating(cast.anna, Repeats("FREQ=DAILY;COUNT=2"))
    through(clock, NOON, 8)
    assert days(one) == ["12 11:00", "13 11:00"]
    assert series_of(cast.anna, one).state == "ended"


def test_counted_from_completion_it_waits_for_the_first_one(cast: Cast, clock: Clock) -> None:
    _, one = repeating(cast.anna, Repeats("FREQ=DAILY;COUNT=2", mode="completion"))
    through(clock, NOON, 5)
    assert days(one) == ["12 11:00"]
    finish(cast.anna, made(one)[0])
    through(clock, NOON + 5 * DAY, 3)
    assert days(one) == ["12 11:00", "16 11:00"]
    for task in made(one)[1:]:
        finish(cast.anna, task)
    through(clock, NOON + 9 * DAY, 3)
    assert len(made(one)) == 2, "the first one counts"


def test_its_day_and_hour_are_those_of_whoever_adds_it(cast: Cast, clock: Clock) -> None:
    """23:30 in Warsaw is another day in Kiritimati, and stays 23:30 there over the change of clocks in Warsaw."""
    from crm.people.tables import User

    with by(cast.admin) as work:
        work.as_office().session.get_one(User, cast.anna).zone = "Pacific/Kiritimati"
    late = datetime(2026, 3, 27, 22, 30, tzinfo=UTC)
    task, one = repeating(cast.anna, due_at=late)
    assert card(cast.anna, task).occurs_at == late
    assert series_of(cast.anna, one).zone == "Pacific/Kiritimati"
    assert series_of(cast.anna, one).next_at == late + 7 * DAY


def test_given_to_somebody_else_the_first_is_offered_and_the_rest_is_theirs(cast: Cast, clock: Clock) -> None:
    with Telling() as told:
        task, one = repeating(cast.mona, people=[cast.anna])
    assert told == {("task.assigned", cast.anna): 1}
    assert (card(cast.anna, task).state, links(task)) == ("offered", [(cast.mona, cast.anna, "offered")])
    clock.set(THURSDAY + 7 * DAY)
    recur()
    assert [(row.owner_id, row.delegator_id) for row in made(one)] == [(cast.anna, cast.mona)] * 2


def test_it_belongs_to_its_record_and_waits_for_others(cast: Cast, clock: Clock) -> None:
    firm, before = a_firm(cast), a_task(cast.anna, title="Buy a can")
    about = {"subject_kind": "client", "subject_id": firm.client}
    task, one = repeating(cast.anna, blocked_by=[before], **about)
    assert [row.title for row in card(cast.anna, task).blockers] == ["Buy a can"]
    clock.set(THURSDAY + 7 * DAY)
    recur()
    assert {(row.subject_kind, row.subject_id) for row in made(one)} == {("client", firm.client)}


def test_the_whole_series_changes_with_the_first_one_that_nobody_has_begun(cast: Cast, clock: Clock) -> None:
    task, one = repeating(cast.anna)
    whole = series_of(cast.anna, one)
    with by(cast.anna) as work:
        series.edit(work, one, whole.version, replace(series_lists.form_of(whole), title="Water twice"))
    found = card(cast.anna, task)
    assert (found.title, found.occurs_at, found.due_at) == ("Water twice", THURSDAY, THURSDAY)


def test_this_and_the_following_go_on_as_a_series_of_their_own(cast: Cast, clock: Clock) -> None:
    _, one = repeating(cast.anna)
    through(clock, NOON, 16)
    second = made(one)[1]
    whole = series_of(cast.anna, one)
    with by(cast.anna) as work:
        form = replace(series_lists.form_of(whole), title="Water less")
        two = series.split(work, one, whole.version, card(cast.anna, second.id).occurs_at, form)
    assert (days(one), days(two)) == (["12 11:00"], ["19 11:00", "26 11:00"])
    assert card(cast.anna, second.id).title == "Water less"


# Refused


@pytest.mark.parametrize(
    ("repeats", "changed", "wrong"),
    [
        (WEEKLY, {"due_at": None}, [("due_at", "tasks.repeats_when")]),
        (WEEKLY, {"title": " "}, [("title", "error.required")]),
        (WEEKLY, {"from_at": THURSDAY + HOUR}, [("due_at", "tasks.due_before_from")]),
        (WEEKLY, {"from_at": THURSDAY - 400 * DAY}, [("due_at", "series.number_out")]),
        (WEEKLY, {"blocked_by": [999]}, [("blocked_by", "tasks.blocker_gone")]),
        (WEEKLY, {"checklist": ["x" * 501]}, [("checklist", "error.too_long")]),
        (Repeats("FREQ=WEEKLY;BYDAY=MO"), {}, [("repeats", "tasks.repeats_elsewhere")]),
        (Repeats("FREQ=MINUTELY"), {}, [("rule", "series.rule_too_often")]),
        (Repeats("often"), {}, [("rule", "series.rule_frequency"), ("rule", "series.rule_part")]),
        (Repeats(""), {"title": ""}, [("rule", "series.rule_needed"), ("title", "error.required")]),
        (replace(WEEKLY, mode="sometimes"), {}, [("mode", "series.mode_unknown")]),
        (replace(WEEKLY, day_off="work"), {}, [("day_off", "series.day_off_unknown")]),
        (replace(WEEKLY, days_ahead=367), {}, [("days_ahead", "series.number_out")]),
    ],
)
def test_everything_that_is_wrong_is_said_at_its_field_and_nothing_is_written(
    cast: Cast, dump: Dumper, repeats: Repeats, changed: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    before = dump()
    with pytest.raises(Invalid) as refusal:
        repeating(cast.anna, repeats, **changed)
    assert codes(refusal) == wrong
    assert dump() == before


def test_on_a_holiday_that_is_left_out_it_cannot_begin(cast: Cast, dump: Dumper) -> None:
    """1 May 2026: moved or left out it would not be the first one."""
    may = datetime(2026, 5, 1, 10, tzinfo=UTC)
    before = dump()
    for way in ("skip", "move"):
        with pytest.raises(Invalid, match=r"tasks\.repeats_elsewhere"):
            repeating(cast.anna, Repeats("FREQ=MONTHLY", day_off=way), due_at=may)
    assert dump() == before
    repeating(cast.anna, Repeats("FREQ=MONTHLY", day_off="as_is"), due_at=may)


def test_it_is_for_one_person_only(cast: Cast, dump: Dumper) -> None:
    before = dump()
    for to in ({"people": [cast.anna, cast.bob]}, {"team_id": cast.service}, {"role_id": 1}):
        with pytest.raises(Invalid) as refusal:
            repeating(cast.mona, **to)
        assert codes(refusal) == [("people", "tasks.repeats_one")]
    assert dump() == before


def test_who_may_give_no_tasks_may_begin_no_series(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    before = dump()
    with pytest.raises(Forbidden):
        repeating(cast.vera)
    with pytest.raises(Forbidden):
        repeating(cast.anna, people=[cast.carol])
    with pytest.raises(NotFound):
        repeating(cast.carol, subject_kind="client", subject_id=firm.client)
    assert dump() == before
