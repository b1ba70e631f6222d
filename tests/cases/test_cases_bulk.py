"""Many cases at once: each keeps its rights and its ways, the new owner is told unless they are very many; undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import func, select

from crm import cases, clients
from crm.cases import Filters
from crm.core.errors import Forbidden, Invalid
from crm.core.work import Actor, begin
from crm.flows import bulk
from crm.flows.bulk import Report, Selection
from crm.flows.bulk_changes import Change
from crm.flows.undo import undo
from crm.notifications.tables import Entry
from tests.conftest import Cast
from tests.firm import by, by_office


def of(person: int) -> bulk.Begin:
    return lambda: begin(Actor.person(person), writes=True)


def done(person: int, change: Change, ids: Sequence[int] = (), **query: str) -> Report:
    with by(person) as work:
        newest = bulk.newest(work, "cases")
    chosen = Selection("cases", tuple(ids), None if ids else query, newest)
    return bulk.run(change, chosen, bulk.preview(change, chosen, of(person)), of(person))


def told(person: int) -> int:
    with by_office() as work:
        found = select(func.count()).select_from(Entry).where(Entry.person_id == person, Entry.kind == "case.assigned")
        return work.session.execute(found).scalar_one()


@pytest.fixture
def shop(cast: Cast) -> list[int]:
    """Anna's two cases, one of them done, and carol's."""
    with by(cast.admin) as work:
        client = clients.create(work, is_company=True, name="Młyn", owner_id=cast.anna)
        kind = cases.create_kind(work, name="Inquiry", colour="#2d78d2")
        given = {"client_id": client, "kind_id": kind, "due_on": date(2026, 3, 31)}
        made = [cases.create(work, **given, owner_id=who, title="x") for who in (cast.anna, cast.anna, cast.carol)]
        cases.move(work, made[1], "done", None)
    return made


def rows(*ids: int) -> list[cases.CaseCard]:
    with by_office() as work:
        return [cases.get(work, one) for one in ids]


def test_who_may_only_look_changes_nothing(cast: Cast, shop: list[int]) -> None:
    with pytest.raises(Forbidden):
        done(cast.vera, Change("cases", "priority", code="high"), shop)
    report = done(cast.anna, Change("cases", "priority", code="high"), shop)
    assert [one.id for one in report.of(bulk.CHANGED)] == shop[:2], "not what she does not see"
    assert [row.priority for row in rows(*shop)] == ["high", "high", "normal"]


def test_states_move_only_along_their_ways(cast: Cast, shop: list[int]) -> None:
    report = done(cast.admin, Change("cases", "state", code="done"), shop)
    assert [row.state for row in rows(*shop)] == ["done"] * 3
    assert len(report.of(bulk.CHANGED)) == 2
    with by(cast.admin) as work:
        cases.move(work, shop[0], "in_progress", None)
    change = Change("cases", "state", code="waiting")
    tried = bulk.preview(change, Selection("cases", tuple(shop)), of(cast.admin))
    assert [one.outcome for one in tried.verdicts] == [bulk.CHANGED, bulk.REFUSED, bulk.REFUSED]
    assert {problem.code for one in tried.of(bulk.REFUSED) for problem in one.problems} == {"cases.no_way"}


def test_terms_are_moved_and_all_comes_back(cast: Cast, shop: list[int]) -> None:
    report = done(cast.admin, Change("cases", "due_on", move=1, unit="month"))
    assert [row.due_on for row in rows(*shop)] == [date(2026, 4, 30)] * 3
    assert report.batch_id is not None
    assert undo(report.batch_id, of(cast.admin)).left == []
    assert [row.due_on for row in rows(*shop)] == [date(2026, 3, 31)] * 3


def test_what_the_filters_match_is_given_away_and_the_owner_told_once_for_each(cast: Cast, shop: list[int]) -> None:
    before = told(cast.bob)
    done(cast.admin, Change("cases", "owner", person_id=cast.bob), owner=str(cast.anna), state="new,done")
    assert [row.owner_id for row in rows(*shop)] == [cast.bob, cast.bob, cast.carol]
    assert told(cast.bob) - before == 2


def test_very_many_are_given_away_without_a_message_for_each(cast: Cast, shop: list[int]) -> None:
    card = rows(shop[0])[0]
    with by(cast.admin) as work:
        for _ in range(bulk.TOLD_ONE_BY_ONE):
            cases.create(work, client_id=card.client_id, kind_id=card.kind_id, title="y")
    report = done(cast.admin, Change("cases", "owner", person_id=cast.bob))
    assert len(report.of(bulk.CHANGED)) == bulk.TOLD_ONE_BY_ONE + 3
    assert told(cast.bob) == 0


def test_deleted_together_they_come_back_together(cast: Cast, shop: list[int]) -> None:
    report = done(cast.admin, Change("cases", "delete"), shop)
    with by(cast.admin) as work:
        assert cases.listing(work, Filters()).total == 0
    assert report.batch_id is not None
    assert undo(report.batch_id, of(cast.admin)).done == 3
    with by(cast.admin) as work:
        assert cases.listing(work, Filters()).total == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Change("cases", "state"), "state"),
        (Change("cases", "priority"), "priority"),
        (Change("cases", "cancel"), "what"),
        (Change("cases", "due_on", move=0), "move"),
    ],
)
def test_a_change_that_lacks_something_is_not_tried(cast: Cast, shop: list[int], change: Change, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        bulk.preview(change, Selection("cases", tuple(shop)), of(cast.admin))
    assert [problem.field for problem in refusal.value.problems] == [field]
