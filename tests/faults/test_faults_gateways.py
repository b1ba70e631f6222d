"""R4 for SMS and push: however a gateway fails, a message is sent, or failed in its words with a mail instead."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import probe
import pytest
from provider import Provider, provider
from smtp import Faulty

from crm import jobs, notifications
from crm.channels import sms, wire
from crm.channels.letter import Letter
from crm.core import clock as held_clock
from crm.core import i18n
from crm.core.work import Actor, begin
from crm.notifications import GatewayForm, delivery, rules
from crm.notifications.rendering import Rendered
from crm.notifications.tables import Account, Message
from crm.notifications.telling import message_row
from tests.conftest import NOON, Cast, Clock
from tests.faults.test_faults_delivery_modes import LIMITS, SLOW, TICK, spare
from tests.living import patience
from tests.notifications.receiver import Browser

BAD = "+48600000000"  # the first of all numbers
FORM = GatewayForm(
    "Provider",
    headers="Content-Type: application/x-www-form-urlencoded",
    body="to={digits}&text={text}",
    accepted="OK:",
    is_inside_allowed=True,
)


@dataclass(frozen=True)
class Fault:
    """What the gateway does, what is then said, and how often it is tried."""

    does: dict[str, Any]
    words: str
    attempts: int = rules.MOST_SHORT


FAULTS = {
    "refused": Fault({}, "127.0.0.1:"),
    "400": Fault({"status": 400, "body": b"bad request"}, "400 bad request", 1),
    "401": Fault({"status": 401, "body": b"who are you"}, "401 who are you"),
    "403": Fault({"status": 403, "body": b"not there"}, "403 not there"),
    "404": Fault({"status": 404, "body": "nie ma: żółw".encode()}, "404 nie ma: żółw"),
    "429": Fault({"status": 429, "body": b"too many"}, "429 too many"),
    "500": Fault({"status": 500, "body": b"oops"}, "500 oops"),
    "503": Fault({"status": 503, "body": b"later"}, "503 later"),
    "redirected": Fault({"status": 302, "location": "http://127.0.0.1:1/", "body": b"there"}, "302 there"),
    "refused in a 200": Fault({"body": b"ERROR:11"}, "200 ERROR:11", 1),
    "unreadable": Fault({"status": 500, "body": b"\xff\xfe", "content_type": "text/plain; charset=idna"}, "500 ÿþ"),
    "dropped": Fault({"status": 0}, "Remote end closed connection without response"),
    "no HTTP": Fault({"raw": b"220 mail.example.test\r\n"}, "220 mail.example.test"),
    "half an answer": Fault({"raw": b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nOK:"}, ""),
    "one byte a second": Fault({"raw": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 60, "pause": 0.01}, "no answer within"),
    "silent": Fault({"delay": 0.4}, "timed out"),
}
PASSING = [name for name, fault in FAULTS.items() if fault.attempts > 1]


@pytest.fixture(autouse=True)
def _no_environment() -> Iterator[None]:
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


@pytest.fixture
def mailbox() -> Iterator[Faulty]:
    """The office's mail server, which is well."""
    server = Faulty("well")
    notifications.configure(server.server(), "https://crm.example.org")
    yield server
    server.close()


@pytest.fixture
def there(cast: Cast) -> Iterator[Provider]:
    with provider() as running:
        with begin(Actor.person(cast.admin), writes=True) as work:
            notifications.create_gateway(work, "sms", from_url(running.url()))
        yield running


def from_url(url: str, **more: Any) -> GatewayForm:
    return replace(FORM, url=url, **more)


def fail(there: Provider, name: str, patch: pytest.MonkeyPatch) -> None:
    """From now on."""
    for what, value in FAULTS[name].does.items():
        setattr(there, what, value)
    for limit, seconds in LIMITS.items():
        patch.setattr(wire, limit, seconds / (100 if name in SLOW else 1))
    if name in SLOW:
        spare(patch, name)
    if name == "refused":
        with socket.create_server(("127.0.0.1", 0)) as door:
            aim(door.getsockname()[1])


def mend(there: Provider, patch: pytest.MonkeyPatch) -> None:
    there.status, there.body, there.delay, there.raw, there.location, there.content_type = 200, b"OK:1", 0, None, "", ""
    for limit, seconds in LIMITS.items():
        patch.setattr(wire, limit, seconds)
    aim(there.port)


def aim(port: int) -> None:
    """The gateway is at this port; nobody has told the outbox that anything has changed."""
    from crm.core import secrets

    with probe.office() as work:
        row = work.session.query(Account).one()
        row.settings = dict(row.settings or {}) | {"url": secrets.encrypt(f"http://127.0.0.1:{port}/send")}


def put(person: int, count: int = 20, readers: int = 20, channel: str = "sms") -> None:
    """News for one person, as if they had several telephones."""
    with probe.office() as work:
        for n in range(count):
            row = message_row(
                work,
                Rendered(f"News {n}", "", f"text {n}", f"<p>{n}</p>"),
                key=f"news {n}:{person}:{channel}",
                kind="monitoring.created",
                channel=channel,
                person_id=person,
                address=f"+48{600000000 + n % readers}" if channel == "sms" else f"{channel} of {person}",
                name="Anna",
                language="pl",
                due_at=NOON + timedelta(seconds=n),
            )
            work.session.add(Message(**(row | {"short": f"text {n}", "segments": 1})))


def rows(channel: str) -> list[Message]:
    return [row for row in probe.mails() if row.channel == channel]


def look_again_and_again(clock: Clock) -> None:
    """Every other look, until nothing waits for a gateway any more; that takes minutes, not hours."""
    while any(row.state == "waiting" and row.channel != "email" for row in probe.mails()):
        assert held_clock.now() - NOON < timedelta(minutes=30)
        jobs.deliver()
        clock.set(held_clock.now() + 2 * TICK)


@pytest.mark.parametrize("name", FAULTS)
def test_twenty_sms_end_failed_in_the_gateway_s_own_words_and_go_by_mail(
    cast: Cast, clock: Clock, there: Provider, mailbox: Faulty, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 5 if name in SLOW else 20
    put(cast.anna, count)
    fail(there, name, monkeypatch)
    look_again_and_again(clock)
    found = rows("sms")
    fault = FAULTS[name]
    assert Counter((row.state, row.attempts) for row in found) == {("failed", fault.attempts): count}
    assert all(fault.words in (row.error or "") for row in found), {row.error for row in found}
    assert all(i18n.words(language, row.trouble or "") != row.trouble for row in found for language in ("en", "pl"))
    jobs.deliver()
    assert Counter((row.state, row.address) for row in rows("email")) == {("sent", "anna@example.test"): count}
    assert len({message_id for _, _, message_id in mailbox.arrivals}) == len(mailbox.arrivals) == count


@pytest.mark.parametrize("name", PASSING)
def test_twenty_sms_are_sent_once_the_gateway_is_well_and_no_mail_goes(
    cast: Cast, clock: Clock, there: Provider, mailbox: Faulty, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(cast.anna)
    fail(there, name, monkeypatch)
    jobs.deliver()
    assert {row.state for row in rows("sms")} == {"waiting"}
    mend(there, monkeypatch)
    there.taken.clear()
    look_again_and_again(clock)
    assert {row.state for row in rows("sms")} == {"sent"}
    assert max(row.attempts for row in rows("sms")) <= 3
    assert len(there.taken) == 20
    assert rows("email") == []


@pytest.mark.parametrize(
    ("name", "lines"),
    [*((name, 1) for name in ("400", "403", "404", "429", "500", "dropped", "unreadable")), ("403", 4), ("dropped", 4)],
)
def test_one_number_s_fault_costs_the_others_nothing(
    cast: Cast,
    clock: Clock,
    there: Provider,
    mailbox: Faulty,
    name: str,
    lines: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery, "WORTH", 20 // lines)
    put(cast.anna)
    there.only = BAD[1:].encode()
    fail(there, name, monkeypatch)
    jobs.deliver()
    found = rows("sms")
    assert Counter((row.state, row.attempts) for row in found if row.address != BAD) == {("sent", 1): 19}
    look_again_and_again(clock)
    assert {row.state for row in rows("sms") if row.address == BAD} == {"failed"}
    assert len(rows("email")) == 1


def test_a_gateway_that_is_silent_holds_up_no_mail_and_no_other_gateway(
    cast: Cast, clock: Clock, there: Provider, mailbox: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(cast.anna)
    with provider() as other:
        with begin(Actor.person(cast.admin), writes=True) as work:
            account_id = notifications.create_gateway(work, "sms", from_url(other.url()), is_default=False)
            for row in work.session.query(Message).filter(Message.id % 2 == 0):
                row.account_id = account_id
        there.delay = 2
        for limit, seconds in LIMITS.items():
            monkeypatch.setattr(wire, limit, seconds / 20)
        assert jobs.deliver() == 10
    assert Counter((row.account_id, row.state) for row in rows("sms")) == {
        (None, "waiting"): 10,
        (account_id, "sent"): 10,
    }


def subscribe(person: int, *endpoints: str) -> None:
    for endpoint in endpoints:
        with begin(Actor.person(person), writes=True) as work:
            notifications.subscribe(work, **Browser().told(endpoint), agent="Firefox")


@pytest.mark.parametrize("name", ["refused", "404", "429", "500", "dropped", "one byte a second", "silent"])
def test_a_browser_s_push_service_in_trouble_holds_no_other_browser_and_mail_goes_instead(
    cast: Cast, clock: Clock, mailbox: Faulty, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.let_push_inside(work, True)
    with provider() as bad, provider() as good, socket.create_server(("127.0.0.1", 0)) as door:
        for what, value in FAULTS[name].does.items():
            setattr(bad, what, value)
        bad.delay, bad.pause = bad.delay * 5, bad.pause * 5
        port = door.getsockname()[1] if name == "refused" else bad.port
        door.close()
        subscribe(cast.anna, f"http://127.0.0.1:{port}/1", f"http://127.0.0.1:{port}/2")
        subscribe(cast.bob, good.url("/bob"))
        count = 1 if name in SLOW else 4
        put(cast.anna, count, 1, "push")
        put(cast.bob, 4, 2, "push")
        for limit, seconds in LIMITS.items():
            monkeypatch.setattr(wire, limit, seconds / 20)
        began = time.monotonic()
        jobs.deliver()
        assert time.monotonic() - began < patience(4 * LIMITS["ATTEMPT_SECONDS"] / 20 + 3)
        his = [row for row in rows("push") if row.person_id == cast.bob]
        assert Counter((row.state, row.attempts) for row in his) == {("sent", 1): 4}, his[0].error
        look_again_and_again(clock)
    hers = [row for row in rows("push") if row.person_id == cast.anna]
    assert {row.state for row in hers} == {"failed"}
    assert all(row.error and row.attempts <= rules.MOST_SHORT for row in hers)
    assert len([row for row in rows("email") if row.person_id == cast.anna]) == count


@pytest.mark.parametrize("name", ["401", "503", "500", "dropped", "silent"])
def test_a_service_by_apprise_fails_in_its_own_words_too(
    cast: Cast, clock: Clock, mailbox: Faulty, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with provider() as there:
        form = GatewayForm("ntfy", f"ntfy://127.0.0.1:{there.port}/{{to}}", way="apprise", is_inside_allowed=True)
        with begin(Actor.person(cast.admin), writes=True) as work:
            account_id = notifications.create_gateway(work, "push", form)
        with begin(Actor.person(cast.anna), writes=True) as work:
            notifications.set_my_token(work, account_id, "a-topic")
        put(cast.anna, 3, 1, "push")
        with probe.office() as work:
            for row in work.session.query(Message):
                row.account_id = account_id
        fail(there, name, monkeypatch)
        look_again_and_again(clock)
    found = rows("push")
    assert Counter((row.state, row.attempts) for row in found) == {("failed", rules.MOST_SHORT): 3}
    assert all(FAULTS[name].words in (row.error or "") for row in found), {row.error for row in found}
    assert len(rows("email")) == 3


def test_a_gateway_that_hangs_up_after_each_answer_is_asked_again_each_time() -> None:
    with provider() as there:
        there.raw = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nOK:1"
        line = sms.Connection(sms.Gateway(there.url("/?{number}{text}"), accepted="OK:", is_inside_allowed=True))
        for n in range(50):
            line.send(Letter(n, "sms", BAD, "", "", "text", "", "<a@b>", "en", NOON))
        line.close()
        assert len(there.taken) == 50
