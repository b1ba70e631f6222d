"""The oracle of order, copies, and what is taken away and comes back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from crm import calculator, contracts, monitoring
from crm.core.errors import Forbidden, NotFound
from crm.core.work import Work
from crm.flows import (
    bin_lists,
    bin_out,
    bulk,
    catalogue,
    rule_change,
)
from tests.security.rights_terms import (
    ADMIN,
    ALWAYS,
    OFFICE,
    Op,
    every,
    listed,
)
from tests.security.rights_world import World


def not_found(call: Callable[[], Any]) -> None:
    """Whoever is signed in may ask; without a right to the record the answer is that there is none."""
    with suppress(NotFound):
        call()
        raise AssertionError("let through")


def forbidden(call: Callable[[], Any]) -> None:
    """The same where the list itself refuses."""
    with suppress(Forbidden):
        call()
        raise AssertionError("let through")


ORACLE: dict[str, Op] = {
    "calculator.arranging.move_item": Op(
        lambda k, w, x: calculator.move_item(k, w.item, 1),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "calculator.arranging.move_value": Op(
        lambda k, w, x: calculator.move_value(k, w.value, 1),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "calculator.arranging.copy_item": Op(
        lambda k, w, x: calculator.copy_item(k, w.item),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "calculator.arranging.copy_value": Op(
        lambda k, w, x: calculator.copy_value(k, w.value),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "flows.catalogue.copy_item": Op(
        lambda k, w, x: catalogue.copy_item(k, w.item),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "flows.catalogue.copy_value": Op(
        lambda k, w, x: catalogue.copy_value(k, w.value),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "flows.catalogue.delete_item": Op(
        lambda k, w, x: catalogue.delete_item(k, calculator.copy_item(k, w.item)[0], None),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "flows.catalogue.delete_value": Op(
        lambda k, w, x: catalogue.delete_value(k, calculator.copy_value(k, w.value), None),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "flows.catalogue.delete_status": Op(
        lambda k, w, x: catalogue.delete_status(k, contracts.copy_status(k, w.new), None),
        OFFICE, ADMIN, {"office.view": ("", *OFFICE)},
    ),
    "contracts.status.move_status": Op(
        lambda k, w, x: contracts.move_status(k, w.new, 1),
        OFFICE, ADMIN, {"office.view": ("", *OFFICE)},
    ),
    "contracts.status.copy_status": Op(
        lambda k, w, x: contracts.copy_status(k, w.new),
        OFFICE, ADMIN, {"office.view": ("", *OFFICE)},
    ),
    "monitoring.rulebook.move_rule": Op(
        lambda k, w, x: monitoring.move_rule(k, w.rule, 1),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "monitoring.rulebook.copy_rule": Op(
        lambda k, w, x: monitoring.copy_rule(k, w.rule),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "monitoring.rulebook.delete_rule": Op(
        lambda k, w, x: monitoring.delete_rule(k, monitoring.copy_rule(k, w.rule), None),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "monitoring.rule_changes.touched_by": listed(
        lambda k, w, x: w.letters([row.id for row in monitoring.touched_by(k, w.rule)], w.watch),
        ALWAYS, ("omtn", "om", "", ""), also={"monitoring.edit": ("", "o", "om", "omtn")},
    ),
    "monitoring.rule_changes.how_many_touched": listed(
        lambda k, w, x: "omtn"[: monitoring.how_many_touched(k, w.item).get(w.rule, 0)],
        ALWAYS, ("omtn", "om", "", ""), also={"monitoring.edit": ("", "o", "om", "omtn")},
    ),
    "monitoring.rule_changes.chosen": Op(
        lambda k, w, x: monitoring.chosen(k, w.rule, [w.watch[x]]),
        ALWAYS, ("omtn", "om", "", ""), {**every("monitoring.edit"), **every("monitoring.view")},
    ),
    "monitoring.rule_changes.apply_rule": Op(
        lambda k, w, x: monitoring.apply_rule(k, w.rule, [w.watch[x]]),
        ALWAYS, ("omtn", "om", "", ""), {**every("monitoring.edit"), **every("monitoring.view")},
    ),
    "flows.rule_change.take_over": Op(
        lambda k, w, x: rule_change.take_over(k, w.rule, [w.watch[x]]),
        ALWAYS, ("omtn", "om", "", ""), {**every("monitoring.edit"), **every("monitoring.view")},
    ),
}  # fmt: skip
# About oneself: whoever is signed in may, whatever their role; other tests show that nobody else is touched.
OWN: dict[str, Callable[[Work, World], Any]] = {
    "flows.bin_lists.listing": lambda k, w: bin_lists.listing(k),
    "flows.bin_lists.get": lambda k, w: not_found(lambda: bin_lists.get(k, "clients", str(w.client["t"]))),
    "flows.bin_out.restore": lambda k, w: not_found(lambda: bin_out.restore(k, "clients", w.client["t"])),
    "flows.bulk.newest": lambda k, w: bulk.newest(k, "clients"),
    "flows.bulk.matching": lambda k, w: forbidden(lambda: bulk.matching(k, "clients", {})),
}
