"""What can be done with many records at once, each as if done by hand: the same rights, rules and history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from crm import cases, clients, contracts, monitoring
from crm.cases.tables import Case
from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core.access import internal
from crm.core.db import Record
from crm.core.errors import Problem, refuse_any
from crm.core.work import Work
from crm.flows import bin as to_bin
from crm.flows import contract_status
from crm.monitoring import recipients as readers
from crm.monitoring.rules import Recipient
from crm.monitoring.tables import Monitoring

DATES = ("starts_on", "ends_on", "signed_on", "due_on")
CODES = ("state", "priority")
MODES = ("add", "remove", "replace")
UNITS = ("day", "week", "month", "year")
MOST_MOVE = 10_000


@dataclass(frozen=True)
class Change:
    """One change for many: `kind` of the records, `what` is done (see KINDS), and whatever that needs."""

    kind: str
    what: str
    person_id: int | None = None
    day: date | None = None
    move: int | None = None  # so many units ahead, or back
    unit: str = "day"
    status_id: int | None = None
    code: str | None = None  # a state or a priority
    comment: str = ""
    mode: str = "add"
    recipients: tuple[Recipient, ...] = ()

    def problems(self) -> list[Problem]:
        """What is missing before anything can be tried."""
        if self.kind not in KINDS or self.what not in KINDS[self.kind].whats:
            return [Problem("error.required", "what")]
        if self.what == "status" and self.status_id is None:
            return [Problem("error.required", "status_id")]
        if self.what in CODES and self.code is None:
            return [Problem("error.required", self.what)]
        if self.what in DATES and self.move is not None and not 0 < abs(self.move) <= MOST_MOVE:
            return [Problem("bulk.move_wrong", "move", {"max": MOST_MOVE})]
        if self.what == "recipients" and not self.recipients and self.mode != "replace":
            return [Problem("error.required", "recipients")]
        return []


@dataclass(frozen=True)
class Kind:
    """A kind of record that can be changed in bulk, what can be done with it, and the column each of these shows."""

    model: type[Record]
    title: Any
    view: str
    place: str
    whats: Mapping[str, str]  # what: the right that it needs
    apply: Callable[[Work, Change, Any, int | None, bool], None]


COLUMNS = {"assigned": "assigned_id", "owner": "owner_id", "cancel": "state", "status": "status_id"}


def column_of(what: str) -> str | None:
    """The column that a change is about; None where it is none (recipients, deleting)."""
    return COLUMNS.get(what, what if what in (*DATES, *CODES) else None)


def moved(change: Change, day: date | None) -> date | None:
    """The day that a change of dates makes of another; Invalid where there is none to move, or too far."""
    if change.move is None:
        return change.day
    refuse_any([Problem("bulk.no_day", change.what)] if day is None else [])
    try:
        by: dict[str, Any] = {f"{change.unit}s": change.move}
        return (day or date.min) + (relativedelta(**by) if change.unit != "day" else timedelta(days=change.move))
    except (OverflowError, ValueError):
        refuse_any([Problem("bulk.too_far", change.what)])
        return None


def _monitoring(work: Work, change: Change, row: Any, version: int | None, tell: bool) -> None:
    if change.what == "delete":
        return to_bin.delete_monitoring(work, row.id, version)
    if change.what == "cancel":
        return monitoring.cancel(work, row.id, version)
    card = monitoring.get(work, row.id)
    names = ("title", "type", "starts_on", "ends_on", "assigned_id", "recipients", "steps", "note")
    fields = {name: getattr(card, name) for name in names}
    if change.what == "assigned":
        fields["assigned_id"] = change.person_id
    elif change.what == "recipients":
        fields["recipients"] = _recipients(change, card.recipients)
    else:
        fields[change.what] = moved(change, fields[change.what])
    return monitoring.edit(work, row.id, version, **fields)


def _recipients(change: Change, now: list[Recipient]) -> list[Recipient]:
    chosen = list(change.recipients)
    if change.mode == "replace":
        return chosen
    if change.mode == "remove":
        return [one for one in now if one not in chosen]
    return [*now, *(one for one in chosen if one not in now)]


def _contract(work: Work, change: Change, row: Any, version: int | None, tell: bool) -> None:
    if change.what == "delete":
        return to_bin.delete_contract(work, row.id, version)
    if change.what == "status":
        contract_status.change(work, row.id, change.status_id, version, change.comment or None, tell=tell)
        return None
    card = contracts.get(work, row.id)
    names = ("client_id", "owner_id", "number", "signed_on", "starts_on", "ends_on", "note")
    fields = {name: getattr(card, name) for name in names}
    fields["lines"] = [contracts.LineInput(x.item_id, x.value_id, x.quantity, x.price, x.id) for x in card.lines]
    if change.what == "owner":
        fields["owner_id"] = change.person_id
    else:
        fields[change.what] = moved(change, fields[change.what])
    return contracts.edit(work, row.id, version, **fields)


def _client(work: Work, change: Change, row: Any, version: int | None, tell: bool) -> None:
    if change.what == "delete":
        return to_bin.delete_client(work, row.id, version)
    card = clients.get(work, row.id)
    names = ("is_company", "name", "first_name", "last_name", "nip", "email", "phone", "address", "note")
    fields = {name: getattr(card, name) for name in names}
    return clients.edit(work, row.id, version, **fields, owner_id=change.person_id)


def _case(work: Work, change: Change, row: Any, version: int | None, tell: bool) -> None:
    if change.what == "delete":
        return to_bin.delete_case(work, row.id, version)
    if change.what == "state":
        return None if row.state == change.code else cases.move(work, row.id, change.code, version)
    names = ("client_id", "kind_id", "contact_id", "owner_id", "title", "priority", "due_on", "description")
    fields = {name: getattr(row, name) for name in names}
    if change.what == "owner":
        fields["owner_id"] = change.person_id
    elif change.what == "priority":
        fields["priority"] = change.code
    else:
        fields["due_on"] = moved(change, fields["due_on"])
    return cases.edit(work, row.id, version, **fields, tell=tell)


KINDS: Mapping[str, Kind] = {
    "monitoring": Kind(
        Monitoring, Monitoring.title, "monitoring.view", "watch",
        {
            "assigned": "monitoring.edit", "ends_on": "monitoring.edit", "starts_on": "monitoring.edit",
            "recipients": "monitoring.edit", "cancel": "monitoring.edit", "delete": "monitoring.delete",
        },
        _monitoring,
    ),
    "contracts": Kind(
        Contract, Contract.number, "contracts.view", "contract",
        {
            "owner": "contracts.edit", "status": "contracts.edit", "ends_on": "contracts.edit",
            "starts_on": "contracts.edit", "signed_on": "contracts.edit", "delete": "contracts.delete",
        },
        _contract,
    ),
    "clients": Kind(
        Client, Client.name, "clients.view", "client",
        {"owner": "clients.edit", "delete": "clients.delete"}, _client,
    ),
    "cases": Kind(
        Case, Case.title, "cases.view", "case",
        {
            "owner": "cases.edit", "state": "cases.edit", "priority": "cases.edit", "due_on": "cases.edit",
            "delete": "cases.delete",
        },
        _case,
    ),
}  # fmt: skip


@internal
def shown(work: Work, change: Change, row: Any) -> object:
    """What the change is about, as the record holds it now: an id, a date, a state, names of recipients."""
    if change.what == "recipients":
        return tuple(readers.of_monitoring(work, row.id))
    column = column_of(change.what)
    return None if column is None else getattr(row, column)
