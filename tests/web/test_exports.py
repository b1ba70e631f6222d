"""The workbook by a plain link: the same rows as the list, for those who may, and for nobody else."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from crm import clients, contracts, monitoring
from crm.core.work import Actor, begin
from tests.web.conftest import Site

PATH = "/export/monitorings.xlsx"


@pytest.fixture
def watches(site: Site) -> Site:
    if "contract" in site.ids:
        return site
    with begin(Actor.office(), writes=True) as work:
        client = clients.create(work, is_company=True, name="=cmd|' /C calc'!A0", owner_id=site.ids["admin"])
        if not contracts.statuses(work):
            contracts.create_status(work, name="New", colour=contracts.rules.PALETTE[0])
        mine = contracts.create(work, client_id=client, owner_id=site.ids["anna"])
        theirs = contracts.create(work, client_id=client, owner_id=site.ids["admin"])
        for title, contract in (("Annas watch", mine), ("Admins watch", theirs)):
            monitoring.create(
                work,
                contract,
                title=title,
                type="service",
                starts_on=date(2026, 1, 31),
                ends_on=date(2030, 1, 30),
                note="a note",
            )
    site.ids["contract"] = mine
    return site


def table(body: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_an_administrator_gets_every_row_typed(watches: Site):
    answer = watches.get(PATH, watches.sign_in("admin"))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    rows = table(answer.body)
    header = next(index for index, row in enumerate(rows) if row[0] == "Title")
    assert rows[header] == (
        "Title", "Type", "Client", "Contract", "First day", "Last day", "State", "Assigned to", "Note",
    )  # fmt: skip
    body = {row[0]: row for row in rows[header + 1 :]}
    assert set(body) == {"Annas watch", "Admins watch"}
    row = body["Annas watch"]
    assert row[4].date() == date(2026, 1, 31)  # type: ignore[attr-defined]
    assert row[2] == "=cmd|' /C calc'!A0", "text, not a formula"
    assert row[8] == "a note"
    sheet = openpyxl.load_workbook(io.BytesIO(answer.body)).worksheets[0]
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def test_what_is_filtered_is_what_goes_out_and_the_title_says_so(watches: Site):
    answer = watches.get(f"{PATH}?q=annas&state=active&client=1", watches.sign_in("admin"))
    rows = table(answer.body)
    assert [row[0] for row in rows if str(row[0]).endswith("watch")] == ["Annas watch"]
    assert "text: annas" in str(rows[:2])


def test_an_employee_exports_no_more_than_their_own(watches: Site):
    rows = table(watches.get(PATH, watches.sign_in("anna")).body)
    assert [row[0] for row in rows if str(row[0]).endswith("watch")] == ["Annas watch"]


def test_a_viewer_may_look_and_not_export(watches: Site):
    answer = watches.get(PATH, watches.sign_in("vera"), accept="text/html", accept_language="en")
    assert answer.status == 403
    assert "You may not do this." in answer.text
    assert not answer.body.startswith(b"PK")


def test_a_stranger_gets_no_workbook(watches: Site):
    assert watches.get(PATH).status == 401
    sent = watches.get(f"{PATH}?q=a", accept="text/html")
    assert (sent.status, sent.location) == (303, "/sign-in?next=%2Fexport%2Fmonitorings.xlsx%3Fq%3Da")


@pytest.mark.parametrize(
    "query",
    ["person=1%20OR%201", "client=-1", "contract=99999999999999999999", "from1=x", "state=../", "state=active,zzz"],
)
def test_a_filter_that_is_nonsense_does_not_widen_the_export(watches: Site, query: str):
    answer = watches.get(f"{PATH}?{query}", watches.sign_in("admin"))
    assert answer.status == 422
    assert not answer.body.startswith(b"PK")


def test_hostile_text_in_the_search_harms_nothing(watches: Site):
    assert watches.get(f"{PATH}?q=%00%ff", watches.sign_in("admin")).status == 200
