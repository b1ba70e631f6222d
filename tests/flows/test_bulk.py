"""Many at once: the preview says what happens, each record keeps its own rights and rules, and all can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from crm import clients, contracts, monitoring, records
from crm.core.errors import Conflict, Forbidden, Invalid, NotSignedIn
from crm.core.history import Change as Past
from crm.core.work import Actor, begin
from crm.flows import bulk
from crm.flows.bulk import Report, Selection
from crm.flows.bulk_changes import Change
from crm.flows.undo import undo
from crm.monitoring import Filters, Recipient
from crm.monitoring.tables import Monitoring
from crm.notifications.tables import Entry
from crm.reminders.tables import Due
from tests.conftest import Cast
from tests.firm import Firm, a_contract, a_firm, a_rule, a_watch, by, by_office, edited

NOBODY = Recipient("person", 999)


def of(person: int) -> bulk.Begin:
    return lambda: begin(Actor.person(person), writes=True)


def tried(person: int, change: Change, ids: Sequence[int] = (), **query: str) -> tuple[Report, Selection]:
    with by(person) as work:
        newest = bulk.newest(work, change.kind)
    chosen = Selection(change.kind, tuple(ids), None if ids else query, newest)
    return bulk.preview(change, chosen, of(person)), chosen


def done(person: int, change: Change, ids: Sequence[int] = (), **query: str) -> Report:
    report, chosen = tried(person, change, ids, **query)
    return bulk.run(change, chosen, report, of(person))


def said(report: Report) -> dict[str | None, tuple[str, str]]:
    return {one.title: (one.outcome, one.problems[0].code if one.problems else "") for one in report.verdicts}


def watch(id: int) -> Monitoring:
    with by_office() as work:
        return work.session.get_one(Monitoring, id)


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


@pytest.fixture
def watches(cast: Cast, firm: Firm) -> list[int]:
    """Two of anna, one of bob, one of carol, whom the others do not see."""
    owners = {"anna 1": cast.anna, "anna 2": cast.anna, "bob": cast.bob, "carol": cast.carol}
    return [a_watch(cast, a_contract(cast, firm, owner), title=title) for title, owner in owners.items()]


def test_a_stranger_changes_nothing(watches: list[int]) -> None:
    chosen = Selection("monitoring", tuple(watches))
    with pytest.raises(NotSignedIn):
        bulk.preview(Change("monitoring", "cancel"), chosen, lambda: begin(Actor.nobody(), writes=True)).of("changed")


def test_each_record_asks_for_its_own_right(cast: Cast, watches: list[int], dump: Callable[[], dict[str, Any]]) -> None:
    cancel, before = Change("monitoring", "cancel"), dump()
    expected = {
        cast.admin: ["changed"] * 4,
        cast.mona: ["changed", "changed", "changed", "error.forbidden"],
        cast.anna: ["changed", "changed", "error.forbidden", "error.not_found"],
    }
    for person, outcomes in expected.items():
        report, _ = tried(person, cancel, watches)
        assert [one.problems[0].code if one.problems else one.outcome for one in report.verdicts] == outcomes
    with pytest.raises(Forbidden):
        tried(cast.vera, cancel, watches)
    assert dump() == before, "a preview writes nothing"
    report = done(cast.anna, cancel, watches)
    assert [watch(id).state for id in watches] == ["cancelled", "cancelled", "active", "active"]
    assert (report.total, [one.outcome for one in report.verdicts]) == (2, ["changed", "changed"])
    hidden = tried(cast.anna, cancel, watches)[0].verdicts[3]
    assert (hidden.title, hidden.old) == (None, None), "what one may not see is not told"


def test_the_preview_says_from_what_to_what_and_the_run_does_exactly_that(cast: Cast, watches: list[int]) -> None:
    move_on = Change("monitoring", "ends_on", move=1, unit="month")
    report, chosen = tried(cast.admin, move_on, watches)
    assert {(one.old, one.new) for one in report.verdicts} == {(date(2027, 3, 9), date(2027, 4, 9))}
    bulk.run(move_on, chosen, report, of(cast.admin))
    assert {watch(id).ends_on for id in watches} == {date(2027, 4, 9)}
    with by_office() as work:
        planned = select(Due.reference_on).where(Due.state == "planned").distinct()
        assert list(work.session.execute(planned).scalars()) == [date(2027, 4, 9)], "reminders follow"


@pytest.mark.parametrize(
    ("change", "outcome", "code"),
    [
        (Change("monitoring", "ends_on", day=date(2020, 1, 1)), "refused", "monitoring.ends_before_start"),
        (Change("monitoring", "ends_on", move=9_000, unit="year"), "refused", "bulk.too_far"),
        (Change("monitoring", "ends_on", move=300, unit="year"), "refused", "monitoring.date_out"),
        (Change("monitoring", "assigned", person_id=999), "refused", "monitoring.assigned_gone"),
        (Change("monitoring", "assigned", person_id=None), "same", ""),
        (Change("monitoring", "recipients", recipients=(NOBODY,)), "refused", "monitoring.recipient_gone"),
        (Change("monitoring", "ends_on", day=None), "changed", ""),
    ],
)  # fmt: skip
def test_the_rules_of_one_change_hold_for_many(
    change: Change, outcome: str, code: str, cast: Cast, watches: list[int]
) -> None:
    report, _ = tried(cast.admin, change, watches[:1])
    assert said(report) == {"anna 1": (outcome, code)}


def test_what_lacks_something_is_refused_before_anything_is_tried(cast: Cast, watches: list[int]) -> None:
    for change in (
        Change("monitoring", "nonsense"),
        Change("users", "delete"),
        Change("contracts", "status"),
        Change("monitoring", "recipients"),
        Change("monitoring", "ends_on", move=0),
        Change("monitoring", "ends_on", move=10**9),
    ):
        with pytest.raises(Invalid):
            bulk.preview(change, Selection(change.kind, tuple(watches)), of(cast.admin))


def test_no_end_cannot_be_moved(cast: Cast, firm: Firm) -> None:
    endless = a_watch(cast, a_contract(cast, firm), ends_on=None)
    report, _ = tried(cast.admin, Change("monitoring", "ends_on", move=1, unit="year"), [endless])
    assert said(report) == {"Gwarancja": ("refused", "bulk.no_day")}


def test_recipients_are_added_taken_away_and_replaced(cast: Cast, watches: list[int]) -> None:
    bob, team = Recipient("person", cast.bob), Recipient("team", team_id=cast.service)
    steps = [
        ("add", (bob,), [Recipient("contract_owner"), bob]),
        ("remove", (Recipient("contract_owner"), team), [bob]),
        ("replace", (team,), [team]),
        ("replace", (), []),
    ]
    for mode, chosen, expected in steps:
        done(cast.admin, Change("monitoring", "recipients", mode=mode, recipients=chosen), watches[:2])
        for id in watches[:2]:
            with by(cast.admin) as work:
                assert monitoring.get(work, id).recipients == expected, mode


def test_all_that_match_are_those_of_the_filters_up_to_the_newest_one_seen(
    cast: Cast, firm: Firm, watches: list[int]
) -> None:
    change = Change("monitoring", "assigned", person_id=cast.mona)
    report, chosen = tried(cast.admin, change, q="anna")
    assert said(report) == {"anna 1": ("changed", ""), "anna 2": ("changed", "")}
    later = a_watch(cast, a_contract(cast, firm), title="anna 3")
    with by(cast.admin) as work:
        edited(work, watches[1], title="renamed")
    report = bulk.run(change, chosen, report, of(cast.admin))
    assert said(report) == {"anna 1": ("changed", ""), "anna 2": ("refused", "bulk.no_longer")}
    assert [watch(id).assigned_id for id in (*watches[:2], later)] == [cast.mona, None, None]


def test_what_somebody_changed_after_the_preview_is_refused_and_the_form_is_told_of_the_bulk_change(
    cast: Cast, watches: list[int]
) -> None:
    """D1, between a form and a bulk change, in both orders."""
    change = Change("monitoring", "assigned", person_id=cast.mona)
    report, chosen = tried(cast.admin, change, watches[:2])
    with by(cast.anna) as work:
        form = monitoring.get(work, watches[0])
        edited(work, watches[1], note="by hand")
    report = bulk.run(change, chosen, report, of(cast.admin))
    assert said(report) == {"anna 1": ("changed", ""), "anna 2": ("refused", "bulk.changed")}
    with by(cast.admin) as work:
        assert monitoring.get(work, watches[1]).note == "by hand"
    with pytest.raises(Conflict) as refusal, by(cast.anna) as work:
        monitoring.cancel(work, form.id, form.version)
    assert refusal.value.params["actor_id"] == cast.admin
    assert refusal.value.params["columns"] == {"assigned_id": cast.mona}


def test_contracts_move_their_status_by_the_flow_with_all_that_follows(cast: Cast, firm: Firm) -> None:
    a_rule(cast, firm, starts="contract_signed")
    signed = a_contract(cast, firm, number="A", signed_on=date(2026, 3, 1))
    there = a_contract(cast, firm, number="B", signed_on=date(2026, 3, 1), status_id=firm.active)
    bare = a_contract(cast, firm, number="C")
    report = done(cast.anna, Change("contracts", "status", status_id=firm.active), [signed, there, bare])
    assert said(report) == {"A": ("changed", "")}
    preview, _ = tried(cast.anna, Change("contracts", "status", status_id=firm.active), [signed, there, bare])
    assert said(preview) == {
        "A": ("same", "contracts.status_same"), "B": ("same", "contracts.status_same"),
        "C": ("refused", "monitoring.no_signed"),
    }  # fmt: skip
    with by(cast.anna) as work:
        assert monitoring.how_many(work, Filters(contract_id=signed)) == (1, False)
    assert report.batch_id is not None
    assert undo(report.batch_id, of(cast.anna)).left == []
    with by(cast.anna) as work:
        assert contracts.get(work, signed).status_id == firm.new
        assert monitoring.how_many(work, Filters(contract_id=signed)) == (0, False)


def test_clients_and_contracts_change_owners_and_go_into_the_bin(cast: Cast, firm: Firm) -> None:
    contract = a_contract(cast, firm)
    assert done(cast.admin, Change("clients", "owner", person_id=cast.bob), [firm.client]).of("changed")
    assert done(cast.admin, Change("contracts", "owner", person_id=cast.bob), [contract]).of("changed")
    assert said(tried(cast.anna, Change("clients", "delete"), [firm.client])[0]) == {
        "Łódzkie Wodociągi": ("refused", "error.forbidden")
    }
    assert done(cast.bob, Change("contracts", "ends_on", day=date(2027, 1, 1)), [contract]).of("changed")
    report = done(cast.bob, Change("clients", "delete"), q="łódzkie")
    assert len(report.of("changed")) == 1
    with by(cast.admin) as work:
        assert clients.listing(work).total == contracts.listing(work).total == 0
    assert report.batch_id is not None
    undo(report.batch_id, of(cast.bob))
    with by(cast.bob) as work:
        assert contracts.get(work, contract).ends_on == date(2027, 1, 1)


def test_history_names_the_batch_and_its_figures_are_kept(cast: Cast, watches: list[int]) -> None:
    report = done(cast.mona, Change("monitoring", "assigned", person_id=cast.bob), watches)
    with by(cast.mona) as work:
        found = select(Past.row_id, Past.actor_id, Past.is_office).where(Past.batch_id == report.batch_id)
        rows = work.session.execute(found.where(Past.kind == "monitorings")).tuples().all()
        assert {tuple(row) for row in rows} == {(id, cast.mona, False) for id in watches[:3]}
        batch = records.get_batch(work, report.batch_id)
        assert (batch.state, batch.total, batch.done, batch.refused) == ("ended", 3, 3, 0)


def test_broken_off_what_is_done_is_done_and_can_be_undone(
    cast: Cast, watches: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    change = Change("monitoring", "assigned", person_id=cast.mona)
    report, chosen = tried(cast.admin, change, watches)
    seen: list[int] = []

    def stop(so_far: Report) -> None:
        seen.append(so_far.batch_id or 0)
        if so_far.verdicts:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk.run(change, chosen, report, of(cast.admin), stop)
    assert [watch(id).assigned_id for id in watches] == [cast.mona, cast.mona, None, None]
    with by(cast.admin) as work:
        batch = records.get_batch(work, seen[-1])
        assert (batch.state, batch.total, batch.done) == ("running", 4, 2)
    assert undo(seen[-1], of(cast.admin)).done == 2
    assert [watch(id).assigned_id for id in watches] == [None] * 4


def test_more_than_twenty_at_once_are_not_told_one_by_one(cast: Cast, firm: Firm) -> None:
    a_rule(cast, firm)
    few = [a_contract(cast, firm, number=f"F{n}") for n in range(2)]
    many = [a_contract(cast, firm, number=f"M{n}") for n in range(bulk.TOLD_ONE_BY_ONE + 1)]
    for ids, told in ((few, 2), (many, 2)):
        done(cast.admin, Change("contracts", "status", status_id=firm.active), ids)
        with by_office() as work:
            found = select(func.count()).select_from(Entry).where(Entry.kind == "monitoring.created")
            assert work.session.execute(found).scalar_one() == told


def test_too_many_are_refused(cast: Cast, watches: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 3)
    with pytest.raises(Invalid, match=r"bulk\.too_many"):
        tried(cast.admin, Change("monitoring", "cancel"), q="u/")


def test_the_moment_is_one_for_each_transaction(cast: Cast, watches: list[int]) -> None:
    done(cast.admin, Change("monitoring", "delete"), watches)
    assert {watch(id).deleted_at for id in watches} == {datetime(2026, 3, 10, 11, tzinfo=UTC)}
