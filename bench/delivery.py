"""Delivery from the outbox beside bare smtplib with one kept connection; ten connections beside one, on a slow server."""

from __future__ import annotations

import gc
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import delete

from bench import databases
from bench.report import Line
from bench.timing import shown
from crm import notifications
from crm.channels.composing import compose
from crm.core import db
from crm.core.config import MailServer
from crm.core.work import Actor, begin
from crm.notifications.delivery import Round
from crm.notifications.outbox import ATTEMPTS
from crm.notifications.rendering import Occasion, Reader, render
from crm.notifications.telling import OUTBOX, message_row

ROOT = Path(__file__).resolve().parents[1]
FAST, SLOW, READERS, SENDER = 500, 250, 100, "Czuwaj <czuwaj@example.test>"
DELAY, HALF, SIXFOLD = 0.005, 0.5, 6


def measure(size: int, kinds: tuple[str, ...], rounds: int) -> list[Line]:
    """The lines of this part."""
    found = []
    for kind in kinds:
        databases.ready(kind, size)
        found += [_beside_smtplib(kind, rounds), _side_by_side(kind, rounds)]
        db.engine().dispose()
    return found


def _beside_smtplib(kind: str, rounds: int) -> Line:
    """From claimed rows to recorded outcomes, as an account does it that nobody set up further; in turn with the peer."""
    ours, bare = [], []
    with _server(0) as port:
        for _ in range(rounds + 1):
            ours.append(_delivered(FAST, port))
            bare.append(_handed_over(FAST, port))
    took, peer = statistics.median(ours[1:]), statistics.median(bare[1:])
    where = f"{kind}, {FAST} messages"
    return Line("e", "bare smtplib : delivery", where, shown(took), shown(peer), peer / took, HALF, True)


def _side_by_side(kind: str, rounds: int) -> Line:
    one, ten = [], []
    with _server(DELAY) as port:
        for _ in range(rounds):
            one.append(_delivered(SLOW, port, lines=1))
            ten.append(_delivered(SLOW, port, lines=10))
    alone, together = statistics.median(one), statistics.median(ten)
    where = f"{kind}, {SLOW} messages, {DELAY * 1000:.0f} ms an answer"
    return Line("e", "one connection : ten", where, shown(together), shown(alone), alone / together, SIXFOLD, True)


def _delivered(count: int, port: int, lines: int | None = None) -> float:
    """Seconds from rows that are claimed to the last outcome that is recorded."""
    _put(count)
    notifications.configure(MailServer("127.0.0.1", port, "none", None, None, SENDER), "https://crm.example.org")
    worker = Round(is_stopping=lambda: False, lines=lines, at_once=count if lines else None)
    took, sent = 0.0, 0
    while (batch := worker.claim()) is not None:
        gc.collect()
        before = time.perf_counter()
        sent += worker.deliver(batch)
        took += time.perf_counter() - before
    worker.close()
    assert sent == count
    return took


def _handed_over(count: int, port: int) -> float:
    """The same messages by smtplib alone, put together beforehand, on one connection; nothing is recorded."""
    _put(count)
    worker = Round(is_stopping=lambda: False, at_once=count)
    batch = worker.claim()
    assert batch is not None
    messages = [(letter.address, compose(letter, SENDER)) for letter in batch.letters]
    gc.collect()
    before = time.perf_counter()
    line = smtplib.SMTP("127.0.0.1", port)
    for address, message in messages:
        line.send_message(message, "czuwaj@example.test", [address])
    line.quit()
    return time.perf_counter() - before


def _put(count: int) -> None:
    """Nothing but so many messages, due now, to a hundred readers."""
    with begin(Actor.office(), writes=True) as work:
        work.session.execute(delete(ATTEMPTS))
        work.session.execute(delete(OUTBOX))
        occasion = Occasion("mail.test", work.office.name, work.office.zone, work.today)
        rendered = render(occasion, Reader("pl", "Europe/Warsaw"))
        known = {"kind": "import.done", "channel": "email", "name": "Reader", "language": "pl"}
        rows = [
            message_row(work, rendered, key=f"bench:{n}", address=f"r{n % READERS}@example.test", **known)
            for n in range(count)
        ]
        work.session.execute(OUTBOX.insert(), rows)


@contextmanager
def _server(delay: float) -> Iterator[int]:
    """The port of a mail server in a process of its own."""
    command = [sys.executable, "-m", "bench.peers.smtp_server", str(delay)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
