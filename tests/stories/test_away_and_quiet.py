"""Left in peace without missing anything: quiet hours, who stands in, a mode of work with SMS instead of mail."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.living import Office, Sink, eventually, new_office, smtp_sink
from tests.living_browser import Person, browser
from tests.living_gateways import GATEWAY_BODY, GATEWAY_HEADERS, texts
from tests.living_staff import Employee, all_done, at_work, back, employ, inside
from tests.provider import Provider, provider

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADA = Employee("Ada", "administrator")
BOB = Employee("Bob")
EVE = Employee("Eve", phone="+48601202303")
SECRET = "canary-77d0-secret"
PREPARE = """
from datetime import timedelta, datetime
from crm import notifications, tasks
from crm.core import clock
from crm.people.tables import User
eve = work.session.query(User).filter_by(name="Eve").one().id
for title, moment, priority in REMINDERS:
    at = datetime.fromisoformat(moment) + timedelta(minutes=15)
    tasks.create(work, title=title, people=[eve], from_at=at, priority=priority, steps=tasks.PROPOSED_STEPS, tell=False)
gateway = notifications.GatewayForm("Provider", URL, headers=HEADERS, body=BODY, secret=SECRET, is_inside_allowed=True)
found = notifications.create_gateway(work, "sms", gateway)
"""


def warsaw(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026, before the clocks change."""
    return datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


ROUND, PIPE, LEASE, COUNCIL, SITE = (
    "Evening round",
    "Burst pipe",
    "Sign the lease",
    "Call the council",
    "Visit the site",
)
REMINDERS = [
    (ROUND, warsaw(10, 21), "normal"),
    (PIPE, warsaw(10, 21, 30), "urgent"),
    (LEASE, warsaw(12, 10), "normal"),
    (COUNCIL, warsaw(16, 10), "normal"),
    (SITE, warsaw(17, 10), "high"),
]


def prepare(office: Office, gateway: Provider) -> None:
    """Five reminders to Eve, each at its moment, and a gateway for SMS."""
    given = {
        "REMINDERS": [(title, at.isoformat(), priority) for title, at, priority in REMINDERS],
        "URL": gateway.url(),
        "HEADERS": GATEWAY_HEADERS,
        "BODY": GATEWAY_BODY,
        "SECRET": SECRET,
    }
    inside(office, "\n".join(f"{name} = {value!r}" for name, value in given.items()) + PREPARE)


def mails(sink: Sink, who: Employee, about: str) -> list[str]:
    """The text of each letter to them about this."""
    found = [mail for mail in sink.to(who.email) if about in str(mail["Subject"])]
    return [mail.get_body(("plain",)).get_content() for mail in found]  # type: ignore[union-attr]


def wants_quiet(eve: Person) -> None:
    eve.go("/working_time")
    eve.tab("Quiet hours")
    for day in eve.main.locator("[data-testid=stButtonGroup] button").locator("visible=true").all():
        day.click()
    eve.settle()
    eve.moment("From", "20:00")
    eve.moment("To", "07:00")
    eve.press("Save")
    eve.sees("Saved.")


def will_be_away(eve: Person) -> None:
    eve.tab("Absences")
    eve.press_fold("Add an absence")
    eve.date("First day", "2026-03-12")
    eve.date("Last day", "2026-03-13")
    eve.page.keyboard.press("Escape")  # the calendar lies over what comes next
    eve.choose("Who stands in", "Bob")
    eve.press("Add", exact=True)
    eve.sees("Bob stands in")


def has_a_mode_for_the_field(eve: Person) -> None:
    """In it, SMS alone reaches her."""
    eve.tab("Modes")
    eve.press_fold("Add a mode")
    eve.fill("Name of the mode", "Field")
    box = eve.main.get_by_role("combobox", name="Reaches me by").locator("visible=true").first
    box.click()
    for _ in range(3):
        box.press("Backspace")
    eve.page.keyboard.press("Escape")
    eve.settle()
    eve.choose("Reaches me by", "SMS")
    eve.press("Add", exact=True)
    eve.sees("Mode now")


def the_night(office: Office, ada: Person, sink: Sink, gateway: Provider) -> None:
    """What comes in quiet hours waits, and says so; what is urgent does not."""
    office.set_clock(warsaw(10, 21, 1))
    all_done(office)
    assert mails(sink, EVE, ROUND) == []
    back(ada, ADA, "/outbox?state=waiting")
    ada.sees("1–1 of 1")
    ada.go("/outbox?id=1")
    ada.sees("deferred until Mar 11, 2026, 7:00")
    office.set_clock(warsaw(10, 21, 31))
    eventually(lambda: mails(sink, EVE, PIPE), 40, "what is urgent")
    eventually(lambda: texts(gateway, str(EVE.phone)), 40, "by SMS too")
    assert mails(sink, EVE, ROUND) == []
    office.set_clock(warsaw(11, 7, 0))
    eventually(lambda: mails(sink, EVE, ROUND), 40, "what waited for the morning")


def the_absence(office: Office, sink: Sink) -> None:
    """Who stands in hears it, and for whom; afterwards not any more."""
    office.set_clock(warsaw(12, 10, 1))
    (letter,) = eventually(lambda: mails(sink, BOB, LEASE), 40, "what Bob gets for Eve")
    assert "You receive this in place of Eve (away until Mar 13, 2026)." in letter
    all_done(office)
    assert mails(sink, EVE, LEASE) == []
    office.set_clock(warsaw(16, 10, 1))
    eventually(lambda: mails(sink, EVE, COUNCIL), 40, "Eve is back")
    all_done(office)
    assert mails(sink, BOB, COUNCIL) == []


def in_the_field(office: Office, eve: Person, sink: Sink, gateway: Provider) -> None:
    back(eve, EVE, "/inbox")
    eve.sees(LEASE)  # the bell has rung meanwhile
    eve.menu("No mode", "Field")
    eve.sees("Your mode is changed")
    office.set_clock(warsaw(17, 10, 1))
    eventually(lambda: len(texts(gateway, str(EVE.phone))) == 2, 40, "the SMS")
    said = texts(gateway, str(EVE.phone))[-1]
    assert SITE in said
    assert f"{office.base}/task?id=5" in said
    all_done(office)
    assert mails(sink, EVE, SITE) == []


def test_quiet_hours_absence_and_the_field(tmp_path: Path) -> None:
    with smtp_sink() as sink, provider() as gateway:
        mail = f"smtp://127.0.0.1:{sink.port}/?sender=office@example.test"
        with new_office(tmp_path, now=warsaw(10, 9), CRM_SMTP_URL=mail) as office, browser() as running:
            employ(office, ADA, BOB, EVE)
            prepare(office, gateway)
            office.up()
            ada, eve = (at_work(running, office, who) for who in (ADA, EVE))
            wants_quiet(eve)
            will_be_away(eve)
            has_a_mode_for_the_field(eve)
            the_night(office, ada, sink, gateway)
            the_absence(office, sink)
            in_the_field(office, eve, sink, gateway)
            assert gateway.taken[0].headers["authorization"] == f"Bearer {SECRET}"
            assert SECRET not in office.output
            for person in (ada, eve):
                assert (person.foreign, person.dialogs, person.complaints) == ([], [], [])
