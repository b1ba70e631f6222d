"""Stories in the browser: many watches changed at once and taken back, the bin, the history, by who may or not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.living import Office, new_office
from tests.living_browser import Person, browser

NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demo office, small; its people by role, as its command printed them."""
    with new_office(tmp_path_factory.mktemp("bulk"), now=NOW) as office:
        assert office.command("-m", "crm", "migrate").returncode == 0
        printed = office.command("-m", "crm", "demo", "--size", "0.1").stdout
        found = re.findall(r"(\S+@\S+)\s+(\S+)\s+(administrator|manager|employee|viewer)", printed)
        assert found, printed
        office.up()
        yield office, {role: (address, password) for address, password, role in reversed(found)}


def tick(person: Person, place: int) -> None:
    """The box before a row: tables are drawn on a canvas, so by where it stands."""
    box = person.page.locator("[data-testid=stDataFrame]").locator("visible=true").first.bounding_box()
    assert box is not None
    person.page.mouse.click(box["x"] + 16, box["y"] + 36 + 40 * place + 20)
    person.settle()


def test_many_at_once_and_back_again(demo: tuple[Office, dict[str, tuple[str, str]]], tmp_path: Path) -> None:
    office, people = demo
    with browser() as running:
        zofia = Person(running, office.base, locale="en-GB")
        zofia.sign_in(*people["administrator"])
        polish = "Dziś" in zofia.text
        say = PL if polish else EN
        zofia.go("/monitoring")
        tick(zofia, 0)
        tick(zofia, 1)
        zofia.sees(say["two"])
        zofia.press(say["change"])
        zofia.sees(say["what"])
        zofia.choose(say["what"], say["cancel"])
        zofia.press(say["preview"])
        zofia.sees(say["will"])
        zofia.press(say["confirm"])
        zofia.sees(say["done"])
        zofia.link(say["to_history"])
        zofia.sees(say["title"])
        zofia.press(say["undo"])
        zofia.do(zofia.page.locator("[data-testid=stPopoverBody] button").last.click)
        zofia.sees(say["undone"])
        zofia.go("/monitoring")
        tick(zofia, 0)
        zofia.press(say["change"])
        zofia.choose(say["what"], say["bin"])
        zofia.press(say["preview"])
        zofia.press(say["confirm_one"])
        zofia.sees(say["done_one"])
        zofia.go("/bin")
        tick_first_cell(zofia)
        zofia.sees(say["restore"])
        zofia.press(say["restore"], exact=True)
        zofia.sees(say["bin_empty"])
        assert zofia.foreign == zofia.complaints == zofia.dialogs == []
        nobody = Person(running, office.base, locale="en-GB")
        nobody.sign_in(*people["viewer"])
        nobody.go("/monitoring")
        assert say["all"] not in nobody.text
        for path in ("/bin", "/history"):
            nobody.go(path)
            assert nobody.page.locator("h1").count() == 0
            assert "Monitoring:" not in nobody.text


def tick_first_cell(person: Person) -> None:
    box = person.page.locator("[data-testid=stDataFrame]").locator("visible=true").first.bounding_box()
    assert box is not None
    person.page.mouse.click(box["x"] + 120, box["y"] + 56)
    person.settle()


PL = {
    "two": "Zaznaczono 2",
    "change": "Zmień zaznaczone",
    "what": "Co zrobić",
    "cancel": "Anuluj",
    "bin": "Przenieś do kosza",
    "preview": "Pokaż, co się zmieni",
    "will": "2 się zmienią",
    "confirm": "Zmień 2 wpisy",
    "confirm_one": "Zmień 1 wpis",
    "done": "Zmieniono 2 wpisy",
    "done_one": "Zmieniono 1 wpis",
    "to_history": "Zobacz w historii",
    "title": "Anulowanie (monitoringi)",
    "undo": "Cofnij",
    "undone": "2 wpisy są takie jak wcześniej",
    "restore": "Przywróć",
    "bin_empty": "Kosz jest pusty",
    "all": "pasując",
}
EN = {
    "two": "2 selected",
    "change": "Change selected",
    "what": "What to do",
    "cancel": "Cancel",
    "bin": "Put into the bin",
    "preview": "Show what would change",
    "will": "2 will change",
    "confirm": "Change 2 records",
    "confirm_one": "Change 1 record",
    "done": "2 records were changed",
    "done_one": "1 record was changed",
    "to_history": "See it in the history",
    "title": "Cancelled (monitorings)",
    "undo": "Undo",
    "undone": "2 records are as they were before",
    "restore": "Restore",
    "bin_empty": "The bin is empty",
    "all": "that match",
}
