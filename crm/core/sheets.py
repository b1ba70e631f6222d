"""Workbooks: typed ones written as they stream by, foreign ones and CSV files read in a guarded child process."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Literal

import xlsxwriter

from crm.core import clean, clock
from crm.core.errors import Invalid

Kind = Literal["text", "date", "moment", "number", "money"]
Cell = str | int | float | bool | date | datetime | None
LONGEST, LAST_ROW, FIRST_YEAR, EXACT = 32_767, 1_048_575, 1900, 2**53
HEADER_ROW = 1
FORMATS: dict[Kind, dict[str, Any]] = {
    "text": {"num_format": "@", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
    "number": {"num_format": "#,##0.###"},
    "money": {"num_format": "#,##0.00"},
}


@dataclass(frozen=True)
class Column:
    """One column to write: its header, what its cells hold, its width in characters."""

    header: str
    kind: Kind = "text"
    width: float = 18


@dataclass(frozen=True)
class Limits:
    """What a foreign file may cost: bytes, bytes unpacked, rows below the header, columns, cells; the child's means."""

    bytes: int = 10 * 2**20
    unpacked: int = 100 * 2**20
    rows: int = 50_000
    columns: int = 200
    cells: int = 2_000_000
    memory: int = 1536 * 2**20
    output: int = 200 * 2**20
    seconds: int = 60


@dataclass(frozen=True)
class Sheet:
    """A table read: its headers, and its rows with their numbers in the sheet (which begins with 1)."""

    headers: tuple[str, ...]
    rows: Iterator[tuple[int, list[Cell]]]


LIMITS = Limits()
SHEET_NAME = re.compile(r"[\[\]:*?/\\']")  # what a sheet's name may not hold
ROOT = Path(__file__).resolve().parents[2]


def write(
    target: str | Path | IO[bytes],
    title: str,
    subtitle: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    zone: str = "UTC",
) -> int:
    """Write one sheet: title row, frozen header with a filter, typed cells; returns the number of rows.

    Moments are shown in `zone`. No text becomes a formula, a link or a number. Invalid above Excel's 1,048,576 rows.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": FORMATS["date"]["num_format"],
    }
    with xlsxwriter.Workbook(target if not isinstance(target, Path) else str(target), options) as book:
        sheet = book.add_worksheet(SHEET_NAME.sub(" ", title).strip()[:31] or None)
        formats = {kind: book.add_format(look) for kind, look in FORMATS.items()}
        _head(book, sheet, " · ".join(part for part in (title, subtitle) if part), columns)
        count = 0
        for count, row in enumerate(rows, start=1):
            if HEADER_ROW + count > LAST_ROW:
                raise Invalid("sheets.too_many_to_write", max=LAST_ROW - HEADER_ROW)
            for index, (column, value) in enumerate(zip(columns, row, strict=True)):
                _put(sheet, HEADER_ROW + count, index, value, column.kind, formats, zone)
        sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + count, len(columns) - 1)
    return count


def text_cell(value: object) -> str:
    """Text as a cell can hold it: nothing XML forbids, at most 32,767 UTF-16 units, an ellipsis where it was cut."""
    if isinstance(value, str) and len(value) < LONGEST // 2 and value.isprintable() and _is_plain(value):
        return value  # nearly every cell of a long export
    text = "".join(c for c in clean.text(value) if c not in "\ufffd\ufffe\uffff") if value is not None else ""
    if len(text.encode("utf-16-le")) // 2 <= LONGEST:
        return text
    return text.encode("utf-16-le")[: (LONGEST - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _is_plain(text: str) -> bool:
    return "\ufffd" not in text and unicodedata.is_normalized("NFC", text)


def _head(book: Any, sheet: Any, title: str, columns: Sequence[Column]) -> None:
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    sheet.write_string(0, 0, text_cell(title), book.add_format({"bold": True, "font_size": 13}))
    look = book.add_format({"bold": True, "bg_color": "#E8ECF4", "bottom": 1, "text_wrap": True, "valign": "top"})
    for index, column in enumerate(columns):
        sheet.write_string(HEADER_ROW, index, text_cell(column.header), look)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _put(sheet: Any, row: int, column: int, value: object, kind: Kind, formats: dict[Kind, Any], zone: str) -> None:
    if value is None or value == "":
        return
    if kind == "text" and isinstance(value, str):
        sheet.write_string(row, column, text_cell(value), formats["text"])
        return
    if kind == "moment" and isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(clock.zone(zone)).replace(tzinfo=None)
    if kind in ("date", "moment") and isinstance(value, date) and value.year >= FIRST_YEAR:
        sheet.write_datetime(row, column, value, formats[kind])
    elif kind in ("number", "money") and _is_number(value):
        sheet.write_number(row, column, value, formats[kind])
    else:
        shown = value.isoformat() if isinstance(value, date) else value
        sheet.write_string(row, column, text_cell(shown), formats["text"])


def _is_number(value: object) -> bool:
    """Whether a cell can hold it exactly enough: finite, and no integer beyond 2^53."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return math.isfinite(value) and abs(float(value)) <= EXACT


def read(
    path: Path,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str = "",
    separator: str = "",
    limits: Limits = LIMITS,
) -> Sheet:
    """Read a CSV or XLSX file in a child process with limits on memory and time.

    The headers stand in `header_row`, or in the first row that is not empty. Every file that cannot be read ends in
    Invalid with the reason.
    """
    if not path.is_file():
        raise Invalid("sheets.no_such_file", file=path.name)
    asked = {"sheet": sheet or "", "encoding": encoding, "separator": separator}
    lines = _lines(path, asked, limits)
    found = ([_cell(cell) for cell in json.loads(line)] for line in lines)
    rows = ((number, row) for number, row in enumerate(found, start=1) if _is_filled(row))
    header = next((row for number, row in rows if number >= (header_row or 1)), None)
    if header is None:
        raise Invalid("sheets.empty", file=path.name)
    headers = tuple(clean.line(cell) for cell in header)
    named = [name.casefold() for name in headers if name]
    double = next((name for name in headers if named.count(name.casefold()) > 1), None)
    if double:
        raise Invalid("sheets.double_header", file=path.name, header=double)
    return Sheet(headers, rows)


@dataclass(frozen=True)
class Glance:
    """The beginning of a foreign file: its sheets (none for CSV), how its text is written, its first rows."""

    sheets: tuple[str, ...]
    encoding: str
    separator: str
    rows: list[list[Cell]]


def look(
    path: Path, *, sheet: str = "", encoding: str = "", separator: str = "", first: int = 60, limits: Limits = LIMITS
) -> Glance:
    """The first rows of a CSV or XLSX file, and how it is written; read as `read` does, and refused alike."""
    asked = {"sheet": sheet, "encoding": encoding, "separator": separator, "first": first}
    lines = _lines(path, asked, limits)
    about = json.loads(next(lines))
    rows = [[_cell(cell) for cell in json.loads(line)] for line in lines]
    return Glance(tuple(about["sheets"]), about["encoding"], about["separator"], rows)


def _is_filled(row: list[Cell]) -> bool:
    return any(cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace()) for cell in row)


def _lines(path: Path, asked: Mapping[str, object], limits: Limits) -> Iterator[bytes]:
    """What the child said, line by line; nothing is given before the child has ended well."""
    given = [json.dumps(asked), json.dumps(asdict(limits))]
    command = [sys.executable, "-m", "crm.core.sheets_child", str(path.resolve()), *given]
    with tempfile.TemporaryFile() as output:
        try:
            child = subprocess.run(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.PIPE,
                timeout=limits.seconds,
                cwd=ROOT,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Invalid("sheets.too_slow", file=path.name, seconds=limits.seconds) from error
        if child.returncode:
            raise _refusal(path, child.returncode, child.stderr)
        output.seek(0)
        yield from output


def _refusal(path: Path, code: int, said: bytes) -> Invalid:
    try:
        why = json.loads(said.decode("utf-8", "replace").splitlines()[-1])
        return Invalid(str(why["code"]), **{"file": path.name, **why["params"]})
    except (ValueError, LookupError, TypeError):  # the parser was killed by its limits, or crashed
        return Invalid(
            "sheets.too_much_memory" if code < 0 or b"memory" in said else "sheets.broken", file=path.name, why=""
        )


def _cell(cell: Any) -> Cell:
    if not isinstance(cell, dict):
        return cell  # type: ignore[no-any-return]
    return datetime.fromisoformat(cell["moment"]) if "moment" in cell else date.fromisoformat(cell["date"])
