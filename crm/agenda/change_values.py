"""Values of history as people read them: names instead of numbers, dates as dates, secrets hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect, select

from crm.agenda.change_kinds import KINDS, POINTS
from crm.core import rewind
from crm.core.access import internal
from crm.core.history import HIDDEN, Change
from crm.core.work import Work
from crm.monitoring.tables import Rule

# Said by the action, and by the name; what follows from other columns, or is no more than a number of ours.
PLAIN = frozenset({"deleted_at", "first_name", "last_name"})
PLAIN |= {"state_at", "late_from_at", "subject_id", "group_id", "series_id"}
_LINE = re.compile(r"(\d+)(?:/(\d+))? (.+)")
Value = str | date | datetime | bool | int | Decimal | None
Names = Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class Field:
    """One column that changed, from what to what; `words` begins the keys of values that are codes of ours (states)."""

    name: str
    old: Value
    new: Value
    words: str = ""


CODES = {
    ("monitorings", "state"): "monitoring.state",
    ("cases", "state"): "cases.state",
    ("cases", "priority"): "priority",
    ("tasks", "state"): "tasks.state",
    ("tasks", "priority"): "priority",
    ("tasks", "subject_kind"): "tasks.of",
}


@internal
def names_for(work: Work, changes: Iterable[Change]) -> Names:
    """The names of everything that these changes point to, in one statement for each table."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        for column, pair in change.changes.items():
            for target, row_id in _targets(column, pair):
                wanted.setdefault(target, set()).add(row_id)
    found: dict[tuple[str, int], str] = {}
    for column, ids in wanted.items():
        title = POINTS[column]
        rows = select(title.class_.id, title).where(title.class_.id.in_(ids))
        found.update({(column, row_id): str(name) for row_id, name in work.session.execute(rows).tuples()})
    return found


def fields_of(change: Change, names: Names) -> list[Field]:
    """A change's columns in words; what has no words of its own is left out."""
    types = _types(change.kind)
    found = []
    for column, pair in change.changes.items():
        if column in PLAIN or column.endswith(("ladder_id", "line_id", "rule_id")):
            continue
        old, new = (_value(column, one, types.get(column), names) for one in pair)
        if (old, new) != (None, None) and old != new:
            found.append(Field(column, old, new, CODES.get((change.kind, column), "")))
        elif HIDDEN in pair:
            found.append(Field(column, HIDDEN, HIDDEN))
    return found


def _targets(column: str, pair: list[Any]) -> Iterable[tuple[str, int]]:
    for value in pair:
        if column in POINTS and isinstance(value, int):
            yield column, value
        if column == "recipients" and isinstance(value, list):
            for one in value:
                kind, _, row_id = str(one).partition(" ")
                if row_id.isdigit():
                    yield f"{kind}_id", int(row_id)
        if column == "lines" and isinstance(value, list):
            for one in value:
                if found := _LINE.fullmatch(str(one)):
                    yield "item_id", int(found[1])
                    if found[2]:
                        yield "value_id", int(found[2])


def _value(column: str, value: Any, kind: Any, names: Names) -> Value:
    if isinstance(value, list) and column == "lines":
        return "; ".join(_line(str(one), names) for one in value)
    if isinstance(value, list) and column == "recipients":
        return "; ".join(_recipient(str(one), names) for one in value)
    if column in POINTS and isinstance(value, int):
        return names.get((column, value), f"#{value}")
    if isinstance(value, dict | list):
        return str(value)
    if kind is None or value is None or value == HIDDEN:
        return value if isinstance(value, str | bool | int) or value is None else str(value)
    found: Value = rewind.typed(kind, value)
    return found


def _line(text: str, names: Names) -> str:
    found = _LINE.fullmatch(text)
    if found is None:
        return text
    item = names.get(("item_id", int(found[1])), f"#{found[1]}")
    value = names.get(("value_id", int(found[2])), "") if found[2] else ""
    return f"{item} – {value} {found[3]}" if value else f"{item} {found[3]}"


def _recipient(text: str, names: Names) -> str:
    kind, _, row_id = text.partition(" ")
    return names.get((f"{kind}_id", int(row_id)), f"#{row_id}") if row_id.isdigit() else f"recipient.{kind}"


def _types(kind: str) -> dict[str, Any]:
    if kind not in KINDS:
        return {}
    return {one.key: one.columns[0].type for one in inspect(KINDS[kind].model).column_attrs}


@internal
def titles(work: Work, changes: Iterable[Change]) -> dict[tuple[str, int], str]:
    """The present names of the records; of those that are gone for good the last that history knows."""
    wanted: dict[str, set[int]] = {}
    found: dict[tuple[str, int], str] = {}
    for change in changes:
        wanted.setdefault(change.kind, set()).add(change.row_id)
        for column in ("title", "name", "number", "key"):
            last = [one for one in change.changes.get(column, []) if isinstance(one, str)]
            if last:
                found.setdefault((change.kind, change.row_id), last[-1])
    for name, ids in wanted.items():
        kind = KINDS.get(name)
        if kind is None:
            continue
        rows = select(kind.model.id, kind.title).where(kind.model.id.in_(ids))
        pairs = work.session.execute(rows).tuples().all()
        if kind.above is not None or kind.model is Rule:
            pairs = _through(work, kind, list(pairs))
        found.update({(name, row_id): str(title) for row_id, title in pairs})
    return found


def _through(work: Work, kind: Any, pairs: list[Any]) -> list[tuple[int, str]]:
    """The names of what these rows hang on: a rule's item, a role's or a team's person."""
    column = Rule.item_id if kind.model is Rule else kind.above
    title = POINTS[column.key]
    rows = select(kind.model.id, title).join(title.class_, title.class_.id == column)
    found = work.session.execute(rows.where(kind.model.id.in_([row_id for row_id, _ in pairs]))).tuples()
    return [(row_id, str(name)) for row_id, name in found]
