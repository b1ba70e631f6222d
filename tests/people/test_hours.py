"""Working time: the office's week and country, a person's differences from it, and what follows for a moment."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest

from crm import people
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from crm.core.work import Actor, begin
from crm.core.workdays import OFFICE_HOURS, Hours
from crm.people.tables import User
from tests.conftest import Cast
from tests.firm import by, by_office, codes

NINE_TO_FIVE = (time(9), time(17))
EVERY_DAY = Hours((NINE_TO_FIVE,) * 7)


def working_time(person: int) -> people.WorkingTime:
    with by_office() as work:
        return people.working_time(work, person)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def refused(change: Any, *given: Any) -> Any:
    with pytest.raises(Invalid) as refusal:
        change(*given)
    return codes(refusal.value.problems)


def test_an_office_works_from_eight_to_four_in_poland_until_it_says_otherwise(cast: Cast) -> None:
    with by(cast.admin) as work:
        now = people.office_time(work)
        assert (now.hours, now.country, now.version) == (OFFICE_HOURS, "PL", 0)
        people.set_office_time(work, EVERY_DAY, "DE", now.version)
        assert people.office_time(work).country == "DE"
    assert working_time(cast.anna).hours == EVERY_DAY


def test_a_day_of_ones_own_goes_before_the_offices_and_comes_back(cast: Cast) -> None:
    with by(cast.anna) as work:
        people.set_my_time(work, {0: NINE_TO_FIVE, 4: None})
    found = working_time(cast.anna).hours
    assert (found.week[0], found.week[1], found.week[4]) == (NINE_TO_FIVE, OFFICE_HOURS.week[1], None)
    assert working_time(cast.bob).hours == OFFICE_HOURS
    with by(cast.anna) as work:
        people.set_my_time(work, {4: None}, people.my_time(work).version)
        assert people.my_time(work).week == {4: None}
    assert working_time(cast.anna).hours.week[0] == OFFICE_HOURS.week[0]


def test_hours_are_those_of_the_persons_own_zone_and_the_offices_holidays(cast: Cast) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.anna).zone = "America/New_York"
    mine = working_time(cast.anna)
    assert mine.next_open(at("2026-03-10T11:00")) == at("2026-03-10T12:00")  # 08:00 in New York
    assert mine.is_open(at("2026-03-10T19:59"))
    assert working_time(cast.bob).next_open(at("2026-11-11T09:00")) == at("2026-11-12T07:00")  # over a holiday


def test_whoever_sets_people_up_changes_somebodys_week_and_nobody_else_does(cast: Cast, dump: Any) -> None:
    with by(cast.admin) as work:
        people.set_time_of(work, cast.anna, {2: None})
        assert people.time_of(work, cast.anna).hours.week[2] is None
    before = dump()
    for person in (cast.mona, cast.bob, cast.vera):
        with by(person) as work, pytest.raises(Forbidden):
            people.set_time_of(work, cast.anna, {})
        with by(person) as work, pytest.raises(Forbidden):
            people.set_office_time(work, EVERY_DAY, "PL")
    assert dump() == before
    for nobody in (0, -1, 2**63, 999):
        with by(cast.admin) as work, pytest.raises(NotFound):
            people.time_of(work, nobody)


def test_what_cannot_be_worked_is_refused_at_its_field(cast: Cast, dump: Any) -> None:
    before = dump()
    backwards = {1: (time(16), time(8)), 2: (time(9), time(9))}
    with by(cast.anna) as work:
        assert refused(people.set_my_time, work, backwards) == {
            ("hours.ends_before_begin", "weekday_1"),
            ("hours.ends_before_begin", "weekday_2"),
        }
        assert refused(people.set_my_time, work, {7: None}) == {("hours.weekday_unknown", None)}
        people.set_my_time(work, {1: (time(14), time(0))})  # until midnight
        work.session.rollback()
    with by(cast.admin) as work:
        assert refused(people.set_office_time, work, Hours((None,) * 7), "XX") == {
            ("hours.never_open", None),
            ("hours.country_unknown", "country"),
        }
    assert dump() == before


def test_a_place_without_holidays_is_no_country(cast: Cast) -> None:
    with by(cast.admin) as work:
        people.set_office_time(work, OFFICE_HOURS, "")
    assert working_time(cast.anna).is_open(at("2026-11-11T09:00"))


def test_the_second_of_two_who_save_is_told(cast: Cast) -> None:
    with by(cast.admin) as work:
        people.set_office_time(work, EVERY_DAY, "PL", 0)
    with by(cast.admin) as work, pytest.raises(Conflict):
        people.set_office_time(work, OFFICE_HOURS, "PL", 0)
    with by(cast.anna) as work:
        people.set_my_time(work, {0: None}, 0)
    with by(cast.admin) as work, pytest.raises(Conflict) as refusal:
        people.set_time_of(work, cast.anna, {1: None}, 0)
    assert refusal.value.params["actor_id"] == cast.anna


def test_of_somebody_unknown_the_offices_hours_hold(cast: Cast) -> None:
    with begin(Actor.office()) as work:
        assert people.working_time(work, 10**6).zone == work.office.zone
    with by(cast.anna) as work, pytest.raises(Forbidden):
        people.working_time(work, cast.anna)
