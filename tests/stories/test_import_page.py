"""The import page in a browser: a workbook becomes clients, its wrong rows come back, and all of it is undone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.living import Office, eventually, new_office
from tests.living_browser import Person, browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
PASSWORD = "a quiet morning walk"


def add_person(office: Office, email: str, role: str) -> None:
    command = ["-m", "crm", "user", "add", email, "--name", email.split("@")[0].title(), "--role", role]
    done = office.command(*command, "--password-stdin", stdin=PASSWORD + "\n")
    assert done.returncode == 0, done.stderr


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [
        ["Our clients, as of March"],
        ["Company name", "Tax ID", "Mail", "Colour"],
        ["Northern Boilers Ltd", "525-000-00-09", "office@north.example.test", "red"],
        ["Broken Tax Ltd", "1234567890", "", "blue"],
        ["Southern Pipes <b>", "", "pipes@south.example.test", ""],
    ]:
        sheet.append(row)
    book.save(path)
    return path


def download(person: Person, link: str, folder: Path) -> list[tuple[Any, ...]]:
    with person.page.expect_download() as waiting:
        person.page.get_by_role("link", name=link).locator("visible=true").first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_a_workbook_goes_in_its_wrong_rows_come_back_and_all_of_it_is_undone(tmp_path: Path) -> None:
    with new_office(tmp_path, now=MORNING) as office, browser() as running:
        office.up()
        add_person(office, "ada@example.test", "administrator")
        add_person(office, "eve@example.test", "employee")
        ada = Person(running, office.base, locale="en-GB")
        ada.sign_in("ada@example.test", PASSWORD)
        ada.go("/imports")
        ada.choose("What is in the file", "Clients")
        headers = download(ada, "Template to fill in", tmp_path)[0]
        assert headers[:5] == ("Company", "Name", "First name", "Last name", "NIP")
        ada.page.locator("input[type=file]").set_input_files(workbook(tmp_path / "clients.xlsx"))
        ada.settle()
        ada.press("Continue")

        # The headers stand in the second row; three columns are known by name, the fourth is left out.
        ada.sees("Which column is what")
        ada.sees("Northern Boilers Ltd")
        ada.press("Check the file")
        ada.sees("would be created", 40)
        ada.go("/clients")
        assert "1–2 of 2" not in ada.text
        ada.go("/imports?id=1")
        ada.press("Import 2 records")
        ada.sees("Undo this import", 40)
        head, *refused = download(ada, "Refused rows with the reasons", tmp_path)
        assert head == ("Company name", "Tax ID", "Mail", "Colour", "Why refused")
        assert [row[:4] for row in refused] == [("Broken Tax Ltd", "1234567890", None, "blue")]
        assert "NIP" in str(refused[0][4])
        ada.go("/clients")
        ada.sees("1–2 of 2")

        # An employee finds no such page, and nothing behind its links.
        eve = Person(running, office.base, locale="en-GB")
        eve.sign_in("eve@example.test", PASSWORD)
        eve.go("/imports?id=1")
        assert "Northern" not in eve.text
        assert eve.page.request.get(f"{office.base}/export/import/1/refused.xlsx").status == 403

        # Undone, the clients are in the bin; one of them that somebody edited would stay.
        ada.go("/imports?id=1")
        ada.press("Undo this import")
        ada.page.get_by_role("button", name="Undo this import").locator("visible=true").last.click()
        eventually(lambda: "2 records were taken back" in ada.text, 40, "undone")
        ada.go("/clients")
        assert "1–2 of 2" not in ada.text
        assert ada.foreign == []
        assert ada.complaints == []
