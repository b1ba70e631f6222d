"""What is refused of a series, and what its preview, its list and its log show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from crm import tasks
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from crm.core.work import Actor, begin
from crm.tasks import series, series_lists
from tests.conftest import Cast, Clock
from tests.tasks.series_steps import begun, card, change, form, made, recur


def test_two_who_change_it_at_once_meet(cast: Cast) -> None:
    one = begun(cast.anna)
    version = card(cast.anna, one).version
    change(cast.anna, lambda work: series.pause(work, one, version))
    with pytest.raises(Conflict):
        change(cast.anna, lambda work: series.edit(work, one, version, form(owner_id=cast.anna)))


def test_a_series_for_somebody_one_may_not_give_tasks_is_refused(cast: Cast, dump: Any) -> None:
    before = dump()
    for owner in (cast.carol,):
        with pytest.raises(Forbidden):
            begun(cast.anna, owner_id=owner)
    with pytest.raises(Forbidden):
        begun(cast.vera)
    assert dump() == before


def test_of_a_strangers_series_nothing_is_known(cast: Cast, dump: Any) -> None:
    one = begun(cast.carol)
    before = dump()
    for act in (series.pause, series.resume, series.delete):
        with pytest.raises((NotFound, Forbidden)):
            change(cast.anna, lambda work, act=act: act(work, one, None))
    with pytest.raises(NotFound):
        card(cast.anna, one)
    with begin(Actor.person(cast.anna)) as work:
        assert series_lists.listing(work).rows == []
    assert dump() == before


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"title": " "}, "title", "error.required"),
        ({"rule": "FREQ=MINUTELY"}, "rule", "series.rule_too_often"),
        ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rule", "series.rule_never"),
        ({"starts_on": None}, "starts_on", "error.required"),
        ({"starts_on": date(1900, 1, 1)}, "starts_on", "series.start_out"),
        ({"days_ahead": 400}, "days_ahead", "series.number_out"),
        ({"lasts": -1}, "lasts", "series.number_out"),
        ({"mode": "sometimes"}, "mode", "series.mode_unknown"),
        ({"day_off": "work"}, "day_off", "series.day_off_unknown"),
        ({"priority": "hot"}, "priority", "tasks.priority_unknown"),
        ({"owner_id": None}, "owner_id", "error.required"),
    ],
)
def test_bad_input_is_said_at_its_field_and_nothing_is_written(
    cast: Cast, dump: Any, changed: dict[str, Any], field: str, code: str
) -> None:
    before = dump()
    with pytest.raises(Invalid) as refusal:
        begun(cast.anna, **changed)
    assert (field, code) in [(problem.field, problem.code) for problem in refusal.value.problems]
    assert dump() == before


def test_a_preview_says_the_rule_and_its_next_moments(cast: Cast) -> None:
    with begin(Actor.person(cast.anna)) as work:
        words, coming = series_lists.preview(work, form(rule="FREQ=WEEKLY;BYDAY=MO,TH"))
        assert words == "every Monday and Thursday at 1:00\u202fPM"
        assert [f"{moment:%a %d}" for moment in coming] == ["Thu 12", "Mon 16", "Thu 19", "Mon 23", "Thu 26"]
        with pytest.raises(Invalid):
            series_lists.preview(work, form(rule="FREQ=SECONDLY"))


def test_a_list_shows_what_comes_first_and_finds_by_title(cast: Cast) -> None:
    late = begun(cast.anna, title="Late", starts_on=date(2026, 5, 1))
    soon = begun(cast.anna, title="Soon")
    with begin(Actor.person(cast.anna)) as work:
        assert [row.id for row in series_lists.listing(work).rows] == [soon, late]
        assert [row.id for row in series_lists.listing(work, text="lat").rows] == [late]


def lines(who: int, series_id: int) -> list[tuple[str, str, str | None]]:
    with begin(Actor.person(who)) as work:
        return [(one.outcome, f"{one.occurs_at:%d %H:%M}", one.by) for one in series_lists.log(work, series_id)]


def shown_next(who: int, series_id: int, **changed: Any) -> list[str]:
    with begin(Actor.person(who)) as work:
        found = series_lists.get(work, series_id)
        wanted = replace(series_lists.form_of(found), **changed)
        return [f"{moment:%d}" for moment in series_lists.preview(work, wanted, of=found)[1]]


def test_a_date_left_out_is_in_the_log_with_whose_doing_it_was_and_no_next_date(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna)
    at = card(cast.anna, one).coming[1]
    with begin(Actor.person(cast.mona), writes=True) as work:
        series.leave_out(work, one, 1, at)
    assert lines(cast.anna, one) == [("skipped", "11 12:00", "Mona")]
    assert shown_next(cast.anna, one) == ["10", "12", "13", "14", "15"]
    assert shown_next(cast.anna, one, starts_at=time(14))[:2] == ["10", "11"]  # other moments: nothing is left out


def test_what_was_left_out_stays_out_when_words_or_the_end_change(cast: Cast) -> None:
    one = begun(cast.anna, rule="FREQ=WEEKLY")
    at = card(cast.anna, one).coming[1]
    with begin(Actor.person(cast.anna), writes=True) as work:
        series.leave_out(work, one, None, at)
        wanted = replace(series_lists.form_of(series_lists.get(work, one)), title="Other words")
        series.edit(work, one, None, replace(wanted, rule="FREQ=WEEKLY;BYDAY=TU;COUNT=9"))
        assert at not in series_lists.get(work, one).coming
        series.edit(work, one, None, replace(wanted, rule="FREQ=WEEKLY;BYDAY=TU,WE"))
        assert at in series_lists.get(work, one).coming


def test_a_task_changed_alone_or_deleted_is_in_the_log_once_and_its_date_no_next_one(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, days_ahead=3)
    recur()
    first, second, third = made(one)
    with begin(Actor.person(cast.anna), writes=True) as work:
        given = {"title": first.title, "priority": first.priority, "from_at": first.from_at, "due_at": first.due_at}
        tasks.edit(work, first.id, None, **given)  # as it was: no line
        tasks.edit(work, first.id, None, **{**given, "title": "With the spare part"})
        tasks.edit(work, first.id, None, **{**given, "title": "With both spare parts"})
        tasks.edit(work, second.id, None, **{**given, "from_at": first.from_at, "due_at": first.due_at})
        tasks.bin(work, third.id, None)
    assert [line for line in lines(cast.anna, one) if line[2]] == [
        ("skipped", "12 12:00", "Anna"),
        ("alone", "11 12:00", "Anna"),
        ("alone", "10 12:00", "Anna"),
    ]
    assert shown_next(cast.anna, one) == ["10", "13", "14", "15", "16"]


@pytest.mark.parametrize(
    ("rule", "starts_on", "at", "changed", "coming"),
    [
        ("FREQ=MONTHLY", date(2027, 1, 31), date(2027, 2, 28), {}, ["28.02", "31.03", "30.04", "31.05", "30.06"]),
        ("FREQ=MONTHLY", date(2027, 1, 30), date(2027, 2, 28), {}, ["28.02", "30.03", "30.04", "30.05", "30.06"]),
        ("FREQ=MONTHLY;INTERVAL=3", date(2027, 1, 31), date(2027, 4, 30), {}, ["30.04", "31.07", "31.10"]),
        ("FREQ=MONTHLY;COUNT=9", date(2027, 1, 31), date(2027, 2, 28), {"rule": "FREQ=MONTHLY"}, ["28.02", "31.03"]),
        ("FREQ=YEARLY", date(2024, 2, 29), date(2027, 2, 28), {}, ["28.02", "29.02", "28.02"]),
        ("FREQ=MONTHLY", date(2027, 1, 28), date(2027, 2, 28), {}, ["28.02", "28.03", "28.04"]),
        (
            "FREQ=MONTHLY",
            date(2027, 1, 31),
            date(2027, 2, 28),
            {"rule": "FREQ=MONTHLY;BYMONTHDAY=28"},
            ["28.02", "28.03"],
        ),
        ("FREQ=MONTHLY", date(2027, 1, 31), date(2027, 2, 28), {"starts_on": date(2027, 3, 30)}, ["30.03", "30.04"]),
    ],
)
def test_split_on_the_last_day_of_a_short_month_the_day_stays_that_was_wanted(
    cast: Cast, rule: str, starts_on: date, at: date, changed: dict[str, Any], coming: list[str]
) -> None:
    one = begun(cast.anna, rule=rule, starts_on=starts_on, zone="UTC")
    later = replace(form(owner_id=cast.anna, rule=rule, starts_on=at, zone="UTC"), **changed)
    moment = datetime.combine(at, time(13), UTC)
    two = change(cast.anna, lambda work: series.split(work, one, None, moment, later))
    assert [f"{found:%d.%m}" for found in card(cast.anna, two).coming][: len(coming)] == coming
    with begin(Actor.person(cast.anna)) as work:
        assert "FREQ" not in series_lists.get(work, two).words
