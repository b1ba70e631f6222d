"""A forgotten password, from the sign-in page to the mail and back; and the colours that somebody likes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.living import Office, Sink, eventually, new_office, smtp_sink
from tests.living_browser import Person, browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
EMAIL, OLD, NEW = "ada@example.test", "a quiet morning walk", "a long way home again"
DARK, LIGHT = "rgb(22, 23, 26)", "rgb(251, 248, 242)"


def has_paper(person: Person, colour: str, element: str = "[data-testid=stApp]") -> None:
    """Wait until the page has this background, also while it is being loaded anew."""
    look = "([one, wanted]) => {const found = document.querySelector(one);"
    look += " return found && getComputedStyle(found).backgroundColor === wanted}"
    person.page.wait_for_function(look, arg=[element, colour])


def test_somebody_forgets_the_password_and_comes_back_by_mail(tmp_path: Path) -> None:
    with smtp_sink() as sink:
        url = f"smtp://127.0.0.1:{sink.port}/?sender=office@example.test"
        with new_office(tmp_path, now=MORNING, CRM_SMTP_URL=url) as office, browser() as running:
            _prepare(office)
            office.up()
            elsewhere = Person(running, office.base, color_scheme="light", locale="en-GB")
            elsewhere.sign_in(EMAIL, OLD)
            ada = Person(running, office.base, color_scheme="light", locale="en-GB", width=390, height=844)
            link = _ask_for_a_link(ada, sink)
            _choose(ada, link)
            elsewhere.page.wait_for_url("**/sign-in?next=*")
            eventually(lambda: len(sink.to(EMAIL)) == 2, 40, "the notice")
            assert "password was changed" in str(sink.to(EMAIL)[1]["Subject"])
            ada.sign_in(EMAIL, NEW)
            _colours(ada)
            _a_blank_page_comes_back(ada)
            _leave_everywhere(ada, elsewhere)
            _what_a_page_frames_says_so(elsewhere)
            for person in (ada, elsewhere):
                assert (person.foreign, person.dialogs, person.complaints) == ([], [], [])
            said = office.output
    for secret in (link.partition("token=")[2], NEW, OLD):
        assert secret not in said, "in the log"


def _prepare(office: Office) -> None:
    assert office.command("-m", "crm", "migrate").returncode == 0
    add = ("-m", "crm", "user", "add", EMAIL, "--name", "Ada", "--role", "administrator", "--password-stdin")
    made = office.command(*add, stdin=OLD)
    assert made.returncode == 0, made.stderr


def _ask_for_a_link(ada: Person, sink: Sink) -> str:
    page = ada.page
    page.goto(f"{ada.base}/sign-in")
    page.click("a[href='/forgot']")
    page.fill("input[name=email]", EMAIL)
    page.click("button[type=submit]")
    page.wait_for_selector(".done")
    (mail,) = eventually(lambda: sink.to(EMAIL), 40, "the link")
    found = re.search(r"http\S+/choose-password\?token=[\w-]+", mail.get_body(("plain",)).get_content())
    assert found, mail
    assert f'href="{found[0]}"' in mail.get_body(("html",)).get_content()
    return found[0]


def _choose(ada: Person, link: str) -> None:
    page = ada.page
    page.goto(link)
    assert EMAIL in ada.text
    page.fill("input[name=password]", "short")
    page.evaluate("document.querySelector('form').noValidate = true")
    page.click("button[type=submit]")
    page.wait_for_selector(".problem")
    page.fill("input[name=password]", NEW)
    page.click("button[type=submit]")
    page.wait_for_url("**/sign-in?chosen=1")
    assert "The password is set" in ada.text
    page.goto(link)
    assert "does not work any more" in ada.text


def _colours(ada: Person) -> None:
    ada.go("/me")
    has_paper(ada, LIGHT)
    ada.choose("Colours", "Dark")
    ada.page.get_by_role("button", name="Save").locator("visible=true").first.click()
    has_paper(ada, DARK)
    ada.page.reload()
    ada.settle()
    has_paper(ada, DARK)
    ada.go("/clients")
    has_paper(ada, DARK)
    ada.page.goto(f"{ada.base}/sign-out")  # a page of our own
    has_paper(ada, DARK, "body")


def _a_blank_page_comes_back(ada: Person) -> None:
    """Whatever broke in the browser: at once the first time, then only after a rest."""
    ada.go("/me")
    heading = ada.page.locator("h1")
    shown = heading.inner_text()
    ada.page.evaluate("document.getElementById('root').replaceChildren()")
    heading.wait_for()
    ada.settle()
    assert heading.inner_text() == shown
    assert ada.complaints == ["the page was blank and is loaded again"]
    ada.complaints.clear()
    ada.page.evaluate("document.getElementById('root').replaceChildren()")
    ada.page.wait_for_timeout(1500)
    assert ada.text.strip() == ""
    assert ada.complaints == []
    ada.go("/me")


def _leave_everywhere(ada: Person, elsewhere: Person) -> None:
    elsewhere.sign_in(EMAIL, NEW)
    has_paper(elsewhere, DARK)  # another device, from its first page
    ada.go("/me?tab=Sign-ins")
    ada.sees("this device")
    ada.press("Sign out everywhere", exact=True)
    ada.page.get_by_test_id("stPopoverBody").get_by_role("button").click()
    for person in (ada, elsewhere):
        person.page.wait_for_url("**/sign-in?next=*")


def _what_a_page_frames_says_so(person: Person) -> None:
    """A page may ask for what it frames just after its sign-in has ended."""
    for path in ("/outbox/1/preview", "/push/device"):
        person.page.evaluate(
            "path => document.body.append(Object.assign(document.createElement('iframe'), { src: path }))", path
        )
        framed = person.page.frame_locator(f"iframe[src='{path}']")
        framed.get_by_role("alert").filter(has_text="Please sign in.").wait_for()
        assert framed.locator("a").count() == 0
