"""Formulas of workbooks: their stored results are read; an error or a result never calculated is not an empty cell."""

from __future__ import annotations

import io
import threading
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from crm.core import sheets
from crm.core.errors import Invalid
from crm.core.i18n import words
from crm.flows.imports import uploading, working
from crm.records import uploads
from tests.conftest import Cast
from tests.firm import by


def a_book(path: Path, *rows: list[Any], title: str = "Sheet") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def with_xml(path: Path, target: Path, *changes: tuple[str, str], entry: str = "xl/worksheets/sheet1.xml") -> Path:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            for was, becomes in changes if name == entry else ():
                assert was.encode() in text
                text = text.replace(was.encode(), becomes.encode())
            new.writestr(name, text)
    return target


def read(path: Path, **asked: Any) -> list[list[Any]]:
    return [row for _, row in sheets.read(path, **asked).rows]


@pytest.mark.usefixtures("engine")
def test_a_price_whose_formula_was_never_calculated_refuses_its_row_with_plain_words(cast: Cast) -> None:
    target = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Name", "Type", "Net price"], ["One", "Check", "=100*3"], ["Two", "Check", 300]):
        book.active.append(row)
    book.save(target)
    with by(cast.admin) as work:
        id = uploading.take(work, "items", "price list.xlsx", target.getvalue())
        uploading.check(work, id, uploading.proposal(work, id).settings)
    working.work_once(threading.Event())
    with by(cast.admin) as work:
        [refused] = uploads.verdicts(work, id, outcome="refused").rows
        run = uploads.upload(work, id)
    assert (refused.number, [problem.code for problem in refused.problems]) == (2, ["import.formula_uncalculated"])
    assert run.created == 1
    assert "open and save the file once" in words("en", "import.formula_uncalculated", column="Net price")
    assert "zapisz" in words("pl", "import.formula_uncalculated", column="Cena")


def test_stored_results_of_formulas_are_read_and_a_text_may_be_empty(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Price", "Note"])
        sheet.write_string(1, 0, "One")
        sheet.write_formula(1, 1, "=100*3", None, 300)
        sheet.write_formula(1, 2, '=IF(A2="","","")', None, "")
        sheet.write_formula(2, 0, '="T"&"wo"', None, "Two")
    path = with_xml(tmp_path / "a.xlsx", tmp_path / "b.xlsx", ('<c r="C2"><f>', '<c r="C2" t="str"><f>'))
    assert [[cell or None for cell in row] for row in read(path)] == [["One", 300.0], ["Two"]]


def test_errors_and_missing_results_are_found_wherever_they_stand(tmp_path: Path) -> None:
    path = a_book(tmp_path / "a.xlsx", ["A", "B", "C"], [1, "#N/A", "=1+1"], [None, None, None], ["=A2", 2, "x"])
    assert read(path) == [[1.0, "#N/A", "=?"], ["=?", 2.0, "x"]]
    shared = with_xml(path, tmp_path / "s.xlsx", ("<f>1+1</f>", '<f t="shared" si="0"/>'))
    assert read(shared)[0] == [1.0, "#N/A", "=?"]
    assert sheets.look(path).rows[1] == [1.0, "#N/A", "=?"]


def test_rows_of_nothing_but_formulas_never_calculated_are_not_lost(tmp_path: Path) -> None:
    path = a_book(tmp_path / "a.xlsx", ["A", "B"], ["x", 1], [None, None], ["=A2", "=B2"])
    assert list(sheets.read(path).rows) == [(2, ["x", 1.0]), (4, ["=?", "=?"])]
    far = with_xml(path, tmp_path / "b.xlsx", ('<row r="4"', '<row r="1048576"'))
    with pytest.raises(Invalid) as refusal:
        read(far)
    assert refusal.value.code == "sheets.too_many_rows"


def test_the_sheet_that_is_asked_for_is_looked_through(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["=1+1"])
    second = book.create_sheet("Żółty & 2")
    for row in (["Name", "Price"], ["One", 5], ["Two", "=2+3"]):
        second.append(row)
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx", sheet="Żółty & 2") == [["One", 5.0], ["Two", "=?"]]


def test_cells_without_an_address_and_with_a_prefix_are_counted(tmp_path: Path) -> None:
    path = a_book(tmp_path / "a.xlsx", ["A", "B"], ["x", "=1+1"])
    names = [(f' r="{name}"', "") for name in ("A1", "B1", "A2", "B2")]
    assert read(with_xml(path, tmp_path / "b.xlsx", *names)) == [["x", "=?"]]


def test_a_template_and_a_text_that_reads_the_like_are_no_way_around(tmp_path: Path) -> None:
    from crm.flows.imports import reading
    from crm.flows.imports.mapping import Source, Taken

    path = a_book(tmp_path / "a.xlsx", ["Name", "Town"], ["One", "=1+1"])
    source = Source(
        kind="clients", file=path.name, sheet=None, header_row=None, key=(), is_once=False, match=None,
        fields={"name": Taken(template="{Name} {Town}")}, date_format="%Y-%m-%d", decimal=".", aliases={},
        is_joined=False, is_loose=True, encoding="", separator="",
    )  # fmt: skip
    [row] = reading.rows(source, path.parent, "plan")
    assert [problem.code for problem in row.problems] == ["import.formula_uncalculated"]


def test_formulas_beyond_what_a_file_may_hold_end_in_a_refusal(tmp_path: Path) -> None:
    path = a_book(tmp_path / "a.xlsx", ["A"], *[[f"={n}"] for n in range(50)])
    with pytest.raises(Invalid) as refusal:
        read(path, limits=sheets.Limits(cells=20))
    assert refusal.value.code == "sheets.too_many_cells"


def test_days_and_plain_cells_stay_what_they_are_beside_formulas(tmp_path: Path) -> None:
    path = a_book(tmp_path / "a.xlsx", ["A", "B", "C"], [date(2026, 12, 31), "=1+1", "00123"])
    [row] = read(path)
    assert (str(row[0])[:10], row[1:]) == ("2026-12-31", ["=?", "00123"])
