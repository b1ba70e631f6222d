"""What a mapping says: which file holds what, which column becomes which field, what is made beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm.monitoring.rules import CLIENT_OWNER, CONTRACT_OWNER
from crm.reminders.rules import StepPlan

KINDS = ("people", "clients", "items", "contracts")
# field -> what its text must become; names of records are looked up, everything else is converted
FIELDS: dict[str, dict[str, str]] = {
    "people": {
        "name": "line",
        "email": "line",
        "phone": "line",
        "language": "line",
        "zone": "line",
        "supervisor": "people",
        "is_active": "yes",
        "roles": "roles",
    },
    "clients": {
        "is_company": "yes",
        "name": "line",
        "first_name": "line",
        "last_name": "line",
        "nip": "line",
        "email": "line",
        "phone": "line",
        "address": "block",
        "note": "block",
        "owner": "people",
    },
    "items": {"name": "line", "type": "line", "price": "amount", "position": "count"},
    "contracts": {
        "number": "line",
        "client": "clients",
        "owner": "people",
        "status": "status",
        "signed_on": "day",
        "starts_on": "day",
        "ends_on": "day",
        "note": "block",
        "item": "items",
        "value": "value",
        "quantity": "amount",
        "price": "amount",
    },
}
NEEDED = {"people": ("name", "email"), "clients": (), "items": ("name",), "contracts": ("client",)}
MATCHES = {
    "people": ("email",),
    "clients": ("nip", "email", "name"),
    "items": ("name",),
    "contracts": ("number",),
}
TOLD = ("single", "summary", "none")
STEP_UNITS = ("day", "week", "month")
RECIPIENTS = (CONTRACT_OWNER, CLIENT_OWNER)


@dataclass(frozen=True)
class Taken:
    """Where a field's value comes from: a column, a template or a fixed value; `when` limits it to some rows."""

    column: str | None = None
    template: str | None = None
    value: object = None
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """One file of one kind. `key` names columns, none means file and row; `is_once`: a key's later rows are repeats."""

    kind: str
    file: str
    sheet: str | None
    header_row: int | None
    key: tuple[str, ...]
    is_once: bool
    match: str | None
    fields: Mapping[str, Taken]
    date_format: str
    decimal: str
    aliases: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class StatusMade:
    """A contract status that is made when the office has none of this name; without a colour the next free one."""

    name: str
    colour: str | None


@dataclass(frozen=True)
class RuleMade:
    """A monitoring rule for some items, all of them when `items` is None; made before the first contracts."""

    items: tuple[str, ...] | None
    status: str
    starts: str
    duration: int
    unit: str
    steps: tuple[StepPlan, ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A whole mapping; `name` is part of every key, so that the same mapping finds its records again."""

    name: str
    told: str
    sources: tuple[Source, ...]
    statuses: tuple[StatusMade, ...]
    rules: tuple[RuleMade, ...]
