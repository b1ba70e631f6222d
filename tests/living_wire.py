"""What a page and its server say to each other, so that a story knows when both have finished."""

from __future__ import annotations

import time
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.living import patience

UNDRAWN = "[data-testid=stSkeleton]"  # stands for what is being fetched; below it the page will move
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
# Seconds: of silence, in which what a field holds back for a moment is said; waited for it; of one run of a page.
QUIET, MOST, LONGEST = 0.3, 20.0, 60.0


class Wire:
    """Streamlit's socket: a click is said at once, while the page learns only from the answer that it is running."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.deeds = 0  # how often a person's doing was said
        self._sent = self._heard = 0.0
        page.on("websocket", self._opened)

    def _opened(self, socket: Any) -> None:
        self._sent = self._heard = time.monotonic()
        socket.on("framesent", self._say)
        socket.on("framereceived", lambda _: self._hear())

    def _say(self, frame: str | bytes) -> None:
        self._sent = time.monotonic()
        self.deeds += _is_deed(frame)

    def _hear(self) -> None:
        self._heard = time.monotonic()

    def settle(self) -> None:
        """Wait until all that was said is answered, and nothing has come for a moment."""
        began = time.monotonic()
        end = began + patience(MOST)
        while time.monotonic() < end:
            self.page.wait_for_timeout(100)  # what was said meanwhile is noted in here
            self.page.wait_for_selector(AT_REST, state="attached", timeout=patience(LONGEST) * 1000)
            is_quiet = self._heard >= self._sent and time.monotonic() - max(self._heard, began) > QUIET
            if is_quiet and not self.page.locator(UNDRAWN).locator("visible=true").count():
                return


def _is_deed(frame: str | bytes) -> bool:
    """Whether a page says that a person did something, and not that one of its timers is due."""
    said = BackMsg.FromString(frame) if isinstance(frame, bytes) else BackMsg()
    return said.WhichOneof("type") == "rerun_script" and not said.rerun_script.is_auto_rerun
