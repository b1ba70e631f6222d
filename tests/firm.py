"""A small firm for tests, made through the services: statuses, an item with values, a rule, clients, contracts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from crm import calculator, clients, contracts, monitoring, notifications
from crm.contracts import LineInput
from crm.core.work import Actor, Work, begin
from crm.flows import contract_status
from crm.monitoring import Recipient
from crm.reminders.rules import StepPlan
from tests.conftest import Cast

TODAY = date(2026, 3, 10)  # NOON's day in Warsaw
STEPS = (StepPlan(30, "day"), StepPlan(7, "day"))
OWNER = Recipient("contract_owner")


def by(person_id: int, *, writes: bool = True) -> Any:
    """A Work of that person."""
    return begin(Actor.person(person_id), writes=writes)


def by_office() -> Any:
    return begin(Actor.office(), writes=True)


@dataclass(frozen=True)
class Firm:
    """Ids. The item "Przegląd" has the values "roczny" and "co dwa lata"; the client belongs to anna."""

    new: int
    active: int
    closed: int
    item: int
    yearly: int
    biennial: int
    client: int


def a_firm(cast: Cast) -> Firm:
    with by(cast.admin) as work:
        colours = iter(contracts.PALETTE)
        new, active, closed = (
            contracts.create_status(work, name=name, colour=next(colours)) for name in ("New", "Active", "Closed")
        )
        item = calculator.create_item(work, name="Przegląd", type="przegląd", price=Decimal("100.00"))
        yearly = calculator.create_value(work, item, name="roczny")
        biennial = calculator.create_value(work, item, name="co dwa lata", price=Decimal("180"))
        client = clients.create(work, is_company=True, name="Łódzkie Wodociągi", owner_id=cast.anna)
    return Firm(new, active, closed, item, yearly, biennial, client)


def a_rule(cast: Cast, firm: Firm, **changes: Any) -> int:
    """Twelve months from the change to Active, for every value, telling the contract's owner."""
    given: dict[str, Any] = {
        "item_id": firm.item,
        "status_id": firm.active,
        "starts": "status_change",
        "duration": 12,
        "unit": "month",
        "steps": STEPS,
        "recipients": [OWNER],
    }
    with by(cast.admin) as work:
        return monitoring.create_rule(work, **{**given, **changes})


def a_line(firm: Firm, value_id: int | None = None, **changes: Any) -> LineInput:
    given: dict[str, Any] = {"item_id": firm.item, "value_id": value_id, "quantity": Decimal(1), "price": Decimal(100)}
    return LineInput(**{**given, **changes})


def a_contract(cast: Cast, firm: Firm, owner_id: int | None = None, **fields: Any) -> int:
    """A contract in the first status, with one line, of anna unless said otherwise."""
    given: dict[str, Any] = {"client_id": firm.client, "owner_id": owner_id or cast.anna, "lines": [a_line(firm)]}
    with by(cast.admin) as work:
        return contract_status.create(work, **{**given, **fields})


def move(person_id: int, contract_id: int, status_id: int) -> list[int]:
    """Change a contract's status the way its page does; ids of the monitorings started."""
    with by(person_id) as work:
        version = contracts.get(work, contract_id).version
        return contract_status.change(work, contract_id, status_id, version)


def a_watch(cast: Cast, contract_id: int, **fields: Any) -> int:
    """A monitoring added by hand by the administrator, for a year from today."""
    given: dict[str, Any] = {
        "title": "Gwarancja",
        "type": "gwarancja",
        "starts_on": TODAY,
        "ends_on": date(2027, 3, 9),
        "recipients": [OWNER],
        "steps": STEPS,
    }
    with by(cast.admin) as work:
        return monitoring.create(work, contract_id, **{**given, **fields})


def a_mail_account(cast: Cast) -> None:
    """Somewhere for letters to go out from; nobody is at home there."""
    with by(cast.admin) as work:
        notifications.create_account(
            work, name="Mail", host="mail.example.test", port=25, security="none", username=None, password=None,
            sender="office@example.test",
        )  # fmt: skip


def edited(work: Work, id: int, **changes: Any) -> None:
    """Save a monitoring's form with these fields changed."""
    card = monitoring.get(work, id)
    names = ("title", "type", "starts_on", "ends_on", "assigned_id", "recipients", "steps", "note")
    monitoring.edit(work, id, card.version, **{**{name: getattr(card, name) for name in names}, **changes})


def codes(problems: Sequence[Any]) -> set[tuple[str, str | None]]:
    """(code, field) of each problem."""
    return {(problem.code, problem.field) for problem in problems}
