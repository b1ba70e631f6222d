"""What is proposed for a file: another sheet anew, remembered formats only where they fit, keys that hold something."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from crm.core.errors import Invalid
from crm.core.work import Work
from crm.flows.imports import uploading
from crm.flows.imports.uploading import Proposal
from tests.conftest import Cast
from tests.firm import by

pytestmark = pytest.mark.usefixtures("engine")


def proposed(work: Work, kind: str, text: str, **chosen: Any) -> Proposal:
    """The proposal for a file; with something chosen, that is kept and remembered."""
    id = uploading.take(work, kind, "file.csv", text.encode())
    found = uploading.proposal(work, id)
    if chosen:
        uploading.check(work, id, {**found.settings, **chosen})
    return found


def two_sheets(above: int = 0) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Info"
    book.active.append(["Lista"])
    second = book.create_sheet("Umowy")
    for row in [*[["Lista umów"]] * above, ["Numer", "Klient", "Uwagi"], ["U/1", "Acme", "x"]]:
        second.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("above", [0, 2])
def test_another_sheet_is_proposed_anew_with_its_own_row_of_headers(cast: Cast, above: int) -> None:
    with by(cast.admin) as work:
        id = uploading.take(work, "contracts", "umowy.xlsx", two_sheets(above))
        first = uploading.proposal(work, id)
        found = uploading.proposal(work, id, {"sheet": "Umowy"})
        assert (first.settings["sheet"], first.settings["header_row"]) == ("Info", 1)
        assert (found.settings["header_row"], found.settings["match"]) == (1 + above, "number")
        assert found.settings["columns"] == [["Numer", "number"], ["Klient", "client"], ["Uwagi", "note"]]
        uploading.check(work, id, found.settings)
        again = uploading.proposal(work, id, {"sheet": "Info"})
        assert (again.headers, again.settings["header_row"]) == (("Lista",), 1)


@pytest.mark.parametrize(
    ("days", "form"),
    [(["31.12.2026"], "%d.%m.%Y"), (["12/31/2026"], "%m/%d/%Y"), (["01/02/2026"], "%d/%m/%Y"), ([""], "%d/%m/%Y")],
    ids=["none fits", "another fits", "both fit", "no date"],
)
def test_a_remembered_way_of_writing_dates_wins_only_where_it_fits_as_well(
    cast: Cast, days: list[str], form: str
) -> None:
    head = "Number;Client;Signed on\n"
    with by(cast.admin) as work:
        proposed(work, "contracts", head + "C/1;Acme;13/02/2026\n", date="%d/%m/%Y")
        found = proposed(work, "contracts", head + "".join(f"C/2;Acme;{day}\n" for day in days))
    assert found.is_remembered
    assert found.settings["date"] == form


def test_a_remembered_decimal_mark_wins_only_where_it_fits_as_well(cast: Cast) -> None:
    with by(cast.admin) as work:
        proposed(work, "items", "Name;Net price\nOne;1.50\n", decimal=".")
        assert proposed(work, "items", "Name;Net price\nOne;1,50\n").settings["decimal"] == ","
        assert proposed(work, "items", "Name;Net price\nOne;2\n").settings["decimal"] == "."


def test_a_key_is_proposed_only_when_its_column_holds_something(cast: Cast) -> None:
    with by(cast.admin) as work:
        assert proposed(work, "clients", "Name;NIP;E-mail\nOne;;a@b.pl\nTwo; ;\n").settings["match"] == "email"
        assert proposed(work, "clients", "Name;NIP\nOne;\nTwo;5250000009\n", match="nip").settings["match"] == "nip"
        assert proposed(work, "clients", "Name;NIP\nOne;\n").settings["match"] == "name"


def test_matching_by_nothing_is_remembered_too(cast: Cast) -> None:
    with by(cast.admin) as work:
        proposed(work, "clients", "Name;NIP\nOne;5250000009\n", match="")
        assert proposed(work, "clients", "Name;NIP\nOne;5250000009\n").settings["match"] == ""


def test_refusals_name_the_file_as_its_owner_does(cast: Cast) -> None:
    with by(cast.admin) as work:
        id = uploading.take(work, "clients", "Klienci.csv", "Nazwa\nŻuk\n".encode("cp1250"))
        with pytest.raises(Invalid) as refusal:
            uploading.proposal(work, id, {"encoding": "utf-8-sig"})
    assert refusal.value.params["file"] == "Klienci.csv"
