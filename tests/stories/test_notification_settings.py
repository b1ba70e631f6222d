"""The settings of notifications: the office locks, a person chooses, the card says who was told, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.living import Office, eventually, new_office, smtp_sink
from tests.living_browser import Person, browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BEFORE = datetime(2026, 4, 22, 9, 0, tzinfo=UTC)
RULES_DAY = datetime(2026, 4, 23, 7, 5, tzinfo=UTC)  # 09:05 in Warsaw, a week before the end
OWN_DAY = datetime(2026, 4, 27, 7, 5, tzinfo=UTC)  # three days before the end
PASSWORD = "a quiet morning walk"
ADA, EVE = "ada@example.test", "eve@example.test"
BOILER = """
from datetime import date
from decimal import Decimal
from crm import clients, contracts, monitoring, start
from crm.core.work import Actor, begin
from crm.monitoring import Recipient
from crm.people.tables import User
from crm.reminders import StepPlan
start.make_ready()
with begin(Actor.office(), writes=True) as work:
    ids = {user.name: user.id for user in work.session.query(User)}
    contracts.create_status(work, name="Signed", colour=contracts.PALETTE[0])
    client = clients.create(work, is_company=True, name="Northern Boilers Ltd", owner_id=ids["Eve"])
    contract = contracts.create(work, client_id=client, owner_id=ids["Eve"])
    told = [Recipient("person", person_id=ids[name]) for name in ("Ada", "Eve")]
    print(monitoring.create(work, contract, title="Boiler", type="inspection", starts_on=date(2026, 1, 1),
        ends_on=date(2026, 4, 30), recipients=told, steps=[StepPlan(7, "day")], tell=False))
"""


def prepare(office: Office) -> None:
    for email, role in ((ADA, "administrator"), (EVE, "employee")):
        command = ["-m", "crm", "user", "add", email, "--name", email.split("@")[0].title(), "--role", role]
        done = office.command(*command, "--password-stdin", stdin=PASSWORD + "\n")
        assert done.returncode == 0, done.stderr
    done = office.command("-c", BOILER)
    assert done.stdout.strip() == "1", done.stderr


def control(person: Person, form: str, words: str, *, nth: int = 0) -> None:
    """Press a control in the box of the reminders."""
    box = person.page.locator(f".st-key-{form}-monitoring-ending")
    box.locator("label, button").filter(has_text=words).locator("visible=true").nth(nth).click()
    person.settle()


def signed_in(person: Person, email: str) -> Person:
    person.leave()
    person.sign_in(email, PASSWORD)
    return person


def test_the_office_locks_a_person_chooses_and_the_card_says_why(tmp_path: Path) -> None:
    with smtp_sink() as sink, browser() as running:
        mail = f"smtp://127.0.0.1:{sink.port}/?sender=office@example.test"
        with new_office(tmp_path, now=BEFORE, CRM_SMTP_URL=mail) as office:
            office.up()
            prepare(office)
            ada, eve = (Person(running, office.base, locale="en-GB") for _ in range(2))

            # The administrator locks the bell; nobody else reaches the office's settings.
            signed_in(ada, ADA).go("/notifications")
            control(ada, "office_preferences", "Always")
            ada.press("Save")
            ada.sees("Saved.")
            signed_in(eve, EVE).go("/notifications")
            assert "Optional: each person decides" not in eve.text

            # Eve sees the lock, wants no mail about reminders, but one three days ahead, and tries it out.
            eve.go("/my_notifications")
            eve.sees("always on: set by the office")
            control(eve, "my_preferences", "e-mail")
            eve.press("Save")
            eve.sees("Saved.")
            eve.fill("Days before the end", "3")
            eve.press("Add", exact=True)
            eve.sees("3 days before the end")
            eve.press("Send me a test")
            eve.sees("The mail server has taken it", 40)
            [trial] = sink.to(EVE)

            # A week before the end: Ada hears by mail, Eve by bell alone.
            office.set_clock(RULES_DAY)
            eventually(lambda: sink.to(ADA), 40, "the reminder to Ada")
            assert sink.to(EVE) == [trial]
            signed_in(eve, EVE).go("/inbox")
            eve.sees("Boiler")
            eve.go("/my_notifications")
            control(eve, "my_preferences", "e-mail")
            eve.press("Save")
            eve.sees("Saved.")

            # Three days before it, because she asked: Eve alone, by mail.
            office.set_clock(OWN_DAY)
            eventually(lambda: len(sink.to(EVE)) == 2, 40, "Eve's own day")
            assert "in 3 days" in str(sink.to(EVE)[1]["Subject"])
            assert len(sink.to(ADA)) == 1

            # The card tells it all.
            signed_in(ada, ADA).go("/watch?id=1")
            for words in (
                "3 days before, on somebody's own wish",
                "switched off in their own settings",
                "e-mail: sent",
            ):
                ada.sees(words)
            ada.link("What would be sent to whom")
            ada.sees("bell: yes")
            assert not ada.foreign + eve.foreign + ada.complaints + eve.complaints
