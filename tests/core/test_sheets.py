"""Workbooks: what goes out is typed and dead, what comes in is limited, and every broken file ends in a reason."""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from crm.core import i18n, sheets
from crm.core.errors import Invalid
from crm.core.sheets import Column, Limits

COLUMNS = [
    Column("Name", "text", 30),
    Column("Day", "date"),
    Column("Moment", "moment"),
    Column("Count", "number"),
    Column("Net", "money"),
]


def written(path: Path, rows: list[list[object]], **options: str) -> openpyxl.worksheet.worksheet.Worksheet:
    assert sheets.write(path, "Watches", "all of them", COLUMNS, rows, **options) == len(rows)
    return openpyxl.load_workbook(path).active


def one(path: Path, value: object, column: int = 0) -> object:
    row: list[object] = [None] * len(COLUMNS)
    row[column] = value
    return written(path, [row]).cell(3, column + 1).value


def code(path: Path, **options: object) -> str:
    """The reason why a file is refused, which must have words in both languages."""
    with pytest.raises(Invalid) as refusal:
        list(sheets.read(path, **options).rows)  # type: ignore[arg-type]
    for language in ("en", "pl"):
        assert path.name in i18n.words(language, refusal.value.code, **refusal.value.params)
    return refusal.value.code


def test_a_workbook_has_a_title_a_frozen_header_a_filter_and_widths(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [["one", date(2026, 1, 2), None, 1, 2], ["two", None, None, None, None]])
    assert sheet["A1"].value == "Watches · all of them"
    assert [cell.value for cell in sheet[2]] == ["Name", "Day", "Moment", "Count", "Net"]
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:E4"
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=1)


def test_cells_keep_their_types(tmp_path: Path) -> None:
    noon = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    sheet = written(tmp_path / "a.xlsx", [["x", date(2026, 1, 2), noon, 7, Decimal("12.50")]], zone="Europe/Warsaw")
    assert [cell.value for cell in sheet[3]] == ["x", datetime(2026, 1, 2), datetime(2026, 7, 1, 12, 0), 7, 12.5]
    assert sheet["B3"].number_format == "yyyy-mm-dd"
    assert sheet["B3"].is_date


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.test", "{=1}", "00123", "mailto:a@b"]
)
def test_text_becomes_neither_formula_nor_link_nor_number(tmp_path: Path, text: str) -> None:
    sheet = written(tmp_path / "a.xlsx", [[text, None, None, None, None]])
    assert (sheet["A3"].value, sheet["A3"].data_type, sheet["A3"].hyperlink) == (text, "s", None)


def test_what_xml_forbids_is_left_out(tmp_path: Path) -> None:
    assert one(tmp_path / "a.xlsx", "a\x00b\x0bc\ud800d\ufffee") == "abcde"


def test_long_text_is_cut_with_an_ellipsis_and_never_lost(tmp_path: Path) -> None:
    assert one(tmp_path / "a.xlsx", "x" * 32_767) == "x" * 32_767
    cut = one(tmp_path / "b.xlsx", "x" * 40_000)
    assert cut == "x" * 32_766 + "…"
    wide = str(one(tmp_path / "c.xlsx", "🙂" * 20_000))
    assert wide.endswith("🙂…")
    assert len(wide.encode("utf-16-le")) // 2 <= 32_767


def test_what_a_workbook_cannot_hold_as_a_value_is_written_as_text(tmp_path: Path) -> None:
    assert one(tmp_path / "a.xlsx", date(1863, 1, 22), 1) == "1863-01-22"
    assert one(tmp_path / "b.xlsx", 2**60, 3) == str(2**60)
    assert one(tmp_path / "c.xlsx", float("nan"), 3) == "nan"
    assert one(tmp_path / "d.xlsx", "many", 3) == "many"


def test_more_rows_than_a_sheet_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LAST_ROW", 5)
    with pytest.raises(Invalid, match="too_many_to_write"):
        sheets.write(tmp_path / "a.xlsx", "t", "", COLUMNS[:1], [["x"]] * 5)


def test_a_workbook_without_rows_has_its_title_and_header(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [])
    assert sheet["A1"].value == "Watches · all of them"
    assert [cell.value for cell in sheet[2]] == ["Name", "Day", "Moment", "Count", "Net"]
    assert sheets.write(tmp_path / "b.xlsx", "Alone", "", COLUMNS[:1], []) == 0


def test_nothing_is_left_when_the_rows_break_off(tmp_path: Path) -> None:
    def rows() -> Iterator[list[object]]:
        yield ["x"]
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError, match="went away"):
        sheets.write(tmp_path / "a.xlsx", "t", "", COLUMNS[:1], rows())
    assert not list(tmp_path.iterdir())


def test_two_columns_of_one_name_would_lose_one_and_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one name"):
        sheets.write(tmp_path / "a.xlsx", "t", "", [COLUMNS[0], COLUMNS[0]], [["x", "y"]])


def test_a_header_is_repeated_on_each_printed_page(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [["one", None, None, None, None]])
    assert sheet.print_title_rows == "$2:$2"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_what_was_written_reads_back(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx", [["Żółć", date(2026, 1, 2), None, 7, 1.5], ["b", None, None, None, None]])
    found = sheets.read(tmp_path / "a.xlsx", header_row=2)
    assert found.headers == ("Name", "Day", "Moment", "Count", "Net")
    assert list(found.rows) == [(3, ["Żółć", date(2026, 1, 2), "", 7.0, 1.5]), (4, ["b"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_any_usual_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "a.csv"
    text = f'nazwa{separator}"uwagi; i, inne"\r\nŁódź{separator}"dwa\nwiersze"\r\n\r\n{separator}x\r\n'
    path.write_bytes(text.encode(encoding))
    found = sheets.read(path)
    assert found.headers == ("nazwa", "uwagi; i, inne")
    assert list(found.rows) == [(2, ["Łódź", "dwa\nwiersze"]), (4, ["", "x"])]


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["first"])
    book.create_sheet("Dane").append(["second"])
    book.save(tmp_path / "a.xlsx")
    assert sheets.read(tmp_path / "a.xlsx").headers == ("first",)
    assert sheets.read(tmp_path / "a.xlsx", sheet="Dane").headers == ("second",)
    assert code(tmp_path / "a.xlsx", sheet="Nic") == "sheets.no_such_sheet"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "sheets.empty"),
        (b"\n\n ,,\n", "sheets.empty"),
        (b"a,b\n\x00\x01\x02", "sheets.not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "sheets.old_or_locked"),
        (b"PK\x03\x04 not a zip", "sheets.broken"),
        (b'a,b\n1,"never closed\n2,3\n', "sheets.broken_line"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "sheets.broken_line"),
        (b"\xff\xfe\x00\xd8\x00", "sheets.encoding"),
        (b"nazwa,\x81\x83\n", "sheets.encoding"),
        (b"a,b,A\n1,2,3\n", "sheets.double_header"),
    ],
)
def test_a_broken_file_is_refused_with_a_reason(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert code(path) == expected


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert code(tmp_path / "none.csv") == "sheets.no_such_file"


def test_any_zip_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert code(tmp_path / "a.xlsx") == "sheets.not_a_workbook"


def test_size_rows_columns_and_cells_are_limited(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("h\n" + "1\n" * 50)
    assert len(list(sheets.read(path, limits=Limits(rows=50)).rows)) == 50
    assert code(path, limits=Limits(rows=49)) == "sheets.too_many_rows"
    assert code(path, limits=Limits(bytes=20)) == "sheets.too_big"
    assert code(path, limits=Limits(cells=20)) == "sheets.too_many_cells"
    path.write_text(",".join(f"c{n}" for n in range(201)))
    assert code(path) == "sheets.too_many_columns"


def bomb(path: Path, *, lies: bool) -> None:
    """A workbook of 120 MB of blanks; when it lies, its directory says that they are ten bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as entry:
            for _ in range(120):
                entry.write(b" " * 2**20)
    if lies:
        raw = bytearray(path.read_bytes())
        while (place := raw.find(struct.pack("<I", 120 * 2**20))) >= 0:
            raw[place : place + 4] = struct.pack("<I", 10)
        path.write_bytes(raw)


@pytest.mark.parametrize("lies", [False, True])
def test_a_zip_bomb_is_refused_whether_or_not_its_directory_lies(tmp_path: Path, lies: bool) -> None:
    bomb(tmp_path / "a.xlsx", lies=lies)
    assert (tmp_path / "a.xlsx").stat().st_size < 2**20
    assert code(tmp_path / "a.xlsx") == "sheets.unpacks_too_big"


def test_one_cell_at_the_far_end_takes_no_memory_of_ours(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "h"
    book.active["XFD1048576"] = "far"
    book.save(tmp_path / "a.xlsx")
    assert code(tmp_path / "a.xlsx") in ("sheets.too_much_memory", "sheets.too_many_rows", "sheets.too_many_columns")


def test_a_parser_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("h\n")
    assert code(path, limits=Limits(seconds=0)) == "sheets.too_slow"


def cells_or_reason(path: Path) -> list[sheets.Cell] | str:
    try:
        sheet = sheets.read(path)
        return [*sheet.headers, *[cell for _, row in sheet.rows for cell in row]]
    except Invalid as refusal:
        return i18n.words("pl", refusal.code, **refusal.params)


def test_any_damage_to_a_workbook_ends_in_rows_or_in_a_reason(tmp_path: Path) -> None:
    written(tmp_path / "good.xlsx", [["a", date(2026, 1, 2), None, 1, 2]])
    good, chance = (tmp_path / "good.xlsx").read_bytes(), random.Random(7)
    for number in range(25):
        raw = bytearray(good)
        for _ in range(chance.randint(1, 30)):
            raw[chance.randrange(4, len(raw))] = chance.randrange(256)
        path = tmp_path / f"bad{number}.xlsx"
        path.write_bytes(raw[: chance.randint(len(raw) // 2, len(raw))] if number % 2 else raw)
        assert cells_or_reason(path)


def test_an_entity_bomb_is_not_expanded(tmp_path: Path) -> None:
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "'
        + "ha" * 50
        + '">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(8))
    )
    cell = '<c r="A1" t="inlineStr"><is><t>&i;</t></is></c>'
    sheet = f'<?xml version="1.0"?>{laughs}]><worksheet><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    written(tmp_path / "good.xlsx", [])
    with zipfile.ZipFile(tmp_path / "good.xlsx") as good, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as bad:
        for name in good.namelist():
            bad.writestr(name, sheet if name.endswith("sheet1.xml") else good.read(name))
    found = cells_or_reason(tmp_path / "a.xlsx")
    assert isinstance(found, str) or sum(len(str(cell)) for cell in found) < 10_000
