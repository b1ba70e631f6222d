"""The child process that opens a foreign file: limits first, then rows as JSON lines on standard output.

Called by `crm.core.sheets` as `python -m crm.core.sheets_child FILE ASKED LIMITS`. It imports nothing of ours but
the finder of formulas, so that what a hostile file does to it (memory, time, a crash of the parser) ends with this
process.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from crm.core import sheets_formulas

REFUSED = 3
CHUNK = 1 << 20
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def refuse(code: str, **params: object) -> NoReturn:
    """End with a refusal that the parent turns into words."""
    sys.stderr.write(json.dumps({"code": code, "params": params}))
    sys.exit(REFUSED)


def main(path: Path, asked: dict[str, Any], limits: dict[str, int]) -> None:
    """Print the rows of the file, or refuse it; of the `first` ones, when so many are asked for, what it is as well."""
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["output"], limits["output"]))
    size = path.stat().st_size
    if size > limits["bytes"]:
        refuse("sheets.too_big", megabytes=limits["bytes"] // 2**20)
    head = path.read_bytes()[:4] if size else refuse("sheets.empty")
    if head == OLD:
        refuse("sheets.old_or_locked")
    if "first" in asked:
        limits = {**limits, "first": asked["first"]}
        sys.stdout.write(json.dumps(about(path, asked, head == ZIP, limits)) + "\n")
    rows = workbook(path, asked["sheet"], limits) if head == ZIP else text_file(path, asked)
    put(rows, limits)


def about(path: Path, asked: dict[str, Any], is_workbook: bool, limits: dict[str, int]) -> dict[str, Any]:
    """The sheets of a workbook, or how a CSV file is written."""
    if is_workbook:
        from python_calamine import CalamineWorkbook

        check_zip(path, limits["unpacked"])
        return {"sheets": CalamineWorkbook.from_path(str(path)).sheet_names, "encoding": "", "separator": ""}
    text, encoding = decoded(path.read_bytes(), asked["encoding"])
    first = next((line for line in text.splitlines() if line.strip()), "")
    return {"sheets": [], "encoding": encoding, "separator": asked["separator"] or separator(first)}


def put(rows: Iterable[list[Any]], limits: dict[str, int]) -> None:
    """Write the rows, counting rows, columns and cells."""
    cells = 0
    for number, row in enumerate(rows):
        while row and row[-1] in (None, ""):
            row.pop()
        cells += len(row)
        if number >= limits.get("first", number + 1):
            return
        if number > limits["rows"]:  # the header is one more
            refuse("sheets.too_many_rows", max=limits["rows"])
        if len(row) > limits["columns"]:
            refuse("sheets.too_many_columns", max=limits["columns"])
        if cells > limits["cells"]:
            refuse("sheets.too_many_cells", max=limits["cells"])
        sys.stdout.write(json.dumps([plain(cell) for cell in row]) + "\n")


def plain(cell: Any) -> Any:
    """A cell as JSON: dates and moments in an object that names them."""
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell


def workbook(path: Path, sheet: str, limits: dict[str, int]) -> Iterator[list[Any]]:
    """The rows of one sheet of an XLSX file, the first one unless named."""
    from python_calamine import CalamineWorkbook

    has_formulas = check_zip(path, limits["unpacked"])
    book = CalamineWorkbook.from_path(str(path))
    if not book.sheet_names:
        refuse("sheets.empty")
    if sheet and sheet not in book.sheet_names:
        refuse("sheets.no_such_sheet", sheet=sheet, sheets=", ".join(book.sheet_names)[:300])
    found = book.get_sheet_by_name(sheet or book.sheet_names[0])
    if found.total_height > limits["rows"] + 1:
        refuse("sheets.too_many_rows", max=limits["rows"])
    wrong = faulty(path, found.name, limits) if has_formulas else {}
    rows = found.to_python(skip_empty_area=False)
    # it ends before rows that hold nothing but such formulas
    below: Iterator[list[Any]] = ([] for _ in range(len(rows), max(wrong, default=0)))
    for number, row in enumerate(chain(rows, below), start=1):
        for column, text in wrong.get(number, {}).items():
            row += [""] * (column - len(row))
            row[column - 1] = text
        yield row


def faulty(path: Path, sheet: str, limits: dict[str, int]) -> dict[int, dict[int, str]]:
    """Where formulas ended in an error (#N/A, #REF!) or have no result: a missing amount must not look like none."""
    try:
        return sheets_formulas.faults(path, sheet, most=limits["cells"], last=limits.get("first"))
    except sheets_formulas.TooMany:
        refuse("sheets.too_many_cells", max=limits["cells"])


def check_zip(path: Path, most: int) -> bool:
    """Refuse what is no workbook or unpacks to more than `most` bytes: as its directory says, and in truth.

    Whether any cell of it may hold a formula or an error.
    """
    has_formulas = False
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        entries = archive.infolist()
        if "[Content_Types].xml" not in archive.namelist():
            refuse("sheets.not_a_workbook")
        if any(entry.flag_bits & 1 for entry in entries):
            refuse("sheets.old_or_locked")
        total = sum(entry.file_size for entry in entries)
        for entry in entries:
            if total > most:
                break
            # a directory may lie about sizes, so what really comes out is counted too
            size, holds_formula = inflated(file, entry, most)
            total += max(0, size - entry.file_size)
            has_formulas |= holds_formula
        if total > most:
            refuse("sheets.unpacks_too_big", megabytes=most // 2**20)
    return has_formulas


def inflated(file: io.BufferedReader, entry: zipfile.ZipInfo, most: int) -> tuple[int, bool]:
    """How many bytes an entry really unpacks to, counted no further than `most`; whether formulas may be in it."""
    file.seek(entry.header_offset + 26)
    name, extra = struct.unpack("<HH", file.read(4))
    file.seek(name + extra, io.SEEK_CUR)
    if entry.compress_type == zipfile.ZIP_STORED:
        return entry.compress_size, _has_mark(file.read(entry.compress_size))
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        refuse("sheets.broken")
    machine, count, tail, holds_formula = zlib.decompressobj(-zlib.MAX_WBITS), 0, b"", False
    while not machine.eof and count <= most:
        packed = machine.unconsumed_tail or file.read(65536)
        if not packed:
            break
        piece = machine.decompress(packed, CHUNK)
        count += len(piece)
        holds_formula = holds_formula or _has_mark(tail + piece)
        tail = piece[-sheets_formulas.LONGEST_MARK :]
    return count, holds_formula


def _has_mark(raw: bytes) -> bool:
    return any(mark in raw for mark in sheets_formulas.MARKS)


def text_file(path: Path, asked: dict[str, Any]) -> Iterator[list[Any]]:
    """The rows of a CSV file: encoding and separator as asked for, else as its marks and its first line say."""
    text, _ = decoded(path.read_bytes(), asked["encoding"])
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        refuse("sheets.empty")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=asked["separator"] or separator(first), strict=True)
    try:
        yield from reader
    except csv.Error:
        refuse("sheets.broken_line", line=reader.line_num)


def decoded(raw: bytes, wanted: str) -> tuple[str, str]:
    """The text of a CSV file and its encoding: UTF-8, UTF-16, else Windows-1250, unless another one is asked for."""
    is_utf16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in raw and not is_utf16:
        refuse("sheets.not_a_workbook")
    encodings = [wanted] if wanted else ["utf-16"] if is_utf16 else ["utf-8-sig", "cp1250"]
    for encoding in encodings:
        try:
            return raw.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    refuse("sheets.encoding")


def separator(line: str) -> str:
    """Whichever of semicolon, tab and comma the header has most, outside quotes."""
    outside = "".join(line.split('"')[::2])
    return max((";", "\t", ","), key=outside.count)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3]))
    except MemoryError:
        refuse("sheets.too_much_memory")
    except Exception:
        refuse("sheets.broken")
