"""An uploaded file on its way: taken in, looked at, its reading proposed and chosen, checked, put in, taken out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.core import clean, sheets
from crm.core.access import right
from crm.core.errors import Invalid, refuse_any
from crm.core.sheets import Cell, Glance
from crm.core.work import Work
from crm.flows.imports import choosing, keeping, proposing
from crm.flows.imports.mapping import KINDS
from crm.records import uploads

LOOK = ("sheet", "header_row", "encoding", "separator")  # what must be known before there are headers


@dataclass(frozen=True)
class Proposal:
    """The beginning of a file and how it would be read: its headers, the first rows below, everything to choose."""

    glance: Glance
    headers: tuple[str, ...]
    rows: list[list[Cell]]
    settings: dict[str, Any]
    is_remembered: bool


@right("imports.create")
def take(work: Work, kind: str, name: str, raw: bytes) -> int:
    """Take a file in; the id of its run. Invalid, and nothing kept, when it cannot be read as a table."""
    if kind not in KINDS:
        raise Invalid("error.required", "import_kind")
    if not name:
        raise Invalid("import.no_file")
    if not raw:
        raise Invalid("sheets.empty", None, file=clean.line(name)[:80])
    id = uploads.begin_upload(work, kind=kind, source=name)
    path = keeping.keep(id, raw)
    try:
        _glance(id, name, {})
    except Invalid:
        path.unlink()
        raise
    return id


@right("imports.create")
def proposal(work: Work, id: int, look: Mapping[str, Any] | None = None) -> Proposal:
    """How the file of a run would be read: as chosen for it, else as the last one like it, else by its looks."""
    run = uploads.upload(work, id)
    chosen = run.settings or {}
    asked = {
        name: value for name, value in {**chosen, **(look or {})}.items() if name in LOOK and value not in (None, "")
    }
    if look and "header_row" not in look:  # other sheets and other texts have their headers elsewhere
        asked.pop("header_row", None)
    glance = _glance(id, run.source, asked)
    row = _header_row(asked["header_row"] if "header_row" in asked else proposing.header_row(glance.rows), glance)
    headers = tuple(clean.line(cell) for cell in glance.rows[row - 1])
    below = glance.rows[row:]
    known = uploads.remembered(work, run.kind, choosing.fingerprint(headers))
    found = proposing.settings(run.kind, headers, below)
    if chosen.get("columns") and not look:
        found = chosen
    elif known:
        found = {**found, **known, "columns": _kept(known["columns"], headers)}
        found |= proposing.fitting(run.kind, found, headers, below)
    about = {"encoding": glance.encoding, "separator": glance.separator, "header_row": row}
    found = {**found, **about, "sheet": asked.get("sheet") or next(iter(glance.sheets), "")}
    return Proposal(glance, headers, below, found, known is not None)


@right("imports.create")
def check(work: Work, id: int, settings: Mapping[str, Any]) -> None:
    """Keep what was chosen and let the file be checked; Invalid says what is wrong with the choice."""
    run = uploads.upload(work, id)
    glance = _glance(id, run.source, {name: value for name, value in settings.items() if name in LOOK and value})
    headers = tuple(clean.line(cell) for cell in glance.rows[_header_row(settings["header_row"], glance) - 1])
    refuse_any(choosing.check(run.kind, settings, headers))
    uploads.choose(work, id, settings, choosing.fingerprint(headers))
    uploads.ask(work, id, uploads.CHECK)


def _header_row(row: object, glance: Glance) -> int:
    if not isinstance(row, int) or not 1 <= row <= len(glance.rows):
        raise Invalid("import.header_row_wrong", "header_row", most=len(glance.rows))
    return row


def _glance(id: int, source: str, asked: Mapping[str, Any]) -> Glance:
    given = {name: str(asked[name]) for name in ("sheet", "encoding", "separator") if asked.get(name)}
    name = clean.line(source)[:80]
    try:
        glance = sheets.look(keeping.path_of(id), **given)  # type: ignore[arg-type]
    except Invalid as refusal:  # its owner knows the file by another name
        named = {"file": name} if "file" in refusal.params else {}
        raise Invalid(refusal.code, None, **{**refusal.params, **named}) from refusal
    if not any(clean.line(cell) for row in glance.rows for cell in row):
        raise Invalid("sheets.empty", None, file=name)
    return glance


def _kept(columns: list[list[str]], headers: tuple[str, ...]) -> list[list[str]]:
    """What was remembered, written as this file writes its headers."""
    fields = {clean.key(header): field for header, field in columns}
    return [[header, fields.get(clean.key(header), "")] for header in headers if header]
