"""Reasons in words: dates as people write them, several reasons apart, records and rows not mixed up."""

from __future__ import annotations

import threading
from pathlib import Path

import openpyxl
import pytest

from crm.core.errors import Problem
from crm.core.i18n import speaking
from crm.flows import imports
from crm.flows.imports import uploading, workbooks, working
from crm.records import uploads
from tests.conftest import Cast
from tests.firm import a_firm, by

LINES = (
    "Number;Client;Signed on;Item;Quantity\n"
    "C/1;Nobody;30.02.2026;Przegląd;many\n"
    "C/1;;;Przegląd;1\n"
    "C/2;Łódzkie Wodociągi;;Przegląd;1\n"
)


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize(
    ("form", "example"), [("%d.%m.%Y", "31.12.2026"), ("%Y-%m-%d", "2026-12-31"), ("%m/%d/%y", "12/31/26")]
)
def test_a_way_of_writing_dates_is_shown_by_an_example(language: str, form: str, example: str) -> None:
    problem = Problem("import.not_a_day", "signed_on", {"column": "Kiedy", "value": "x", "format": form})
    with speaking(language):
        for text in (imports.problem_in("contracts", problem), imports.problem_text(problem)):
            assert example in text
            assert "%" not in text


@pytest.mark.usefixtures("engine")
def test_refused_rows_have_their_reasons_apart_and_are_counted_as_rows(cast: Cast, tmp_path: Path) -> None:
    a_firm(cast)
    with by(cast.admin) as work:
        id = uploading.take(work, "contracts", "umowy.csv", LINES.encode())
        uploading.check(work, id, {**uploading.proposal(work, id).settings, "date": "%d.%m.%Y"})
    working.work_once(threading.Event())
    with by(cast.admin) as work:
        run = uploads.upload(work, id)
        assert (run.refused, uploads.refused_rows(work, id)) == (1, 2)
        workbooks.errors(workbooks.refused(work, id), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    why = [str(row[-1]) for row in list(sheet.iter_rows(values_only=True))[1:]]
    assert len(why) == 2
    assert why[0].count("; ") == 2, why
    assert "31.12.2026" in why[0]
    assert "%" not in why[0]
