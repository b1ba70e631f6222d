"""Finds the records that rows name: by their key in the same mapping, else by what people call them in the office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from crm import contracts, records
from crm.calculator.tables import Item, ItemValue
from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core import clean
from crm.core.access import right
from crm.core.db import Record
from crm.core.errors import Problem
from crm.core.work import Work
from crm.flows.imports.mapping import FIELDS
from crm.flows.imports.reading import Row, reference_key
from crm.people.tables import Role, User

# what can be named, and under which right it is seen
REFERENCES: dict[str, tuple[type[Record], str]] = {
    "people": (User, "people.view"),
    "clients": (Client, "clients.view"),
    "items": (Item, "calculator.view"),
    "contracts": (Contract, "contracts.view"),
}
# what each column of a row is called once its record is found
ID_OF = {
    "supervisor": "supervisor_id",
    "owner": "owner_id",
    "assigned": "assigned_id",
    "client": "client_id",
    "contract": "contract_id",
    "item": "item_id",
    "value": "value_id",
}
ID_OF |= {"status": "status_id", "roles": "role_ids"}


@dataclass(frozen=True)
class Found:
    """What the names in one batch of rows mean; several records of one name are no answer."""

    records: Mapping[tuple[str, str], int]
    ambiguous: frozenset[tuple[str, str]]
    statuses: Mapping[str, int]
    roles: Mapping[str, int]
    values: Mapping[tuple[int, str], int]

    def resolve(self, kind: str, row: Row) -> tuple[dict[str, Any], list[Problem]]:
        """The row's values with ids in place of names, and what could not be found."""
        problems: list[Problem] = []
        values = self._resolved(kind, row.values, problems)
        if row.parts is not None:
            values["parts"] = tuple(self._resolved(kind, part, problems) for part in row.parts)
        return values, problems

    def _resolved(self, kind: str, given: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for field, value in given.items():
            what = FIELDS[kind][field]
            if what in REFERENCES or what in ("status", "roles"):
                values[ID_OF[field]] = self._ids(what, field, value, problems)
            elif what == "value":
                values["value_id"] = self._value(values.get("item_id"), value, problems)
            else:
                values[field] = value
        return values

    def _ids(self, what: str, field: str, value: Any, problems: list[Problem]) -> Any:
        if value is None:
            return None
        if what == "roles":
            problems += [_missing(what, field, name) for name in value if name not in self.roles]
            return tuple(self.roles[name] for name in value if name in self.roles)
        name = clean.key(value)
        found = self.statuses.get(name) if what == "status" else self.records.get((what, name))
        if (what, name) in self.ambiguous:
            problems.append(Problem("import.ambiguous", field, {"name": value}))
        elif found is None:
            problems.append(_missing(what, field, value))
        return found

    def _value(self, item_id: int | None, name: str | None, problems: list[Problem]) -> int | None:
        if name is None or item_id is None:
            return None
        found = self.values.get((item_id, clean.key(name)))
        if found is None:
            problems.append(_missing("value", "value", name))
        return found


@right("imports.create")
def look_up(
    work: Work, plan_name: str, kind: str, rows: Iterable[Row], names: dict[tuple[str, str], int] | None = None
) -> Found:
    """Everything that these rows name, in a few queries; `names` holds what earlier rows named, and grows."""
    named: dict[str, dict[str, str]] = {}
    for row in rows:
        for values in (row.values, *(row.parts or ())):
            for field, value in values.items():
                what = FIELDS[kind][field]
                if what in REFERENCES and value is not None:
                    named.setdefault(what, {})[clean.key(value)] = value
    found = {} if names is None else names
    ambiguous: set[tuple[str, str]] = set()
    for what, called in named.items():
        fresh = {key: name for key, name in called.items() if (what, key) not in found}
        _by_key(work, plan_name, what, fresh, found)
        _by_name(work, what, {k: name for k, name in fresh.items() if (what, k) not in found}, found, ambiguous)
    return Found(
        records=found,
        ambiguous=frozenset(ambiguous),
        statuses=_statuses(work) if "status" in FIELDS[kind] else {},
        roles=_roles(work) if kind == "people" else {},
        values=_values(work) if kind == "contracts" else {},
    )


def _missing(what: str, field: str, name: str) -> Problem:
    return Problem(f"import.missing.{what}", field, {"name": name[:80]})


def _by_key(work: Work, plan_name: str, what: str, names: Iterable[str], found: dict[tuple[str, str], int]) -> None:
    keys = {reference_key(plan_name, name): name for name in names}
    known = records.known(work, what, keys) if keys else {}
    if known:
        model: Any = REFERENCES[what][0]
        there = select(model.id).where(model.id.in_(known.values()), model.deleted_at.is_(None))
        alive = set(work.session.execute(there).scalars())
        found.update({(what, keys[key]): row_id for key, row_id in known.items() if row_id in alive})


def _by_name(
    work: Work, what: str, names: Mapping[str, str], found: dict[tuple[str, str], int], ambiguous: set[tuple[str, str]]
) -> None:
    """By name (a person also by e-mail, a contract by number): as it is written, else without regard to case."""
    model, right = REFERENCES[what]
    columns: list[Any] = [getattr(model, "number" if what == "contracts" else "name")]
    columns += [User.email] if what == "people" else []
    seen = work.scope(model, right)
    for column, read in [(column, read) for read in (str, str.lower) for column in columns]:
        left = {read(name): key for key, name in names.items() if (what, key) not in found}
        asked = column if read is str else func.lower(column)
        if left:
            rows = work.session.execute(select(model.id, asked).where(asked.in_(left), seen)).tuples().all()
            times = Counter(name for _, name in rows)
            ambiguous |= {(what, left[name]) for name, count in times.items() if count > 1}
            found.update({(what, left[name]): id for id, name in rows if times[name] == 1})


def _statuses(work: Work) -> dict[str, int]:
    return {clean.key(status.name): status.id for status in contracts.statuses(work)}


def _roles(work: Work) -> dict[str, int]:
    rows = work.session.execute(select(Role.id, Role.key, Role.name).where(Role.deleted_at.is_(None))).all()
    named = {clean.key(row.name): row.id for row in rows}
    return named | {row.key: row.id for row in rows if row.key}


def _values(work: Work) -> dict[tuple[int, str], int]:
    rows = select(ItemValue.item_id, ItemValue.name, ItemValue.id).where(ItemValue.deleted_at.is_(None))
    return {(item_id, clean.key(name)): row_id for item_id, name, row_id in work.session.execute(rows).tuples()}
