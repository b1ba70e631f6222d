"""A role is made, somebody is invited into it, sees what it shows and why, loses it at once, and is let go in order."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.living import Office, Sink, eventually, new_office, smtp_sink
from tests.living_browser import Person, browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ADA, NINA = "ada@example.test", "nina@example.test"
HERS, CHOSEN = "a quiet morning walk", "a long way home again"


def test_a_role_an_invitation_a_reason_and_a_farewell(tmp_path: Path) -> None:
    with smtp_sink() as sink:
        url = f"smtp://127.0.0.1:{sink.port}/?sender=office@example.test"
        with new_office(tmp_path, now=MORNING, CRM_SMTP_URL=url) as office, browser() as running:
            _prepare(office)
            office.up()
            ada = Person(running, office.base, locale="en-GB")
            ada.sign_in(ADA, HERS)
            role = _make_a_role(ada)
            person = _add_and_invite(ada)
            nina = Person(running, office.base, locale="en-GB", width=390, height=844)
            _answer(nina, sink)
            client = _make_a_client(ada)
            _sees_clients_and_nothing_else(nina, role)
            _why(ada, client)
            _take_the_right_away(ada, role, nina)
            _let_go(ada, person, client)
            nina.page.wait_for_url("**/sign-in?next=*")
            for somebody in (ada, nina):
                assert (somebody.foreign, somebody.dialogs, somebody.complaints) == ([], [], [])


def _prepare(office: Office) -> None:
    assert office.command("-m", "crm", "migrate").returncode == 0
    add = ("-m", "crm", "user", "add", ADA, "--name", "Ada", "--role", "administrator", "--password-stdin")
    made = office.command(*add, stdin=HERS)
    assert made.returncode == 0, made.stderr


def _make_a_role(ada: Person) -> str:
    """Refused without a name; sees all clients. Its address."""
    ada.go("/roles")
    ada.press("Add role")
    ada.choose("View", "everything")
    ada.press("Save")
    ada.sees("This is needed.")
    ada.fill("Name", "Auditor")
    ada.press("Save")
    ada.sees("0 people have it")
    return ada.page.url.removeprefix(ada.base)


def _add_and_invite(ada: Person) -> str:
    ada.go("/person")
    ada.fill("Name", "Nina")
    ada.fill("E-mail", NINA)
    ada.choose("Roles", "Auditor")
    ada.press("Save")
    ada.press("Send an invitation")
    ada.sees("The invitation waits for an answer")
    return ada.page.url.removeprefix(ada.base).split("&")[0]


def _answer(nina: Person, sink: Sink) -> None:
    (mail,) = eventually(lambda: sink.to(NINA), 40, "the invitation")
    assert "Ada invites you" in mail.get_body(("plain",)).get_content()
    found = re.search(r"http\S+/choose-password\?token=[\w-]+", mail.get_body(("plain",)).get_content())
    assert found, mail
    nina.page.goto(found[0])
    nina.page.fill("input[name=password]", CHOSEN)
    nina.page.click("button[type=submit]")
    nina.page.wait_for_url("**/sign-in?chosen=1")
    nina.sign_in(NINA, CHOSEN)


def _make_a_client(ada: Person) -> str:
    ada.go("/client")
    ada.fill("Name", "Quiet Mill Ltd")
    ada.choose("Owner", "Nina")
    ada.press("Save")
    ada.sees("Who sees this?")
    return ada.page.url.removeprefix(ada.base)


def _sees_clients_and_nothing_else(nina: Person, role: str) -> None:
    for path in ("/roles", role, "/people", "/person?id=1"):
        nina.go(path)
        nina.sees("You may not do this")
        assert "Auditor" not in nina.text
        assert ADA not in nina.text
    nina.go("/clients")
    nina.sees("Quiet Mill Ltd")


def _why(ada: Person, client: str) -> None:
    ada.go(client)
    ada.press("Who sees this?")
    ada.choose("Person", "Nina")
    ada.sees("Nina sees this.")
    ada.sees("The role “Auditor” shows everything.")


def _take_the_right_away(ada: Person, role: str, nina: Person) -> None:
    """Whoever has the role open notices by themselves."""
    ada.go(role)
    ada.choose("View", "nothing")
    ada.press("Save")
    ada.sees("Role saved")
    nina.sees("You may not do this")
    eventually(lambda: "Quiet Mill Ltd" not in nina.text, what="the list goes")


def _let_go(ada: Person, person: str, client: str) -> None:
    ada.go(person)
    ada.tab("Leaving")
    ada.press("Deactivate")
    ada.sees("1 thing would belong to nobody")
    ada.choose("Who takes over", "Ada")
    ada.press("Deactivate")
    ada.sees("Bring back")
    ada.go(client)
    ada.sees("Ada")
    assert "Nina" not in ada.page.locator("[data-testid=stMain]").inner_text()
