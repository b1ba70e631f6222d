"""R4: fifteen ways in which a mail server fails, twenty letters each: failed in its words, or sent once it is well."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import probe
import pytest
from smtp import Faulty, certificate
from sqlalchemy import select

from crm import jobs, notifications
from crm.channels import wire
from crm.channels.email import Connection
from crm.channels.letter import Letter
from crm.core import clock as held_clock
from crm.core import i18n
from crm.notifications import rules
from crm.notifications.tables import Attempt, Message
from tests.conftest import Cast, Clock
from tests.faults.test_faults_delivery import pass_time, put, use
from tests.living import patience

TICK = timedelta(seconds=15)
LIMITS = {name: getattr(wire, name) for name in ("RECEIVE_SECONDS", "ATTEMPT_SECONDS", "CONNECT_SECONDS")}


@pytest.fixture(autouse=True)
def _no_environment() -> Iterator[None]:
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


@dataclass(frozen=True)
class Fault:
    """How the server goes wrong, what the outbox then says, how often it is tried, and how the server is when well."""

    mode: str
    words: str
    attempts: int = rules.MOST_ATTEMPTS
    well: str = "well"
    security: str = "none"
    user: str | None = None
    host: str = ""  # whom its certificate is for
    keeps_order: bool = True  # nothing overtakes: the account is in trouble, or a connection broke


FAULTS = {
    "refused": Fault("refused", "[Errno 111] Connection refused"),
    "421": Fault("421 greeting", "421 too busy"),
    "421 at MAIL": Fault("421 at MAIL", "421 going away"),
    "421 at RCPT": Fault("421 at RCPT", "421 4.7.0 not to this one"),
    "451 after DATA": Fault("451 after DATA", "451 try later", keeps_order=False),
    "452": Fault("452 at RCPT", "452 mailbox full", keeps_order=False),
    "550 at RCPT": Fault("550 at RCPT", "550 5.1.1 no such user ółć", attempts=1),
    "554 after DATA": Fault("554 after DATA", "554 no spam here", attempts=1),
    "dropped after MAIL": Fault("dropped after MAIL", "Connection unexpectedly closed"),
    "dropped inside DATA": Fault("dropped inside DATA", "Connection unexpectedly closed"),
    "dropped after the final dot": Fault("dropped after the dot", "Connection unexpectedly closed"),
    "one byte a second": Fault("one byte a second", "no answer within"),
    "silent": Fault("silent", "Connection unexpectedly closed: timed out"),
    "certificate of another": Fault(
        "tls", "[SSL: CERTIFICATE_VERIFY_FAILED]", well="tls", security="tls", host="other"
    ),
    "self-signed certificate": Fault("tls", "[SSL: CERTIFICATE_VERIFY_FAILED]", well="tls", security="tls"),
    "no TLS offered": Fault("well", "STARTTLS extension not supported", well="starttls", security="starttls"),
    "AUTH refused": Fault("auth refused", "535 5.7.8 who are you", well="auth accepted", user="apikey"),
    "greylisting": Fault("450 at RCPT", "450 greylisted", keeps_order=False),
}
SLOW = {"one byte a second": "RECEIVE_SECONDS", "silent": "ATTEMPT_SECONDS"}  # with the limit that is not the point
PASSING = [name for name, fault in FAULTS.items() if fault.attempts > 1]


@dataclass
class Scene:
    """A broken server, the account that is set up for it, and how long each attempt held its worker."""

    fault: Fault
    server: Faulty
    folder: Path
    patch: pytest.MonkeyPatch
    held: list[float]

    def mend(self) -> None:
        """The server is well, and what it shows is vouched for."""
        if self.fault.security != "none":
            self.server.context, public = certificate(self.folder)
            self.patch.setenv("SSL_CERT_FILE", str(public))
        if self.fault.mode == "refused":
            self.server = Faulty("well", port=self.server.port)
        hurry(self.patch, self.server, 1)
        self.server.mode = self.fault.well


@pytest.fixture
def scene(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Scene]:
    name = request.param
    fault = FAULTS[name]
    context, public = certificate(tmp_path, fault.host or "127.0.0.1")
    if fault.host:
        monkeypatch.setenv("SSL_CERT_FILE", str(public))  # vouched for, but as another
    server = Faulty(fault.mode, context)
    if name in SLOW:
        hurry(monkeypatch, server)
        spare(monkeypatch, name)
    if fault.mode == "refused":
        server.close()
    use(server.server(fault.security, fault.user))
    it = Scene(fault, server, tmp_path, monkeypatch, [])
    original = Connection.send

    def timed(self: Connection, letter: Letter) -> Any:
        began = time.monotonic()
        try:
            return original(self, letter)
        finally:
            it.held.append(time.monotonic() - began)

    monkeypatch.setattr(Connection, "send", timed)
    yield it
    it.server.close()


def hurry(patch: pytest.MonkeyPatch, server: Faulty, times: int = 100) -> None:
    """What takes its time takes a hundredth of it; test_faults_delivery_limits looks how long it really takes."""
    for name, seconds in LIMITS.items():
        patch.setattr(wire, name, seconds / times)
    server.pause = 1 / times


def spare(patch: pytest.MonkeyPatch, name: str) -> None:
    """The other limit takes as long as ever: hurried, both end so soon that a crowded machine may mix them up."""
    patch.setattr(wire, SLOW[name], LIMITS[SLOW[name]])


def attempts_of(outcome: str) -> Counter[int]:
    with probe.office(writes=False) as work:
        return Counter(work.session.execute(select(Attempt.message_id).where(Attempt.outcome == outcome)).scalars())


def letters() -> list[Message]:
    """What was to be sent, without the news that it could not be."""
    return [row for row in probe.mails() if row.kind == "import.done"]


def by_reader(rows: list[Message]) -> dict[str, list[str]]:
    """The Message-IDs that each reader should get, in due order."""
    return {
        address: [row.message_id for row in sorted(rows, key=lambda row: row.due_at) if row.address == address]
        for address in {row.address for row in rows}
    }


def got(server: Faulty, begin: int = 0) -> dict[str, list[str]]:
    """What arrived, in its order, for each reader."""
    found: dict[str, list[str]] = {}
    for _, to, message_id in server.arrivals[begin:]:
        found.setdefault(to, []).append(message_id)
    return found


@pytest.mark.parametrize("scene", FAULTS, indirect=True)
def test_twenty_letters_end_failed_in_the_servers_own_words(scene: Scene, clock: Clock) -> None:
    put(20, readers=20)
    for _ in range(150):
        jobs.deliver()
        pass_time(clock, is_long=True)
        if not any(row.state == "waiting" for row in letters()):
            break
    rows = letters()
    assert Counter((row.state, row.attempts) for row in rows) == {("failed", scene.fault.attempts): 20}
    assert all(row.error and row.error.startswith(scene.fault.words) for row in rows), rows[0].error
    assert all(i18n.words(language, row.trouble or "") != row.trouble for row in rows for language in ("en", "pl"))
    once, before = attempts_of("failed"), attempts_of("later")
    assert {(once[row.id], before[row.id]) for row in rows} == {(1, scene.fault.attempts - 1)}
    assert max(scene.held) < patience(2)


@pytest.mark.parametrize("scene", PASSING, indirect=True)
def test_twenty_letters_are_sent_once_the_server_is_well(scene: Scene, clock: Clock) -> None:
    put(20)
    for _ in range(2):
        jobs.deliver()
        clock.set(held_clock.now() + TICK)
    assert {row.state for row in probe.mails()} == {"waiting"}
    scene.mend()
    begin = len(scene.server.arrivals)
    for _ in range(20):
        jobs.deliver()
        pass_time(clock)
    rows = probe.mails()
    assert {row.state for row in rows} == {"sent"}
    assert max(row.attempts for row in rows) <= 3
    assert attempts_of("sent") == Counter(row.id for row in rows)
    arrived, wanted = got(scene.server, begin), by_reader(rows)
    assert {to: sorted(ids) for to, ids in arrived.items()} == {to: sorted(ids) for to, ids in wanted.items()}
    assert not scene.fault.keeps_order or arrived == wanted


def test_greylisted_letters_go_out_by_themselves_when_their_time_has_come(cast: Cast, clock: Clock) -> None:
    server = Faulty("greylisting")
    use(server.server())
    put(20)
    while jobs.deliver() or any(row.state == "waiting" for row in probe.mails()):
        pass_time(clock)
    rows = probe.mails()
    assert {row.state for row in rows} == {"sent"}
    assert max(row.attempts for row in rows) <= 6
    assert Counter(message_id for _, _, message_id in server.arrivals) == Counter(row.message_id for row in rows)
    server.close()


@pytest.mark.parametrize("mode", ["silent", "421 greeting"])
def test_an_account_in_trouble_holds_no_other_account(
    cast: Cast, clock: Clock, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = Faulty(mode), Faulty("well")
    use(bad.server())
    put(20, readers=20)
    with probe.office() as work:
        account_id = notifications.create_account(
            work, name="Other", host="127.0.0.1", port=good.port, security="none", username=None, password=None,
            sender="b@example.test", is_default=False,
        )  # fmt: skip
        for row in work.session.query(Message).filter(Message.id % 2 == 0):
            row.account_id = account_id
    hurry(monkeypatch, bad, 20)
    assert jobs.deliver() == 10
    assert Counter((row.account_id, row.state) for row in probe.mails()) == {
        (None, "waiting"): 10,
        (account_id, "sent"): 10,
    }
    bad.close()
    good.close()
