"""What was typed into a quick task and not saved is there again after Escape and after a click beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.living import new_office
from tests.living_browser import Person, browser
from tests.living_staff import Employee, at_work, employ

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADA = Employee("Ada", "administrator")
TITLE = "What is to be done"


def opened(ada: Person) -> str:
    """What the dialog begins with."""
    ada.page.locator(".st-key-quick-task button").first.click()
    box = ada.page.get_by_role("dialog").get_by_label(TITLE).first
    box.wait_for()
    ada.settle()
    return str(box.input_value())


def closed(ada: Person) -> None:
    ada.page.get_by_role("dialog").first.wait_for(state="detached")
    ada.settle()


def test_escape_and_a_click_beside_it_lose_nothing_and_saving_or_discarding_does(tmp_path: Path) -> None:
    with new_office(tmp_path, now=datetime(2026, 3, 9, 8, tzinfo=UTC)) as office, browser() as running:
        employ(office, ADA)
        office.up()
        ada = at_work(running, office, ADA)
        ada.go("/tasks")
        assert opened(ada) == ""
        ada.page.get_by_role("dialog").get_by_label(TITLE).first.click()
        ada.page.keyboard.type("Buy paint")
        ada.page.keyboard.press("Escape")
        closed(ada)
        assert opened(ada) == "Buy paint"
        ada.page.get_by_role("dialog").get_by_label(TITLE).first.fill("Buy more paint")
        ada.page.mouse.click(5, 5)
        closed(ada)
        assert opened(ada) == "Buy more paint"
        ada.page.get_by_role("dialog").get_by_role("button", name="Discard").click()
        closed(ada)
        assert opened(ada) == ""
        ada.page.get_by_role("dialog").get_by_label(TITLE).first.fill("Buy brushes")
        ada.page.get_by_role("dialog").get_by_role("button", name="Add").first.click()
        closed(ada)
        ada.sees("Added.")
        assert opened(ada) == ""
