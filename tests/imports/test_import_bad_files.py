"""Files that nobody should send: each ends in rows or in a readable message, and nothing is half-done."""

from __future__ import annotations

import io
import threading
import zipfile
from typing import Any

import openpyxl
import pytest

from crm.core.errors import Invalid
from crm.core.i18n import words
from crm.flows.imports import proposing, uploading, workbooks, working
from crm.flows.imports.mapping import FIELDS, KINDS, NEEDED
from crm.records import uploads
from tests.conftest import SHARED, Cast
from tests.firm import by

pytestmark = pytest.mark.usefixtures("engine")
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200)


def xlsx(rows: list[list[Any]], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (150 * 2**20))
    return target.getvalue()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "sheets.empty"),
        (b"\n\n  \n", "sheets.empty"),
        (PICTURE, "sheets.not_a_workbook"),
        (b"PK\x03\x04" + bytes(100), "sheets.broken"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "sheets.old_or_locked"),
        (b"Name\n" + b"x" * (10 * 2**20 + 1), "sheets.too_big"),
    ],
    ids=["nothing", "blanks", "picture", "torn", "old", "too big"],
)
def test_what_is_no_table_is_refused_at_once_and_not_kept(cast: Cast, raw: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal, by(cast.admin) as work:
        uploading.take(work, "clients", "clients.xlsx", raw)
    assert refusal.value.code == code
    for language in ("en", "pl"):
        assert words(language, code, **refusal.value.params)
    with by(cast.admin) as work:
        assert uploads.uploads(work) == []


def test_a_zip_bomb_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid, match=r"sheets\.unpacks_too_big"), by(cast.admin) as work:
        uploading.take(work, "clients", "clients.xlsx", bomb())


def settled(cast: Cast, kind: str, raw: bytes, **settings: Any) -> uploads.UploadRow:
    with by(cast.admin) as work:
        id = uploading.take(work, kind, "file", raw)
        uploading.check(work, id, {**uploading.proposal(work, id).settings, **settings})
    working.work_once(threading.Event())
    with by(cast.admin) as work:
        return uploads.upload(work, id)


def test_two_hundred_thousand_rows_are_refused_by_the_check_with_the_reason(cast: Cast) -> None:
    run = settled(cast, "clients", b"Name\n" + b"x\n" * 200_000)
    assert run.state == "failed"
    assert run.problem is not None
    assert run.problem["code"] == "sheets.too_many_rows"
    assert run.problem["params"]["file"] == "file", "the name that people know"
    assert words("pl", run.problem["code"], **run.problem["params"])


def test_rows_are_counted_as_records_not_as_lines(cast: Cast) -> None:
    text = "Name,Address\n" + "".join(f'Client {n},"Street {n}\n\nTown"\n' for n in range(40))
    run = settled(cast, "clients", text.encode())
    assert (run.state, run.total, run.created) == ("checked", 40, 40)


@pytest.mark.parametrize("separator", [";", "\t", ","])
@pytest.mark.parametrize("encoding", ["cp1250", "utf-8-sig", "utf-16"])
def test_polish_text_is_read_whatever_its_encoding_and_separator(cast: Cast, encoding: str, separator: str) -> None:
    text = f"Nazwa{separator}Adres\nŻółta Łódź{separator}Gdańsk\n"
    with by(cast.admin) as work:
        found = uploading.proposal(work, uploading.take(work, "clients", "a.csv", text.encode(encoding)))
    assert found.settings["columns"] == [["Nazwa", "name"], ["Adres", "address"]]
    assert found.rows == [["Żółta Łódź", "Gdańsk"]]
    assert (found.settings["separator"], found.settings["encoding"]) == (
        separator,
        {"utf-8-sig": "utf-8-sig", "cp1250": "cp1250", "utf-16": "utf-16"}[encoding],
    )


def test_a_wrong_guess_of_the_encoding_can_be_mended(cast: Cast) -> None:
    with by(cast.admin) as work:
        id = uploading.take(work, "clients", "a.csv", "Nazwa\nŚląsk\n".encode("iso8859-2"))
        assert uploading.proposal(work, id).rows != [["Śląsk"]]
        assert uploading.proposal(work, id, {"encoding": "iso8859-2"}).rows == [["Śląsk"]]


def test_merged_titles_are_no_headers(cast: Cast) -> None:
    rows = [["Our clients", None, None], ["Name", "NIP", "Note"], ["One", "5250000009", "two"], ["Two", None, None]]
    run = settled(cast, "clients", xlsx(rows, merge="A1:C1"))
    assert (run.state, run.created, run.refused) == ("checked", 2, 0)


def test_the_same_key_twice_refuses_the_second_row(cast: Cast) -> None:
    run = settled(cast, "clients", b"Name,NIP\nOne,5250000009\nTwo,525-000-00-09\n", match="nip")
    assert (run.created, run.refused) == (1, 1)


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["31.01.2026", "01.02.2026"], "%d.%m.%Y"),
        (["1/31/2026", "2/1/2026"], "%m/%d/%Y"),
        (["31/1/2026", "2/1/2026"], "%d/%m/%Y"),
        (["2026-01-31"], "%Y-%m-%d"),
        ([], "%Y-%m-%d"),
    ],
)
def test_the_way_of_writing_dates_is_read_from_the_file(texts: list[str], form: str) -> None:
    assert proposing.date_format(texts) == form


@pytest.mark.parametrize(("texts", "mark"), [(["1 234,56 zł"], ","), (["1,234.5"], "."), (["12"], "."), ([], ".")])
def test_the_decimal_mark_is_read_from_the_file(texts: list[str], mark: str) -> None:
    assert proposing.decimal(texts) == mark


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("31.01.2026", True), (46053, True), ("46053", True), ("30.02.2026", False), (2026, False), ("soon", False)],
)
def test_dates_may_be_days_of_spreadsheets_but_never_days_that_do_not_exist(cast: Cast, cell: Any, kept: bool) -> None:
    from tests.firm import a_contract, a_firm

    firm = a_firm(cast)
    a_contract(cast, firm)
    raw = xlsx([["Client", "Signed on"], ["Łódzkie Wodociągi", cell]])
    run = settled(cast, "contracts", raw, date="%d.%m.%Y")
    assert (run.created, run.refused) == ((1, 0) if kept else (0, 1))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_filled_in_template_maps_itself(cast: Cast, kind: str, language: str, tmp_path: Any) -> None:
    from crm.core import i18n

    with by(cast.admin) as work:
        values = workbooks.allowed(work, kind)
    with i18n.speaking(language):
        workbooks.template(kind, values, tmp_path / "template.xlsx")
    with by(cast.admin) as work:
        found = uploading.proposal(
            work, uploading.take(work, kind, "t.xlsx", (tmp_path / "template.xlsx").read_bytes())
        )
    assert [field for _, field in found.settings["columns"]] == list(FIELDS[kind])
    assert len(found.rows) == 1
    assert all(found.rows[0][list(FIELDS[kind]).index(name)] for name in NEEDED[kind])


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"NO REAL FILES at {SHARED}: this test did not run")
def test_real_files_are_read_with_what_is_proposed_for_them(cast: Cast) -> None:
    run = settled(cast, "clients", (SHARED / "accounts.csv").read_bytes())
    assert (run.state, run.created, run.refused) == ("checked", 85, 0)
    with by(cast.admin) as work:
        raw = (SHARED / "sales_pipeline.csv").read_bytes()
        found = uploading.proposal(work, uploading.take(work, "contracts", "sales_pipeline.csv", raw))
    assert dict(found.settings["columns"]) == {
        "sales_agent": "owner",
        "product": "item",
        "account": "client",
        "deal_stage": "status",
        "engage_date": "",
        "close_date": "signed_on",
        "close_value": "price",
    }
    assert found.settings["date"] == "%m/%d/%Y"
