"""Messages on a device: it says yes, gets them encrypted for it and signed by us, and is forgotten when it is gone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.living import Office, Sink, eventually, new_office, smtp_sink
from tests.living_browser import Person, browser
from tests.living_gateways import PushService, push_service, signed_by
from tests.living_staff import Employee, all_done, at_work, back, employ, flip, inside, stored

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADA = Employee("Ada", "administrator")
EVE = Employee("Eve")
FIRST, SECOND, THIRD = "Żółty zeszyt – oddać", "Read the meter", "Lock the gate"
POST = """async ([path, fields]) => {
    const answer = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
    return [answer.status, await answer.text()];
}"""
PREPARE = f"""
from datetime import datetime, timedelta, UTC
from crm import tasks
from crm.people.tables import User
eve = work.session.query(User).filter_by(name="Eve").one().id
for hour, title in enumerate({[FIRST, SECOND, THIRD]!r}, 10):
    at = datetime(2026, 3, 10, hour, 15, tzinfo=UTC)
    tasks.create(work, title=title, people=[eve], from_at=at, steps=tasks.PROPOSED_STEPS, tell=False)
found = eve
"""
ONLY_PUSH = """
from crm import notifications
found = notifications.set_my_channels(work, {"normal": ["push"]})
"""


def utc(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 10, hour, minute, tzinfo=UTC)


def posted(person: Person, path: str, fields: dict[str, str]) -> tuple[int, str]:
    """What the script of the page sends, sent by that page."""
    status, words = person.page.evaluate(POST, [path, fields])
    return status, words


def about(sink: Sink, title: str) -> list[str]:
    return [subject for mail in sink.to(EVE.email) if title in (subject := str(mail["Subject"]))]


def says_yes(eve: Person, ada: Person, phone: PushService) -> str:
    """Refused while the administrator allows no address inside. The key that browsers are told."""
    eve.page.goto(f"{eve.base}/push/device")
    key = eve.page.locator("[data-key]").get_attribute("data-key")
    refusal = (422, "The browser's subscription is of no use.")
    assert posted(eve, "/push/subscribe", phone.subscription) == refusal
    ada.go("/accounts")
    ada.tab("Push")
    ada.press_fold("Browsers (Web Push)")
    flip(ada, "May lead into our own network")
    ada.press("Save")
    ada.sees("Account saved")
    assert posted(eve, "/push/subscribe", phone.subscription) == (204, "")
    eve.go("/my_notifications")
    eve.sees("since Mar 10, 2026")
    return str(key)


def shown_on_the_device(office: Office, eve: Person, phone: PushService, key: str) -> str:
    """Title and link, readable on the device alone, signed by the key that it was told. What says it was seen."""
    office.set_clock(utc(10, 1))
    (shown,) = eventually(phone.shown, 40, "the push")
    assert shown["title"] == f"Reminder: {FIRST}"
    assert shown["path"] == "/task?id=1"
    (taken,) = phone.server.taken
    assert FIRST.encode() not in taken.body
    assert int(taken.headers["ttl"]) > 0
    signer, claims = signed_by(taken)
    assert signer == key
    assert claims["aud"] == phone.server.url("")
    assert re.match("mailto:|https:", claims["sub"])
    assert posted(eve, "/push/seen", {"token": shown["seen"]})[0] == 204
    return str(shown["tag"])


def unseen_by_mail(office: Office, sink: Sink, phone: PushService, tag: str) -> None:
    """What was seen goes by no other way; what nobody saw for ten minutes comes by mail."""
    office.set_clock(utc(10, 30))
    all_done(office)
    assert sink.to(EVE.email) == []
    office.set_clock(utc(11, 1))
    eventually(lambda: len(phone.shown()) == 2, 40, "the second push")
    assert phone.shown()[1]["tag"] != tag
    office.set_clock(utc(11, 12))
    eventually(lambda: about(sink, SECOND), 40, "the mail instead")
    assert about(sink, FIRST) == []


def forgotten_when_gone(office: Office, eve: Person, sink: Sink, phone: PushService) -> None:
    """410: the device has gone; its reader gets this one by mail, and no more is sent there."""
    phone.server.status = 410
    office.set_clock(utc(12, 1))
    eventually(lambda: about(sink, THIRD), 40, "the mail instead")
    assert stored(office, "SELECT count(*) FROM push_subscriptions") == [(0,)]
    assert len(phone.server.taken) == 3
    back(eve, EVE, "/my_notifications")
    eve.sees("On my devices")
    assert "since Mar 10, 2026" not in eve.text


def test_a_reminder_appears_on_a_device(tmp_path: Path) -> None:
    with smtp_sink() as sink, push_service() as phone:
        mail = f"smtp://127.0.0.1:{sink.port}/?sender=office@example.test"
        with new_office(tmp_path, now=utc(9), CRM_SMTP_URL=mail) as office, browser() as running:
            employ(office, ADA, EVE)
            number = inside(office, PREPARE)
            inside(office, ONLY_PUSH, f"Actor.person({number})")
            office.up()
            ada, eve = (at_work(running, office, who) for who in (ADA, EVE))
            key = says_yes(eve, ada, phone)
            tag = shown_on_the_device(office, eve, phone, key)
            unseen_by_mail(office, sink, phone, tag)
            forgotten_when_gone(office, eve, sink, phone)
            for person in (ada, eve):
                assert (person.foreign, person.dialogs, person.complaints) == ([], [], [])
