"""Today: each figure is exactly what its link lists, for whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm import agenda, monitoring
from crm.core.errors import NotSignedIn
from crm.core.work import Actor, begin
from tests.conftest import Cast, Clock
from tests.firm import TODAY, a_contract, a_firm, a_watch, by, by_office


def test_figures_equal_the_lists_behind_them(cast: Cast, clock: Clock) -> None:
    firm = a_firm(cast)
    hers, foreign = a_contract(cast, firm), a_contract(cast, firm, owner_id=cast.carol)
    for days in (-1, 0, 5, 30, 31, None):
        last = None if days is None else TODAY + timedelta(days)
        a_watch(cast, hers, title=str(days), starts_on=TODAY - timedelta(9), ends_on=last)
        a_watch(cast, foreign, title=f"foreign {days}", starts_on=TODAY - timedelta(9), ends_on=last)
    clock.set(datetime(2026, 3, 10, 12, tzinfo=UTC))
    with by_office() as work:
        assert monitoring.finish_ended(work, 10) == 2
    with by(cast.anna, writes=False) as work:
        today = agenda.today(work)
        assert [row.title for row in today.ends_soon] == ["0", "5", "30"]
        assert (today.ends_soon_count, today.no_end_count, today.finished_count) == (3, 1, 1)
        assert today.unread == 6
        for count, filters in (
            (today.ends_soon_count, today.ends_soon_filters),
            (today.no_end_count, today.no_end_filters),
            (today.finished_count, today.finished_filters),
        ):
            through_the_address = monitoring.Filters.of(filters.query())
            assert monitoring.listing(work, through_the_address).total == count


def test_the_list_is_short_and_the_count_is_whole(cast: Cast) -> None:
    contract = a_contract(cast, a_firm(cast))
    for number in range(12):
        a_watch(cast, contract, title=str(number), ends_on=TODAY + timedelta(3))
    with by(cast.anna, writes=False) as work:
        today = agenda.today(work)
    assert (len(today.ends_soon), today.ends_soon_count) == (10, 12)


def test_nobody_s_day_is_empty_and_a_stranger_has_none(cast: Cast) -> None:
    a_watch(cast, a_contract(cast, a_firm(cast)))
    for person in (cast.vera, cast.bob, cast.admin):
        with by(person, writes=False) as work:
            today = agenda.today(work)
        assert (today.ends_soon, today.ends_soon_count, today.no_end_count, today.unread) == ([], 0, 0, 0)
    with pytest.raises(NotSignedIn), begin(Actor.nobody()) as work:
        agenda.today(work)
