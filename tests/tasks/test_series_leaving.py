"""Series and the bin, undoing, and people who leave: nothing is lost, nothing is made twice, nothing stays orphaned."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from crm import clients, tasks
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from crm.core.history import Change as Noted
from crm.core.work import Actor, begin
from crm.flows import bin as to_bin
from crm.flows import bin_lists, bin_out, bulk, hand_over, service_visits, undo
from crm.flows.bulk_changes import Change
from crm.flows.service_visits import Visits
from crm.tasks import series, series_lists
from crm.tasks.series_tables import Series, SeriesEntry
from crm.tasks.tables import Task
from tests.conftest import NOON, Cast, Clock
from tests.dumping import Dumper
from tests.firm import TODAY, a_contract, a_firm, a_watch, by, by_office
from tests.tasks.helpers import card as card_of_task
from tests.tasks.helpers import move
from tests.tasks.series_steps import begun, card, change, days, made, recur
from tests.tasks.test_tasks_leaving import writing_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KIND = "task_series"


def binned(person: int) -> list[tuple[str, str, int]]:
    with by(person) as work:
        return [(row.kind, row.title, row.hung) for row in bin_lists.listing(work).rows]


def restore(person: int, id: int, kind: str = KIND) -> int:
    with by(person) as work:
        return bin_out.restore(work, kind, id)


def delete(person: int, id: int) -> None:
    change(person, lambda work: series.delete(work, id, None))


# The bin


def test_a_series_comes_back_with_the_tasks_that_went_along_and_goes_on(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, days_ahead=3)
    recur()
    before = [(task.id, task.occurs_at) for task in made(one)]
    delete(cast.anna, one)
    assert binned(cast.anna) == [(KIND, "Look after the pump", len(before))]
    with pytest.raises(NotFound):
        card(cast.anna, one)
    assert restore(cast.anna, one) == 1 + len(before)
    assert [(task.id, task.occurs_at) for task in made(one)] == before
    recur()
    assert [task.id for task in made(one)] == [id for id, _ in before], "none is made a second time"
    clock.set(NOON + DAY + HOUR)
    recur()
    assert days(one) == [f"{day} 12:00" for day in range(10, 15)]
    assert binned(cast.anna) == []


def test_what_passed_while_it_lay_in_the_bin_is_not_made_up_for(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna)
    delete(cast.anna, one)
    clock.set(NOON + 5 * DAY)
    restore(cast.anna, one)
    recur()
    assert made(one) == []
    assert card(cast.anna, one).next_at == NOON + 5 * DAY + HOUR
    clock.set(NOON + 5 * DAY + HOUR)
    recur()
    assert days(one) == ["15 12:00"]


def test_a_paused_one_comes_back_paused_and_one_that_waits_goes_on_waiting(cast: Cast, clock: Clock) -> None:
    paused, waits = begun(cast.anna), begun(cast.anna, mode="completion")
    change(cast.anna, lambda work: series.pause(work, paused, None))
    clock.set(NOON + HOUR)
    recur()
    for one in (paused, waits):
        delete(cast.anna, one)
        restore(cast.anna, one)
    recur()
    assert card(cast.anna, paused).state == "paused"
    (task,) = made(waits)
    assert (card(cast.anna, waits).state, card(cast.anna, waits).next_at) == ("running", None)
    move(cast.anna, task.id, "finish")
    recur()
    assert card(cast.anna, waits).next_at == NOON + DAY + HOUR


def test_what_somebody_has_begun_stays_and_what_was_deleted_before_stays_deleted(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, days_ahead=3)
    recur()
    first, second, third = (task.id for task in made(one))
    move(cast.anna, first, "start")
    with by(cast.anna) as work:
        tasks.bin(work, second, None)
    clock.set(NOON + timedelta(minutes=1))
    delete(cast.anna, one)
    assert [task.id for task in made(one)] == [first]
    assert sorted(binned(cast.anna)) == [(KIND, "Look after the pump", 1), ("tasks", "Look after the pump", 0)]
    assert restore(cast.anna, one) == 2
    assert [task.id for task in made(one)] == [first, third]


def test_a_series_is_seen_in_the_bin_by_who_may_delete_it(cast: Cast, dump: Dumper) -> None:
    one = begun(cast.anna)
    delete(cast.anna, one)
    assert [binned(who) for who in (cast.admin, cast.mona, cast.anna)] == [[(KIND, "Look after the pump", 0)]] * 3
    assert [binned(who) for who in (cast.bob, cast.carol, cast.vera)] == [[]] * 3
    before = dump()
    for who in (cast.bob, cast.carol, cast.vera):
        with pytest.raises(NotFound):
            restore(who, one)
    for who in (cast.mona, cast.anna, cast.vera):
        with pytest.raises(Forbidden), by(who) as work:
            bin_out.remove(work, KIND, one)
    with by(cast.anna) as work, pytest.raises(Conflict):
        bin_out.restore(work, KIND, one, 1)
    assert dump() == before


def test_a_series_goes_for_good_with_its_log_and_what_was_done_stands_alone(cast: Cast, clock: Clock) -> None:
    one = begun(cast.anna, days_ahead=2)
    recur()
    done, gone = (task.id for task in made(one))
    move(cast.anna, done, "finish")
    begun(cast.anna, title="Newer", days_ahead=2)
    recur()
    delete(cast.anna, one)
    with by(cast.admin) as work:
        bin_out.remove(work, KIND, one)
    with by_office() as work:
        assert work.session.get(Series, one) is None
        assert work.session.get(Task, gone) is None
        assert work.session.execute(select(SeriesEntry.id).where(SeriesEntry.series_id == one)).all() == []
        assert work.session.execute(select(Noted.id).where(Noted.kind == KIND, Noted.row_id == one)).all(), "history"
    found = card_of_task(cast.anna, done)
    assert (found.state, found.series_id) == ("done", None)


def test_the_bin_is_emptied_of_old_series(cast: Cast, clock: Clock) -> None:
    one, newer = begun(cast.anna, days_ahead=2), begun(cast.anna, title="Newer")
    recur()
    delete(cast.anna, one)
    clock.set(NOON + 91 * DAY)
    recur()
    with by(cast.admin) as work:
        assert bin_out.older(work) == 3
    report = bin_out.empty(writing_of(cast.admin))
    assert (report.removed, report.stayed) == (3, [])
    assert card(cast.anna, newer).title == "Newer"


def test_a_series_goes_with_its_record_and_comes_back_with_it(cast: Cast, clock: Clock) -> None:
    firm = a_firm(cast)
    about = {"subject_kind": "client", "subject_id": firm.client}
    one, before = begun(cast.anna, days_ahead=2, **about), begun(cast.anna, title="Before", **about)
    recur()
    delete(cast.anna, before)
    clock.set(NOON + timedelta(minutes=5))
    with by(cast.anna) as work:
        to_bin.delete_client(work, firm.client, None)
    assert binned(cast.anna) == [("clients", "Łódzkie Wodociągi", 3), (KIND, "Before", 0)]
    clock.set(NOON + 3 * DAY)
    recur()
    with by_office() as work:
        outcomes = work.session.execute(select(SeriesEntry.outcome)).scalars().all()
    assert set(outcomes) == {"made"}, "nothing is tried for a client in the bin"
    with pytest.raises(Invalid, match=r"bin\.record_gone"):
        restore(cast.anna, before)
    assert restore(cast.anna, firm.client, "clients") == 4
    assert days(one) == ["10 12:00", "11 12:00"]
    recur()
    assert card(cast.anna, one).state == "running"
    assert restore(cast.anna, before) == 1


def test_service_visits_go_and_come_with_their_monitoring(cast: Cast, clock: Clock) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)), assigned_id=cast.anna)
    with by(cast.anna) as work:
        one = service_visits.schedule(work, watch, None, Visits("Visit", starts_on=TODAY + 5 * DAY))
    recur()
    assert len(made(one)) == 1
    with by(cast.admin) as work:
        to_bin.delete_monitoring(work, watch, None)
    with begin(Actor.office(), writes=True) as work:
        service_visits.keep_up(work)
    assert restore(cast.admin, watch, "monitoring") == 3
    with begin(Actor.office(), writes=True) as work:
        service_visits.keep_up(work)
    assert len(made(one)) == 1
    with by(cast.anna) as work:
        found = service_visits.of_monitoring(work, watch)
    assert found is not None
    assert found.state == "running"


def test_visits_planned_anew_by_hand_take_their_days_again(cast: Cast, clock: Clock) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)), assigned_id=cast.anna)
    visits = Visits("Visit", starts_on=TODAY + 5 * DAY)
    with by(cast.anna) as work:
        one = service_visits.schedule(work, watch, None, visits)
    recur()
    with by(cast.anna) as work:
        service_visits.unschedule(work, watch, None)
    assert made(one) == []
    assert binned(cast.anna) == [(KIND, "Visit", 1)]
    with by(cast.anna) as work:
        assert service_visits.schedule(work, watch, None, visits) == one
    recur()
    assert len(made(one)) == 1


# Undoing


def test_undoing_a_bulk_deletion_brings_series_back_along(cast: Cast, clock: Clock) -> None:
    firm = a_firm(cast)
    one = begun(cast.anna, days_ahead=2, subject_kind="client", subject_id=firm.client)
    recur()
    before = [(task.id, task.occurs_at) for task in made(one)]
    delete_them, chosen = Change("clients", "delete"), bulk.Selection("clients", (firm.client,))
    seen = bulk.preview(delete_them, chosen, writing_of(cast.anna))
    report = bulk.run(delete_them, chosen, seen, writing_of(cast.anna))
    with pytest.raises(NotFound):
        card(cast.anna, one)
    undone = undo.undo(report.batch_id or 0, writing_of(cast.anna))
    assert undone.left == []
    assert [(task.id, task.occurs_at) for task in made(one)] == before
    clock.set(NOON + 2 * DAY)
    recur()
    assert len(made(one)) > len(before)


def test_a_client_that_a_batch_made_stays_while_a_series_hangs_on_it(cast: Cast, clock: Clock) -> None:
    from tests.flows.test_undo import batched, take_back

    ids: list[int] = []

    def make(work: Any) -> None:
        ids.append(clients.create(work, is_company=True, name="New", owner_id=cast.anna))

    batch = batched(cast.anna, make, purpose="import", kind="clients")
    one = begun(cast.anna, subject_kind="client", subject_id=ids[0])
    assert [left.problem.code for left in take_back(cast.anna, batch).left] == ["undo.in_use"]
    delete(cast.anna, one)
    again = batched(cast.anna, make, purpose="import", kind="clients")
    assert take_back(cast.anna, again).left == []


# Leaving


def leave(cast: Cast, person: int, **heirs: Any) -> dict[str, int]:
    with by(cast.admin) as work:
        return hand_over.deactivate(work, person, None, **heirs)


def owned(cast: Cast, person: int) -> dict[str, int]:
    with by(cast.admin, writes=False) as work:
        return hand_over.owned(work, person)


def whose(id: int) -> tuple[int | None, int | None]:
    with by_office() as work:
        row = work.session.get_one(Series, id)
        return row.owner_id, row.delegator_id


def test_nobody_leaves_series_behind(cast: Cast, dump: Dumper) -> None:
    own, given, had = begun(cast.anna), begun(cast.anna, owner_id=cast.bob), begun(cast.mona, owner_id=cast.anna)
    assert owned(cast, cast.anna) == {"series": 2, "given_series": 1}
    before = dump()
    with pytest.raises(Invalid, match=r"people\.orphaned") as refusal:
        leave(cast, cast.anna)
    assert refusal.value.params["count"] == 3
    with pytest.raises(Invalid, match=r"people\.orphaned"):
        leave(cast, cast.anna, others={"series": cast.mona})
    assert dump() == before
    assert leave(cast, cast.anna, takes_over=cast.mona) == {"series": 2, "given_series": 1}
    assert [whose(id) for id in (own, given, had)] == [
        (cast.mona, cast.mona), (cast.bob, cast.mona), (cast.mona, cast.mona),
    ]  # fmt: skip
    assert owned(cast, cast.anna) == {}


def test_what_follows_is_the_heirs_and_the_log_knows_no_failure(cast: Cast, clock: Clock) -> None:
    own, given = begun(cast.anna), begun(cast.anna, owner_id=cast.bob)
    leave(cast, cast.anna, takes_over=cast.mona, others={"given_series": cast.admin})
    clock.set(NOON + HOUR)
    recur()
    assert [(task.owner_id, task.delegator_id) for task in (*made(own), *made(given))] == [
        (cast.mona, None), (cast.bob, cast.admin),
    ]  # fmt: skip
    with by(cast.mona) as work:
        assert [entry.outcome for entry in series_lists.log(work, own)] == ["made"]


def test_a_paused_series_counts_and_one_that_is_over_or_in_the_bin_does_not(cast: Cast, clock: Clock) -> None:
    paused, over, gone = begun(cast.anna), begun(cast.anna, rule="FREQ=DAILY;COUNT=1"), begun(cast.anna)
    change(cast.anna, lambda work: series.pause(work, paused, None))
    delete(cast.anna, gone)
    clock.set(NOON + HOUR)
    recur()
    for task in made(over):
        move(cast.anna, task.id, "finish")
    assert owned(cast, cast.anna) == {"series": 1}


def test_history_says_who_handed_a_series_over(cast: Cast) -> None:
    one = begun(cast.mona, owner_id=cast.anna)
    version = card(cast.mona, one).version
    leave(cast, cast.anna, takes_over=cast.bob)
    with by_office() as work:
        last = select(Noted).where(Noted.kind == KIND, Noted.row_id == one).order_by(Noted.id.desc()).limit(1)
        noted = work.session.execute(last).scalar_one()
    assert (noted.changes, noted.actor_id) == ({"owner_id": [cast.anna, cast.bob]}, cast.admin)
    with pytest.raises(Conflict):
        change(cast.mona, lambda work: series.pause(work, one, version))


def test_a_series_of_nobody_follows_who_gave_it(cast: Cast) -> None:
    one = begun(cast.mona, owner_id=cast.anna)
    with by_office() as work:
        work.session.execute(update(Series).where(Series.id == one).values(owner_id=None))
    assert owned(cast, cast.mona) == {"given_series": 1}
