"""The oracle of cases: who may do what with whose, and with the dictionary of kinds."""

from __future__ import annotations

from typing import Any

from crm import cases
from crm.cases import Filters, subject
from crm.core.work import Work
from crm.flows import bin as to_bin
from tests.security.rights_terms import ADMIN, EDITS, MAKES, NEW, OFFICE, ROW, SEEN, Op, every, listed, owner
from tests.security.rights_world import LETTERS, Ids, World

SENT = ("omtn", "omtn", "", "")  # what the built-in roles export
KIND = {"name": "Other", "colour": "#123456"}


def grow(work: Work, world: World) -> dict[str, Ids]:
    """A case of each relation, of that relation's client, and one kind for all."""
    kind = cases.create_kind(work, name="Inquiry", colour="#2d78d2")
    cases.create_kind(work, name="Spare", colour="#2d78d2")
    made: Ids = {}
    for letter in LETTERS:
        given = {"client_id": world.client[letter], "kind_id": kind, "title": f"Case {letter}"}
        made[letter] = cases.create(work, **given, owner_id=world.person[letter])
        if letter == "n":
            cases.assign(work, made[letter], None, None)
    return {"case": made, "case kind": dict.fromkeys(LETTERS, kind)}


def case(w: World, letter: str) -> int:
    return w.more["case"][letter]


def kind(w: World) -> int:
    return w.more["case kind"]["o"]


def fields(w: World, letter: str) -> dict[str, Any]:
    kept = None if letter == "n" else w.person[letter]
    return {"client_id": w.client[letter], "kind_id": kind(w), "title": "Changed", "owner_id": kept}


def new(w: World, letter: str) -> dict[str, Any]:
    """Of pat's own client, for somebody."""
    return {"client_id": w.client["o"], "kind_id": kind(w), "title": "New", "owner_id": owner(w, letter)}


def spare(work: Work, w: World) -> int:
    """A kind that nothing has."""
    return cases.copy_kind(work, kind(w))


ORACLE: dict[str, Op] = {
    "cases.card.get": Op(lambda k, w, x: cases.get(k, case(w, x)), ROW, SEEN),
    "cases.lists.listing": listed(
        lambda k, w, x: w.letters([row.id for row in cases.listing(k, Filters()).rows], w.more["case"]), ROW, SEEN
    ),
    "cases.lists.ids": listed(
        lambda k, w, x: w.letters(cases.ids(k, Filters(), most=99), w.more["case"]), ROW, SEEN
    ),
    "cases.lists.export_rows": listed(
        lambda k, w, x: w.letters([row.id for row in cases.export_rows(k, Filters())], w.more["case"]),
        ROW, SENT, also=every("cases.view"),
    ),
    "cases.service.create": Op(
        lambda k, w, x: cases.create(k, **new(w, x)), NEW, MAKES, {"clients.view": ("", "omt", "omt", "omt")}
    ),
    "cases.service.edit": Op(
        lambda k, w, x: cases.edit(k, case(w, x), None, **fields(w, x)), ROW, EDITS, every("cases.view")
    ),
    "cases.service.assign": Op(
        lambda k, w, x: cases.assign(k, case(w, x), w.pat, None), ROW, EDITS, every("cases.view")
    ),
    "cases.service.move": Op(
        lambda k, w, x: cases.move(k, case(w, x), "waiting", None), ROW, EDITS, every("cases.view")
    ),
    "cases.subject.done": Op(lambda k, w, x: subject.done(k, case(w, x)), ROW, EDITS, every("cases.view")),
    "cases.service.bin": Op(lambda k, w, x: cases.bin(k, case(w, x), None), ROW, EDITS, every("cases.view")),
    "flows.bin.delete_case": Op(
        lambda k, w, x: to_bin.delete_case(k, case(w, x), None), ROW, EDITS, every("cases.view")
    ),
    "cases.kindbook.kinds": Op(lambda k, w, x: cases.kinds(k)[0], OFFICE, ("*",) * 4),
    "cases.kindbook.create_kind": Op(lambda k, w, x: cases.create_kind(k, **KIND), OFFICE, ADMIN),
    "cases.kindbook.edit_kind": Op(
        lambda k, w, x: cases.edit_kind(k, kind(w), None, **KIND), OFFICE, ADMIN, {"office.view": ("", *OFFICE)}
    ),
    "cases.kindbook.move_kind": Op(
        lambda k, w, x: cases.move_kind(k, kind(w), 1), OFFICE, ADMIN, {"office.view": ("", *OFFICE)}
    ),
    "cases.kindbook.copy_kind": Op(
        lambda k, w, x: cases.copy_kind(k, kind(w)), OFFICE, ADMIN, {"office.view": ("", *OFFICE)}
    ),
    "cases.kindbook.delete_kind": Op(
        lambda k, w, x: cases.delete_kind(k, spare(k, w), None), OFFICE, ADMIN, {"office.view": ("", *OFFICE)}
    ),
}  # fmt: skip
