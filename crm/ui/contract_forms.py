"""The forms of a contract: a new one at once, a known one by its details and by its lines."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm import calculator, contracts
from crm.core.listing import Choice
from crm.core.work import Work
from crm.flows import contract_status
from crm.ui import fields, frame, staff
from crm.ui.lines import client_choice, lines
from crm.ui.work import changing, reading, seen

FORM, LINES = "contract", "contract_lines"


def owners_for(card: contracts.ContractCard | None) -> list[Choice]:
    """Who can look after the contract, with whoever does now."""
    with reading() as reader:
        return staff.choices(reader, card.owner_id if card else None)


def fresh(work: Work) -> None:
    """A new contract: client, dates, status and lines at once; what follows from its status happens with it."""
    with reading() as reader:
        items, number, statuses = calculator.items(reader), contracts.next_number(reader), contracts.statuses(reader)
    frame.trouble(FORM)
    wanted = frame.number_in(st.query_params.to_dict(), "client")
    values: dict[str, Any] = {"client_id": client_choice(FORM, wanted)}
    values |= details(work, None, number)
    choices = [Choice(s.id, s.name) for s in statuses if s.is_active]
    values["status_id"] = fields.choose(FORM, "status_id", choices, choices[0].id if choices else None, needed=True)
    frame.section("contracts.tab_lines")
    values["lines"] = lines(FORM, items, [], work.office.currency)
    if fields.save(FORM):
        change = changing(FORM, "contracts.saved")
        with change as writer:
            change.go = ("contract", {"id": contract_status.create(writer, **values)})


def details(work: Work, card: contracts.ContractCard | None, number: str) -> dict[str, Any]:
    """The fields of a contract beside client and lines."""
    values: dict[str, Any] = {
        "number": fields.text(FORM, "number", number),
        "owner_id": fields.choose(FORM, "owner_id", owners_for(card), card.owner_id if card else work.me.person_id),
    }
    for name in ("signed_on", "starts_on", "ends_on"):
        values[name] = fields.day(FORM, name, getattr(card, name) if card else None, work.today)
    return values | {"note": fields.block(FORM, "note", card.note if card else "")}


def kept(card: contracts.ContractCard) -> dict[str, Any]:
    """What a form that shows only a part of the contract leaves as it is."""
    names = ("client_id", "owner_id", "number", "signed_on", "starts_on", "ends_on", "note")
    same = [contracts.LineInput(line.item_id, line.value_id, line.quantity, line.price, line.id) for line in card.lines]
    return {name: getattr(card, name) for name in names} | {"lines": same}


def edit(work: Work, card: contracts.ContractCard, form: str, done: str, values: dict[str, Any]) -> None:
    """Save one part of a known contract."""
    if not work.may("contracts.edit"):
        frame.hint("ui.view_only")
    elif fields.save(form):
        with changing(form, done) as writer:
            contracts.edit(writer, card.id, seen(form, card), **(kept(card) | values))


def edit_details(work: Work, card: contracts.ContractCard) -> None:
    """The tab of details."""
    frame.trouble(FORM, card)
    edit(work, card, FORM, "contracts.saved", details(work, card, card.number))


def edit_lines(work: Work, card: contracts.ContractCard) -> None:
    """The tab of lines."""
    with reading() as reader:
        items = calculator.items(reader)
    frame.trouble(LINES, card)
    edit(work, card, LINES, "contracts.lines_saved", {"lines": lines(LINES, items, card.lines, work.office.currency)})
