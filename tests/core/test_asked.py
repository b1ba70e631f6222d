"""What an address's query asks for: understood, or as if it were not there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crm.core import asked
from crm.core.asked import BIGGEST_ID, EARLIEST, LATEST


@pytest.mark.parametrize("value", [None, "", "x", "-1", "0", "1.0", "٣", " ", str(BIGGEST_ID + 1), "1 OR 1", [], 7])
def test_what_is_no_number_of_a_record_is_none(value: object) -> None:
    assert asked.number(value) is None


def test_a_number_is_read_up_to_the_biggest() -> None:
    assert asked.number(" 7 ") == asked.number(["7", "8"]) == 7
    assert asked.number(str(BIGGEST_ID)) == BIGGEST_ID


@pytest.mark.parametrize("value", [None, "", "tomorrow", "2026-02-30", "1899-12-31", "2200-12-32", "9999-12-31"])
def test_what_no_calendar_has_is_no_day(value: object) -> None:
    assert asked.day(value) is None


def test_days_are_read_from_the_first_to_the_last() -> None:
    assert [asked.day(str(one)) for one in (EARLIEST, LATEST)] == [EARLIEST, LATEST]
    assert asked.day("2026-03-10") == date(2026, 3, 10)


@pytest.mark.parametrize("value", [None, "", "soon", "2026-03-10", "2026-03-10T08:00:00", "9999-12-31T23:59:59+00:00"])
def test_what_is_no_moment_of_any_zone_is_none(value: object) -> None:
    assert asked.moment(value) is None


def test_moments_are_read_wherever_they_were_written() -> None:
    said = ("2026-03-10T08:00:00+00:00", "2026-03-10T08:00:00Z", "2026-03-10T09:00:00+01:00")
    assert {asked.moment(one) for one in said} == {datetime(2026, 3, 10, 8, tzinfo=UTC)}


def test_words_are_those_that_are_known_in_their_own_order() -> None:
    known = ("new", "open", "done")
    assert asked.some_of("done,what,new", known) == ("new", "done")
    assert asked.some_of(None, known) == ()
    assert (asked.one_of("open", known), asked.one_of("Open", known), asked.one_of(3, known)) == ("open", "", "")


def test_a_search_is_one_line_and_not_too_long() -> None:
    assert asked.line(" a\nb\x00 ") == "a b\ufffd"
    assert asked.line("x" * 500) == "x" * 200
    assert asked.line("abc", 2) == "ab"


def test_an_address_says_only_what_is_asked_for() -> None:
    found = {"q": "", "owner": None, "page": 3, "from": date(2026, 3, 10), "desc": True, "mine": False}
    assert asked.for_address(found) == {"page": "3", "from": "2026-03-10", "desc": "1"}
    assert asked.is_on("1")
    assert not asked.is_on("yes")
