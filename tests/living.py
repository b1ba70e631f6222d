"""Real processes for tests: the product as `python -m crm up` starts it, an SMTP server, a person at a browser."""

from __future__ import annotations

import email
import email.policy
import os
import re
import shutil
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

import pytest
from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(look: Callable[[], Any], seconds: float = 30, what: str = "") -> Any:
    """The first true answer; fails loudly when there is none in time."""
    end = time.monotonic() + seconds
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
            timeout=120,
        )

    def down(self) -> int:
        """Ctrl-C; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
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


def chromium() -> str:
    """The path of a Chromium; skips loudly, by name, where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("NO CHROMIUM: this browser test did not run")
    return found


@contextmanager
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        try:
            yield running
        except BaseException:
            _keep_pictures(running)
            raise
        finally:
            running.close()


def _keep_pictures(running: Any) -> None:
    """What each open page showed when a story failed, for whoever reads the failure."""
    folder = ROOT / ".test-artifacts"
    folder.mkdir(exist_ok=True)
    name = os.environ.get("PYTEST_CURRENT_TEST", "story").split("::")[-1].split(" ")[0]
    for number, page in enumerate(page for context in running.contexts for page in context.pages):
        page.screenshot(path=folder / f"{name}-{number}.png")


class Person:
    """Somebody at a browser: speaks of labels and buttons, as people do, and waits until the page has settled."""

    def __init__(self, running: Any, base: str, *, width: int = 1400, height: int = 1000, **context: Any) -> None:
        self.base = base
        self.context = running.new_context(viewport={"width": width, "height": height}, **context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.foreign: list[str] = []
        self.dialogs: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._noted)
        self.page.on("dialog", self._dismissed)
        self.page.on("console", lambda message: self._heard(message.text))

    def _noted(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:", self.base.replace("http", "ws"))):
            self.foreign.append(request.url)

    def _dismissed(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _heard(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.complaints.append(text)

    def settle(self) -> None:
        """Wait until Streamlit has run and nothing changes any more."""
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", state="attached")
        self.page.wait_for_timeout(250)
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", state="attached")

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)
        if self.page.locator("[data-testid=stApp]").count():
            self.page.wait_for_selector("[data-testid=stMain] [data-testid=stElementContainer]", state="attached")
            self.settle()

    def sign_in(self, address: str, password: str) -> None:
        self.page.goto(f"{self.base}/sign-in")
        self.page.fill("input[name=email]", address)
        self.page.fill("input[name=password]", password)
        self.page.click("button[type=submit]")
        self.page.wait_for_selector("[data-testid=stApp]")
        self.settle()

    def fill(self, label: str, text: str, *, nth: int = 0) -> None:
        box = self.main.get_by_label(re.compile(rf"^{re.escape(label)}( \*)?$")).locator("visible=true").nth(nth)
        box.fill(text)
        box.press("Tab")
        self.settle()

    def choose(self, label: str, option: str, *, nth: int = 0) -> None:
        box = self.main.get_by_role("combobox", name=re.compile(re.escape(label))).locator("visible=true").nth(nth)
        box.click()
        box.fill(option)
        self.page.get_by_role("option", name=option).first.click()
        if self.page.get_by_role("option").count():  # a choice of several stays open
            self.page.keyboard.press("Escape")
        self.settle()

    def date(self, label: str, text: str, *, nth: int = 0) -> None:
        """Type a date, in the order in which the field shows its parts."""
        group = self.main.locator("[data-testid=stDateInput]", has_text=label).locator("visible=true").nth(nth)
        parts = group.locator("[role=spinbutton]")
        parts.first.click()
        self.page.keyboard.type(text.replace("-", "").replace(".", ""))
        self.page.keyboard.press("Tab")
        self.settle()

    def moment(self, label: str, text: str, *, nth: int = 0) -> None:
        """Type a date with its time, or a time alone: digits, in the order in which the field shows its parts."""
        group = self.main.get_by_role("group", name=re.compile(rf"^{re.escape(label)}( \*)?$"))
        group.locator("visible=true").nth(nth).get_by_role("spinbutton").first.click()
        self.page.keyboard.type("".join(filter(str.isdigit, text)))
        self.page.keyboard.press("Tab")
        self.settle()

    def press(self, name: str, *, nth: int = 0, exact: bool = False) -> None:
        self.main.get_by_role("button", name=name, exact=exact).locator("visible=true").nth(nth).click()
        self.settle()

    def press_fold(self, name: str) -> None:
        """Open what is folded under this name."""
        self.main.locator("summary", has_text=name).locator("visible=true").first.click()
        self.settle()

    def tab(self, name: str) -> None:
        self.main.get_by_role("tab", name=name, exact=True).click()
        self.settle()

    def link(self, name: str) -> None:
        self.main.get_by_role("link", name=name).locator("visible=true").first.click()
        self.settle()

    @property
    def main(self) -> Any:
        return self.page.locator("body")

    @property
    def text(self) -> str:
        return str(self.page.locator("body").inner_text())

    def sees(self, text: str, seconds: float = 20) -> None:
        eventually(lambda: text in self.text, seconds, f"{text!r} on the page:\n{self.text}")

    def close(self) -> None:
        self.context.close()
