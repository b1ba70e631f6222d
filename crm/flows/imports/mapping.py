"""What a mapping says: which file holds what, which column becomes which field, what is made beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm.monitoring.rules import CLIENT_OWNER, CONTRACT_OWNER
from crm.reminders.rules import StepPlan

KINDS = ("people", "clients", "contacts", "items", "contracts", "monitorings")
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
    "contacts": {
        "client": "clients",
        "name": "line",
        "position": "line",
        "email": "line",
        "phone": "line",
        "is_main": "yes",
    },
    "items": {
        "name": "line",
        "type": "line",
        "price": "amount",
        "position": "count",
        "value": "line",
        "value_price": "amount",
    },
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
    "monitorings": {
        "contract": "contracts",
        "title": "line",
        "type": "line",
        "starts_on": "day",
        "ends_on": "day",
        "assigned": "people",
        "reminders": "days",
        "note": "block",
    },
}
NEEDED: dict[str, tuple[str, ...]] = {
    "people": ("name", "email"),
    "clients": (),
    "contacts": ("client", "name"),
    "items": ("name",),
    "contracts": ("client",),
    "monitorings": ("contract", "title", "type", "starts_on"),
}
# by which field a record that is here already is found; of contacts and monitorings within their client or contract
MATCHES: dict[str, tuple[str, ...]] = {
    "people": ("email",),
    "clients": ("nip", "email", "name"),
    "contacts": ("email", "name"),
    "items": ("name",),
    "contracts": ("number",),
    "monitorings": ("title",),
}
# fields of which a record has several, a row each, when rows of one key are joined
PARTS: dict[str, tuple[str, ...]] = {
    "contracts": ("item", "value", "quantity", "price"),
    "items": ("value", "value_price"),
}
# what no two records may share; a dry run, which writes nothing, remembers it itself
UNIQUE: dict[str, tuple[str, ...]] = {
    "people": ("email",),
    "clients": ("nip",),
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
    """One file of one kind. `key` names columns, none means file and row; `is_once`: a key's later rows are repeats.

    `is_joined`: the rows of one key are one record with several parts (lines of a contract, values of an item).
    `is_loose`: a row without a key is a record of its own.
    """

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
    is_joined: bool = False
    is_loose: bool = False
    encoding: str = ""
    separator: str = ""


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
