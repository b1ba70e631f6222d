"""R4, in real time: wherever the other side goes quiet or slow, by whatever channel, an attempt ends within 20 s."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from smtp import Faulty

from crm.channels import apprised, email, push, sms, wire
from crm.channels.letter import Device, Failed, Letter
from crm.core.config import MailServer
from tests.living import patience
from tests.notifications.receiver import P256DH

LETTER = Letter(
    1, "email", "r0@example.test", "", "Title", "text", "<p>t</p>", "<a@b.example>", "en", datetime.now(UTC)
)
VOID, UNKNOWN = "void.example.test", "unknown.example.test"
SLOW, SILENT = "one byte a second", "silent"


@pytest.fixture
def servers() -> Iterator[Callable[[str], Faulty]]:
    """Servers that misbehave, gone at the end."""
    made: list[Faulty] = []

    def make(mode: str) -> Faulty:
        made.append(Faulty(mode))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One name has four addresses where nobody ever answers, another one is asked for in vain."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    door.listen(0)
    callers = [socket.socket() for _ in range(4)]
    for caller in callers:  # more than it lets in: from now on it does not even refuse
        caller.setblocking(False)
        with suppress(BlockingIOError):
            caller.connect(door.getsockname())
    original = socket.getaddrinfo

    def resolve(host: str, *more: Any, **options: Any) -> list[Any]:
        if host == UNKNOWN:
            time.sleep(60)
        if host in (VOID, UNKNOWN):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", door.getsockname())] * 4
        return list(original(host, *more, **options))

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    yield
    for one in (door, *callers):
        one.close()


def by_mail(server: MailServer) -> email.Connection:
    return email.Connection(server)


def by_sms(port: int, host: str = "127.0.0.1") -> sms.Connection:
    return sms.Connection(sms.Gateway(f"http://{host}:{port}/?to={{number}}&text={{text}}", is_inside_allowed=True))


def by_service(port: int) -> apprised.Connection:
    return apprised.Connection(apprised.Service(f"ntfy://127.0.0.1:{port}/{{to}}", "push", is_inside_allowed=True))


def to_browsers() -> push.Connection:
    return push.Connection(push.Keys(push.fresh(), "mailto:a@example.test", is_inside_allowed=True))


def devices(*endpoints: str) -> Letter:
    return replace(LETTER, devices=tuple(Device(n, one, P256DH, "A" * 22) for n, one in enumerate(endpoints)))


def held(line: Any, letter: Letter = LETTER) -> tuple[float, str]:
    """How long an attempt, and letting go of the line afterwards, kept its worker; and what it came to."""
    began, outcome = time.monotonic(), "sent"
    try:
        line.send(letter)
    except Failed as failure:
        outcome = failure.trouble
    line.close()
    return time.monotonic() - began, outcome


def test_the_limits_leave_an_attempt_less_than_20_seconds() -> None:
    assert 0 < wire.CONNECT_SECONDS < wire.RECEIVE_SECONDS < wire.ATTEMPT_SECONDS < 20


@pytest.mark.slow
@pytest.mark.usefixtures("nowhere")
def test_no_attempt_holds_a_worker_longer_than_20_seconds(servers: Callable[[str], Faulty]) -> None:
    slow, silent = servers(SLOW), servers(SILENT)
    addresses = (f"http://127.0.0.1:{slow.port}/1", f"http://127.0.0.1:{slow.port}/2", f"http://{VOID}:80/3")
    tried: dict[str, tuple[Any, Letter, str]] = {
        "silent": (by_mail(silent.server()), LETTER, "smtp.timeout"),
        "silent, TLS": (by_mail(silent.server("tls")), LETTER, "smtp.timeout"),
        "silent, STARTTLS": (by_mail(silent.server("starttls")), LETTER, "smtp.timeout"),
        "silent after the dot": (by_mail(servers("silent after the dot").server()), LETTER, "smtp.timeout"),
        "slow": (by_mail(slow.server()), LETTER, "smtp.timeout"),
        "slow to say 250": (by_mail(servers("one byte a second after the dot").server()), LETTER, "sent"),
        "slow to say goodbye": (by_mail(servers("one byte a second at QUIT").server()), LETTER, "sent"),
        "no host answers": (by_mail(MailServer(VOID, 25, "none", None, None, "a@b.test")), LETTER, "smtp.timeout"),
        "no name server": (
            by_mail(MailServer(UNKNOWN, 25, "tls", None, None, "a@b.test")),
            LETTER,
            "smtp.name_unknown",
        ),
        "gateway silent": (by_sms(silent.port), LETTER, "smtp.timeout"),
        "gateway slow": (by_sms(slow.port), LETTER, "smtp.timeout"),
        "gateway nowhere": (by_sms(80, VOID), LETTER, "smtp.timeout"),
        "gateway unknown": (by_sms(80, UNKNOWN), LETTER, "smtp.name_unknown"),
        "service silent": (by_service(silent.port), replace(LETTER, address="topic"), "smtp.timeout"),
        "service slow": (by_service(slow.port), replace(LETTER, address="topic"), "smtp.timeout"),
        "browsers slow": (to_browsers(), devices(*addresses[:2]), "smtp.timeout"),
        "browsers nowhere": (to_browsers(), devices(*addresses[2:] * 3), "smtp.timeout"),  # or cut off while connecting
    }
    with ThreadPoolExecutor(len(tried)) as pool:
        running = {name: pool.submit(held, line, letter) for name, (line, letter, _) in tried.items()}
        found = {name: one.result() for name, one in running.items()}
    ends = {name: outcome for name, (_, outcome) in found.items()}
    assert ends.pop("browsers nowhere") in ("smtp.timeout", "smtp.connection_lost")
    assert ends == {name: tried[name][-1] for name in ends}
    assert max(found.values()) < (wire.ATTEMPT_SECONDS + patience(2), ""), found


def test_a_gateway_that_closes_every_connection_leaves_none_open(servers: Callable[[str], Faulty]) -> None:
    import os

    door = servers("421 greeting")  # not HTTP, and gone
    line = by_sms(door.port)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(100):
        with pytest.raises(Failed):
            line.send(LETTER)
    assert len(os.listdir("/proc/self/fd")) < before + 20
    line.close()
