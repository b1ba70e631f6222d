"""Workbooks: typed ones written as they stream by, foreign ones and CSV files read in a guarded child process."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Literal

import rustpy_xlsxwriter

from crm.core import clean, clock
from crm.core.errors import Invalid

Kind = Literal["text", "date", "moment", "number", "money"]
Cell = str | int | float | bool | date | datetime | None
LONGEST, LAST_ROW, FIRST_YEAR, EXACT = 32_767, 1_048_575, 1900, 2**53
HEADER_ROW = 1
LOOKS: dict[Kind, dict[str, Any]] = {
    "text": {"num_format": "@", "align": "top"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
    "number": {"num_format": "#,##0.###"},
    "money": {"num_format": "#,##0.00"},
}
TITLE = {"bold": True, "font_size": 13}
HEADER = {"bold": True, "background_color": "#E8ECF4", "border_bottom": "thin", "text_wrap": True, "align": "top"}


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
    target: str | Path | BinaryIO,
    title: str,
    subtitle: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    zone: str = "UTC",
) -> int:
    """Write one sheet as its rows stream by: title row, frozen header with a filter, typed cells; how many rows.

    Moments are shown in `zone`. No text becomes a formula, a link or a number. Headers must differ from each other.
    Invalid above Excel's 1,048,576 rows.
    """
    headers = [text_cell(column.header) for column in columns]
    if len(set(headers)) < len(headers):
        raise ValueError(f"two columns of one name: {headers}")
    count = 0

    def records() -> Iterator[dict[str, Cell]]:
        nonlocal count
        cells = [(header, CELLS[column.kind]) for header, column in zip(headers, columns, strict=True)]
        for count, row in enumerate(rows, start=1):
            if HEADER_ROW + count > LAST_ROW:
                raise Invalid("sheets.too_many_to_write", max=LAST_ROW - HEADER_ROW)
            yield {header: cell(value, zone) for (header, cell), value in zip(cells, row, strict=True)}
        if not count:
            yield dict.fromkeys(headers)  # without a row there would be no header

    above = " · ".join(part for part in (title, subtitle) if part)
    rustpy_xlsxwriter.write_worksheet(
        records(),
        target,
        SHEET_NAME.sub(" ", title).strip()[:31] or None,
        header_row=HEADER_ROW,
        header_format=_look(HEADER),
        column_widths=[column.width for column in columns],
        column_formats=[_look(LOOKS[column.kind]) for column in columns],
        merge_ranges=[(0, 0, 0, max(1, len(columns) - 1), text_cell(above), _look(TITLE))],
        freeze_row=HEADER_ROW + 1,
        autofilter=True,
        page_setup={"landscape": True, "fit_to_pages": (1, 0), "repeat_rows": HEADER_ROW},
    )
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


def _text(value: object, _zone: str) -> Cell:
    if value is None or value == "":
        return None
    return text_cell(value.isoformat() if isinstance(value, date) else value)


def _day(value: object, zone: str) -> Cell:
    """A day or a moment as Excel counts them, which begins with 1900."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(clock.zone(zone)).replace(tzinfo=None)
    return value if isinstance(value, date) and value.year >= FIRST_YEAR else _text(value, zone)


def _number(value: object, zone: str) -> Cell:
    return float(value) if _is_number(value) else _text(value, zone)  # type: ignore[arg-type]


CELLS: dict[Kind, Callable[[object, str], Cell]] = {
    "text": _text,
    "date": _day,
    "moment": _day,
    "number": _number,
    "money": _number,
}


def _look(look: Mapping[str, Any]) -> rustpy_xlsxwriter.Format:
    made = rustpy_xlsxwriter.Format()
    for name, value in look.items():
        setter = getattr(made, f"set_{name}")
        setter() if value is True else setter(value)
    return made


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
