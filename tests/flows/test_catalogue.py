"""Items, values, statuses and rules in order, copied, switched off, and deleted only while nothing uses them."""

from __future__ import annotations

import pytest

from crm import calculator, contracts, monitoring
from crm.core.errors import Conflict, Invalid, NotFound
from crm.core.ordering import copy_name
from crm.flows import catalogue
from tests.conftest import Cast
from tests.firm import a_contract, a_firm, a_rule, by, codes, move


def names(rows: list[object]) -> list[str]:
    return [row.name for row in rows]  # type: ignore[attr-defined]


def test_a_thing_moves_among_the_others_and_stops_at_the_end(cast: Cast) -> None:
    a_firm(cast)
    with by(cast.admin) as work:
        new, active, closed = contracts.statuses(work)
        contracts.move_status(work, closed.id, -1)
        assert names(contracts.statuses(work)) == ["New", "Closed", "Active"]
        contracts.move_status(work, closed.id, -1)
        contracts.move_status(work, closed.id, -1)
        contracts.move_status(work, active.id, 1)
        assert names(contracts.statuses(work)) == ["Closed", "New", "Active"]
        assert [row.position for row in contracts.statuses(work)] == [1, 2, 3]
        assert {row.id for row in contracts.statuses(work)} == {new.id, active.id, closed.id}


def test_values_move_within_their_item_only(cast: Cast) -> None:
    firm = a_firm(cast)
    with by(cast.admin) as work:
        other = catalogue.copy_item(work, firm.item)
        before = names(calculator.items(work)[1].values)
        calculator.move_value(work, firm.biennial, -1)
        mine, theirs = calculator.items(work)
        assert names(mine.values) == ["co dwa lata", "roczny"]
        assert (theirs.id, names(theirs.values)) == (other, before)
        calculator.move_item(work, other, -1)
        assert calculator.items(work)[0].id == other


def test_a_copied_item_brings_its_values_and_rules_with_their_recipients(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    a_rule(cast, firm, value_id=firm.yearly, duration=6)
    with by(cast.admin) as work:
        copy = catalogue.copy_item(work, firm.item)
        again = catalogue.copy_item(work, firm.item)
        items = {item.id: item for item in calculator.items(work)}
        assert [items[id].name for id in (copy, again)] == ["Przegląd (copy)", "Przegląd (copy 2)"]
        old, new = monitoring.rules_of(work, firm.item), monitoring.rules_of(work, copy)
        assert [rule.value for rule in new] == [None, "roczny"]
        assert new[1].value_id == items[copy].values[0].id
        assert all(rule.is_active for rule in new)
        assert [(r.duration, r.steps, r.recipients) for r in new] == [(r.duration, r.steps, r.recipients) for r in old]


def test_a_copied_rule_of_the_same_item_starts_nothing_until_it_is_switched_on(cast: Cast) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    with by(cast.admin) as work:
        copy = monitoring.copy_rule(work, rule)
        assert [(r.id, r.is_active) for r in monitoring.rules_of(work, firm.item)] == [(rule, True), (copy, False)]
        monitoring.move_rule(work, copy, -1)
        assert [r.id for r in monitoring.rules_of(work, firm.item)] == [copy, rule]
    contract = a_contract(cast, firm)
    assert len(move(cast.admin, contract, firm.active)) == 1


def test_a_copied_value_is_watched_as_the_first_one(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm, value_id=firm.yearly, duration=6)
    with by(cast.admin) as work:
        copy = catalogue.copy_value(work, firm.yearly)
        assert [(r.value_id, r.is_active) for r in monitoring.rules_of(work)] == [(firm.yearly, True), (copy, True)]


def test_a_copied_status_takes_a_free_colour_until_none_is_left(cast: Cast) -> None:
    firm = a_firm(cast)
    with by(cast.admin) as work:
        for _ in range(len(contracts.PALETTE) - 3):
            contracts.copy_status(work, firm.new)
        colours = [row.colour for row in contracts.statuses(work)]
        assert len(set(colours)) == len(contracts.PALETTE)
        with pytest.raises(Invalid) as refused:
            contracts.copy_status(work, firm.new)
    assert codes(refused.value.problems) == {("contracts.no_colour_left", "colour")}


def test_what_is_used_is_not_deleted(cast: Cast) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm, value_id=firm.yearly)
    contract = a_contract(cast, firm)
    used = {
        "calculator.item_used": lambda work: catalogue.delete_item(work, firm.item, None),
        "calculator.value_used": lambda work: catalogue.delete_value(work, firm.yearly, None),
        "contracts.status_used": lambda work: catalogue.delete_status(work, firm.active, None),
    }
    for code, delete in used.items():
        with pytest.raises(Invalid) as refused, by(cast.admin) as work:
            delete(work)
        assert codes(refused.value.problems) == {(code, None)}
    a_rule(cast, firm)
    move(cast.admin, contract, firm.active)
    with by(cast.admin) as work:
        started = next(r.id for r in monitoring.rules_of(work) if r.value_id is None)
        monitoring.delete_rule(work, rule, None)
        with pytest.raises(Invalid, match=r"rule\.used"):
            monitoring.delete_rule(work, started, None)
        assert [r.id for r in monitoring.rules_of(work)] == [started]


def test_a_status_that_a_contract_only_passed_through_stays(cast: Cast) -> None:
    firm = a_firm(cast)
    contract = a_contract(cast, firm)
    move(cast.admin, contract, firm.active)
    move(cast.admin, contract, firm.closed)
    with by(cast.admin) as work, pytest.raises(Invalid, match=r"contracts\.status_used"):
        catalogue.delete_status(work, firm.active, None)


def test_what_nothing_uses_goes_to_the_bin_with_what_is_its_own(cast: Cast) -> None:
    firm = a_firm(cast)
    with by(cast.admin) as work:
        spare, _ = calculator.copy_item(work, firm.item)
        catalogue.delete_item(work, spare, 1)
        assert [item.id for item in calculator.items(work)] == [firm.item]
        catalogue.delete_value(work, firm.biennial, 1)
        assert names(calculator.items(work)[0].values) == ["roczny"]
        catalogue.delete_status(work, firm.closed, 1)
        assert names(contracts.statuses(work)) == ["New", "Active"]
        with pytest.raises(NotFound):
            catalogue.delete_status(work, firm.closed, None)


def test_a_deletion_of_a_stale_page_is_refused(cast: Cast) -> None:
    firm = a_firm(cast)
    with by(cast.admin) as work:
        contracts.edit_status(work, firm.closed, 1, name="Shut", colour=contracts.PALETTE[9])
    with by(cast.admin) as work, pytest.raises(Conflict):
        catalogue.delete_status(work, firm.closed, 1)


def test_no_contract_reaches_a_status_that_is_switched_off(cast: Cast) -> None:
    firm = a_firm(cast)
    there = a_contract(cast, firm)
    with by(cast.admin) as work:
        for row in contracts.statuses(work)[:2]:
            contracts.edit_status(work, row.id, row.version, name=row.name, colour=row.colour, is_active=False)
    fresh = a_contract(cast, firm)
    with by(cast.admin) as work:
        assert [contracts.get(work, id).status for id in (there, fresh)] == ["New", "Closed"]
    with pytest.raises(Invalid, match=r"contracts\.status_off"):
        move(cast.admin, there, firm.active)
    with pytest.raises(Invalid, match=r"contracts\.status_off"):
        a_contract(cast, firm, status_id=firm.active)


def test_the_last_status_that_is_on_stays_on(cast: Cast) -> None:
    firm = a_firm(cast)
    with by(cast.admin) as work:
        catalogue.delete_status(work, firm.closed, None)
        catalogue.delete_status(work, firm.active, None)
        with pytest.raises(Invalid, match=r"contracts\.last_status"):
            contracts.edit_status(work, firm.new, 1, name="New", colour=contracts.PALETTE[0], is_active=False)
        with pytest.raises(Invalid, match=r"contracts\.last_status"):
            catalogue.delete_status(work, firm.new, None)


def test_names_of_copies_stay_within_their_column() -> None:
    assert copy_name("x" * 120, [], 120, "kopia").endswith("x (kopia)")
    assert len(copy_name("x" * 120, ["x" * 112 + " (kopia)"], 120, "kopia")) == 120
    assert copy_name("A", ["A", "A (copy)", "A (copy 2)"], 120, "copy") == "A (copy 3)"
