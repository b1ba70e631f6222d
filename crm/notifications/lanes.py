"""Connections side by side: each takes one reader's letters in their order, and goes no further than is recorded.

One connection works in the caller's own thread, several in threads of theirs. The caller records: `wait` gives what
has come to an end, `go_on` says that it is kept.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Protocol, runtime_checkable

import structlog

from crm.channels.letter import Failed, Letter, Report

log = structlog.get_logger()
GATHER = 0.005  # seconds to wait for other connections' outcomes: recording four costs little more than one
Done = tuple[Letter, Report | Failed | None]


class Line(Protocol):
    """A kept connection of whatever channel."""

    def send(self, letter: Letter) -> Report | None: ...
    def close(self) -> None: ...


@runtime_checkable
class Expecting(Protocol):
    """A connection that can get a letter ready before its turn."""

    def expect(self, letter: Letter) -> None: ...


class Lanes:
    """The letters of one batch on their way; `went_out` hears of each at once, before anybody records it."""

    def __init__(
        self, lines: Sequence[Line], letters: Sequence[Letter], went_out: Callable[[Letter], None], *, ahead: int = 0
    ) -> None:
        """`ahead` letters of each connection may be on their way before its last one is recorded."""
        self._left, self._went_out = len(letters), went_out
        self._queues = _by_reader(letters) if len(lines) > 1 else deque([deque(letters)])
        self._done: SimpleQueue[tuple[Letter | None, Report | Failed | BaseException | None]] = SimpleQueue()
        self._lock = threading.Lock()
        self._whose: dict[int, _Worker] = {}
        self._is_stopped = False
        self._line = lines[0]
        self._workers = [_Worker(self, line, 1 + ahead) for line in lines] if len(lines) > 1 else []
        for worker in self._workers:
            worker.start()

    @property
    def is_open(self) -> bool:
        """Whether letters are left that nobody has heard of yet."""
        return self._left > 0

    def wait(self) -> list[Done]:
        """What has come to an end, at least one letter; what is no fault of a letter is raised."""
        if not self._workers:
            queue = self._queues[0]
            letter = queue.popleft()
            self._left -= 1
            return [(letter, self._send(self._line, letter, queue))]
        found, until = [self._done.get()], time.monotonic() + GATHER
        while len(found) < min(len(self._workers), self._left):
            try:
                found.append(self._done.get(timeout=max(0.0, until - time.monotonic())))
            except Empty:
                break
        return self._counted(found)

    def go_on(self, done: Sequence[Done]) -> None:
        """These are recorded: there is room for the next on their connections."""
        for letter, _ in done:
            worker = self._whose.pop(letter.id, None)
            if worker is not None:
                worker.room.release()
                if worker.at == letter.id:
                    worker.recorded.set()

    def stop(self) -> list[Done]:
        """No more letters; what was in hand comes to its end first, and is returned."""
        self._is_stopped = True
        for worker in self._workers:
            worker.room.release()
            worker.recorded.set()
        for worker in self._workers:
            worker.join()
        found = []
        while not self._done.empty():
            found.append(self._done.get())
        return self._counted(found)

    def _send(self, line: Line, letter: Letter, queue: deque[Letter]) -> Report | Failed | None:
        """Hand it over; what went out is noted before anybody else hears of it."""
        try:
            report = line.send(letter)
        except Failed as failure:
            if failure.is_network:
                self._hold_back(letter.address, queue)
            return failure
        except Exception as error:  # a fault of ours with this letter: the others go all the same
            log.error("a letter could not be handed over", message=letter.id, kind=type(error).__name__, exc_info=error)
            return Failed(type(error).__name__)
        self._went_out(letter)
        return report

    def _hold_back(self, reader: str, queue: deque[Letter]) -> None:
        """A connection broke: what else this reader was to get waits untouched, or it would overtake."""
        kept = [letter for letter in queue if letter.address != reader]
        with self._lock:
            self._left -= len(queue) - len(kept)
        queue.clear()
        queue.extend(kept)

    def _next(self, worker: _Worker) -> Letter | None:
        """The next one of the reader whom this connection writes to, or the first of another; None at the end."""
        with self._lock:
            if not worker.queue:
                worker.queue = self._queues.popleft() if self._queues else deque()
            return worker.queue.popleft() if worker.queue else None

    def work(self, worker: _Worker) -> None:
        """What the thread of one connection does; a fault of ours is the caller's to raise."""
        letter = self._next(worker)
        while letter is not None:
            worker.room.acquire()
            if self._is_stopped:
                return
            worker.at = letter.id
            self._whose[letter.id] = worker
            worker.recorded.clear()
            try:
                outcome = self._send(worker.line, letter, worker.queue)
                self._done.put((letter, outcome))
                letter = self._next(worker)
                if letter is not None and isinstance(worker.line, Expecting):
                    worker.line.expect(letter)
            except BaseException as error:
                self._done.put((None, error))
                return
            if isinstance(outcome, Failed) and not self._is_stopped:  # it may be the last one of this account
                worker.recorded.wait()

    def _counted(self, found: Sequence[tuple[Letter | None, Report | Failed | BaseException | None]]) -> list[Done]:
        done: list[Done] = []
        for letter, outcome in found:
            if letter is None or (isinstance(outcome, BaseException) and not isinstance(outcome, Failed)):
                raise outcome if isinstance(outcome, BaseException) else RuntimeError("no letter")
            done.append((letter, outcome))
        with self._lock:
            self._left -= len(done)
        return done


class _Worker(threading.Thread):
    """One connection's thread: `at` is the letter in hand, `room` what else may go out before it is recorded."""

    def __init__(self, lanes: Lanes, line: Line, room: int) -> None:
        super().__init__(daemon=True)
        self.room = threading.Semaphore(room)
        self.line, self.at = line, 0
        self.queue: deque[Letter] = deque()
        self.recorded = threading.Event()
        self._lanes = lanes

    def run(self) -> None:
        self._lanes.work(self)


def _by_reader(letters: Sequence[Letter]) -> deque[deque[Letter]]:
    """One queue for each address, in the order of their first letters."""
    found: dict[str, deque[Letter]] = {}
    for letter in letters:
        found.setdefault(letter.address, deque()).append(letter)
    return deque(found.values())
