"""A rule changes and some of its monitorings follow; statuses move and are copied; pictures open what they show."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.living import eventually, new_office
from tests.living_browser import Person, browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DOMAIN = "instalatorium.example.test"


def passwords(printed: str) -> dict[str, str]:
    """{name before the @: password} as the demo prints them."""
    return {found[0]: found[1] for found in re.findall(rf"(\S+)@{re.escape(DOMAIN)}\s+(\S+)", printed)}


def folds(person: Person) -> list[str]:
    summaries = person.main.locator("summary").locator("visible=true").all_inner_texts()
    return [re.sub(r"^\s*(keyboard_arrow_\w+|arrow_right)\s*", "", text).strip() for text in summaries]


def test_a_changed_rule_and_the_order_of_things(tmp_path: Path) -> None:
    with new_office(tmp_path, now=MORNING) as office, browser() as running:
        office.command("-m", "crm", "migrate")
        known = passwords(office.command("-m", "crm", "demo", "--size", "0.05").stdout)
        office.up()
        admin = Person(running, office.base)
        admin.sign_in(f"zofia.wolska@{DOMAIN}", known["zofia.wolska"])
        in_english(admin)
        a_rule_changes(admin)
        statuses_in_order(admin)
        employee = Person(running, office.base)
        employee.sign_in(f"ewa.dabrowska@{DOMAIN}", known["ewa.dabrowska"])
        employee.go("/statuses")
        assert "More" not in employee.text
        assert employee.main.locator("summary").count() == 0
        pictures_of_what_ends(admin)
        for person in (admin, employee):
            assert person.foreign + person.complaints + person.dialogs == []


def in_english(person: Person) -> None:
    person.go("/me")
    person.choose("Język", "English")
    person.press("Zapisz")
    person.sees("Sign out")


def a_rule_changes(admin: Person) -> None:
    admin.go("/item?id=1")
    admin.tab("Monitoring rules")
    admin.main.locator("summary").locator("visible=true").first.click()
    admin.settle()
    admin.sees("started by this rule")
    admin.fill("How many", "21")
    admin.press("Save")
    admin.page.get_by_text("Choose which of them follow").locator("visible=true").first.click()
    admin.sees("differ")
    admin.press("monitoring")
    admin.sees("changed")
    admin.sees("They all hold what the rule says now.")


def statuses_in_order(admin: Person) -> None:
    admin.go("/statuses")
    before = folds(admin)
    admin.menu("More", "Move up", nth=1)
    eventually(lambda: folds(admin)[:2] == [before[1], before[0]], 20, "the second status is the first")
    admin.menu("More", "Delete", nth=0)
    admin.sees("so it stays; switch it off instead")
    admin.menu("More", "Copy", nth=0)
    admin.sees(f"{before[1]} (copy)")
    admin.menu("More", "Delete", nth=len(before) - 1)
    admin.sees("Moved to the bin")
    assert f"{before[1]} (copy)" not in folds(admin)


def pictures_of_what_ends(admin: Person) -> None:
    """From the list to its timeline with the same filters; a bar opens what it stands for."""
    admin.go("/monitoring?state=active")
    admin.link("Timeline")
    admin.sees("What ends when")
    assert "state=active" in admin.page.url
    admin.main.locator("[data-testid=stButtonGroup]").get_by_text("12 months").click()
    admin.settle()
    charts = admin.main.locator("[data-testid=stVegaLiteChart]")
    bars = charts.nth(1).locator(".mark-rect path")
    eventually(lambda: charts.count() == 2 and bars.count() > 0, 20, "both pictures are drawn")
    bars.first.click()
    admin.page.wait_for_url("**/watch?id=*")
    admin.settle()
    admin.sees("Reminders")
