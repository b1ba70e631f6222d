"""Pictures count and show exactly what the list shows: by month and type, one by one, by urgency."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm import monitoring
from crm.monitoring import Filters
from crm.monitoring.pictures import MOST_BARS, MonthCount, urgency
from tests.conftest import Cast
from tests.firm import TODAY, a_contract, a_firm, a_watch, by

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def watches(cast: Cast, *ends: date | None) -> list[int]:
    contract = a_contract(cast, a_firm(cast))
    return [a_watch(cast, contract, ends_on=end) for end in ends]


def test_ends_are_counted_by_month_and_type(cast: Cast) -> None:
    contract = a_contract(cast, a_firm(cast))
    for end, type in (
        (date(2026, 3, 31), "gwarancja"), (date(2026, 4, 1), "gwarancja"), (date(2026, 4, 30), "gwarancja"),
        (date(2026, 4, 2), "licencja"), (date(2026, 5, 1), "licencja"), (None, "licencja"),
    ):  # fmt: skip
        a_watch(cast, contract, ends_on=end, type=type)
    with by(cast.admin, writes=False) as work:
        assert monitoring.ends_by_month(work, Filters(), TODAY, 2) == [
            MonthCount(MARCH, "gwarancja", 1), MonthCount(APRIL, "gwarancja", 2), MonthCount(APRIL, "licencja", 1),
        ]  # fmt: skip
        assert monitoring.ends_by_month(work, Filters(type="licencja"), TODAY, 1) == []


def test_a_timeline_shows_what_ends_in_its_months_by_the_end(cast: Cast) -> None:
    late, early, other, _ = watches(cast, date(2026, 4, 30), date(2026, 3, 31), date(2026, 5, 1), None)
    with by(cast.admin, writes=False) as work:
        bars, is_more = monitoring.timeline(work, Filters(), TODAY, 2)
        assert ([bar.row.id for bar in bars], is_more) == ([early, late], False)
        assert [bar.urgency for bar in bars] == ["month", "later"]
        bars, _ = monitoring.timeline(work, Filters(), date(2026, 5, 20), 1)
        assert [bar.row.id for bar in bars] == [other]


def test_a_timeline_says_when_there_is_more_than_it_shows(cast: Cast) -> None:
    watches(cast, *[date(2026, 4, 1)] * (MOST_BARS + 1))
    with by(cast.admin, writes=False) as work:
        bars, is_more = monitoring.timeline(work, Filters(), APRIL, 1)
        assert (len(bars), is_more) == (MOST_BARS, True)


def test_each_figure_counts_what_its_list_shows(cast: Cast) -> None:
    day = timedelta(days=1)
    watches(cast, TODAY, TODAY + 7 * day, TODAY + 8 * day, TODAY + 30 * day, TODAY + 31 * day, None)
    with by(cast.admin, writes=False) as work:
        found = monitoring.figures(work, Filters(last_from=APRIL))
        assert {one.name: one.count for one in found} == {"week": 2, "month": 4, "no_end": 1}
        for one in found:
            assert monitoring.listing(work, one.filters).total == one.count


def test_nobody_sees_more_in_a_picture_than_in_the_list(cast: Cast) -> None:
    watches(cast, date(2026, 3, 31), date(2026, 4, 1))
    with by(cast.carol, writes=False) as work:
        assert monitoring.listing(work, Filters()).total == 0
        assert monitoring.ends_by_month(work, Filters(), TODAY, 12) == []
        assert monitoring.timeline(work, Filters(), TODAY, 12) == ([], False)
        assert all(one.count == 0 for one in monitoring.figures(work, Filters()))


@pytest.mark.parametrize(
    ("days", "state", "expected"),
    [
        (0, "active", "week"), (7, "active", "week"), (8, "scheduled", "month"), (30, "active", "month"),
        (31, "active", "later"), (-1, "active", "over"), (5, "finished", "over"), (5, "cancelled", "over"),
    ],
)  # fmt: skip
def test_urgency_follows_from_the_days_left(days: int, state: str, expected: str) -> None:
    assert urgency(TODAY + timedelta(days=days), state, TODAY) == expected


def test_what_never_ends_is_never_urgent() -> None:
    assert urgency(None, "active", TODAY) == "later"
