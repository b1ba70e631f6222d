"""The bell: one's own entries, nobody else's."""

from __future__ import annotations

from datetime import date, timedelta

import probe
import pytest
from sqlalchemy import update

from crm import notifications
from crm.core.errors import Forbidden, NotFound, NotSignedIn
from crm.core.work import Actor, begin
from crm.notifications.tables import Entry
from tests.conftest import NOON, Cast, Clock


@pytest.fixture(autouse=True)
def _probe() -> None:
    probe.register()


def tell(people: list[int], count: int = 1) -> int:
    row_id = probe.record([], date(2026, 3, 17), [])
    with probe.office() as work:
        for n in range(count):
            notifications.tell(
                work, "monitoring.ending", subject_kind="probe", subject_id=row_id, people=people, key=f"{row_id}:{n}"
            )
    return row_id


def test_a_stranger_sees_nothing(cast: Cast) -> None:
    tell([cast.anna])
    with begin(Actor.nobody(), writes=True) as work:
        for call in (notifications.unread, notifications.entries, notifications.mark_all_read):
            with pytest.raises(NotSignedIn):
                call(work)


def test_everybody_sees_their_own_newest_first_page_by_page(cast: Cast) -> None:
    row_id = tell([cast.anna], 60)
    tell([cast.bob])
    with begin(Actor.person(cast.anna)) as work:
        first, second = notifications.entries(work), notifications.entries(work, page=2)
        assert notifications.unread(work) == 60
    assert (len(first.rows), len(second.rows), first.total) == (50, 10, 60)
    assert [row.id for row in first.rows] == sorted((row.id for row in first.rows), reverse=True)
    assert first.rows[0].path == f"/probe?id={row_id}"
    assert first.rows[0].title == "Monitoring ends in 7 days: Probe"


def test_reading_is_for_ones_own_entries_only(cast: Cast, clock: Clock) -> None:
    tell([cast.anna, cast.bob])
    mine, others = sorted(probe.bells(), key=lambda entry: entry.person_id != cast.anna)
    with begin(Actor.person(cast.anna), writes=True) as work:
        notifications.mark_read(work, mine.id)
        notifications.mark_read(work, mine.id)
        for wrong in (others.id, 10**9, 0, -1):
            with pytest.raises(NotFound):
                notifications.mark_read(work, wrong)
        assert notifications.unread(work) == 0
        assert notifications.entries(work, only_unread=True).rows == []
        assert notifications.entries(work).rows[0].read_at == NOON
    with begin(Actor.person(cast.bob)) as work:
        assert notifications.unread(work) == 1


def test_all_of_mine_are_read_at_once(cast: Cast) -> None:
    tell([cast.anna, cast.bob], 3)
    with begin(Actor.person(cast.anna), writes=True) as work:
        assert notifications.mark_all_read(work) == 3
        assert notifications.mark_all_read(work) == 0
    with begin(Actor.person(cast.bob)) as work:
        assert notifications.unread(work) == 3


def test_unread_is_counted_no_further_than_a_hundred(cast: Cast) -> None:
    tell([cast.anna], 105)
    with begin(Actor.person(cast.anna)) as work:
        assert notifications.unread(work) == 100


def test_what_was_read_a_year_ago_goes_and_what_was_not_stays(cast: Cast, clock: Clock) -> None:
    tell([cast.anna], 3)
    old = NOON - timedelta(days=366)
    read, unread, _ = probe.bells()
    with probe.office() as work:
        work.session.execute(update(Entry).where(Entry.id.in_([read.id, unread.id])).values(created_at=old))
        work.session.execute(update(Entry).where(Entry.id == read.id).values(read_at=old))
    with probe.office() as work:
        assert notifications.forget(work, limit=100) == 1
        assert notifications.forget(work, limit=100) == 0
    assert len(probe.bells()) == 2
    assert len(probe.mails()) == 3


def test_forgetting_is_the_offices(cast: Cast) -> None:
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Forbidden):
        notifications.forget(work, limit=1)
