"""A person at a browser, for tests: a real Chromium, spoken to in labels and buttons."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from tests.living import ROOT, eventually, patience
from tests.living_wire import Wire

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

TOLD = "[data-testid=stButton], [data-testid=stFormSubmitButton]"  # buttons whose every press the server hears of
# A toast is gone after four seconds, which a crowded machine may take to draw the rest of the page.
TOASTS = """
window.heardToasts = [];
setInterval(() => [...document.querySelectorAll("[data-testid=stToast]")].slice(-9).forEach((it) =>
  window.heardToasts.includes(it.innerText) || window.heardToasts.push(it.innerText)), 250);
"""
WAITED, UNFOLDED = 60_000, 5_000  # milliseconds; only what fails takes so long
SEEN: list[Person] = []  # whoever sat at the browser that runs


def chromium() -> str:
    """The path of a Chromium; skips loudly, by name, where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("NO CHROMIUM: this browser test did not run")
    return found


@contextmanager
def browser() -> Iterator[Any]:
    """A running Chromium; at the end no page may have had anything to complain about."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        try:
            SEEN.clear()
            yield running
            assert [complaint for person in SEEN for complaint in person.complaints] == []
        except BaseException as failure:
            _keep_pictures(running)
            for person in SEEN:
                failure.add_note(person.shown())
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
        self.context.add_init_script(TOASTS)
        self.page = self.context.new_page()
        self.page.set_default_timeout(patience(WAITED))
        self.wire = Wire(self.page)
        self.foreign: list[str] = []
        self.dialogs: list[str] = []
        self.complaints: list[str] = []
        SEEN.append(self)
        self.page.on("request", self._noted)
        self.page.on("dialog", self._dismissed)
        self.page.on("console", lambda message: self._heard(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _noted(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:", self.base.replace("http", "ws"))):
            self.foreign.append(request.url)

    def _dismissed(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _heard(self, text: str) -> None:
        if "Content Security Policy" in text or "loaded again" in text:
            self.complaints.append(text)

    def settle(self) -> None:
        """Wait until Streamlit has run and nothing changes any more."""
        self.wire.settle()

    def go(self, path: str) -> None:
        """To this page; once more where the one before was just loading itself anew, as in another language."""
        from playwright.sync_api import Error

        try:
            self.page.goto(self.base + path)
        except Error as moved:
            if "ERR_ABORTED" not in str(moved):
                raise
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

    def leave(self) -> None:
        """Away from the office, and signed in no longer.

        The page of a sign-in that is over would go elsewhere by itself, perhaps in the moment in which it is left.
        """
        from playwright.sync_api import Error

        with suppress(Error):
            self.page.goto("about:blank")
        self.page.goto("about:blank")
        self.context.clear_cookies()

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
        if box.locator("xpath=ancestor::*[@data-testid='stMultiSelect']").count():  # stays open
            self.page.keyboard.press("Escape")  # in a choice of one, Escape would take the choice back
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
        button = self.main.get_by_role("button", name=name, exact=exact).locator("visible=true").nth(nth)
        if button.evaluate("(it, told) => it.closest(told) !== null", TOLD):
            self.do(button.click)
        else:
            button.click()
            self.settle()

    def menu(self, name: str, choice: str, *, nth: int = 0) -> None:
        """Choose from what unfolds under a button."""
        from playwright.sync_api import TimeoutError as TooLong

        button = self.main.get_by_role("button", name=name).locator("visible=true").nth(nth)
        item = self.page.get_by_role("menuitem", name=choice, exact=True)

        def chosen() -> None:
            if not item.is_visible():
                button.click()
            with suppress(TooLong):  # a page that was still being drawn folded it up again
                item.click(timeout=patience(UNFOLDED))

        self.do(chosen)

    def do(self, act: Callable[[], object]) -> None:
        """What tells the server something; again where a page that was still being drawn did not hear of it."""
        self._run("window.heardToasts = []")
        for _ in range(3):
            before, there = self.wire.deeds, self.page.url
            act()
            self.settle()
            if self.wire.deeds > before or self.page.url != there:
                return
        raise AssertionError(f"three times the page did not tell its server:\n{self.text}")

    def press_fold(self, name: str) -> None:
        """Open what is folded under this name; again where a page that was still being drawn took the click back."""
        for _ in range(3):
            head = self.main.locator("summary", has_text=name).locator("visible=true").first
            head.click()
            self.settle()
            if head.evaluate("it => it.parentElement.open"):
                return
        raise AssertionError(f"{name!r} does not stay open")

    def tab(self, name: str) -> None:
        """Turn to a tab; again where a page that was still being drawn turned back."""
        for _ in range(3):
            head = self.main.get_by_role("tab", name=name, exact=True)
            head.click()
            self.settle()
            if head.get_attribute("aria-selected") == "true":
                return
        raise AssertionError(f"the tab {name!r} does not stay open")

    def link(self, name: str) -> None:
        self.main.get_by_role("link", name=name).locator("visible=true").first.click()
        self.settle()

    @property
    def main(self) -> Any:
        return self.page.locator("body")

    @property
    def text(self) -> str:
        return str(self.page.locator("body").inner_text())

    @property
    def toasts(self) -> str:
        """What toasts have said since the last thing was done here."""
        return "\n".join(self._run("window.heardToasts") or [])

    def _run(self, script: str) -> Any:
        """What this comes to; None on a page that is being left for another."""
        from playwright.sync_api import Error

        with suppress(Error):
            return self.page.evaluate(script)
        return None

    def shown(self) -> str:
        """What the page shows, for whoever reads of a failure; a browser that is gone shows nothing."""
        try:
            return f"{self.page.url} showed:\n{self.text}"
        except Exception as gone:
            return f"a page that cannot be read any more: {gone}"

    def sees(self, text: str, seconds: float = 20) -> None:
        try:
            eventually(lambda: text in self.text or text in self.toasts, seconds)
        except AssertionError:
            raise AssertionError(f"within {seconds} s no {text!r} on the page:\n{self.text}") from None

    def close(self) -> None:
        self.context.close()
