"""Mail accounts and outbox in a browser: what a wrong account says, what a message looks like, who may see it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from smtp import Faulty, certificate

from tests.living import eventually, new_office, smtp_sink
from tests.living_browser import Person, browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
PASSWORD, CANARY = "a quiet morning walk", "canary-55e1-password"


def people(office: object) -> None:
    for name, role in (("ada", "administrator"), ("eve", "employee")):
        arguments = ("-m", "crm", "user", "add", f"{name}@example.test", "--name", name.title(), "--role", role)
        made = office.command(*arguments, "--password-stdin", stdin=f"{PASSWORD}\n")  # type: ignore[attr-defined]
        assert made.returncode == 0, made.stderr


def test_a_wrong_account_says_what_is_wrong_and_a_right_one_sends(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    proud, strict = Faulty("tls", context), Faulty("auth refused")
    with smtp_sink() as sink, new_office(tmp_path, now=MORNING) as office, browser() as running:
        people(office)
        office.up()
        ada = Person(running, office.base, locale="en-GB")
        ada.sign_in("ada@example.test", PASSWORD)

        # A certificate that nobody vouches for, then a password that is not taken: in words, and in the server's own.
        ada.go("/accounts")
        ada.sees("There is no mail account yet")
        ada.press_fold("Add a mail account")
        ada.fill("Name of the account", "Main")
        ada.fill("Server", "127.0.0.1")
        ada.fill("Port", str(proud.port))
        ada.choose("Encryption", "TLS (usually port 465)")
        ada.fill("Sender's address", "Office <office@example.test>")
        ada.fill("User", "apikey")
        ada.fill("Password", CANARY)
        ada.press("Save")
        ada.press_fold("Main")
        ada.press("Send me a test")
        ada.sees("vouches for itself")
        ada.sees("certificate verify failed")
        ada.fill("Port", str(strict.port))
        ada.choose("Encryption", "none")
        ada.press("Save")
        ada.press("Send me a test")
        ada.sees("does not accept this user and password")
        ada.sees("535 5.7.8 who are you")

        # The right server: it arrives, and answers go where the account says.
        ada.fill("Port", str(sink.port))
        ada.fill("User", "")
        ada.fill("Answers go to", "answers@example.test")
        ada.press("Save")
        ada.press("Send me a test")
        ada.sees("The server took the test message")
        [mail] = sink.to("ada@example.test")
        assert mail["Reply-To"] == "answers@example.test"
        assert CANARY not in ada.page.content()

        # The outbox knows all three; the failed one is sent again, looked at, and arrives.
        ada.go("/outbox?state=failed")
        ada.sees("1–2 of 2")
        ada.go("/outbox?id=1")
        ada.sees("certificate verify failed")
        frame = ada.page.frame_locator("iframe[src*='/outbox/1/preview']")
        frame.locator("body").wait_for()
        assert "test" in frame.locator("body").inner_text()
        ada.press("Send again")
        eventually(lambda: len(sink.to("ada@example.test")) == 2, 30, "the message sent again")
        ada.go("/outbox?id=1")
        ada.tab("Attempts")
        ada.sees("Given up")
        ada.sees("Sent again")
        ada.page.keyboard.press("Escape")
        ada.settle()
        assert "id=" not in ada.page.url
        assert ada.foreign == []
        assert ada.complaints == []

        # Others see nothing of it, by page or by address.
        eve = Person(running, office.base, locale="en-GB")
        eve.sign_in("eve@example.test", PASSWORD)
        for path in ("/outbox?id=1", "/accounts"):
            eve.go(path)
            assert "certificate" not in eve.text
            assert not eve.page.get_by_text("Office <office@example.test>").count()
        for path in ("/outbox/1/preview", "/export/outbox.xlsx"):
            assert eve.context.request.get(office.base + path).status == 403
            stranger = running.new_context()
            answer = stranger.request.get(office.base + path, max_redirects=0)
            assert answer.status in (303, 401)
            stranger.close()
        assert CANARY not in office.output
    proud.close()
    strict.close()
