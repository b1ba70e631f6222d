"""Workbooks around imports: a template per kind, and the refused rows as they were, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from crm import calculator, contracts, people
from crm.core import sheets
from crm.core.access import right
from crm.core.config import LANGUAGES
from crm.core.i18n import has, t
from crm.core.sheets import Cell
from crm.core.work import Work
from crm.flows.imports import keeping
from crm.flows.imports.choosing import source_of
from crm.flows.imports.mapping import FIELDS, NEEDED
from crm.flows.imports.saying import field_name, reasons_in
from crm.records import uploads

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LAST = 1000  # rows of a template that offer the allowed values
WIDTHS = {"block": 34, "line": 22, "clients": 28, "people": 24}


@dataclass(frozen=True)
class Refused:
    """The rows of a file that a run refused, as they were, each with its reasons."""

    headers: tuple[str, ...]
    rows: Sequence[tuple[Sequence[Cell], str]] = field(default_factory=list)


@right("imports.create")
def allowed(work: Work, kind: str) -> dict[str, list[str]]:
    """What fields of a kind may hold, as far as the reader may see it."""
    found: dict[str, list[str]] = {name: [t("ui.yes"), t("ui.no")] for name in FIELDS[kind] if _is(kind, name, "yes")}
    if kind == "contracts" and work.may("contracts.view"):
        found["status"] = [status.name for status in contracts.statuses(work)]
    if kind == "contracts" and work.may("calculator.view"):
        items = [item for item in calculator.items(work) if item.is_active]
        found["item"] = [item.name for item in items]
        found["value"] = list(dict.fromkeys(value.name for item in items for value in item.values if value.is_active))
    if kind == "people":
        found |= {"roles": [role.name for role in people.role_choices(work)], "language": list(LANGUAGES)}
    owners = [name for name in FIELDS[kind] if _is(kind, name, "people")]
    if owners and work.may("people.view"):
        names = [person.name for person in people.choices(work)]
        found |= dict.fromkeys(owners, names)
    return {name: values for name, values in found.items() if values}


def template(kind: str, values: Mapping[str, Sequence[str]], target: Path) -> None:
    """Write an empty workbook with the headers of a kind, an example row and what its fields may hold."""
    with xlsxwriter.Workbook(str(target), OPTIONS) as book:
        sheet = book.add_worksheet(t(f"import.kind.{kind}").capitalize()[:31])
        needed, plain = _looks(book)
        for place, name in enumerate(FIELDS[kind]):
            is_needed = name in NEEDED[kind]
            sheet.set_column(place, place, WIDTHS.get(FIELDS[kind][name], 16))
            sheet.write_string(0, place, field_name(kind, name), needed if is_needed else plain)
            sheet.write_string(1, place, sheets.text_cell(_example(kind, name, values)))
        sheet.freeze_panes(1, 0)
        lists = book.add_worksheet(t("import.template.allowed")[:31])
        for place, name in enumerate(name for name in FIELDS[kind] if name in values):
            lists.set_column(place, place, 26)
            lists.write_string(0, place, field_name(kind, name), plain)
            for row, value in enumerate(values[name], start=1):
                lists.write_string(row, place, sheets.text_cell(value))
            if FIELDS[kind][name] != "roles":
                _offer(sheet, lists, list(FIELDS[kind]).index(name), place, len(values[name]))


@right("imports.create")
def refused(work: Work, id: int) -> Refused:
    """The refused rows of a run; its file must still be there."""
    run = uploads.upload(work, id)
    found = uploads.verdicts(work, id, outcome="refused", size=50_000).rows
    path = keeping.path_of(run.id)
    source = source_of(run.kind, run.settings or {"columns": []}, path)
    sheet = sheets.read(
        path,
        sheet=source.sheet,
        header_row=source.header_row,
        encoding=source.encoding,
        separator=source.separator,
    )
    reasons = {number: reasons_in(run.kind, one.problems) for one in found for number in one.numbers}
    rows = [(cells, reasons[number]) for number, cells in sheet.rows if number in reasons]
    return Refused(sheet.headers, rows)


def errors(found: Refused, target: Path) -> None:
    """Write the refused rows as they were and, in a last column, why; it can be mended and imported again."""
    width = max([len(found.headers), *(len(cells) for cells, _ in found.rows)])
    with xlsxwriter.Workbook(str(target), {**OPTIONS, "constant_memory": True}) as book:
        sheet = book.add_worksheet(t("import.errors.sheet")[:31])
        needed, plain = _looks(book)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.set_column(0, width - 1, 18)
        sheet.set_column(width, width, 70)
        for place, header in enumerate(found.headers):
            sheet.write_string(0, place, sheets.text_cell(header), plain)
        sheet.write_string(0, width, t("import.errors.why"), needed)
        sheet.freeze_panes(1, 0)
        for number, (cells, why) in enumerate(found.rows, start=1):
            for place, cell in enumerate(cells):
                _put(sheet, number, place, cell, day)
            sheet.write_string(number, width, sheets.text_cell(why))


def _put(sheet: Any, row: int, place: int, cell: Cell, day: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, date) and cell.year >= sheets.FIRST_YEAR:
        sheet.write_datetime(row, place, cell, day)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, int | float) and abs(cell) <= sheets.EXACT:
        sheet.write_number(row, place, cell)
    else:
        sheet.write_string(row, place, sheets.text_cell(cell))


def _looks(book: Any) -> tuple[Any, Any]:
    """Headers that must be filled in, and the others."""
    look = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
    return book.add_format({**look, "bg_color": "#CFE5E2"}), book.add_format({**look, "bg_color": "#E8ECF4"})


def _offer(sheet: Any, lists: Any, column: int, place: int, count: int) -> None:
    letter = xlsxwriter.utility.xl_col_to_name(place)
    name = lists.get_name().replace("'", "''")
    rule = {"validate": "list", "source": f"='{name}'!${letter}$2:${letter}${count + 1}", "show_error": False}
    sheet.data_validation(1, column, LAST, column, rule)


def _is(kind: str, name: str, what: str) -> bool:
    return FIELDS[kind][name] == what


def _example(kind: str, name: str, values: Mapping[str, Sequence[str]]) -> str:
    if name in values:
        return str(values[name][0])
    key = f"import.example.{kind}_{name}"
    return t(key) if has(key) else t(f"import.example.{name}")
