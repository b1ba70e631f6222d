"""One letter in the morning: what matters today, and a click in it that does what it says without signing in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.living import Office, Sink, eventually, new_office, smtp_sink
from tests.living_browser import Person, browser
from tests.living_staff import Employee, all_done, at_work, employ, flip, inside, stored

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADA = Employee("Ada", "administrator")
MONA = Employee("Mona", "manager")
EVE = Employee("Eve")
LATE, TODAY, ASKED = "Answer the city", "Read the meter", "Order the spare parts"
MADE = """
from datetime import datetime, UTC
from crm import tasks
from crm.people.tables import User
eve = work.session.query(User).filter_by(name="Eve").one().id
def add(title, *due):
    tasks.create(work, title=title, people=[eve], due_at=datetime(2026, 3, *due, tzinfo=UTC), tell=False)
found = work.session.query(User).filter_by(name="Mona").one().id
"""
BY_THE_OFFICE = f"{MADE}add({LATE!r}, 10, 18)\nadd({TODAY!r}, 11, 11)"
BY_MONA = f"{MADE}add({ASKED!r}, 20, 11)"


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; Warsaw is an hour ahead."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def digests(sink: Sink) -> list[EmailMessage]:
    return [mail for mail in sink.to(EVE.email) if "overdue" in str(mail["Subject"])]


def wants_one(eve: Person) -> None:
    """On working days at seven, as proposed."""
    eve.go("/my_notifications")
    flip(eve, "Send me a morning digest")
    eve.page.locator("[class*='st-key-digest-save'] button").click()
    eve.settle()
    eve.sees("Next: Mar 11, 2026, 7:00")


def the_letter(office: Office, sink: Sink) -> str:
    """At seven and no earlier: what is overdue, for today, and waits for an answer; once."""
    office.set_clock(utc(11, 5, 59))
    all_done(office)
    assert digests(sink) == []
    office.set_clock(utc(11, 6, 0))
    (letter,) = eventually(lambda: digests(sink), 40, "the digest")
    assert "1 overdue" in letter["Subject"]
    text = str(letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    places = [text.index(words) for words in ("OVERDUE", LATE, "FOR TODAY", TODAY, "WAITING FOR", ASKED)]
    assert places == sorted(places)
    all_done(office)
    assert len(digests(sink)) == 1
    return text


def one_click(office: Office, running: Any, text: str) -> None:
    """Opening the link changes nothing; its button does it, once, for whoever holds the letter."""
    found = re.search(r"Done: (http\S+/act/\S+)", text[text.index(TODAY) :])
    assert found, text
    anybody = Person(running, office.base, locale="en-GB")
    anybody.page.goto(found[1])
    anybody.sees("Is this task done?")
    assert state(office, TODAY) == "accepted"
    anybody.page.click("button[type=submit]")  # a plain page, not the app
    anybody.sees("Done. Whoever gave it to you is told.")
    assert state(office, TODAY) == "done"
    anybody.page.goto(found[1])
    anybody.sees("Nothing to do: this task is in the state “Done”.")
    anybody.page.goto(found[1][:-2])
    anybody.sees("This link no longer works")
    assert state(office, LATE) == "accepted"
    assert (anybody.foreign, anybody.dialogs, anybody.complaints) == ([], [], [])


def state(office: Office, title: str) -> str:
    ((found,),) = stored(office, f"SELECT state FROM tasks WHERE title = '{title}'")
    return str(found)


def not_on_saturday(office: Office, sink: Sink) -> None:
    office.set_clock(utc(14, 6, 1))
    known = len(digests(sink))
    all_done(office)
    office.set_clock(utc(16, 6, 1))
    eventually(lambda: len(digests(sink)) == known + 1, 40, "Monday's digest")


def test_a_letter_in_the_morning_and_one_click(tmp_path: Path) -> None:
    with smtp_sink() as sink:
        mail = f"smtp://127.0.0.1:{sink.port}/?sender=office@example.test"
        with new_office(tmp_path, now=utc(10, 9), CRM_SMTP_URL=mail) as office, browser() as running:
            employ(office, ADA, MONA, EVE)
            mona = inside(office, BY_THE_OFFICE)
            inside(office, BY_MONA, f"Actor.person({mona})")
            office.up()
            eve = at_work(running, office, EVE)
            wants_one(eve)
            one_click(office, running, the_letter(office, sink))
            not_on_saturday(office, sink)
            assert (eve.foreign, eve.dialogs, eve.complaints) == ([], [], [])
