"""Absences: days that do not overlap, substitutes who are there, chains that end and circles that are refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import people
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from crm.core.work import Actor, begin
from crm.flows import hand_over
from crm.people.away import Spell, check, circle_day, stand_in
from tests.conftest import Cast
from tests.firm import TODAY, by, by_office, codes


def day(number: int) -> date:
    """A day of June."""
    return date(2026, 6, number)


def away(person: int, first: date, last: date, substitute: int | None = None, note: str = "") -> int:
    with by(person) as work:
        return people.add_my_absence(work, first_on=first, last_on=last, substitute_id=substitute, note=note)


def who(on: date, *persons: int) -> dict[int, int | None]:
    with by_office() as work:
        return people.away(work, persons, on)


def refused(person: int, first: date | None, last: date | None, substitute: int | None = None, note: str = "") -> Any:
    with by(person) as work, pytest.raises(Invalid) as refusal:
        people.add_my_absence(work, first_on=first, last_on=last, substitute_id=substitute, note=note)
    return codes(refusal.value.problems)


def test_somebody_is_away_from_the_first_day_to_the_last_and_back_after(cast: Cast) -> None:
    away(cast.anna, day(8), day(12), cast.bob)
    away(cast.carol, day(12), day(12))
    everybody = (cast.anna, cast.bob, cast.carol)
    assert who(day(7), *everybody) == {}
    assert who(day(8), *everybody) == {cast.anna: cast.bob}
    assert who(day(12), *everybody) == {cast.anna: cast.bob, cast.carol: None}
    assert who(day(13), *everybody) == {}
    assert who(day(12), cast.bob) == {}


def test_whose_substitute_is_away_too_is_stood_in_for_by_the_next(cast: Cast) -> None:
    away(cast.anna, day(1), day(20), cast.bob)
    away(cast.bob, day(8), day(12), cast.carol)
    assert who(day(5), cast.anna) == {cast.anna: cast.bob}
    assert who(day(8), cast.anna, cast.bob) == {cast.anna: cast.carol, cast.bob: cast.carol}
    assert who(day(13), cast.anna) == {cast.anna: cast.bob}


def test_nobody_stands_in_when_the_last_of_the_chain_is_away_alone_or_has_left(cast: Cast) -> None:
    away(cast.anna, day(1), day(20), cast.bob)
    away(cast.bob, day(8), day(12))
    assert who(day(8), cast.anna) == {cast.anna: None}
    away(cast.mona, day(1), day(20), cast.carol)
    with by(cast.admin) as work:
        hand_over.deactivate(work, cast.carol, None, takes_over=cast.admin)
    assert who(day(8), cast.mona) == {cast.mona: None}


def test_days_of_one_person_do_not_overlap(cast: Cast, dump: Any) -> None:
    away(cast.anna, day(8), day(12))
    before = dump()
    for first, last in ((8, 12), (12, 20), (1, 8), (10, 10), (1, 20)):
        assert refused(cast.anna, day(first), day(last)) == {("hours.absence_overlaps", "first_on")}
    assert dump() == before
    away(cast.anna, day(13), day(13))  # touching is no overlap
    away(cast.bob, day(8), day(12))  # nor is somebody else's


def test_what_is_no_absence_is_refused_at_its_field(cast: Cast, dump: Any) -> None:
    before = dump()
    assert refused(cast.anna, day(12), day(8)) == {("hours.absence_backwards", "last_on")}
    assert refused(cast.anna, None, None) == {("error.required", "first_on"), ("error.required", "last_on")}
    assert refused(cast.anna, date(1999, 1, 1), date(9999, 12, 31)) == {
        ("hours.day_out_of_range", "first_on"),
        ("hours.day_out_of_range", "last_on"),
    }
    assert refused(cast.anna, day(1), day(2), cast.anna) == {("hours.substitute_self", "substitute_id")}
    for nobody in (999, -1, 0):
        assert refused(cast.anna, day(1), day(2), nobody) == {("hours.substitute_gone", "substitute_id")}
    assert refused(cast.anna, day(1), day(2), note="x" * 201) == {("error.too_long", "note")}
    assert dump() == before


def test_who_has_left_stands_in_for_nobody_but_stays_where_they_were_named(cast: Cast) -> None:
    number = away(cast.anna, day(1), day(2), cast.bob)
    with by(cast.admin) as work:
        hand_over.deactivate(work, cast.bob, None, takes_over=cast.admin)
    assert refused(cast.anna, day(8), day(9), cast.bob) == {("hours.substitute_gone", "substitute_id")}
    with by(cast.anna) as work:
        people.edit_my_absence(work, number, None, first_on=day(1), last_on=day(3), substitute_id=cast.bob)


def test_substitutes_in_a_circle_are_refused_on_the_days_they_would_meet(cast: Cast, dump: Any) -> None:
    away(cast.anna, day(1), day(10), cast.bob)
    away(cast.bob, day(8), day(20), cast.carol)
    before = dump()
    assert refused(cast.carol, day(5), day(12), cast.anna) == {("hours.substitute_circle", "substitute_id")}
    assert dump() == before
    away(cast.carol, day(11), day(12), cast.anna)  # Anna is back by then


def test_everybody_changes_their_own_only_and_whoever_sets_people_up_anybodys(cast: Cast, dump: Any) -> None:
    number = away(cast.anna, day(8), day(12), cast.bob, "Holiday")
    before = dump()
    fields: dict[str, Any] = {"first_on": day(8), "last_on": day(9)}
    for person in (cast.bob, cast.mona, cast.admin):
        with by(person) as work, pytest.raises(NotFound):
            people.edit_my_absence(work, number, None, **fields)
        with by(person) as work, pytest.raises(NotFound):
            people.remove_my_absence(work, number)
    for person in (cast.bob, cast.mona):
        with by(person) as work, pytest.raises(Forbidden):
            people.edit_absence(work, number, None, **fields)
    with begin(Actor.nobody(), writes=True) as work, pytest.raises(NotSignedIn):
        people.add_my_absence(work, **fields)
    assert dump() == before
    with by(cast.admin) as work:
        people.edit_absence(work, number, 1, **fields)
        assert [row.last_on for row in people.absences_of(work, cast.anna)] == [day(9)]
    with by(cast.anna) as work, pytest.raises(Conflict) as refusal:
        people.edit_my_absence(work, number, 1, **fields)
    assert refusal.value.params["actor_id"] == cast.admin


def test_an_absence_that_is_taken_back_was_none(cast: Cast) -> None:
    number = away(cast.anna, day(8), day(12), cast.bob)
    with by(cast.anna) as work:
        people.remove_my_absence(work, number)
        assert people.my_absences(work) == []
    assert who(day(8), cast.anna) == {}
    away(cast.anna, day(8), day(12))


def test_the_list_shows_the_latest_first_and_not_what_is_long_over(cast: Cast) -> None:
    for first in (TODAY - timedelta(days=400), TODAY - timedelta(days=20), TODAY, TODAY + timedelta(days=30)):
        away(cast.anna, first, first)
    with by(cast.anna) as work:
        shown = [row.first_on for row in people.my_absences(work)]
    assert shown == [TODAY + timedelta(days=30), TODAY, TODAY - timedelta(days=20)]


PERSONS = st.integers(1, 5)
_days = st.integers(1, 12).map(day)


@st.composite
def _spells(draw: st.DrawFn) -> Spell:
    first, last = sorted((draw(_days), draw(_days)))
    return Spell(draw(PERSONS), first, last, draw(st.one_of(st.none(), PERSONS)))


@given(st.lists(_spells(), max_size=8))
def test_whatever_is_let_in_no_day_has_a_circle_and_every_chain_ends(wanted: list[Spell]) -> None:
    known: list[Spell] = []
    for spell in wanted:
        if not check(spell, known):
            known.append(spell)
    for on in (day(number) for number in range(1, 13)):
        absent = {spell.person_id: spell.substitute_id for spell in known if spell.covers(on)}
        for person in absent:
            found = stand_in(person, absent, range(1, 6))
            assert found is None or (found != person and found not in absent)
            steps, current = 0, absent.get(person)
            while current is not None:
                steps, current = steps + 1, absent.get(current)
                assert steps <= 5, "a circle was let in"


@given(_spells(), st.lists(_spells(), max_size=6))
def test_a_circle_is_found_on_its_first_day_and_only_where_there_is_one(new: Spell, others: list[Spell]) -> None:
    rest = [spell for spell in others if spell.person_id != new.person_id]
    by_person = {spell.person_id: spell for spell in rest}  # one absence each
    found = circle_day(new, by_person.values())

    def leads_back(on: date) -> bool:
        current, seen = new.substitute_id, set[int]()
        while current is not None and current not in seen:
            if current == new.person_id:
                return True
            seen.add(current)
            spell = by_person.get(current)
            current = spell.substitute_id if spell and spell.covers(on) else None
        return False

    span = [new.first_on + timedelta(days=ahead) for ahead in range((new.last_on - new.first_on).days + 1)]
    assert found == next((on for on in span if leads_back(on)), None)
