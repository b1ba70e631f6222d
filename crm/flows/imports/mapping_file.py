"""Reads a mapping file (TOML or JSON); everything that is wrong with it is said at once, each with its place."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from typing import Any

from crm.core import clean
from crm.core.errors import Invalid, Problem, refuse_any
from crm.flows.imports.mapping import (
    FIELDS,
    KINDS,
    MATCHES,
    NEEDED,
    PARTS,
    RECIPIENTS,
    STEP_UNITS,
    TOLD,
    Plan,
    RuleMade,
    Source,
    StatusMade,
    Taken,
)
from crm.monitoring.rules import STARTS, UNITS
from crm.reminders.rules import StepPlan

LARGEST = 2**20
WAYS = {"columns": "column", "templates": "template", "fixed": "value"}


def load(path: Path) -> Plan:
    """The plan in a file; Invalid with every problem of it."""
    if not path.is_file() or path.stat().st_size > LARGEST:
        raise Invalid("import.mapping_no_file", file=path.name)
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
        data = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid("import.mapping_unreadable", file=path.name, why=clean.line(error)[:200]) from error
    return parse(data)


def parse(data: Any) -> Plan:
    """The plan in parsed TOML or JSON; Invalid with every problem of it."""
    problems: list[Problem] = []
    top = Part("mapping", data, problems)
    plan = Plan(
        name=top.text("name"),
        told=top.choice("told", TOLD, "none"),
        statuses=tuple(_status(part) for part in top.parts("statuses")),
        rules=tuple(_rule(part) for part in top.parts("rules")),
        sources=tuple(_source(part) for part in top.parts("sources", is_needed=True)),
    )
    top.done()
    refuse_any(problems)
    return plan


class Part:
    """One table of the mapping: gives its values by type, notes what is missing, wrong or unknown."""

    def __init__(self, where: str, data: Any, problems: list[Problem]) -> None:
        self.where, self.problems = where, problems
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.asked: set[str] = set()
        if not isinstance(data, dict):
            self.wrong("import.mapping_wrong", name="")

    def wrong(self, code: str, **params: object) -> None:
        self.problems.append(Problem(code, params={"where": self.where, **params}))

    def take(self, name: str, kind: type, default: Any, *, is_needed: bool = False) -> Any:
        self.asked.add(name)
        value = self.data.get(name)
        if value is None:
            if is_needed:
                self.wrong("import.mapping_needed", name=name)
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.wrong("import.mapping_wrong", name=name)
            return default
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value = clean.line(self.take(name, str, default or "", is_needed=default is None))
        if default is None and not value and name in self.data:
            self.wrong("import.mapping_wrong", name=name)
        return value

    def maybe(self, name: str) -> str | None:
        return self.text(name, "") or None

    def whole(self, name: str, default: int | None, *, least: int = 1) -> int:
        value: int = self.take(name, int, default, is_needed=default is None) or 0
        if name in self.data and not least <= value <= 10_000:
            self.wrong("import.mapping_wrong", name=name)
        return value

    def choice(self, name: str, choices: Sequence[str], default: str | None = None) -> str:
        value = self.text(name, default)
        if value not in choices and name in self.data:
            self.wrong("import.mapping_choice", name=name, choices=", ".join(choices))
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.data.get(name)
        value = [value] if isinstance(value, str) else self.take(name, list, [])
        self.asked.add(name)
        if not all(isinstance(entry, str) for entry in value):
            self.wrong("import.mapping_wrong", name=name)
            return ()
        return tuple(clean.line(entry) for entry in value)

    def part(self, name: str) -> Part:
        return Part(f"{self.where}.{name}", self.take(name, dict, {}), self.problems)

    def parts(self, name: str, *, is_needed: bool = False) -> list[Part]:
        found = self.take(name, list, [], is_needed=is_needed)
        return [Part(f"{name}[{place}]", entry, self.problems) for place, entry in enumerate(found, start=1)]

    def done(self) -> None:
        """Note what nobody asked for: a misspelt name must not be ignored."""
        for name in self.data.keys() - self.asked:
            self.wrong("import.mapping_unknown", name=name)


def _status(part: Part) -> StatusMade:
    made = StatusMade(part.text("name"), part.maybe("colour"))
    part.done()
    return made


def _rule(part: Part) -> RuleMade:
    items = part.texts("items")
    made = RuleMade(
        items=None if items in ((), ("all",)) else items,
        status=part.text("status"),
        starts=part.choice("starts", STARTS),
        duration=part.whole("duration", None),
        unit=part.choice("unit", tuple(UNITS)),
        steps=tuple(_step(step) for step in part.parts("steps", is_needed=True)),
        recipients=part.texts("recipients"),
    )
    if set(made.recipients) - set(RECIPIENTS):
        part.wrong("import.mapping_choice", name="recipients", choices=", ".join(RECIPIENTS))
    part.done()
    return made


def _step(part: Part) -> StepPlan:
    at = part.text("at", "09:00")
    try:
        moment = time.fromisoformat(at)
    except ValueError:
        part.wrong("import.mapping_wrong", name="at")
        moment = time(9)
    step = StepPlan(
        count=part.whole("count", None, least=0),
        unit=part.choice("unit", STEP_UNITS),
        at=moment.replace(tzinfo=None),
        fresh_days=part.whole("fresh_days", 3, least=0),
    )
    part.done()
    return step


def _source(part: Part) -> Source:
    kind = part.choice("kind", KINDS)
    formats, aliases = part.part("formats"), part.part("aliases")
    header = part.whole("header_row", 0)
    source = Source(
        kind=kind,
        file=part.text("file"),
        sheet=part.maybe("sheet"),
        header_row=header or None,
        key=tuple(name for name in part.texts("key") if name != "row"),
        is_once=part.take("once", bool, False),
        match=part.choice("match", MATCHES.get(kind, ()), "") or None,
        fields=_fields(part, kind),
        date_format=formats.text("date", "%Y-%m-%d"),
        decimal=formats.choice("decimal", (".", ","), "."),
        aliases={column: _aliases(aliases.part(column)) for column in aliases.data},
        is_joined=part.take("joined", bool, False),
    )
    _check_source(part, source)
    formats.done()
    part.done()
    return source


def _check_source(part: Part, source: Source) -> None:
    if "/" in source.file or "\\" in source.file or source.file.startswith("."):
        part.wrong("import.mapping_file_name", name="file")
    if "key" not in part.data:
        part.wrong("import.mapping_needed", name="key")
    if source.is_joined and source.kind not in PARTS:
        part.wrong("import.mapping_wrong", name="joined")
    for name in NEEDED.get(source.kind, ()):
        if name not in source.fields:
            part.wrong("import.mapping_needed", name=name)


def _aliases(part: Part) -> dict[str, str]:
    return {clean.key(name): part.text(name) for name in part.data}


def _fields(part: Part, kind: str) -> dict[str, Taken]:
    fields: dict[str, Taken] = {}
    for table, way in WAYS.items():
        inner = part.part(table)
        for name, value in inner.data.items():
            if name not in FIELDS.get(kind, {name: ""}):
                inner.wrong("import.mapping_unknown", name=name)
            elif name in fields:
                inner.wrong("import.mapping_twice", name=name)
            else:
                fields[name] = _taken(inner, name, way, value)
    return fields


def _taken(part: Part, name: str, way: str, value: Any) -> Taken:
    if not isinstance(value, dict):
        value = {way: value}
    inner = Part(f"{part.where}.{name}", value, part.problems)
    when = inner.part("when")
    conditions = {column: when.texts(column) for column in when.data}
    given: Any = inner.take("value", object, None, is_needed=True) if way == "value" else inner.text(way)
    if isinstance(given, dict | list) and name != "roles":
        inner.wrong("import.mapping_wrong", name=name)
    inner.done()
    return Taken(**{way: given}, when=conditions)
