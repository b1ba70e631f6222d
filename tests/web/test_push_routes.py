"""Web Push beside Streamlit: who may subscribe, what strangers get, the worker's reach, the app's manifest."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select

from crm.core import signed
from crm.core.work import Actor, begin
from crm.notifications import letters
from crm.notifications.address_tables import PushSubscription
from crm.notifications.rendering import Rendered
from crm.notifications.tables import Message
from crm.notifications.telling import message_row
from tests.notifications.receiver import P256DH
from tests.web.conftest import Site

SAID = {"endpoint": "https://push.example.com/one", "p256dh": P256DH, "auth": "A" * 22}


@pytest.fixture(autouse=True)
def _nothing(site: Site) -> Iterator[None]:
    yield
    with begin(Actor.office(), writes=True) as work:
        work.session.execute(delete(PushSubscription))


def subscriptions() -> list[tuple[int, str, str]]:
    with begin(Actor.office()) as work:
        rows = select(PushSubscription.person_id, PushSubscription.endpoint, PushSubscription.agent)
        return [tuple(row) for row in work.session.execute(rows)]


def test_whoever_is_signed_in_turns_a_device_on_and_off(site: Site) -> None:
    cookie = site.sign_in("anna")
    assert site.post("/push/subscribe", SAID, cookie, user_agent="Browser/1").status == 204
    assert subscriptions() == [(site.ids["anna"], SAID["endpoint"], "Browser/1")]
    assert site.post("/push/unsubscribe", {"endpoint": SAID["endpoint"]}, site.sign_in("bob")).status == 204
    assert len(subscriptions()) == 1
    assert site.post("/push/unsubscribe", {"endpoint": SAID["endpoint"]}, cookie).status == 204
    assert subscriptions() == []


def test_strangers_and_other_sites_change_nothing(site: Site) -> None:
    cookie = site.sign_in("anna")
    for path in ("/push/subscribe", "/push/unsubscribe"):
        assert site.post(path, SAID).status == 401
        assert site.post(path, SAID, cookie, origin="https://evil.test").status == 403
        assert site.ask("POST", path, "x", cookie=cookie, origin="null").status == 403
    assert site.get("/push/device").status in (303, 401)
    assert subscriptions() == []


def test_an_endpoint_inside_is_refused_in_plain_words(site: Site) -> None:
    inside = SAID | {"endpoint": "https://127.0.0.1/x"}
    answer = site.post("/push/subscribe", inside, site.sign_in("anna"), accept_language="en")
    assert answer.status == 422
    assert "your own network" in answer.text
    assert site.post("/push/subscribe", {"endpoint": "x" * 70_000}, site.sign_in("anna")).status == 413
    assert subscriptions() == []


def test_the_page_of_a_device_holds_the_offices_key_and_may_be_framed_by_us_only(site: Site) -> None:
    answer = site.get("/push/device", site.sign_in("anna"))
    assert answer.status == 200
    assert 'data-key="B' in answer.text
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert site.get("/sign-in").headers["x-frame-options"] == "DENY"


def test_the_worker_is_open_to_everybody_and_speaks_for_the_whole_site(site: Site) -> None:
    answer = site.get("/push/worker.js")
    assert (answer.status, answer.headers["service-worker-allowed"]) == (200, "/")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "no-cache" in answer.headers["cache-control"]


def test_the_site_can_be_installed_with_icons_of_the_sizes_it_names(site: Site) -> None:
    answer = site.get("/manifest.webmanifest")
    assert answer.headers["content-type"].startswith("application/manifest+json")
    told = json.loads(answer.text)
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    for icon in told["icons"]:
        picture = site.get(icon["src"])
        assert picture.status == 200
        width, height = struct.unpack(">II", picture.body[16:24])
        assert icon["sizes"] == f"{width}x{height}"
    assert 'rel="manifest"' in site.get("/", site.sign_in("anna"), accept="text/html").text
    assert 'rel="manifest"' in site.get("/sign-in").text


def test_seen_is_said_without_a_sign_in_and_every_token_gets_the_same_answer(site: Site) -> None:
    with begin(Actor.office(), writes=True) as work:
        known: dict[str, Any] = {"kind": "monitoring.ending", "channel": "push", "address": "push:1", "language": "en"}
        message = Message(**message_row(work, Rendered("t", "b", "x", "h"), key="seen", name="A", **known))
        work.session.add(message)
        work.session.flush()
        number = message.id
    good = signed.sign(letters.SEEN, [number], datetime.now(UTC))
    for token in ("", "x", good):
        answer = site.post("/push/seen", {"token": token})
        assert (answer.status, answer.body) == (204, b"")
    assert site.post("/push/seen", {"token": "x" * 70_000}).status == 204
    with begin(Actor.office(), writes=True) as work:
        row = work.session.get_one(Message, number)
        assert row.seen_at is not None
        work.session.delete(row)
