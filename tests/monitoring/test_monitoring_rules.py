"""Last days by month-end arithmetic, states, and filters that survive anything an address may hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.monitoring import rules
from crm.monitoring.rules import Filters, Recipient
from tests.firm import TODAY, codes

LAST_DAYS = [
    ((2026, 1, 31), 1, "month", (2026, 2, 27)),
    ((2024, 1, 31), 1, "month", (2024, 2, 28)),
    ((2026, 1, 30), 1, "month", (2026, 2, 27)),
    ((2026, 1, 1), 1, "month", (2026, 1, 31)),
    ((2026, 3, 31), 1, "month", (2026, 4, 29)),
    ((2024, 2, 29), 1, "year", (2025, 2, 27)),
    ((2024, 2, 29), 4, "year", (2028, 2, 28)),
    ((2023, 3, 1), 1, "year", (2024, 2, 29)),
    ((2026, 3, 10), 12, "month", (2027, 3, 9)),
    ((2026, 12, 31), 2, "month", (2027, 2, 27)),
    ((2026, 3, 10), 1, "day", (2026, 3, 10)),
    ((2026, 3, 10), 2, "week", (2026, 3, 23)),
]


@pytest.mark.parametrize(("first", "n", "unit", "last"), LAST_DAYS)
def test_the_last_day_is_the_day_before_first_day_and_duration(
    first: tuple[int, int, int], n: int, unit: str, last: tuple[int, int, int]
) -> None:
    assert rules.last_day(date(*first), n, unit) == date(*last)


def test_beyond_the_calendar_raises() -> None:
    with pytest.raises((OverflowError, ValueError)):
        rules.last_day(date(9999, 1, 1), 100, "year")


def test_making_never_finishes_a_monitoring() -> None:
    assert rules.state(TODAY, TODAY) == "active"
    assert rules.state(TODAY - timedelta(9999), TODAY) == "active"
    assert rules.state(TODAY + timedelta(1), TODAY) == "scheduled"


@pytest.mark.parametrize(
    ("old", "starts", "ends", "new"),
    [
        ("cancelled", 0, 5, "cancelled"),
        ("finished", -9, -1, "finished"),
        ("finished", -9, 0, "active"),
        ("finished", -9, None, "active"),
        ("finished", 1, 9, "scheduled"),
        ("active", -9, -1, "active"),
        ("active", 2, 9, "scheduled"),
        ("scheduled", 0, 9, "active"),
    ],
)
def test_the_state_after_an_edit(old: str, starts: int, ends: int | None, new: str) -> None:
    last = None if ends is None else TODAY + timedelta(ends)
    assert rules.state_after_edit(old, TODAY + timedelta(starts), last, TODAY) == new


def test_everything_wrong_with_a_monitoring_is_said_at_once() -> None:
    found = rules.check(
        title="", type="x" * 121, starts_on=date(1500, 1, 1), ends_on=date(1400, 1, 1), note="n" * 10001
    )
    assert codes(found) == {
        ("error.required", "title"),
        ("error.too_long", "type"),
        ("error.too_long", "note"),
        ("monitoring.date_out", "starts_on"),
        ("monitoring.date_out", "ends_on"),
        ("monitoring.ends_before_start", "ends_on"),
    }
    assert codes(rules.check(title="a", type="b", starts_on=None, ends_on=None, note="")) == {
        ("error.required", "starts_on")
    }


@pytest.mark.parametrize("duration", [0, -1, 1201, True, None, 1.5, "12", 2**70])
def test_a_duration_that_is_none_is_refused(duration: object) -> None:
    found = rules.check_rule(starts="status_change", duration=duration, unit="month")
    assert codes(found) == {("monitoring.duration_wrong", "duration")}


def test_unknown_words_in_a_rule_are_refused() -> None:
    found = rules.check_rule(starts="easter", duration=1, unit="moon")
    assert codes(found) == {("monitoring.starts_unknown", "starts"), ("monitoring.unit_unknown", "unit")}


def test_recipients_are_tidied() -> None:
    told = [Recipient("person", 1, 9), Recipient("person", 1), Recipient("team", 5, 2), Recipient("contract_owner", 7)]
    assert rules.tidy(told) == [Recipient("person", 1), Recipient("team", None, 2), Recipient("contract_owner")]


FULL = Filters(
    text="Łódź & ?",
    first_from=date(2026, 1, 1),
    first_to=date(2026, 2, 1),
    last_from=date(2026, 3, 1),
    last_to=date(2026, 4, 1),
    states=("active", "finished"),
    person_id=3,
    type="przegląd",
    client_id=4,
    contract_id=5,
    no_end=True,
    mine=True,
    sort="title",
    descending=True,
)


def test_filters_go_through_an_address_unchanged() -> None:
    assert Filters.of(FULL.query()) == FULL
    assert Filters.of({}) == Filters()
    assert Filters().query() == {}


@pytest.mark.parametrize(
    "bad", ["-1", "0", str(2**63), "1 OR 1", "../", "c0ffee00", "", "٣", "9" * 40, ["x"], [], None]
)
def test_garbage_in_an_address_is_as_if_it_were_not_there(bad: object) -> None:
    names = ("from1", "to1", "from2", "to2", "state", "person", "client", "contract", "no_end", "mine", "sort", "desc")
    assert Filters.of(dict.fromkeys(names, bad)) == Filters()


@given(st.dictionaries(st.sampled_from([*FULL.query()]), st.text() | st.lists(st.text()) | st.none()))
def test_any_address_makes_filters_that_repeat_themselves(values: dict[str, object]) -> None:
    found = Filters.of(values)
    assert Filters.of(found.query()) == found
