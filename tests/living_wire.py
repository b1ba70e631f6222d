"""What a page and its server say to each other, so that a story knows when both have finished."""

from __future__ import annotations

import time
from typing import Any

from tests.living import patience

QUIET, MOST = 0.3, 20.0  # seconds: of silence, in which what a field holds back for a moment is said; waited at all


class Wire:
    """Streamlit's socket: a click is said at once, while the page learns only from the answer that it is running."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self._sent = self._heard = 0.0
        page.on("websocket", self._opened)

    def _opened(self, socket: Any) -> None:
        self._sent = self._heard = time.monotonic()
        socket.on("framesent", lambda _: self._say())
        socket.on("framereceived", lambda _: self._hear())

    def _say(self) -> None:
        self._sent = time.monotonic()

    def _hear(self) -> None:
        self._heard = time.monotonic()

    def settle(self) -> None:
        """Wait until all that was said is answered, and nothing has come for a moment."""
        began = time.monotonic()
        end = began + patience(MOST)
        while time.monotonic() < end:
            self.page.wait_for_timeout(100)  # what was said meanwhile is noted in here
            self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", state="attached")
            if self._heard >= self._sent and time.monotonic() - max(self._heard, began) > QUIET:
                return
