"""The oracle of what moves several features at once."""

from __future__ import annotations

from contextlib import suppress

from crm.core.errors import NotFound
from crm.core.work import Work
from crm.flows import bin as to_bin
from crm.flows import (
    bin_out,
    contract_status,
    nightly,
    office_settings,
)
from tests.security.rights_terms import (
    ADMIN,
    ALL,
    EDITS,
    MAKES,
    NEW,
    OFFICE,
    ROW,
    WHOLE,
    Op,
    create_many,
    every,
    owner,
)
from tests.security.rights_world import World


def removed(work: Work, w: World, _: str) -> None:
    """Final deletion; whoever may is told that there is nothing of that number in the bin."""
    with suppress(NotFound):
        bin_out.remove(work, "monitoring", 0)


ORACLE: dict[str, Op] = {
    "flows.bin.delete_contract": Op(
        lambda k, w, x: to_bin.delete_contract(k, w.contract[x], None), ROW, EDITS, every("contracts.view")
    ),
    "flows.bin.delete_client": Op(
        lambda k, w, x: to_bin.delete_client(k, w.client[x], None), ROW, EDITS, every("clients.view")
    ),
    "flows.bin.delete_monitoring": Op(
        lambda k, w, x: to_bin.delete_monitoring(k, w.watch[x], None), ROW, EDITS, every("monitoring.view")
    ),
    "flows.bin_out.remove": Op(removed, WHOLE, ADMIN),
    "flows.bin_out.older": Op(lambda k, w, x: bin_out.older(k), OFFICE, ADMIN),
    "flows.contract_status.change": Op(  # and that it starts a watch needs no right to make watches
        lambda k, w, x: contract_status.change(k, w.contract[x], w.active, None)[0],
        ROW, EDITS, every("contracts.view") | {"monitoring.create": ALL},
    ),
    "flows.contract_status.create": Op(
        lambda k, w, x: contract_status.create(k, client_id=w.client["o"], owner_id=owner(w, x), status_id=w.active),
        NEW, MAKES, {"clients.view": ("", "omt", "omt", "omt")},
    ),
    "flows.contract_status.create_many": Op(
        create_many, NEW, MAKES, {"clients.view": ("", "omt", "omt", "omt"), "monitoring.create": ("omt",) * 4}
    ),
    "flows.nightly.plan": Op(lambda k, w, x: nightly.plan(k), OFFICE, ("*", "*", "", "")),
    "flows.nightly.set_hour": Op(lambda k, w, x: nightly.set_hour(k, 4), WHOLE, ADMIN),
    "flows.office_settings.read": Op(lambda k, w, x: office_settings.read(k), OFFICE, ("*", "*", "", "")),
    "flows.office_settings.edit": Op(
        lambda k, w, x: office_settings.edit(
            k, name="We", zone="Europe/Warsaw", language="pl", currency="PLN", contract_pattern="U/{number}"
        ),
        WHOLE, ADMIN,
    ),
}  # fmt: skip
# Whom nobody asks who they are: what they are given is the right.
PUBLIC = {
    "flows.set_up.is_open",
    "flows.set_up.set_up",
}
