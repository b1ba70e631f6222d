"""Values of history as people read them: names instead of numbers, dates as dates, secrets hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import inspect, select

from crm.agenda import change_words as words
from crm.agenda.change_kinds import POINTS
from crm.core import rewind
from crm.core.access import internal
from crm.core.db import Record
from crm.core.history import HIDDEN, Change
from crm.core.office import Setting
from crm.core.work import Work
from crm.tasks.series_tables import Series

BEGINS, SETTING = "begins", "setting"  # of names: from when on a series counts, and which setting a row is
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


@internal
def names_for(work: Work, changes: Sequence[Change]) -> Names:
    """The names of everything that these changes point to, in one statement for each table."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        for column, pair in change.changes.items():
            for target, row_id in _targets(column, pair):
                wanted.setdefault(target, set()).add(row_id)
    found: dict[tuple[str, int], str] = _beginnings(work, changes) | _settings(work, changes)
    for column, ids in wanted.items():
        title = POINTS[column]
        rows = select(title.class_.id, title).where(title.class_.id.in_(ids))
        found.update({(column, row_id): str(name) for row_id, name in work.session.execute(rows).tuples()})
    return found


def _beginnings(work: Work, changes: Sequence[Change]) -> dict[tuple[str, int], str]:
    """From when on the rules of series among these count, which their words speak of."""
    ids = {one.row_id for one in changes if one.kind == Series.__tablename__ and "rule" in one.changes}
    if not ids:
        return {}
    rows = work.session.execute(
        select(Series.id, Series.starts_on, Series.starts_at, Series.zone).where(Series.id.in_(ids))
    )
    return {
        (BEGINS, row.id): f"{datetime.combine(row.starts_on, row.starts_at).isoformat()} {row.zone}" for row in rows
    }


def _settings(work: Work, changes: Sequence[Change]) -> dict[tuple[str, int], str]:
    """Which settings these are."""
    ids = {one.row_id for one in changes if one.kind == Setting.__tablename__}
    if not ids:
        return {}
    rows = work.session.execute(select(Setting.id, Setting.key).where(Setting.id.in_(ids)))
    return {(SETTING, row.id): row.key for row in rows}


def fields_of(change: Change, names: Names) -> list[Field]:
    """A change's columns in words; what has no words of its own is left out."""
    types = _types(change.kind)
    found = []
    for column, pair in change.changes.items():
        if not words.is_shown(change.kind, column):
            continue
        old, new = (_said(change, column, one, types.get(column), names) for one in pair)
        if change.kind == Setting.__tablename__ and column == "value":
            old, new = _of_setting(change, pair, names)
        if (old, new) != (None, None) and old != new:
            found.append(Field(column, old, new, words.CODES.get((change.kind, column), "")))
        elif HIDDEN in pair:
            found.append(Field(column, HIDDEN, HIDDEN))
    return found


def _said(change: Change, column: str, value: Any, type_: Any, names: Names) -> Value:
    """A value in the words that this kind of record has for it, or else as its column says it."""
    if column == "rule" and isinstance(value, str):
        begins = names.get((BEGINS, change.row_id), f"{change.at.replace(tzinfo=None).isoformat()} UTC")
        return words.repeats(value, begins)
    own = words.spoken(change.kind, column, value)
    return _value(column, value, type_, names) if own is None else own


def _of_setting(change: Change, pair: list[Any], names: Names) -> tuple[Value, Value]:
    key = names.get((SETTING, change.row_id)) or next(iter(change.changes.get("key", [])[::-1]), "") or ""
    old, new = (words.setting(key, value) for value in pair)
    return (None, new) if key not in words.SETTINGS else (old, new)


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
    found: Any = rewind.typed(kind, value)
    said: Value = words.hour(found) if isinstance(found, time) else found
    return said


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
    model = _models().get(kind)
    return {one.key: one.columns[0].type for one in inspect(model).column_attrs} if model else {}


@cache
def _models() -> dict[str, Any]:
    """Everything that keeps history, by the name of its table."""
    return {one.class_.__tablename__: one.class_ for one in Record.registry.mappers if issubclass(one.class_, Record)}
