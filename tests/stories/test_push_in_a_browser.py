"""A push in a real browser: the worker shows it without anybody being signed in, and says that it was seen."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crm import people, start
from crm.core import config, db, schema, signed
from crm.core.work import Actor, begin
from crm.notifications import letters
from crm.notifications.rendering import Rendered
from crm.notifications.tables import Message
from crm.notifications.telling import message_row
from tests.living import Office, eventually, new_office
from tests.living_browser import browser
from tests.security.harness import PASSWORD, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REGISTER = "navigator.serviceWorker.register('/push/worker.js', {scope: '/'}).then(() => navigator.serviceWorker.ready)"
SHOWN = """navigator.serviceWorker.ready.then(worker => worker.getNotifications())
    .then(all => all.map(one => [one.title, one.body, one.tag]))"""
MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def fill(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """A person, and a push to them; its number, and its token."""
    monkeypatch.setenv("CRM_TEST_CLOCK", office.env["CRM_TEST_CLOCK"])
    start.make_ready(config.load(office.env, office.folder))
    schema.migrate(db.engine())
    with begin(Actor.office(), writes=True) as work:
        people.ensure_roles(work)
        roles = [people.role_id(work, "employee")]
        ewa = people.create(work, name="Ewa", email="ewa@example.test", language="en", role_ids=roles)
        people.set_password(work, ewa, PASSWORD)
        known: dict[str, Any] = {"kind": "task.reminder", "channel": "push", "address": f"push:{ewa}", "language": "en"}
        message = Message(**message_row(work, Rendered("t", "b", "x", "h"), key="one", name="Ewa", **known))
        work.session.add(message)
        work.session.flush()
        number, token = message.id, signed.sign(letters.SEEN, [message.id], work.now)
    return number, token


def is_seen(number: int) -> bool:
    with begin(Actor.office()) as work:
        return work.session.get_one(Message, number).seen_at is not None


def test_a_push_is_shown_without_a_sign_in_and_says_that_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_office(tmp_path, now=MORNING) as office, browser() as running:
        number, token = fill(office, monkeypatch)
        serve(office, "app:app")
        page = running.new_context(permissions=["notifications"]).new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{office.base}/sign-in")
        page.evaluate(REGISTER)
        control = page.context.new_cdp_session(page)
        registered: list[str] = []
        event = "ServiceWorker.workerRegistrationUpdated"
        control.on(event, lambda told: registered.extend(one["registrationId"] for one in told["registrations"]))
        control.send("ServiceWorker.enable")
        eventually(lambda: page.wait_for_timeout(50) or registered, what="the worker is known")
        told = {"title": "Lift", "body": "in 3 days", "path": "/inbox", "tag": "one", "seen": token}
        push = {"origin": office.base, "registrationId": registered[0], "data": json.dumps(told)}
        control.send("ServiceWorker.deliverPushMessage", push)
        eventually(lambda: page.wait_for_timeout(50) or is_seen(number), what="it was seen")
        assert page.evaluate(SHOWN) == [["Lift", "in 3 days", "one"]]
        assert complaints == []
    db.engine().dispose()
