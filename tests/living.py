"""Real processes for tests: the product as `python -m crm up` starts it, an SMTP server."""

from __future__ import annotations

import email
import email.policy
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def patience(seconds: float) -> float:
    """How long that many seconds of a quiet machine take on one as crowded as this."""
    return seconds * max(1, os.getloadavg()[0] / (os.cpu_count() or 1))


def eventually(look: Callable[[], Any], seconds: float = 30, what: str = "") -> Any:
    """The first true answer; fails loudly when there is none in time, which is longer on a crowded machine."""
    end = time.monotonic() + patience(seconds)
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"did not happen within {seconds} s: {what or look}")


@dataclass
class Sink:
    """A real SMTP server on loopback that keeps what it takes."""

    messages: list[EmailMessage] = field(default_factory=list)
    port: int = field(default_factory=free_port)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        message["X-Envelope-To"] = ",".join(envelope.rcpt_tos)
        self.messages.append(message)  # type: ignore[arg-type]
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if message["X-Envelope-To"] == address]


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    yield sink
    controller.stop()


@dataclass
class Office:
    """A folder with a database of its own, and the processes that were started on it."""

    folder: Path
    env: dict[str, str]
    base: str
    printed: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None

    def set_clock(self, moment: datetime) -> None:
        fresh = self.folder / "clock.new"
        fresh.write_text(moment.astimezone(UTC).isoformat())
        fresh.replace(self.folder / "clock")

    def up(self) -> None:
        """`python -m crm up`, until it has printed its address."""
        command = [sys.executable, "-m", "crm", "up"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        threading.Thread(target=self._read, daemon=True).start()
        eventually(lambda: self._is_said, 60, "the address is printed")
        time.sleep(0.3)

    def _read(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        self.printed.extend(iter(self.process.stdout.readline, ""))

    @property
    def _is_said(self) -> bool:
        """Whether the address was printed for people (not in a log line)."""
        return any(self.base in line and not line.startswith("{") for line in self.printed)

    @property
    def output(self) -> str:
        return "".join(self.printed)

    def command(self, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Another command on the same office."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            input=stdin,
            text=True,
            capture_output=True,
            timeout=patience(120),
        )

    def down(self) -> int:
        """Ctrl-C; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(patience(30))
        self.process = None
        return code


@contextmanager
def new_office(folder: Path, *, now: datetime, database: str = "", **env: str) -> Iterator[Office]:
    """An empty office whose clock is held at `now`; whatever was started is ended, by its id, at the end."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    settings = {
        "CRM_DATABASE_URL": database or f"sqlite:///{folder / 'crm.db'}",
        "CRM_DATA": str(folder),
        "CRM_SECRET_KEY": "a secret key for tests, long enough for all",
        "CRM_PORT": str(port),
        "CRM_TEST_CLOCK": str(folder / "clock"),
        "CRM_TICK_SECONDS": "0.3",
        "CRM_STRICT_WORDS": "1",
        "CRM_LANGUAGE": "en",
        "PYTHONUNBUFFERED": "1",
    }
    office = Office(folder, {**inherited, **settings, **env}, f"http://127.0.0.1:{port}")
    office.set_clock(now)
    try:
        yield office
    finally:
        if office.process is not None:
            office.process.terminate()
            office.process.wait(30)
