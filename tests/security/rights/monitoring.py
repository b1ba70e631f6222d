"""The oracle of monitorings and their rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crm import clients, contracts, monitoring
from crm.monitoring import Filters, lists
from tests.security.rights_terms import (
    ADMIN,
    ALWAYS,
    EDITS,
    OFFICE,
    OWNER,
    ROW,
    SEEN,
    STEPS,
    WHOLE,
    Op,
    every,
    found_of,
    listed,
    watch_fields,
)
from tests.security.rights_world import LETTERS, SOON, TODAY, World


def by_letter(letters: Iterable[str]) -> str:
    """Letters in the order in which the oracle writes them."""
    return "".join(sorted(letters, key=LETTERS.index))


def rule_fields(w: World) -> dict[str, Any]:
    fields = {"item_id": w.item, "status_id": w.active, "starts": "status_change", "duration": 6, "unit": "month"}
    return {**fields, "steps": STEPS, "recipients": OWNER}


ORACLE: dict[str, Op] = {
    "monitoring.lists.matching_ids": listed(
        lambda k, w, x: w.letters(k.session.execute(lists.matching_ids(k, Filters())).scalars(), w.watch), ROW, SEEN
    ),
    "monitoring.pictures.ends_by_month": listed(
        lambda k, w, x: by_letter(one.type[-1] for one in monitoring.ends_by_month(k, Filters(), TODAY, 12)), ROW, SEEN
    ),
    "monitoring.pictures.timeline": listed(
        lambda k, w, x: w.letters([bar.row.id for bar in monitoring.timeline(k, Filters(), TODAY, 12)[0]], w.watch),
        ROW, SEEN,
    ),
    "monitoring.pictures.figures": listed(
        lambda k, w, x: "omtn"[: max(one.count for one in monitoring.figures(k, Filters()))], ROW, SEEN
    ),
    "monitoring.lists.listing": listed(
        lambda k, w, x: w.letters([row.id for row in monitoring.listing(k, Filters()).rows], w.watch), ROW, SEEN
    ),
    "monitoring.lists.export_rows": listed(
        lambda k, w, x: w.letters([row.id for row in monitoring.export_rows(k, Filters())], w.watch),
        ROW, ("omtn", "omtn", "o", ""), also=every("monitoring.view"),
    ),
    "monitoring.lists.of_contract": listed(
        lambda k, w, x: found_of(k, w, lambda y: bool(monitoring.of_contract(k, w.contract[y]))),
        ROW, SEEN, also=every("contracts.view"),
    ),
    "monitoring.lists.types": listed(
        lambda k, w, x: "".join(y for y in LETTERS if f"type {y}" in monitoring.types(k)), ROW, SEEN
    ),
    "monitoring.lists.how_many": listed(
        lambda k, w, x: found_of(k, w, lambda y: monitoring.how_many(k, Filters(type=f"type {y}"))[0] == 1), ROW, SEEN
    ),
    "monitoring.rulebook.rules_of": Op(lambda k, w, x: monitoring.rules_of(k)[0], OFFICE, ("*",) * 4),
    "monitoring.rulebook.create_rule": Op(
        lambda k, w, x: monitoring.create_rule(k, **rule_fields(w)),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "monitoring.rulebook.edit_rule": Op(
        lambda k, w, x: monitoring.edit_rule(k, w.rule, 1, **rule_fields(w)),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "monitoring.service.get": Op(lambda k, w, x: monitoring.get(k, w.watch[x]), ROW, SEEN),
    "monitoring.service.create": Op(
        lambda k, w, x: monitoring.create(
            k, w.contract[x], title="New", type="new", starts_on=TODAY, ends_on=SOON, steps=STEPS, recipients=OWNER
        ),
        ROW, ("omtn", "omtn", "o", ""), every("contracts.view"),
    ),
    "monitoring.service.edit": Op(
        lambda k, w, x: monitoring.edit(k, w.watch[x], None, **watch_fields(w, x)), ROW, EDITS, every("monitoring.view")
    ),
    "monitoring.service.cancel": Op(
        lambda k, w, x: monitoring.cancel(k, w.watch[x], None), ROW, EDITS, every("monitoring.view")
    ),
    "monitoring.service.delete": Op(
        lambda k, w, x: monitoring.delete(k, w.watch[x], None), ROW, EDITS, every("monitoring.view")
    ),
    "monitoring.telling.default_recipients": Op(
        lambda k, w, x: monitoring.default_recipients(k), OFFICE, ("*",) * 4
    ),
    "monitoring.telling.set_default_recipients": Op(
        lambda k, w, x: monitoring.set_default_recipients(k, OWNER), WHOLE, ADMIN
    ),
    "monitoring.telling.consequence": Op(
        lambda k, w, x: monitoring.consequence(k, STEPS, SOON, OWNER, w.contract[x]),
        ALWAYS, SEEN, every("contracts.view"),
    ),
    "monitoring.lists.ids": listed(
        lambda k, w, x: w.letters(monitoring.ids(k, Filters(), most=99), w.watch), ROW, SEEN
    ),
    "contracts.lists.ids": listed(lambda k, w, x: w.letters(contracts.ids(k, most=99), w.contract), ROW, SEEN),
    "clients.lists.ids": listed(lambda k, w, x: w.letters(clients.ids(k, most=99), w.client), ROW, SEEN),
}  # fmt: skip
