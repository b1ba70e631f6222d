"""The first story: from the set-up code to the workbook, in a browser, with real processes, a clock and real mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.living import Sink, eventually, new_office, smtp_sink
from tests.living_browser import Person, browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
PASSWORD = "a quiet morning walk"
EMAIL = "ada@example.test"


def set_up(person: Person, code: str, sink: Sink) -> None:
    page = person.page
    page.goto(person.base)
    assert page.url.startswith(f"{person.base}/setup")
    for name, text in {
        "code": code,
        "office_name": "Watchful Ltd",
        "currency": "PLN",
        "name": "Ada Ostrowska",
        "email": EMAIL,
        "password": PASSWORD,
    }.items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=language]", "en")
    page.click("button[type=submit]")
    page.wait_for_url("**/setup/mail")
    for name, text in {"host": "127.0.0.1", "port": str(sink.port), "sender": "office@example.test"}.items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=security]", "none")
    page.click("button[type=submit]")
    eventually(lambda: sink.to(EMAIL), 40, "the test message")
    page.wait_for_selector(".done")


def make_item_with_rule(person: Person) -> None:
    person.go("/items")
    person.press("Add item")
    person.fill("Name", "Przegląd instalacji")
    person.fill("Type", "przegląd")
    person.fill("Net price", "1200,00")
    person.press("Save")
    person.sees("przegląd · PLN")
    person.tab("Values")
    person.press_fold("Add a value")
    person.fill("Name", "roczny")
    person.press("Save")
    person.sees("roczny")
    person.tab("Monitoring rules")
    person.press_fold("Add a rule")
    person.choose("Only for this value", "roczny")
    person.choose("When a contract reaches", "Signed")
    person.choose("Counted from", "contract's first day")
    person.choose("Who is told", "Contract's owner")
    person.press("Save")
    person.sees("at “Signed”, for 12 months")


def make_client_and_contract(person: Person) -> None:
    person.go("/client")
    person.fill("Name", "Kowalski & Synowie sp. z o.o.")
    person.fill("NIP", "1234563218")
    person.press("Save")
    person.sees("NIP 1234563218")
    person.tab("Contracts")
    person.press("Add contract")
    person.date("First day", "2026-03-01")
    person.press("Add a line")
    person.choose("Item", "Przegląd instalacji")
    person.choose("Value", "roczny")
    person.press("Save")
    person.sees("U/2026/0001")


def reach_the_status(person: Person) -> None:
    person.press("Change status")
    person.choose("Status", "Signed")
    person.press("Change", exact=True)
    person.sees("Signed")
    person.tab("Monitoring")


def workbook_rows(person: Person, folder: Path) -> list[tuple[object, ...]]:
    with person.page.expect_download() as waiting:
        person.page.get_by_role("link", name="Export to Excel").click()
    path = folder / "export.xlsx"
    waiting.value.save_as(path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert sheet.freeze_panes is not None
    assert sheet.auto_filter.ref is not None
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_from_the_set_up_code_to_the_workbook(tmp_path: Path) -> None:
    with smtp_sink() as sink, new_office(tmp_path, now=MORNING) as office, browser() as running:
        office.up()
        code = re.search(r"\b([A-Z0-9]{4}(?:-[A-Z0-9]{4})+)\b", office.output)
        assert code, office.output
        person = Person(running, office.base, locale="en-GB")
        set_up(person, code[1], sink)
        make_item_with_rule(person)
        make_client_and_contract(person)
        reach_the_status(person)

        # The monitoring is there by itself, and the owner hears of it by bell and mail.
        person.go("/monitoring")
        person.sees("1–1 of 1")
        created = eventually(
            lambda: [m for m in sink.to(EMAIL) if "roczny" in m["subject"]], 30, "mail of the new watch"
        )
        assert len(created) == 1
        person.go("/inbox")
        person.sees("Przegląd instalacji")

        # Thirty days before the end, at nine, the reminder goes out; seven days before, the second.
        before = len(sink.to(EMAIL))
        office.set_clock(datetime(2027, 1, 29, 7, 59, tzinfo=UTC))
        person.page.wait_for_timeout(1500)
        assert len(sink.to(EMAIL)) == before
        office.set_clock(datetime(2027, 1, 29, 8, 1, tzinfo=UTC))
        eventually(lambda: len(sink.to(EMAIL)) == before + 1, 30, "the first reminder")
        reminder = sink.to(EMAIL)[-1]
        assert "30" in reminder["subject"]
        assert "Kowalski & Synowie sp. z o.o." in reminder["subject"]
        text = reminder.get_body(("plain",)).get_content()
        html = reminder.get_body(("html",)).get_content()
        assert f"{office.base}/watch?id=1" in text
        assert "Kowalski &amp; Synowie" in html

        office.set_clock(datetime(2027, 2, 21, 8, 1, tzinfo=UTC))
        eventually(lambda: len(sink.to(EMAIL)) == before + 2, 30, "the second reminder")
        assert "7" in sink.to(EMAIL)[-1]["subject"]

        # The last day is still covered; when it is over in the office's zone the watch is finished.
        office.set_clock(datetime(2027, 2, 28, 22, 59, tzinfo=UTC))
        assert office.command("scheduler.py", "--once").returncode == 0
        person.sign_in(EMAIL, PASSWORD)
        person.go("/monitoring?state=finished")
        person.sees("Nothing matches")
        office.set_clock(datetime(2027, 2, 28, 23, 1, tzinfo=UTC))
        assert office.command("scheduler.py", "--once").returncode == 0
        person.go("/monitoring?state=finished")
        person.sees("1–1 of 1")
        assert len(sink.to(EMAIL)) == before + 2
        rows = workbook_rows(person, tmp_path)
        head = next(place for place, row in enumerate(rows) if row[0] == "Title")
        assert rows[head + 1 :] == [
            (
                "Przegląd instalacji – roczny",
                "przegląd",
                "Kowalski & Synowie sp. z o.o.",
                "U/2026/0001",
                datetime(2026, 3, 1),
                datetime(2027, 2, 28),
                "Finished",
                "Ada Ostrowska",
                None,
            )
        ]
        assert person.foreign == []
        assert person.complaints == []
        assert office.down() == 0
