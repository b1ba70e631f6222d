"""The oracle of imports: the right to import opens the door, the rights to the records decide what goes in."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from crm.core.work import Work
from crm.flows.imports import batch, looking, preparing, telling, uploading, workbooks
from crm.flows.imports import clients as import_clients
from crm.flows.imports import contacts as import_contacts
from crm.flows.imports import contracts as import_contracts
from crm.flows.imports import items as import_items
from crm.flows.imports import monitorings as import_monitorings
from crm.flows.imports import people as import_people
from crm.flows.imports.batch import Sheaf
from crm.flows.imports.mapping import RuleMade, StatusMade
from crm.flows.imports.reading import Row
from tests.security.rights_terms import (
    ADMIN,
    ALWAYS,
    NEW,
    OFFICE,
    STEPS,
    WHOLE,
    Op,
    every,
    listed,
    made_or_refused,
    owner,
    person_fields,
    plan,
    source,
)
from tests.security.rights_world import TODAY, World

RULE = RuleMade(None, "Active", "status_change", 12, "month", tuple(STEPS), ("contract_owner",))
CHOSEN = {"columns": [["Name", "name"]], "header_row": 1, "match": "", "mode": "both", "told": "none"}


def put_in(work: Work, w: World, _: str) -> None:
    rows = [Row(1, "rights/1", {"name": "From a file"}, ())]
    [verdict] = batch.put_in(work, Sheaf("rights", source("clients"), w.run, is_told=False), rows)
    assert verdict.outcome == "created", verdict


def a_file(work: Work) -> int:
    """A run with its file, taken in by who is asked about."""
    return uploading.take(work, "clients", "file.csv", b"Name\nOne\n")


def refused_rows(work: Work) -> None:
    id = a_file(work)
    uploading.check(work, id, CHOSEN)
    workbooks.refused(work, id)


def import_edit(module: Any, work: Work, row_id: int, **changes: Any) -> None:
    """Edit as an import does: what is there now, with some values changed."""
    there = module.current(work.as_office(), [row_id])[row_id]
    module.edit(work, row_id, there, {**module.kept(there.values), **changes}, False)


ORACLE: dict[str, Op] = {
    "flows.imports.batch.put_in": Op(put_in, OFFICE, ADMIN),
    "flows.imports.clients.current": listed(
        lambda k, w, x: w.letters(import_clients.current(k, w.client.values()), w.client),
        ALWAYS, ("omtn", "", "", ""), also=every("clients.view"),
    ),
    "flows.imports.clients.create": Op(
        lambda k, w, x: import_clients.create(k, {"is_company": True, "name": "New", "owner_id": owner(w, x)}, False),
        ("omt",) * 3, ("omt", "", "", ""), {"clients.create": ("", *NEW)},
    ),
    "flows.imports.clients.edit": Op(
        lambda k, w, x: import_edit(import_clients, k, w.client[x], note="changed"),
        ALWAYS, ("omtn", "", "", ""), every("clients.edit"),
    ),
    "flows.imports.contracts.current": listed(
        lambda k, w, x: w.letters(import_contracts.current(k, w.contract.values()), w.contract),
        ALWAYS, ("omtn", "", "", ""), also=every("contracts.view"),
    ),
    "flows.imports.contracts.create": Op(
        lambda k, w, x: import_contracts.create(k, {"client_id": w.client["o"], "owner_id": owner(w, x)}, False),
        ("omt",) * 3, ("omt", "", "", ""), {"contracts.create": ("", *NEW)},
    ),
    "flows.imports.contracts.edit": Op(
        lambda k, w, x: import_edit(import_contracts, k, w.contract[x], status_id=w.active),
        ALWAYS, ("omtn", "", "", ""), every("contracts.edit"),
    ),
    "flows.imports.items.current": Op(
        lambda k, w, x: import_items.current(k, [w.item])[w.item], OFFICE, ADMIN
    ),
    "flows.imports.items.create": Op(
        lambda k, w, x: import_items.create(k, {"name": "Other", "type": "x", "price": Decimal(1)}, False),
        OFFICE, ADMIN, {"calculator.configure": ("", *OFFICE)},
    ),
    "flows.imports.items.edit": Op(
        lambda k, w, x: import_edit(import_items, k, w.item, name="Other"),
        OFFICE, ADMIN, {"calculator.configure": ("", *OFFICE)},
    ),
    "flows.imports.people.current": listed(
        lambda k, w, x: w.letters(import_people.current(k, w.person.values()), w.person),
        ALWAYS, ("omtn", "", "", ""), also=every("people.view"),
    ),
    "flows.imports.people.create": Op(
        lambda k, w, x: import_people.create(k, person_fields(k), False),
        OFFICE, ADMIN, {"people.configure": ("", *WHOLE)},
    ),
    "flows.imports.people.edit": Op(
        lambda k, w, x: import_edit(import_people, k, w.person[x], name="Changed"),
        ALWAYS, ("omtn", "", "", ""), {"people.configure": ("", "", "", "omtn")},
    ),
    "flows.imports.contacts.current": listed(
        lambda k, w, x: w.letters(import_contacts.current(k, w.contact.values()), w.contact),
        ALWAYS, ("omtn", "", "", ""), also=every("clients.view"),
    ),
    "flows.imports.contacts.create": Op(
        lambda k, w, x: import_contacts.create(k, {"client_id": w.client[x], "name": "New"}, False),
        ALWAYS, ("omtn", "", "", ""), every("clients.edit"),
    ),
    "flows.imports.contacts.edit": Op(
        lambda k, w, x: import_edit(import_contacts, k, w.contact[x], name="Changed"),
        ALWAYS, ("omtn", "", "", ""), every("clients.edit"),
    ),
    "flows.imports.contracts.create_many": Op(
        lambda k, w, x: made_or_refused(
            import_contracts.create_many(k, [{"client_id": w.client["o"], "owner_id": owner(w, x)}], False)
        ),
        ("omt",) * 3, ("omt", "", "", ""), {"contracts.create": ("", *NEW)},
    ),
    "flows.imports.monitorings.current": listed(
        lambda k, w, x: w.letters(import_monitorings.current(k, w.watch.values()), w.watch),
        ALWAYS, ("omtn", "", "", ""), also=every("monitoring.view"),
    ),
    "flows.imports.monitorings.create": Op(
        lambda k, w, x: import_monitorings.create(
            k, {"contract_id": w.contract[x], "title": "New", "type": "new", "starts_on": TODAY}, False
        ),
        ALWAYS, ("omtn", "", "", ""), every("monitoring.create"),
    ),
    "flows.imports.monitorings.edit": Op(
        lambda k, w, x: import_edit(import_monitorings, k, w.watch[x], title="Changed"),
        ALWAYS, ("omtn", "", "", ""), every("monitoring.edit"),
    ),
    "flows.imports.uploading.take": Op(lambda k, w, x: a_file(k), OFFICE, ADMIN),
    "flows.imports.uploading.proposal": Op(lambda k, w, x: uploading.proposal(k, a_file(k)), OFFICE, ADMIN),
    "flows.imports.uploading.check": Op(lambda k, w, x: uploading.check(k, a_file(k), CHOSEN), OFFICE, ADMIN),
    "flows.imports.workbooks.allowed": Op(lambda k, w, x: workbooks.allowed(k, "contracts"), OFFICE, ADMIN),
    "flows.imports.workbooks.refused": Op(lambda k, w, x: refused_rows(k), OFFICE, ADMIN),
    "flows.imports.looking.look_up": Op(lambda k, w, x: looking.look_up(k, "rights", "people", []), OFFICE, ADMIN),
    "flows.imports.preparing.statuses": Op(
        lambda k, w, x: preparing.statuses(k, plan(statuses=(StatusMade("Other", None),))),
        OFFICE, ADMIN, {"office.configure": ("", *OFFICE)},
    ),
    "flows.imports.preparing.rules": Op(
        lambda k, w, x: preparing.rules(k, plan(rules=(RULE,)), w.run),
        OFFICE, ADMIN, {"calculator.configure": ("", *OFFICE)},
    ),
    "flows.imports.telling.audience_of": Op(
        lambda k, w, x: telling.audience_of(k, "contracts", w.contract.values()), OFFICE, ADMIN
    ),
    "flows.imports.telling.summaries": Op(
        lambda k, w, x: telling.summaries(k, "rights", Counter({w.pat: 2})), OFFICE, ADMIN
    ),
}  # fmt: skip
