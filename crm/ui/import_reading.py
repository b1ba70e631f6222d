"""How an uploaded file is to be read: proposed, shown with its first rows, changed by whoever imports it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from crm.core import i18n
from crm.core.i18n import t
from crm.flows import imports
from crm.flows.imports import choosing, uploading
from crm.flows.imports.mapping import FIELDS, MATCHES, NEEDED
from crm.flows.imports.saying import EXAMPLE, day_as_written
from crm.flows.imports.sheaf import MODES
from crm.ui import fields, frame
from crm.ui.text import apart, literal, markup, safe, say
from crm.ui.work import nonce, reading

PREVIEW, SAMPLES = 8, 3


def proposal(id: int, form: str, asked: dict[str, Any] | None) -> uploading.Proposal:
    """How the file would be read; looked at once for each way of reading it."""
    held: dict[str, Any] = st.session_state.setdefault(f"{form}:proposals", {})
    mark = repr(sorted((asked or {}).items()))
    if mark not in held:
        with reading() as work:
            held[mark] = uploading.proposal(work, id, asked)
    found: uploading.Proposal = held[mark]
    return found


def look(id: int, form: str, found: uploading.Proposal) -> tuple[dict[str, Any], uploading.Proposal]:
    """How the file is written: sheet and row of the headers, for text its encoding and separator; how it reads then."""
    glance, chosen = found.glance, found.settings
    values: dict[str, Any] = {}
    with frame.row(f"{form}-look"):
        if glance.sheets:
            values["sheet"] = fields.pick(form, "import_sheet", list(glance.sheets), chosen["sheet"], str)
        else:
            encodings = [glance.encoding, *(one for one in choosing.ENCODINGS if one != glance.encoding)]
            values["encoding"] = fields.pick(form, "import_encoding", encodings, glance.encoding, str.upper)
            values["separator"] = fields.pick(
                form, "import_separator", list(choosing.SEPARATORS), glance.separator, _separator
            )
        if any(value != chosen[name] for name, value in values.items()):
            found = proposal(id, form, values)
        row, most = found.settings["header_row"], max(len(found.glance.rows), 1)
        of = f"{form}:{_mark(values)}:{nonce(form)}"
        values["header_row"] = fields.count(of, "header_row", row)
    if not 1 <= values["header_row"] <= most:
        st.markdown(f":red[:material/error: {say('import.header_row_wrong', most=most)}]")
    elif values["header_row"] != row:
        found = proposal(id, form, values)
    return values, found


def columns(form: str, kind: str, found: uploading.Proposal) -> list[list[str]]:
    """Which column is which field; a few of its cells beside each."""
    options = ["", *FIELDS[kind]]
    proposed = dict(found.settings["columns"])
    shown = apart(options, lambda field: _field(kind, field))
    chosen = []
    key = f"{fields.key_of(form, 'column')}:{_mark(found.settings)}"
    for place, header in enumerate(found.headers):
        if not header:
            continue
        with frame.row(f"{form}-column-{place}"):
            cells = [_cell(row[place]) for row in found.rows if place < len(row) and row[place] not in (None, "")]
            some = markup(" · ".join(cells[:SAMPLES])[:90])
            st.html(f'<div class="line"><b>{markup(header)}</b><span>{some}</span></div>', width=320)
            field = st.selectbox(
                safe(header),
                options,
                index=options.index(proposed.get(header, "")),
                key=f"{key}:{place}",
                format_func=lambda option: literal(shown(option)),
                label_visibility="collapsed",
                width=300,
            )
        chosen.append([header, field or ""])
    return chosen


def formats(form: str, kind: str, found: uploading.Proposal, chosen: Sequence[Sequence[str]]) -> dict[str, Any]:
    """How dates and numbers are written, each with an example; asked only where such fields are chosen."""
    settings = found.settings
    values = {"date": settings["date"], "decimal": settings["decimal"]}
    kinds = {FIELDS[kind][field] for _, field in chosen if field}
    of = _of(form, found)
    with frame.row(f"{form}-formats"):
        if "day" in kinds:
            values["date"] = fields.pick(of, "import_date", list(choosing.DATES), settings["date"], _date_example)
        if kinds & {"amount", "count"}:
            values["decimal"] = fields.pick(
                of, "import_decimal", list(choosing.DECIMALS), settings["decimal"], _number_example
            )
    return values


def handling(form: str, kind: str, found: uploading.Proposal, chosen: Sequence[Sequence[str]]) -> dict[str, Any]:
    """By which field known records are found, what may become of rows, how people hear of it."""
    settings, of = found.settings, _of(form, found)
    mapped = {field for _, field in chosen}
    matches = ["", *(field for field in MATCHES[kind] if field in mapped)]
    match = settings["match"] if settings["match"] in matches else ""
    values: dict[str, Any] = {"mode": "both", "told": "none"}
    values["match"] = fields.pick(of, "import_match", matches, match, lambda x: _match(kind, x)) or ""
    if values["match"]:
        values["mode"] = fields.pick(of, "import_mode", list(MODES), settings["mode"], _mode) or "both"
    if kind in choosing.TOLD:
        values["told"] = fields.pick(of, "import_told", list(choosing.TOLD[kind]), settings["told"], _told) or "none"
    return values


def preview(found: uploading.Proposal) -> None:
    """The first rows, as they are in the file."""
    width = len(found.headers)
    names = [header or f"({place})" for place, header in enumerate(found.headers, start=1)]
    rows = [[_cell(cell) for cell in [*row, *[None] * width][:width]] for row in found.rows[:PREVIEW]]
    st.dataframe(pd.DataFrame(rows, columns=names, dtype=object), hide_index=True, height="content")


def _mark(settings: Mapping[str, Any]) -> str:
    """Part of the keys of widgets: another sheet, row of headers or way of writing means another choice."""
    return repr([settings.get(name, "") for name in uploading.LOOK])


def _of(form: str, found: uploading.Proposal) -> str:
    return f"{form}:{_mark(found.settings)}:{nonce(form)}"


def _field(kind: str, field: str) -> str:
    if not field:
        return t("import.leave_out")
    return imports.field_name(kind, field) + (" *" if field in NEEDED[kind] else "")


def _match(kind: str, field: str) -> str:
    return imports.field_name(kind, field) if field else t("import.match_none")


def _mode(mode: str) -> str:
    return t(f"import.mode.{mode}")


def _told(told: str) -> str:
    return t(f"import.told.{told}")


def _separator(mark: str) -> str:
    return {"\t": t("import.tab")}.get(mark, mark)


def _date_example(form: str) -> str:
    return f"{day_as_written(form)} = {i18n.date_text(EXAMPLE)}"


def _number_example(mark: str) -> str:
    return "1 234,56" if mark == "," else "1,234.56"


def _cell(cell: object) -> str:
    if isinstance(cell, datetime) and (cell.hour, cell.minute) == (0, 0):
        return cell.date().isoformat()
    return literal("" if cell is None else cell)
