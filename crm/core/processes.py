"""Child processes that belong together: started together, watched, stopped together."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

LOOK_SECONDS, STOP_SECONDS = 0.2, 15.0


@dataclass
class Household:
    """Named children in one folder; `stopping` is set by SIGINT and SIGTERM while `signals` holds."""

    folder: Path
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self, name: str, command: Sequence[str], environ: Mapping[str, str] | None = None) -> None:
        """Start one; in a session of its own, so that Ctrl-C reaches it only through us."""
        self.children[name] = subprocess.Popen(  # noqa: S603
            [sys.executable, *command], cwd=self.folder, env=environ, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def dead(self) -> tuple[str, int] | None:
        """The first child that has ended, and its exit code."""
        ended = ((name, child.poll()) for name, child in self.children.items())
        return next(((name, code) for name, code in ended if code is not None), None)

    def wait_until(self, is_so: Callable[[], bool], seconds: float) -> bool:
        """Whether it became so before the time was up, a child ended or somebody said stop."""
        for _ in range(int(seconds / LOOK_SECONDS)):
            if is_so():
                return True
            if self.dead() or self.stopping.wait(LOOK_SECONDS):
                return False
        return False

    def wait(self) -> tuple[str, int] | None:
        """Return when somebody says stop (None), or with the child that ended by itself."""
        while not self.stopping.wait(LOOK_SECONDS):
            found = self.dead()
            if found:
                return found
        return None

    def stop(self) -> None:
        """Ask every child to end; end those that do not."""
        running = [child for child in self.children.values() if child.poll() is None]
        for child in running:
            child.terminate()
        for child in running:
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Inside the block SIGINT and SIGTERM set `stopping`; afterwards they mean what they meant before."""

        def stop(_number: int, _frame: FrameType | None) -> None:
            self.stopping.set()

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
