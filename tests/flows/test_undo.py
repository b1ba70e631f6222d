"""Undoing a batch: everything back, except what was changed since; broken off, twice, without the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from crm import calculator, clients, contracts, jobs, monitoring, people, records
from crm.core.errors import Invalid, NotFound
from crm.core.history import Change
from crm.core.work import Actor, Work, begin
from crm.flows import bin as to_bin
from crm.flows import contract_status, undo_kinds
from crm.flows.undo import Undone, undo
from crm.monitoring import Recipient
from crm.monitoring.tables import Monitoring
from crm.people.tables import User, UserRole
from crm.reminders.tables import Due
from tests.conftest import NOON, Cast, Clock
from tests.firm import STEPS, TODAY, Firm, a_contract, a_firm, a_line, a_rule, a_watch, by, by_office, edited, move


def batched(person: int, change: Callable[[Work], object], *, purpose: str = "bulk", kind: str = "monitoring") -> int:
    """Do something under a new batch; its id."""
    with by(person) as work:
        batch = records.begin_batch(work, purpose=purpose, kind=kind, title="Many at once")
        with work.batched(batch):
            change(work)
        records.end_batch(work, batch)
    return batch


def take_back(person: int, batch: int, **more: Any) -> Undone:
    return undo(batch, lambda: begin(Actor.person(person), writes=True), **more)


def watch_of(id: int, person: int) -> monitoring.MonitoringCard:
    with by(person) as work:
        return monitoring.get(work, id)


def planned() -> set[tuple[int, date]]:
    with by_office() as work:
        found = select(Due.subject_id, Due.reference_on).where(Due.state == "planned")
        return set(work.session.execute(found).tuples())


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


def test_a_stranger_and_who_did_not_make_it_find_no_batch(cast: Cast, firm: Firm) -> None:
    watch = a_watch(cast, a_contract(cast, firm))
    batch = batched(cast.anna, lambda work: edited(work, watch, title="Other"))
    for person in (cast.bob, cast.mona, cast.vera):
        with pytest.raises(NotFound):
            take_back(person, batch)
    for wrong in (0, -1, 2**63, batch + 1, "x", None, True):
        with pytest.raises(NotFound):
            take_back(cast.admin, wrong)  # type: ignore[arg-type]
    assert watch_of(watch, cast.anna).title == "Other"


def test_changed_columns_recipients_and_reminders_come_back(cast: Cast, firm: Firm) -> None:
    watch = a_watch(cast, a_contract(cast, firm))
    before, plans = watch_of(watch, cast.admin), planned()

    def change(work: Work) -> None:
        new = {"ends_on": date(2028, 1, 1), "assigned_id": cast.bob, "recipients": [Recipient("person", cast.mona)]}
        edited(work, watch, **new)
        edited(work, watch, title="Twice")

    batch = batched(cast.admin, change)
    assert planned() != plans
    report = take_back(cast.admin, batch)
    assert (report.total, report.done, report.left) == (1, 1, [])
    after = watch_of(watch, cast.admin)
    assert replace(after, version=before.version) == before
    assert after.version > before.version, "an open form of it is told"
    assert planned() == plans


def test_what_was_made_goes_into_the_bin_with_what_it_started(cast: Cast, firm: Firm) -> None:
    a_rule(cast, firm)
    made: list[int] = []

    def change(work: Work) -> None:
        client = clients.create(work, is_company=True, name="New one")
        clients.add_person(work, client, name="Whom to call")
        made.append(contract_status.create(work, client_id=client, status_id=firm.active, lines=[a_line(firm)]))

    batch = batched(cast.anna, change, purpose="import", kind="contracts")
    assert planned()
    report = take_back(cast.anna, batch)
    assert (report.done, report.left) == (3, [])
    assert planned() == set()
    with by(cast.admin) as work:
        assert [row.name for row in clients.listing(work).rows] == ["Łódzkie Wodociągi"]
        assert contracts.listing(work).total == 0
        assert monitoring.how_many(work, monitoring.Filters()) == (0, False)
        for table in ("client_people", "contract_lines"):
            [last] = work.session.execute(
                select(Change.action).where(Change.kind == table).order_by(Change.id.desc()).limit(1)
            ).scalars()
            assert last == "binned", table


def test_what_was_binned_comes_back_with_its_reminders(cast: Cast, firm: Firm) -> None:
    contract = a_contract(cast, firm)
    watch = a_watch(cast, contract)
    plans = planned()
    batch = batched(cast.admin, lambda work: to_bin.delete_client(work, firm.client, None), kind="clients")
    assert planned() == set()
    assert take_back(cast.admin, batch).done == 3
    with by(cast.anna) as work:
        assert [line.item_id for line in contracts.get(work, contract).lines] == [firm.item]
        assert monitoring.get(work, watch).state == "active"
    assert planned() == plans


def test_a_status_goes_back_without_starting_anything(cast: Cast, firm: Firm) -> None:
    a_rule(cast, firm)
    contract = a_contract(cast, firm)
    batch = batched(cast.anna, lambda work: contract_status.change(work, contract, firm.active, None), kind="contracts")
    assert take_back(cast.anna, batch).done == 2
    with by(cast.anna) as work:
        card = contracts.get(work, contract)
        assert card.status_id == firm.new
        assert next((step.from_name, step.to_name) for step in card.changes) == ("Active", "New")
        assert monitoring.how_many(work, monitoring.Filters()) == (0, False)
    assert len(move(cast.anna, contract, firm.active)) == 1, "and it can be reached again"


def test_what_somebody_changed_since_is_left_alone_and_named(cast: Cast, firm: Firm, clock: Clock) -> None:
    contract = a_contract(cast, firm)
    watches = [a_watch(cast, contract, title=f"W{n}") for n in range(4)]

    def change(work: Work) -> None:
        for watch in watches:
            edited(work, watch, assigned_id=cast.anna)

    batch = batched(cast.admin, change)
    clock.set(NOON + timedelta(hours=1))
    with by(cast.mona) as work:
        edited(work, watches[1], title="By hand")
        edited(work, watches[2], recipients=[Recipient("person", cast.bob)])
    report = take_back(cast.admin, batch)
    assert report.done == 2
    assert {(one.id, one.title, one.problem.code, one.who, one.at) for one in report.left} == {
        (watches[1], "By hand", "undo.changed", "Mona", NOON + timedelta(hours=1)),
        (watches[2], "W2", "undo.changed", "Mona", NOON + timedelta(hours=1)),
    }
    assert [watch_of(watch, cast.admin).assigned_id for watch in watches] == [None, cast.anna, cast.anna, None]


def test_the_passing_of_days_is_no_change_by_hand(cast: Cast, firm: Firm, clock: Clock) -> None:
    contract = a_contract(cast, firm)
    watch = a_watch(cast, contract, ends_on=date(2026, 6, 1))
    moved = batched(cast.admin, lambda work: edited(work, watch, ends_on=date(2026, 3, 12)))
    made = batched(cast.admin, lambda work: monitoring.create(
        work, contract, title="Short", type="x", starts_on=TODAY, ends_on=date(2026, 3, 11)
    ))  # fmt: skip
    clock.set(datetime(2026, 3, 20, 12, tzinfo=UTC))
    jobs.expire()
    assert watch_of(watch, cast.admin).state == "finished"
    assert take_back(cast.admin, moved).left == []
    assert (watch_of(watch, cast.admin).state, watch_of(watch, cast.admin).ends_on) == ("active", date(2026, 6, 1))
    assert take_back(cast.admin, made).left == []


def test_what_hangs_on_it_since_keeps_what_was_made(cast: Cast, firm: Firm) -> None:
    batch = batched(cast.anna, lambda work: clients.create(work, is_company=True, name="New"), kind="clients")
    with by(cast.anna) as work:
        [made] = clients.listing(work, text="New").rows
        contracts.create(work, client_id=made.id)
    report = take_back(cast.anna, batch)
    assert [(one.kind, one.title, one.problem.code) for one in report.left] == [("clients", "New", "undo.in_use")]
    with by(cast.anna) as work:
        assert clients.get(work, made.id).name == "New"


def test_items_values_and_people_are_taken_back_too(cast: Cast, firm: Firm) -> None:
    rows: dict[str, int] = {}

    def change(work: Work) -> None:
        rows["item"] = calculator.create_item(work, name="Filtr", type="x", price=Decimal(1))
        rows["value"] = calculator.create_value(work, rows["item"], name="duży")
        rows["kept"] = calculator.create_value(work, firm.item, name="co pięć lat")
        calculator.edit_item(
            work, firm.item, 1, name="Przegląd", type="inny", price=Decimal("7.50"), position=1, is_active=False
        )
        role = people.role_id(work.as_office(), "viewer")
        rows["chief"] = people.create(work, name="Chief", email="chief@example.test", role_ids=[role])
        rows["new"] = people.create(work, name="New", email="new@example.test", supervisor_id=rows["chief"])
        card = people.get(work, cast.carol)
        people.edit(
            work, card.id, card.version, name="Carola", email=card.email, role_ids=[role], team_ids=[cast.service]
        )

    before = roles_and_teams(cast.carol)
    batch = batched(cast.admin, change, purpose="import", kind="people")
    assert roles_and_teams(cast.carol) != before
    report = take_back(cast.admin, batch)
    assert report.left == []
    with by(cast.admin) as work:
        [item] = calculator.items(work)
        assert (item.type, item.price, item.is_active) == ("przegląd", Decimal("100.00"), True)
        assert [value.name for value in item.values] == ["roczny", "co dwa lata"]
        assert people.get(work, cast.carol).name == "Carol"
        assert not {"Chief", "New"} & {row.name for row in people.listing(work).rows}
    assert roles_and_teams(cast.carol) == before


def roles_and_teams(person: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    with by_office() as work:
        card = people.get(work, person)
        return card.role_ids, card.team_ids


def test_a_value_in_use_and_a_person_who_signed_in_or_works_stay(cast: Cast, firm: Firm) -> None:
    made: dict[str, int] = {}

    def change(work: Work) -> None:
        made["value"] = calculator.create_value(work, firm.item, name="co pięć lat")
        made["person"] = people.create(work, name="New", email="new@example.test")

    batch = batched(cast.admin, change, purpose="import", kind="items")
    a_contract(cast, firm, made["person"], lines=[a_line(firm, made["value"])])
    report = take_back(cast.admin, batch)
    assert {(one.kind, one.problem.code) for one in report.left} == {
        ("users", "undo.in_use"), ("calculator_items", "undo.in_use"),
    }  # fmt: skip


def test_a_unique_value_taken_since_is_listed_and_the_rest_is_undone(cast: Cast, firm: Firm) -> None:
    first, second = a_contract(cast, firm, number="A"), a_contract(cast, firm, number="B")

    def change(work: Work) -> None:
        for id, number in ((first, "C"), (second, "D")):
            card = contracts.get(work, id)
            kept = [contracts.LineInput(x.item_id, x.value_id, x.quantity, x.price, x.id) for x in card.lines]
            contracts.edit(work, id, None, client_id=firm.client, owner_id=card.owner_id, number=number, lines=kept)

    batch = batched(cast.admin, change, kind="contracts")
    taken = a_contract(cast, firm, number="A")
    report = take_back(cast.admin, batch)
    assert [(one.id, one.title, one.problem.code) for one in report.left] == [(first, "C", "undo.taken")]
    with by(cast.admin) as work:
        assert [contracts.get(work, id).number for id in (first, second, taken)] == ["C", "B", "A"]


def test_a_nip_taken_since_is_listed(cast: Cast, firm: Firm) -> None:
    with by(cast.anna) as work:
        mine = clients.create(work, is_company=True, name="Mine", nip="5260250274")
    batch = batched(cast.anna, lambda work: to_bin.delete_client(work, mine, None), kind="clients")
    with by(cast.anna) as work:
        clients.create(work, is_company=True, name="Second", nip="5260250274")
    [left] = take_back(cast.anna, batch).left
    assert (left.problem.code, left.problem.params) == ("clients.nip_taken", {"name": "Second"})


def test_undoing_twice_does_nothing_and_the_undoing_can_be_undone(cast: Cast, firm: Firm) -> None:
    watch = a_watch(cast, a_contract(cast, firm))
    batch = batched(cast.admin, lambda work: edited(work, watch, title="Other"))
    first = take_back(cast.admin, batch)
    version = watch_of(watch, cast.admin).version
    assert take_back(cast.admin, batch) == Undone()
    assert watch_of(watch, cast.admin).version == version
    assert first.batch_id is not None
    assert take_back(cast.admin, first.batch_id).left == []
    assert watch_of(watch, cast.admin).title == "Other"
    assert take_back(cast.admin, batch).left == []
    assert watch_of(watch, cast.admin).title == "Gwarancja"


def test_a_later_batch_that_was_undone_does_not_stand_in_the_way(cast: Cast, firm: Firm) -> None:
    watch = a_watch(cast, a_contract(cast, firm))
    first = batched(cast.admin, lambda work: edited(work, watch, title="First"))
    second = batched(cast.admin, lambda work: edited(work, watch, title="Second"))
    other = batched(cast.admin, lambda work: edited(work, watch, note="kept"))
    [left] = take_back(cast.admin, first).left
    assert left.problem.code == "undo.changed"
    assert take_back(cast.admin, other).left == []
    assert take_back(cast.admin, second).left == []
    assert watch_of(watch, cast.admin).title == "First"


@pytest.mark.parametrize("after", [1, 2, 3])
def test_broken_off_it_goes_on_where_it_was(
    after: int, cast: Cast, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract = a_contract(cast, firm)
    watches = [a_watch(cast, contract, title=f"W{n}") for n in range(6)]
    with by(cast.admin) as work:
        edited(work, watches[5], note="by hand")

    def change(work: Work) -> None:
        for watch in watches:
            edited(work, watch, assigned_id=cast.anna)

    batch = batched(cast.admin, change)
    with by(cast.mona) as work:
        edited(work, watches[5], note="again by hand")
    small = {name: replace(kind, at_once=2) for name, kind in undo_kinds.KINDS.items()}
    monkeypatch.setattr("crm.flows.undo.KINDS", small)

    class Killed(BaseException):
        pass

    calls: list[int] = []

    def break_off(so_far: Undone) -> None:
        calls.append(1)
        if len(calls) == after:
            raise Killed

    with pytest.raises(Killed):
        take_back(cast.admin, batch, watch=break_off)
    report = take_back(cast.admin, batch)
    assert (report.total, report.done, [one.id for one in report.left]) == (6, 5, [watches[5]])
    assert [watch_of(watch, cast.admin).assigned_id for watch in watches] == [None] * 5 + [cast.anna]
    with by(cast.admin) as work:
        runs = records.batches_of(work)
        assert [(run.purpose, run.state, run.done, run.refused) for run in runs] == [
            ("undo", "ended", 5, 1), ("bulk", "undone", 0, 0),
        ]  # fmt: skip
        times = select(func.count()).select_from(Change).where(Change.batch_id == report.batch_id)
        assert work.session.execute(times).scalar_one() == 5


def test_the_rights_to_each_record_hold(cast: Cast, firm: Firm) -> None:
    """Anna made the batch; what has left her reach since stays, and its title is not told."""
    mine, gone = a_contract(cast, firm), a_contract(cast, firm)
    watches = [a_watch(cast, mine, title="Mine"), a_watch(cast, gone, title="Gone")]

    def change(work: Work) -> None:
        for watch in watches:
            edited(work, watch, note="changed")

    batch = batched(cast.anna, change)
    with by(cast.admin) as work:
        card = contracts.get(work, gone)
        kept = [contracts.LineInput(x.item_id, x.value_id, x.quantity, x.price, x.id) for x in card.lines]
        contracts.edit(
            work, gone, card.version, client_id=firm.client, owner_id=cast.carol, number=card.number, lines=kept
        )
    report = take_back(cast.anna, batch)
    assert report.done == 1
    assert [(one.id, one.title, one.problem.code) for one in report.left] == [(watches[1], None, "undo.no_right")]


def test_whoever_still_writes_a_batch_is_stopped_once_it_is_undone(cast: Cast, firm: Firm) -> None:
    watch = a_watch(cast, a_contract(cast, firm))
    with by(cast.admin) as work:
        batch = records.begin_batch(work, purpose="bulk", kind="monitoring", title="x")
        with work.batched(batch):
            edited(work, watch, title="Other")
    take_back(cast.admin, batch)
    with pytest.raises(Invalid), by(cast.admin) as work:
        records.count_batch(work, batch, done=1)


def test_what_is_out_of_the_bin_tells_nothing_of_days_gone_by(cast: Cast, firm: Firm, clock: Clock) -> None:
    watch = a_watch(cast, a_contract(cast, firm), ends_on=date(2026, 4, 20), steps=STEPS)
    batch = batched(cast.admin, lambda work: to_bin.delete_monitoring(work, watch, None))
    clock.set(datetime(2026, 3, 22, 12, tzinfo=UTC))  # thirty days before its end were the day before
    take_back(cast.admin, batch)
    with by_office() as work:
        found = select(Due.due_at, Due.state).order_by(Due.due_at)
        assert [(due.date(), state) for due, state in work.session.execute(found).tuples()] == [
            (date(2026, 3, 21), "late"), (date(2026, 4, 13), "planned"),
        ]  # fmt: skip
        assert work.session.get_one(Monitoring, watch).deleted_at is None


def test_the_last_administrator_is_not_undone_away(cast: Cast) -> None:
    def change(work: Work) -> None:
        role = people.role_id(work.as_office(), "administrator")
        people.create(work, name="Second", email="second@example.test", role_ids=[role])

    batch = batched(cast.admin, change, purpose="import", kind="people")
    with by_office() as work:
        held = select(UserRole).where(UserRole.user_id == cast.admin)
        work.session.delete(work.session.execute(held).scalar_one())
        second = work.session.execute(select(User.id).where(User.name == "Second")).scalar_one()
    [left] = take_back(second, batch).left
    assert left.problem.code == "people.last_administrator"
