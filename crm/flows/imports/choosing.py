"""What is chosen for an uploaded file: checked, and turned into the source that the engine reads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crm.core import clean
from crm.core.errors import Problem
from crm.flows.imports.mapping import FIELDS, MATCHES, NEEDED, PARTS, Source, Taken
from crm.flows.imports.sheaf import BOTH, MODES

TOLD = {"contracts": ("none", "summary", "single"), "monitorings": ("none", "single")}
JOINED_BY = {"contracts": "number", "items": "name"}
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%y", "%m/%d/%y", "%Y%m%d")
DECIMALS = (",", ".")
ENCODINGS = ("utf-8-sig", "cp1250", "iso8859-2", "utf-16", "cp852")
SEPARATORS = (";", ",", "\t", "|")


def fingerprint(headers: Sequence[str]) -> str:
    """The same headers, in whatever order and case, are the same file again."""
    return hashlib.sha256("\n".join(sorted(clean.key(name) for name in headers if name)).encode()).hexdigest()


def check(kind: str, settings: Mapping[str, Any], headers: Sequence[str]) -> list[Problem]:
    """Everything that keeps a file from being read with these settings."""
    chosen = [(header, field) for header, field in settings.get("columns", []) if field]
    fields = [field for _, field in chosen]
    found = []
    for header, field in chosen:
        if header not in headers:
            found.append(Problem("import.column_gone", None, {"column": header}))
        elif field not in FIELDS[kind]:
            found.append(Problem("import.field_unknown", None, {"column": header}))
    found += [_twice(kind, field, chosen) for field in dict.fromkeys(fields) if fields.count(field) > 1]
    needed = [name for name in NEEDED[kind] if name not in fields]
    if kind == "clients" and not {"name", "first_name", "last_name"} & set(fields):
        needed = ["name"]
    found += [Problem("import.field_needed", None, {"field": _name(kind, name)}) for name in needed]
    match = settings.get("match")
    if match and (match not in MATCHES[kind] or match not in fields):
        found.append(Problem("import.match_needed", None, {"field": _name(kind, str(match))}))
    if settings.get("mode", BOTH) not in MODES or settings.get("told", "none") not in TOLD.get(kind, ("none",)):
        found.append(Problem("error.invalid"))
    return found


def _twice(kind: str, field: str, chosen: Sequence[tuple[str, str]]) -> Problem:
    columns = ", ".join(header for header, other in chosen if other == field)
    return Problem("import.field_twice", None, {"field": _name(kind, field), "columns": columns})


def _name(kind: str, field: str) -> str:
    from crm.flows.imports.saying import field_name

    return field_name(kind, field) if field in FIELDS[kind] else field


def source_of(kind: str, settings: Mapping[str, Any], path: Path) -> Source:
    """The source that these settings mean."""
    columns = {field: header for header, field in settings["columns"] if field}
    joined_by = columns.get(JOINED_BY.get(kind, ""))
    return Source(
        kind=kind,
        file=path.name,
        sheet=settings.get("sheet") or None,
        header_row=settings.get("header_row") or None,
        key=(joined_by,) if joined_by else (),
        is_once=False,
        match=settings.get("match") or None,
        fields={field: Taken(column=header) for field, header in columns.items()},
        date_format=settings.get("date") or DATES[0],
        decimal=settings.get("decimal") or ".",
        aliases={},
        is_joined=kind in PARTS,
        is_loose=True,
        encoding=settings.get("encoding") or "",
        separator=settings.get("separator") or "",
    )
