"""Cases as a workbook: cell by cell the rows of the list, for those who may export them, and for nobody else."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from crm import cases, clients, contracts
from crm.core.work import Actor, begin
from tests.web.conftest import CANARY, Site

PATH = "/export/cases.xlsx"
HEADER = (
    "Number", "What it is about", "Client", "Contact person", "Kind", "State", "Priority", "Term", "Owner",
    "Description",
)  # fmt: skip


@pytest.fixture
def shop(site: Site) -> Site:
    if "case kind" in site.ids:
        return site
    with begin(Actor.office(), writes=True) as work:
        client = clients.create(work, is_company=True, name="=cmd|' /C calc'!A0", owner_id=site.ids["admin"])
        contact = clients.add_person(work, client, name="@Jan Młynarz")
        kind = cases.create_kind(work, name="+Inquiry", colour=contracts.PALETTE[0])
        full = {"client_id": client, "kind_id": kind, "contact_id": contact, "owner_id": site.ids["anna"]}
        late = cases.create(
            work,
            **full,
            title="Late",
            due_on=date(2020, 1, 31),
            priority="urgent",
            description="=1+1\nhttp://x.example",
        )
        cases.create(work, client_id=client, kind_id=kind, owner_id=site.ids["admin"], title="Without a term")
        cases.move(work, late, "waiting", None)
    site.ids["case kind"] = kind
    return site


def table(body: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def rows(site: Site, query: str = "") -> list[tuple[object, ...]]:
    found = table(site.get(f"{PATH}{query}", site.sign_in("admin")).body)
    return found[found.index(HEADER) + 1 :]


def test_every_cell_is_typed_and_no_text_is_a_formula(shop: Site) -> None:
    answer = shop.get(PATH, shop.sign_in("admin"))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["cache-control"] == "no-store"
    found = table(answer.body)
    year = datetime.now().year
    assert str(found[0][0]).startswith("Cases · As of")
    assert "no filters" in str(found[0][0])
    assert found[found.index(HEADER) + 1 :] == [
        (
            f"C-{year}-0001", "Late", "=cmd|' /C calc'!A0", "@Jan Młynarz", "+Inquiry", "Waiting", "Urgent",
            datetime(2020, 1, 31), "Anna Employee", "=1+1\nhttp://x.example",
        ),
        (f"C-{year}-0002", "Without a term", "=cmd|' /C calc'!A0", None, "+Inquiry", "New", "Normal", None, CANARY,
         None),
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(answer.body)).worksheets[0]
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f" or cell.hyperlink]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?overdue=1", ["Late"]),
        ("?state=new", ["Without a term"]),
        ("?state=new,waiting&sort=newest", ["Without a term", "Late"]),
        ("?priority=urgent&q=late", ["Late"]),
        ("?kind=999", []),
    ],
)
def test_what_is_filtered_is_what_goes_out(shop: Site, query: str, titles: list[str]) -> None:
    assert [row[1] for row in rows(shop, query) if row[1]] == titles


def test_the_title_says_which_filters_were_on(shop: Site) -> None:
    query = f"?q=late&state=waiting&priority=urgent&overdue=1&kind={shop.ids['case kind']}&owner={shop.ids['anna']}"
    said = str(table(shop.get(f"{PATH}{query}", shop.sign_in("admin")).body)[0][0])
    for part in ("late", "State: Waiting", "Priority: Urgent", "Kind: +Inquiry", "Owner: Anna", "Late only: yes"):
        assert part in said, said


def test_who_may_look_but_not_export_and_strangers_get_no_workbook(shop: Site) -> None:
    for name in ("anna", "vera"):
        answer = shop.get(PATH, shop.sign_in(name), accept="text/html", accept_language="en")
        assert answer.status == 403, name
        assert not answer.body.startswith(b"PK")
    assert shop.get(PATH).status == 401


@pytest.mark.parametrize(
    "query", ["owner=1%20OR%201", "client=-1", "kind=99999999999999999999", "state=new,zzz", "priority=enormous"]
)
def test_a_filter_that_is_nonsense_does_not_widen_the_export(shop: Site, query: str) -> None:
    answer = shop.get(f"{PATH}?{query}", shop.sign_in("admin"))
    assert answer.status == 422
    assert not answer.body.startswith(b"PK")
