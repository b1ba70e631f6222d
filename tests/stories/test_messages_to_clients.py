"""Clients reminded by themselves: a gateway, a template and the automaton set up in the page, and an SMS arrives."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.living import Office, Sink, eventually, new_office, smtp_sink
from tests.living_browser import Person, browser
from tests.living_gateways import GATEWAY_BODY, GATEWAY_HEADERS, texts
from tests.living_staff import PASSWORD, Employee, all_done, at_work, back, employ, flip, inside, stored
from tests.provider import Provider, provider

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADA = Employee("Ada", "administrator", phone="+48601100100")
BEFORE = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
NUMBER, SILENT, MAILBOX = "+48601202303", "+48601404505", "office@kite.example"
SECRET = "canary-90ab-secret"
WORDS = "{{office.name}}: {{task.title}} – {{task.from}}. Dzień dobry, {{client.name}}!"
PREPARE = f"""
from datetime import date, datetime, UTC
from crm import clients, notifications, tasks
from crm.people.tables import User
ada = work.session.query(User).filter_by(name="Ada").one().id
def add(name, phone, email, *channels):
    id = clients.create(work, is_company=True, name=name, phone=phone, email=email, owner_id=ada)
    for channel in channels:
        clients.note_consent(work, id, None, channel, is_given=True, on=date(2026, 3, 1), source="contract")
    return id
known = [
    add("Owl Bakery", "{NUMBER}", "owl@bakery.example", "sms", "email"),
    add("Heron Mill", "{SILENT}", "heron@mill.example"),
    add("Kite Dairy", None, "{MAILBOX}", "email"),
]
at = datetime(2026, 3, 11, 11, 0, tzinfo=UTC)
for id in known[1:]:
    tasks.create(work, title="Boiler check", people=[ada], from_at=at, subject_kind="client", subject_id=id, tell=False)
found = notifications.create_template(work, form="email", purpose="task", name="Visit by letter", language="en",
    subject="{{{{task.title}}}} at {{{{client.name}}}}", body="We come on {{{{task.from}}}}.")
"""
SAME_FOR_THE_OTHERS = """
from crm.flows import automatic, automaton
for task in (1, 2):
    automatic.put(work, task, None, automatic.proposed(automaton.settings(work), "client"))
found = None
"""


def set_up_the_gateway(ada: Person, gateway: Provider) -> None:
    """An address in our own network is refused until the administrator allows it; then a test arrives."""
    ada.go("/accounts")
    ada.tab("SMS")
    ada.press_fold("Add an SMS gateway")
    ada.fill("Name of the account", "Provider")
    ada.fill("Address", gateway.url())
    ada.fill("Headers", GATEWAY_HEADERS)
    ada.fill("Body", GATEWAY_BODY)
    ada.fill("Sender", "OFFICE")
    ada.fill("Key", SECRET)
    ada.fill("In the answer when it was taken", "OK")
    ada.press("Save")
    ada.sees("This leads into your own network")
    flip(ada, "May lead into our own network")
    ada.press("Save")
    ada.sees("Account saved")
    ada.press_fold("Provider")
    ada.press("Send me a test")
    eventually(lambda: texts(gateway, str(ADA.phone)), 40, "the test")
    assert SECRET not in ada.page.content()


def word_the_sms(ada: Person) -> None:
    """The counter says what it costs as one types; Polish letters are written plainly."""
    ada.go("/templates")
    ada.tab("SMS")
    ada.press_fold("Add a template")
    ada.fill("Name of the template", "Visit by SMS")
    ada.fill("Text", WORDS)
    ada.sees("1 segment")
    ada.sees("Dzien dobry, Riverside Bakery Ltd!")
    ada.press("Save")
    ada.sees("Template saved")


def switch_the_automaton_on(ada: Person) -> None:
    """In Ada's name, for which her own password is asked."""
    ada.go("/automaton")
    flip(ada, "The automaton sends reminders")
    ada.choose("Operator in whose name they go out", "Ada")
    ada.choose("Default form", "SMS first, else e-mail")
    ada.choose("Default template · E-mail", "Visit by letter")
    ada.choose("Default template · SMS", "Visit by SMS")
    ada.fill("The operator's own password", "not hers")
    ada.press("Save")
    ada.sees("This is not the operator's password")
    ada.fill("The operator's own password", PASSWORD)
    ada.press("Save")
    ada.sees("Saved")
    ada.go("/automaton")
    ada.sees("The scheduler runs")


def add_a_task(ada: Person) -> None:
    ada.go("/task?of=client&record=1")
    ada.fill("What is to be done", "Boiler check")
    ada.moment("From", "2026-03-11 12:00")
    ada.press("Save")
    ada.sees("Owl Bakery")


def let_it_remind(office: Office, ada: Person) -> None:
    """As the office proposes it: the client, by SMS, two hours before."""
    ada.tab("Automatic reminders")
    ada.press_fold("Add a reminder")
    ada.press("Save")
    ada.sees("to the client · 2 hours before it begins")
    inside(office, SAME_FOR_THE_OTHERS)


def test_a_client_is_reminded_by_sms_by_default(tmp_path: Path) -> None:
    with smtp_sink() as sink, provider() as gateway:
        mail = f"smtp://127.0.0.1:{sink.port}/?sender=office@example.test"
        with new_office(tmp_path, now=BEFORE, CRM_SMTP_URL=mail) as office, browser() as running:
            employ(office, ADA)
            inside(office, PREPARE)
            office.up()
            ada = at_work(running, office, ADA)
            set_up_the_gateway(ada, gateway)
            word_the_sms(ada)
            switch_the_automaton_on(ada)
            add_a_task(ada)
            let_it_remind(office, ada)
            before_the_moment(office, ada, gateway)
            at_the_moment(office, sink, gateway)
            why_one_was_not_told(office, ada, gateway)
            assert SECRET not in office.output
            assert (ada.foreign, ada.dialogs, ada.complaints) == ([], [], [])


def before_the_moment(office: Office, ada: Person, gateway: Provider) -> None:
    """The task says beforehand what will be in the way, and what happens instead."""
    for task, words in ((1, "They have not agreed to messages by this channel."), (2, "It goes by e-mail instead.")):
        ada.go(f"/task?id={task}&tab=Automatic+reminders")
        ada.press_fold("to the client")
        ada.sees(words)
    office.set_clock(datetime(2026, 3, 11, 8, 58, tzinfo=UTC))
    all_done(office)
    assert texts(gateway, NUMBER) == []


def at_the_moment(office: Office, sink: Sink, gateway: Provider) -> None:
    office.set_clock(datetime(2026, 3, 11, 9, 0, tzinfo=UTC))
    (said,) = eventually(lambda: texts(gateway, NUMBER), 40, "the SMS")
    assert said.endswith("Dzien dobry, Owl Bakery!"), said
    assert "Boiler check - " in said
    assert "12:00" in said
    (letter,) = eventually(lambda: sink.to(MAILBOX), 40, "the letter instead")
    assert letter["Subject"] == "Boiler check at Kite Dairy"
    assert "12:00" in letter.get_body(("plain",)).get_content()
    assert "/unsubscribe?token=" in letter.get_body(("plain",)).get_content()
    all_done(office)
    assert texts(gateway, NUMBER) == [said]
    assert gateway.taken[-1].headers["authorization"] == f"Bearer {SECRET}"


def why_one_was_not_told(office: Office, ada: Person, gateway: Provider) -> None:
    """Who never agreed is not written to; the outbox keeps why."""
    assert texts(gateway, SILENT) == []
    back(ada, ADA, "/outbox?kind=client.reminder&state=cancelled")
    ada.sees("1–1 of 1")
    ((number,),) = stored(office, "SELECT id FROM outbox WHERE kind = 'client.reminder' AND state = 'cancelled'")
    ada.go(f"/outbox?id={number}")
    ada.sees("They have not agreed to messages by this channel.")
