"""The oracle of contracts, their lines and statuses."""

from __future__ import annotations

from crm import contracts
from crm.contracts import ContractForm
from tests.security.rights_terms import (
    ADMIN,
    EDITS,
    MAKES,
    NEW,
    OFFICE,
    ROW,
    SEEN,
    Op,
    contract_fields,
    every,
    listed,
    made_or_refused,
    owner,
)

ORACLE: dict[str, Op] = {
    "contracts.card.get": Op(lambda k, w, x: contracts.get(k, w.contract[x]), ROW, SEEN),
    "contracts.lists.listing": listed(
        lambda k, w, x: w.letters([row.id for row in contracts.listing(k).rows], w.contract), ROW, SEEN
    ),
    "contracts.lists.choices": listed(
        lambda k, w, x: w.letters([one.id for one in contracts.choices(k)], w.contract), ROW, SEEN
    ),
    "contracts.service.next_number": Op(lambda k, w, x: contracts.next_number(k), OFFICE, ("*", "*", "*", "")),
    "contracts.creating.create": Op(
        lambda k, w, x: contracts.create(k, client_id=w.client["o"], owner_id=owner(w, x)),
        NEW, MAKES, {"clients.view": ("", "omt", "omt", "omt")},
    ),
    "contracts.creating.create_many": Op(
        lambda k, w, x: made_or_refused(
            contracts.create_many(k, [ContractForm(client_id=w.client["o"], owner_id=owner(w, x))])
        ),
        NEW, MAKES, {"clients.view": ("", "omt", "omt", "omt")},
    ),
    "contracts.service.edit": Op(
        lambda k, w, x: contracts.edit(k, w.contract[x], None, **contract_fields(w, x)),
        ROW, EDITS, every("contracts.view"),
    ),
    "contracts.service.set_status": Op(
        lambda k, w, x: contracts.set_status(k, w.contract[x], w.active, None), ROW, EDITS, every("contracts.view")
    ),
    "contracts.service.bin": Op(
        lambda k, w, x: contracts.bin(k, w.contract[x], None), ROW, EDITS, every("contracts.view")
    ),
    "contracts.status.statuses": Op(lambda k, w, x: contracts.statuses(k)[0], OFFICE, ("*",) * 4),
    "contracts.status.create_status": Op(
        lambda k, w, x: contracts.create_status(k, name="Other", colour=contracts.PALETTE[7]), OFFICE, ADMIN
    ),
    "contracts.status.edit_status": Op(
        lambda k, w, x: contracts.edit_status(k, w.new, 1, name="Other", colour=contracts.PALETTE[7], position=None),
        OFFICE, ADMIN, {"office.view": ("", *OFFICE)},
    ),
}  # fmt: skip
